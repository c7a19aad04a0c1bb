"""A report held to bounds that a site sets in a TOML file.

max-broken = 0                  # cases that crashed or that nobody could grade

[chart-questions.exact]
at-least = 0.95
part = "held out"               # all (the default), tuned, held out
by = "interval"                 # rate (the default), or the worse end of its 95 % interval
cases = 50                      # fewer than this show nothing: the bound is missed
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chartside.errors import UsageError
from chartside.evals.reports.report import Ran, Report, figure, interval
from chartside.evals.suite import Suite, places, toml

_Share = Annotated[float, Field(ge=0, le=1)]


class Bound(BaseModel):
    """What a figure must not fall below, or exceed."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    at_least: _Share | None = Field(default=None, alias="at-least")
    at_most: _Share | None = Field(default=None, alias="at-most")
    part: Literal["all", "tuned", "held out"] = "all"
    by: Literal["rate", "interval"] = "rate"
    cases: Annotated[int, Field(ge=1)] = 1


@dataclass(frozen=True, slots=True)
class Gate:
    """Bounds by suite and figure, and how many cases may be broken."""

    bounds: dict[str, dict[str, Bound]]
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """A bound that does not hold, or that nothing shows to hold."""

    suite: str
    figure: str
    part: str
    why: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


_bounds: Final = TypeAdapter(dict[str, dict[str, Bound]])
_BROKEN: Final = "max-broken"


def read_gate(path: Path, suites: Mapping[str, Suite]) -> Gate:
    """The bounds of a file, on figures of these suites.

    Raises:
        UsageError: There is none, it is no gate, or it names what no suite counts: a typing error
            would else be a bound that always holds.
        SourceError: It cannot be read.
    """
    held = toml(path)
    broken = held.pop(_BROKEN, 0)
    try:
        bounds = _bounds.validate_python(held)
    except ValidationError as wrong:
        raise UsageError(f"{path} is no gate: {places(wrong)}") from None
    if type(broken) is not int or broken < 0:
        raise UsageError(f"{path} is no gate: {_BROKEN} must be a count")
    _require_meant(bounds, path, suites)
    return Gate(bounds, broken)


def _require_meant(
    bounds: dict[str, dict[str, Bound]], path: Path, suites: Mapping[str, Suite]
) -> None:
    """Every bound is of a figure that there is, and says which."""
    if not bounds:
        raise UsageError(f"{path} holds no bound")
    for suite, named in bounds.items():
        if not named:
            raise UsageError(f"{path}: [{suite}] holds no bound: write [{suite}.FIGURE]")
        for name, bound in named.items():
            if suite not in suites or name not in suites[suite].by_name:
                raise UsageError(f"{path}: no suite counts {suite}.{name}")
            if bound.at_least is None and bound.at_most is None:
                raise UsageError(f"{path}: {suite}.{name} has neither at-least nor at-most")


def missed(gate: Gate, report: Report) -> list[Missed]:
    """What does not hold. A suite that was not run, or too few cases, shows nothing to hold."""
    found = [
        one
        for suite, named in gate.bounds.items()
        for name, bound in named.items()
        if (one := _missed(suite, name, bound, report)) is not None
    ]
    if report.broken > gate.broken:
        why = f"{report.broken} crashed or could not be graded; at most {gate.broken} may"
        found.append(Missed("every suite", _BROKEN, "all", why))
    return found


def _missed(suite: str, name: str, bound: Bound, report: Report) -> Missed | None:
    ran = next((r for r in report.suites if r.name == suite), None)
    why = _beyond(ran, name, bound) if ran and name in ran.suite.by_name else None
    if ran is None:
        why = "the suite was not run"
    elif name not in ran.suite.by_name:
        why = "the run has no such figure"
    elif ran.sample and ran.suite.published:
        why = f"it was run on {ran.suite.stand_in}"
    return Missed(suite, name, bound.part, why) if why else None


def _beyond(ran: Ran, name: str, bound: Bound) -> str | None:
    """How a figure misses its bound."""
    shown = figure(ran.of(bound.part), ran.suite.by_name[name])
    if shown["cases"] < bound.cases:
        return f"{shown['cases']} cases counted, {bound.cases} needed"
    low, high = (shown["rate"],) * 2 if bound.by == "rate" else interval(shown) or (0.0, 1.0)
    said = f"{shown['hits']} of {shown['out_of']}"
    if bound.at_least is not None and low < bound.at_least:
        return f"{said}: {bound.by} {low:.4f} is below {bound.at_least:g}"
    if bound.at_most is not None and high > bound.at_most:
        return f"{said}: {bound.by} {high:.4f} is above {bound.at_most:g}"
    return None
