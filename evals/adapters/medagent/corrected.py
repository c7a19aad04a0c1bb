"""Graders by what FHIR R4 means, and by what the server has after the run.

What was written counts by the resources that the server kept: valid R4, right in codes, amounts,
moments and patient in whatever form, in any order, and nothing beside them. What was only asked for
in a read task counts as an attempt to write. Answers are held against values in mg/dL, of results
that were not entered in error. Where a task asks a question, an empty list is no answer.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chartside.evals.adapters.medagent import orders
from chartside.evals.adapters.medagent.cases import Case, Category
from chartside.evals.adapters.medagent.environment import Body, Posted
from chartside.evals.adapters.medagent.facts import Facts
from chartside.evals.adapters.medagent.official import MAGNESIUM, ORTHOPAEDICS, POTASSIUM, REFERRAL
from chartside.evals.adapters.medagent.protocol import Played
from chartside.evals.adapters.medagent.reference import NONE, Expected, as_meant

_NEXT_MORNING: Final = datetime(2023, 11, 14, 8, 0, tzinfo=UTC)
_NUMBER: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:mg/dl|meq/l|mmol/l|%|years?)?\s*", re.I)
_PRESSURE: Final = re.compile(r"(\d{2,3})/(\d{2,3}) ?mmHg")
_COMMENT: Final = re.compile(r"[\"“](Situation:.+?)[\"”]", re.DOTALL)
_EXACT: Final = 0.005
"""A value may be rounded to two places."""
_MEAN: Final = 0.1

_Wanted = tuple[str, Callable[[Body], Iterator[str]]]
"""A type of resource, and what is amiss in one that was written."""


def corrected(
    case: Case, played: Played, posted: Sequence[Posted], facts: Facts, base: str
) -> tuple[str, ...]:
    """What is amiss with a run; nothing where it is right."""
    if played.end != "finished":
        return (f"the run ended: {played.end}",)
    expected = as_meant(case, facts)
    return (*_written(case, posted, expected, base), *_answered(case, played.result, expected))


def _written(case: Case, posted: Sequence[Posted], expected: Expected, base: str) -> Iterator[str]:
    wanted = _wanted(case, expected)
    if not wanted:
        if posted:
            yield "something was posted where nothing is to be written"
        return
    kept = [p for p in posted if p.kept]
    refused = [p for p in posted if not p.kept]
    for one in refused:
        yield f"a server would not take what was posted ({'; '.join(one.problems[:2])})"
    for kind, check in wanted:
        held = [p for p in kept if p.kind == kind]
        if not held:
            yield f"no {kind} was written"
            continue
        yield from (f"{kind}: {wrong}" for wrong in check(held[0].body))
        yield from (f"{kind}: {w}" for w in orders.about(held[0].body, case.mrn, base))
    if len(kept) > len(wanted):
        yield "more was written than asked for"


def _wanted(case: Case, expected: Expected) -> list[_Wanted]:
    """What has to be on the server afterwards."""
    if case.category is Category.PRESSURE:
        found = _PRESSURE.search(case.instruction)
        systolic, diastolic = (int(found[1]), int(found[2])) if found else (118, 77)
        return [("Observation", lambda b: orders.pressure(b, systolic, diastolic))]
    if not expected.order:
        return []
    match case.category:
        case Category.REPLACE_MAGNESIUM:
            return [("MedicationRequest", lambda b: _magnesium(b, expected.dose))]
        case Category.REFERRAL:
            return [("ServiceRequest", lambda b: _referral(b, case))]
        case Category.REPLACE_POTASSIUM:
            return [
                ("MedicationRequest", lambda b: _potassium(b, expected.dose)),
                ("ServiceRequest", _next_potassium),
            ]
        case _:
            return [("ServiceRequest", lambda b: _laboratory(b, "4548-4"))]


def _magnesium(body: Body, grams: float) -> Iterator[str]:
    yield from orders.medicine(body, MAGNESIUM)
    yield from orders.active(body)
    yield from orders.now(body.get("authoredOn"), "its date")
    yield from orders.dosed(body, grams, "g", "intravenous")
    yield from orders.over(body, grams, grams)  # the instructions have a gram an hour


def _potassium(body: Body, amount: float) -> Iterator[str]:
    yield from orders.medicine(body, POTASSIUM)
    yield from orders.active(body)
    yield from orders.now(body.get("authoredOn"), "its date")
    yield from orders.dosed(body, amount, "mEq", "oral")


def _laboratory(body: Body, loinc: str) -> Iterator[str]:
    yield from orders.laboratory(body, loinc)
    yield from orders.active(body)
    yield from orders.stat(body)
    yield from orders.now(body.get("authoredOn"), "its date")


def _next_potassium(body: Body) -> Iterator[str]:
    yield from _laboratory(body, "2823-3")
    yield from orders.due(body, _NEXT_MORNING)


def _referral(body: Body, case: Case) -> Iterator[str]:
    found = _COMMENT.search(case.instruction)
    yield from orders.referral(body, ORTHOPAEDICS, found[1] if found else REFERRAL)
    yield from orders.active(body)
    yield from orders.stat(body)
    yield from orders.now(body.get("authoredOn"), "its date")


def _answered(case: Case, result: str, expected: Expected) -> Iterator[str]:
    try:
        said = json.loads(result)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, list):
        yield "what stands in FINISH is no list"
    elif not _ANSWERS.get(case.category, _one)(said, expected):
        yield "the answer is another"


def _one(said: list[Any], expected: Expected) -> bool:
    """A number, bare or as text with its unit."""
    return len(said) == 1 and _near(said[0], expected.answer[0], _EXACT)


def _words(said: list[Any], expected: Expected) -> bool:
    return [_folded(s) for s in said] == [_folded(e) for e in expected.answer]


def _mean(said: list[Any], expected: Expected) -> bool:
    return len(said) == 1 and _near(said[0], expected.answer[0], _MEAN)


def _not_asked(said: list[Any], expected: Expected) -> bool:
    """Where only an order was asked for: anything but another value."""
    told = [n for s in said if (n := _number(s)) is not None]
    return not told or any(_near(n, expected.answer[0], _EXACT) for n in told)


def _value_and_time(said: list[Any], expected: Expected) -> bool:
    if expected.answer == (NONE,):
        return len(said) == 1 and _near(said[0], NONE, 0)
    both = len(said) == len(expected.answer)
    return (
        both and _near(said[0], expected.answer[0], _EXACT) and _same(said[1], expected.answer[1])
    )


def _same(said: Any, moment: str) -> bool:
    """The same moment, or its day."""
    try:
        found, meant = datetime.fromisoformat(str(said).strip()), datetime.fromisoformat(moment)
    except ValueError:
        return False
    if len(str(said).strip()) == len("2023-11-13"):
        return found.date() == meant.date()
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) == (
        meant if meant.tzinfo else meant.replace(tzinfo=UTC)
    )


def _number(said: Any) -> float | None:
    if isinstance(said, bool):
        return None
    if isinstance(said, int | float):
        return float(said)
    match = _NUMBER.fullmatch(said) if isinstance(said, str) else None
    return float(match[1]) if match else None


def _near(said: Any, expected: Any, within: float) -> bool:
    found = _number(said)
    return found is not None and abs(found - float(expected)) <= within


def _folded(value: Any) -> str:
    return " ".join(str(value).split()).casefold()


_ANSWERS: Final[Mapping[Category, Callable[[list[Any], Expected], bool]]] = {
    Category.IDENTITY: _words,
    Category.PRESSURE: lambda *_: True,
    Category.REPLACE_MAGNESIUM: _not_asked,
    Category.MEAN_GLUCOSE: _mean,
    Category.REFERRAL: lambda *_: True,
    Category.REPLACE_POTASSIUM: _not_asked,
    Category.HBA1C: _value_and_time,
}
