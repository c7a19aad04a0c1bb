"""What the answers rest on: a date of birth, and the results of one laboratory code.

They are read from the JSON that the server gives, before the agent begins, by code that shares
nothing with what the agent is answered by but the search.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from chartside.errors import SourceError
from chartside.evals.adapters.medagent.cases import Case, Category
from chartside.evals.adapters.medagent.environment import Body, Served
from chartside.evals.chart_questions.raw import at, mistaken

NOW: Final = datetime(2023, 11, 13, 10, 15, tzinfo=UTC)
"""The moment of every task."""
DAY: Final = timedelta(hours=24)
YEAR_AGO: Final = datetime(2022, 11, 13, 10, 15, tzinfo=UTC)

CODES: Final[Mapping[Category, str]] = {
    Category.MAGNESIUM: "MG",
    Category.REPLACE_MAGNESIUM: "MG",
    Category.MEAN_GLUCOSE: "GLU",
    Category.GLUCOSE: "GLU",
    Category.REPLACE_POTASSIUM: "K",
    Category.HBA1C: "A1C",
}
"""The code by which each category's results are found, as the context of its tasks says."""


@dataclass(frozen=True, slots=True)
class Result:
    """A measured value as it stands; `wrong` where it was entered in error."""

    at: str
    value: float
    unit: str = ""
    wrong: bool = False

    @property
    def when(self) -> datetime:
        """The moment of `at`; without an offset it is taken to be UTC."""
        found = datetime.fromisoformat(self.at)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one task: the date of birth where an age is asked for, and results where some are."""

    birth: str = ""
    results: tuple[Result, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def facts_from(held: dict[str, Any]) -> Facts:
    """Facts again from what `to_json` made of them."""
    return Facts(held["birth"], tuple(Result(**r) for r in held["results"]))


async def facts_of(case: Case, served: Served) -> Facts:
    """What the answer to a task rests on.

    Raises:
        SourceError: The server does not answer, or has no whole date of birth where an age is
            asked for: such a task cannot be graded.
    """
    if case.category is Category.AGE:
        found = await served.everything(f"Patient?identifier={case.mrn}")
        return Facts(birth=_birth(found))
    code = CODES.get(case.category)
    if code is None:
        return Facts()
    found = await served.everything(f"Observation?patient={case.mrn}&code={code}")
    return Facts(results=tuple(r for body in found if (r := _result(body))))


def _birth(found: list[Body]) -> str:
    born = str(found[0].get("birthDate")) if found else ""
    try:
        return date.fromisoformat(born).isoformat()
    except ValueError:
        raise SourceError("the record has no date of birth of the patient of a task") from None


def _result(body: Body) -> Result | None:
    value = at(body, "valueQuantity", "value")
    moment = body.get("effectiveDateTime")
    if not isinstance(value, int | float) or not isinstance(moment, str) or "T" not in moment:
        return None
    unit = str(at(body, "valueQuantity", "unit") or at(body, "valueQuantity", "code") or "")
    held = Result(moment, value, unit, mistaken(body))
    try:
        held.when  # noqa: B018 - a moment that is none has no place among the results
    except ValueError:
        return None
    return held


def last(results: tuple[Result, ...]) -> Result | None:
    """The newest; of two at the same moment the first."""
    return max(results, key=lambda r: r.when, default=None)


def of_a_day(results: tuple[Result, ...]) -> tuple[Result, ...]:
    """Those from the last 24 hours on, as the benchmark takes them: also what comes after now."""
    return tuple(r for r in results if r.when >= NOW - DAY)
