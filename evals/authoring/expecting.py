"""What a case may expect, as people write it, and the same as what answers are graded by.

    {number = 4.2, unit = "mmol/L", on = "2026-03-01"}     {date = "2019-03"}     {count = 3}
    {names = ["warfarin"], not = ["apixaban"]}             {yes = true}           {up = true}
    {words = ["shortness of breath", "dyspnea"]}           {silent = true}
    {says = ["INR"], says_not = ["/within .* range/"]}     {cites = ["Observation/1"]}
    {verdict = "contradicted"}

Several may hold together. How an answer is worded is left open, what it says is not.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt
from pydantic import model_validator as checked
from typing_extensions import override

from chartside.draft import Verdict
from chartside.evals.chart_questions.expected import (
    Count,
    Direction,
    Expected,
    Measured,
    Names,
    OnDay,
    Silent,
    Words,
    YesNo,
)

_DAY: Final = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def _listed(value: Any) -> Any:
    """One thing or a list of them."""
    return value if isinstance(value, list | tuple) else (value,)


def _day(value: Any) -> Any:
    """TOML has days of its own."""
    return value.isoformat() if type(value) is date else value


def _known(value: str) -> str:
    if not _DAY.fullmatch(value):
        raise ValueError("a day is 2019, 2019-03 or 2019-03-02")
    if len(value) == 10:  # noqa: PLR2004 - the length of a whole date
        date.fromisoformat(value)
    return value


def _pattern(value: str) -> str:
    """Text between strokes is a regular expression, any other is words."""
    if len(value) > 2 and value[0] == value[-1] == "/":  # noqa: PLR2004 - two strokes
        try:
            re.compile(value[1:-1])
        except re.error:
            raise ValueError("what stands between strokes is no regular expression") from None
    return value


_Text = Annotated[str, Field(min_length=1, max_length=2_000)]
_Day = Annotated[str, BeforeValidator(_day)]
_Texts = Annotated[tuple[_Text, ...], BeforeValidator(_listed), Field(min_length=1)]
_Days = Annotated[tuple[_Day, ...], BeforeValidator(_listed), Field(min_length=1)]
_Numbers = Annotated[
    tuple[Annotated[Decimal, Field(max_digits=30)], ...],
    BeforeValidator(_listed),
    Field(min_length=1, max_length=2),
]
_Verdicts = Annotated[tuple[Verdict, ...], BeforeValidator(_listed), Field(min_length=1)]


class Expect(BaseModel):
    """What an answer must say.

    Two numbers are a blood pressure. `on` is the day of a number, or of what a yes is about; of
    `words` one is enough, of `names`, `says` and `says_not` each counts. `or_silent`: to say
    nothing is right, too. `admitted`: to say that it is not recorded is silence. Of `cites` one is
    enough.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    number: _Numbers = ()
    unit: _Texts = ()
    on: _Days = ()
    date: _Days = ()
    count: Annotated[StrictInt, Field(ge=0)] | None = None
    names: _Texts = ()
    allowed: _Texts = ()
    foreign: _Texts = Field(default=(), alias="not")
    yes: StrictBool | None = None
    or_silent: StrictBool = False
    up: StrictBool | None = None
    words: _Texts = ()
    silent: Literal[True] | None = None
    admitted: StrictBool = False
    verdict: _Verdicts = ()
    cites: _Texts = ()
    says: _Texts = ()
    says_not: _Texts = ()

    @checked(mode="after")
    def _meant(self) -> "Expect":
        """Nothing is expected that cannot be held against an answer."""
        for text in (*self.says, *self.says_not):
            _pattern(text)
        for day in (*self.on, *self.date):
            _known(day)
        for wrong, why in (
            (self.unit and not self.number, "`unit` belongs to a `number`"),
            (
                self.on and not self.number and self.yes is None,
                "`on` belongs to a `number` or `yes`",
            ),
            (self.allowed and not self.names, "`allowed` belongs to `names`"),
            (self.or_silent and self.yes is None, "`or_silent` belongs to a `yes`"),
            (self.admitted and not self.silent, "`admitted` belongs to `silent`"),
            (self.silent and self.model_fields_set - _OF_SILENCE, "silence says nothing else"),
            (self.verdict and len(self.model_fields_set) > 1, "a verdict stands alone"),
            (not self.model_fields_set, "something must be expected, such as {count = 3}"),
        ):
            if wrong:
                raise ValueError(why)
        return self

    @override
    def __str__(self) -> str:
        """As an author wrote it."""
        return self.worded(self.model_dump(mode="json", by_alias=True, exclude_unset=True))

    @staticmethod
    def worded(held: Mapping[str, Any]) -> str:
        """Expectations by their keys, for a reader."""
        return ", ".join(f"{name}: {_plain(value)}" for name, value in held.items())


_OF_SILENCE: Final = {"silent", "admitted"}


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(map(_plain, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def facts(expect: Expect) -> list[Expected]:
    """What answers are graded by; texts, sources and verdicts are none of these."""
    of_yes = frozenset(() if expect.number else expect.on)
    held: tuple[tuple[object, Expected], ...] = (
        (expect.number, Measured(expect.number, expect.unit, frozenset(expect.on))),
        (expect.date, OnDay(frozenset(expect.date))),
        (expect.count is not None, Count(expect.count or 0)),
        (expect.names or expect.foreign, Names(expect.names, expect.allowed, expect.foreign)),
        (expect.yes is not None, YesNo(bool(expect.yes), expect.or_silent, of_yes)),
        (expect.up is not None, Direction(bool(expect.up))),
        (expect.words, Words(expect.words)),
        (expect.silent, Silent(expect.admitted)),
    )
    return [fact for there, fact in held if there]
