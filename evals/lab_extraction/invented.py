"""A patient and results that nobody has, drawn by seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from chartside.evals.lab_extraction.analytes import Analyte, Scale, analytes, words
from chartside.evals.lab_extraction.figures import Style
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow

_FAMILIES: Final = {
    "en": ("Marlowe", "Ashdown", "Pemberton", "O'Dell", "Whitlock", "Castellan"),
    "nl": ("van der Linde", "Hoekstra", "de Bruin", "Zijlmans", "Terpstra", "Kuiper"),
    "fr": ("Lemarchand", "Béranger", "Delacourt", "Noël", "Garnier", "Fontanel"),
    "de": ("Brückner", "Weißmann", "Oberländer", "Kühnert", "Falkenrath", "Schäfer"),
    "es": ("Robledo Ibáñez", "Núñez Carrasco", "Iglesias Mora", "Peña Solís", "Quiroga Vidal"),
}
_GIVEN: Final = {
    "female": ("Anna", "Clara", "Marie", "Elena", "Sofie", "Judith", "Irene"),
    "male": ("Peter", "Thomas", "Martin", "Daniel", "Victor", "Simon", "Hugo"),
}
_TITRES: Final = ("1:40", "1:80", "1:160", "1:320", "1:640")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A result and what may be printed of it; a layout prints some and says so in its truth."""

    analyte: Analyte
    name: str
    scale: Scale | None
    low: Decimal | None
    high: Decimal | None
    value: Decimal | None = None
    comparator: str = ""
    text: str = ""
    state: str = "final"
    grade: str = ""
    """`L`, `H`, `LL`, `HH`, `A`, or empty: whether a flag is printed is the layout's affair."""
    before: tuple[Decimal | None, ...] = ()
    """Earlier results, the latest first."""

    @property
    def ucum(self) -> str:
        """The unit's code, empty where the answer is in words."""
        return self.scale.ucum if self.scale else ""


@dataclass(slots=True)
class Panel:
    """Results under one heading."""

    key: str
    title: str
    specimen: str
    rows: list[Drawn]


@dataclass(slots=True)
class Case:
    """One patient's results of one day, in the words of one laboratory."""

    style: Style
    rng: random.Random
    patient: str
    sex: str
    born: datetime
    identifier: str
    request: str
    collected: datetime
    received: datetime
    reported: datetime
    panels: list[Panel] = field(default_factory=list)
    earlier: tuple[datetime, ...] = ()

    def word(self, key: str) -> str:
        """What this laboratory prints for it: the same throughout a report."""
        held = words(self.style.language)[key]
        if not isinstance(held, str):
            held = str(held[sum(map(ord, key + self.request)) % len(held)])
        return held.replace("aem", "em") if self.style.american else held

    def truth(self) -> TrueReport:
        """The report's truth, without rows yet."""
        return TrueReport(
            self.patient,
            self.born.strftime("%Y-%m-%d"),
            self.sex,
            self.identifier,
            language=self.style.language,
        )

    def row(self, drawn: Drawn, panel: Panel, *, flag: bool = True, unit: bool = True) -> TrueRow:
        """What a reader has to find where the layout prints all of it."""
        given = drawn.state not in {"registered", "cancelled"}
        return TrueRow(
            drawn.name,
            drawn.value if given else None,
            drawn.comparator,
            drawn.text,
            self.style.unit(drawn.ucum) if unit else "",
            drawn.ucum if unit and self.style.unit(drawn.ucum) else "",
            drawn.low,
            drawn.high,
            drawn.grade if flag else "",
            drawn.state,
            panel.specimen,
            self.collected.strftime("%Y-%m-%dT%H:%M"),
            panel.title,
            loinc=drawn.analyte.loinc,
        )

    def shown(self, drawn: Drawn) -> str:
        """The value as this laboratory prints it, without flag or unit."""
        if drawn.value is None or drawn.scale is None:
            return drawn.text
        number = self.style.number(drawn.value, drawn.scale.decimals)
        return f"{drawn.comparator}{number}" if drawn.comparator else number

    def range(self, drawn: Drawn, dash: str = " - ") -> str:
        """The range as this laboratory prints it, for this patient's sex; empty where none."""
        if drawn.scale is None:
            return drawn.text if drawn.analyte.words == "" else ""
        return self.style.interval(drawn.low, drawn.high, drawn.scale.relation, dash)


def draw(
    style: Style, rng: random.Random, panels: Sequence[str], *, rows: int = 8, earlier: int = 0
) -> Case:
    """A case with results of those panels, at most so many of each.

    Days of birth lie after the twelfth of a month, so that each report tells the order of its
    dates, as most real ones do.
    """
    sex = rng.choice(("female", "male"))
    collected = datetime(2026, rng.randint(1, 10), rng.randint(1, 28), rng.randint(7, 16), 5)  # noqa: DTZ001 - a report prints local time
    collected += timedelta(minutes=rng.randrange(50))
    case = Case(
        style,
        rng,
        f"{rng.choice(_FAMILIES[style.language])}, {rng.choice(_GIVEN[sex])}",
        sex,
        datetime(rng.randint(1932, 2004), rng.randint(1, 12), rng.randint(13, 28)),  # noqa: DTZ001 - a day of birth
        str(rng.randint(10_000_000, 99_999_999)),
        f"{rng.choice('ABKLR')}{rng.randint(1_000_000, 9_999_999)}",
        collected,
        collected + timedelta(minutes=rng.randint(30, 200)),
        collected + timedelta(minutes=rng.randint(1500, 4000)),
    )
    for _ in range(earlier):
        since = case.earlier[-1] if case.earlier else collected
        case.earlier += (since - timedelta(days=rng.randint(20, 90), minutes=rng.randint(1, 99)),)
    case.panels = [_panel(case, key, rows) for key in panels]
    return case


def _panel(case: Case, key: str, most: int) -> Panel:
    of_panel = [a for a in analytes() if a.panel == key]
    chosen = sorted(case.rng.sample(range(len(of_panel)), min(most, len(of_panel))))
    material = of_panel[0].specimen
    spoken = words(case.style.language)["urine_specimen" if material == "urine" else material]
    return Panel(key, case.word(key), spoken, [result(case, of_panel[i]) for i in chosen])


def result(case: Case, analyte: Analyte) -> Drawn:
    """A result of an analyte: mostly in range, now and then far out, at a limit or missing."""
    style, rng = case.style, case.rng
    name = analyte.name(style.language, american=style.american)
    scale = analyte.scale(conventional=style.conventional)
    if scale is None:
        return _in_words(case, analyte, name)
    low, high = (scale.women if scale.women and case.sex == "female" else None) or (
        scale.low,
        scale.high,
    )
    fate = rng.random()
    if fate < 0.04:
        key = rng.choice(("pending", "pending", "cancelled"))
        state = "registered" if key == "pending" else "cancelled"
        return Drawn(analyte, name, scale, low, high, text=case.word(key), state=state)
    value, comparator, grade = _number(rng, scale, low, high)
    before = tuple(
        _number(rng, scale, low, high)[0] if rng.random() < 0.75 else None for _ in case.earlier
    )
    return Drawn(
        *(analyte, name, scale, low, high, value, comparator),
        grade=grade,
        before=before,
    )


def _number(
    rng: random.Random, scale: Scale, low: Decimal | None, high: Decimal | None
) -> tuple[Decimal, str, str]:
    """A value with its comparator and how it stands to the range."""
    floor, ceiling = float(low or 0), float(high if high is not None else (low or 1) * 2)
    if high is None:
        floor = float(low or 0) * 1.02
    span, fate = max(ceiling - floor, 1e-6), rng.random()
    if fate < 0.68 or (low is None and fate > 0.84):
        drawn = rng.uniform(floor + 0.05 * span, ceiling - 0.05 * span)
    elif fate < 0.84:
        drawn = ceiling + span * rng.uniform(0.1, 30 if scale.wide else 0.7)
    else:
        drawn = floor * rng.uniform(0.72, 0.95)
    step = Decimal(1).scaleb(-scale.decimals)
    value = max(Decimal(drawn), step).quantize(step)
    comparator = ""
    if low is None and rng.random() < 0.2 and high is not None:
        value, comparator = max((high * Decimal("0.2")).quantize(step), step), "<"
    elif high is None and low is not None and rng.random() < 0.4:
        value, comparator = (low * Decimal("1.5")).quantize(step), ">"
    return value, comparator, _grade(rng, value, low, high)


def _grade(rng: random.Random, value: Decimal, low: Decimal | None, high: Decimal | None) -> str:
    critical = rng.random() < 0.15
    if low is not None and value < low:
        return "LL" if critical else "L"
    if high is not None and value > high:
        return "HH" if critical else "H"
    return ""


def _in_words(case: Case, analyte: Analyte, name: str) -> Drawn:
    if analyte.words == "titre":
        text, grade = case.rng.choice(_TITRES), ""
    else:
        key = "negative" if case.rng.random() < 0.8 else "positive"
        if analyte.panel == "urine" and case.rng.random() < 0.3:
            key = "trace"
        text = case.word(key)
        grade = "A" if key == "positive" else ""
    return Drawn(analyte, name, None, None, None, text=text, grade=grade)
