"""One row of a chart: the uniform projection of any resource."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from chartside.fhir.codes import NO_CODE, Code
from chartside.fhir.when import When


class Kind(StrEnum):
    """What an entry is to a clinician."""

    PATIENT = "patient"
    PROBLEM = "problem"
    MEDICATION = "medication"
    ADMINISTRATION = "administration"
    DISPENSE = "dispense"
    ALLERGY = "allergy"
    LAB = "lab"
    VITAL = "vital"
    SURVEY = "survey"
    SOCIAL = "social"
    FAMILY = "family"
    OBSERVATION = "observation"
    PROCEDURE = "procedure"
    ENCOUNTER = "encounter"
    IMMUNIZATION = "immunization"
    IMAGING = "imaging"
    REPORT = "report"
    DOCUMENT = "document"
    GOAL = "goal"
    PLAN = "plan"
    TEAM = "team"
    DEVICE = "device"
    ORDER = "order"
    ADMINISTRATIVE = "administrative"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Range:
    """A reference range, both ends inclusive, in the unit of the value beside it.

    `text` where the range is only words.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A result: exactly one of a number with its unit, a coded answer (`coded`), or text.

    `unit` is what the source shows a reader; `ucum` the UCUM code where the source gives one.
    `comparator` is one of `<`, `<=`, `>`, `>=`. `absent` where nothing was measured and `text` says
    why (dataAbsentReason).
    """

    number: Decimal | None = None
    unit: str = ""
    ucum: str = ""
    comparator: str = ""
    coded: Code | None = None
    text: str = ""
    range: Range | None = None
    absent: bool = False

    @property
    def words(self) -> str:
        """For a reader: `7.2 %`, `<0.01 ng/mL`, `positive`."""
        if self.number is not None:
            shown = shown_unit(self.unit or self.ucum)
            return f"{self.comparator}{shown_number(self.number)} {shown}".strip()
        return self.coded.label if self.coded else self.text


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a result.

    Systolic and diastolic of a blood pressure, an answer of a questionnaire, a member of a team
    (with `begin` and `end` there), a target of a goal (`end` is when it is due).
    """

    code: Code
    value: Value | None
    interpretation: str = ""
    begin: When | None = None
    end: When | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """How a medicine is taken, as far as the source says.

    `text` is the source's own instruction, or what its fields say; `amount` what is taken at one
    time, `per_day` how many times, `asked` what an as-needed dose is for, `tapering` whether steps
    of different doses follow one another. `at` is the time of the day and what else the source
    gives beside the text (Timing.repeat.when, additionalInstruction). `begins` is when the first of
    it is due, where the source says so; two doses that differ in these two alone are one.
    """

    text: str = ""
    amount: Value | None = None
    per_day: Decimal | None = None
    route: str = ""
    as_needed: bool = False
    asked: str = ""
    tapering: bool = False
    at: str = field(default="", compare=False)
    begins: When | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of a chart as a clinician sees it.

    `reference` is `Type/id`; `version` is `meta.versionId`, else `sha256:` and the first 16 hex
    digits of the raw JSON's hash. `when` is the clinically relevant time (onset, effective,
    authored, performed, start of a period), `end` the abatement or the end of the period,
    `recorded` when it was written down. `status` is the resource's own status (clinicalStatus for
    problems and allergies); `verification` is verificationStatus where there is one. `live` is
    False for what was entered in error, refuted, or not done: it may be read, and it supports
    nothing. `status_reason` is why an order or a medicine stands as it does (stopped because of
    …); `intent` what an order intends (order, plan, proposal, …), `do-not-perform` where it
    forbids. `members` are the results of a report or the parts of a panel; they are among
    `links` too. `specimen` is what a result was measured in, as the source calls it; `priority` how
    urgent an order is (`routine`, `urgent`, `asap`, `stat`; empty where the source gives none).
    """

    reference: str
    version: str
    kind: Kind
    code: Code = NO_CODE
    when: When | None = None
    end: When | None = None
    recorded: When | None = None
    status: str = ""
    verification: str = ""
    live: bool = True
    value: Value | None = None
    interpretation: str = ""
    components: tuple[Component, ...] = ()
    dose: Dose | None = None
    category: str = ""
    author: str = ""
    reasons: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    criticality: str = ""
    relationship: str = ""
    site: str = ""
    encounter: str = ""
    links: tuple[str, ...] = ()
    text: str = ""
    status_reason: str = ""
    intent: str = ""
    members: tuple[str, ...] = ()
    specimen: str = ""
    priority: str = ""

    @property
    def label(self) -> str:
        """What the entry is called."""
        return self.code.label


def shown_number(number: Decimal) -> str:
    """A number as a reader writes it: rounded only if no instrument gives as many digits.

    Records made by calculation hold 78.05474545537848; more than four decimals are rounded to two,
    or to three significant digits below one. `Value.number` keeps the number as received.

    >>> shown_number(Decimal("78.05474545537848")), shown_number(Decimal("7.20"))
    ('78.05', '7.20')
    >>> shown_number(Decimal("0.012345678")), shown_number(Decimal("1e-999"))
    ('0.0123', '1e-999')
    """
    if not -_DIGITS <= number.adjusted() <= _DIGITS:
        return f"{number:.3g}"
    whole = f"{number:f}"
    if len(whole.partition(".")[2]) <= _DECIMALS:
        return whole
    places = 2 if abs(number) >= 1 else 2 - number.adjusted()
    return f"{round(number, places):f}"


_DECIMALS = 4
_DIGITS = 18
"""The most digits of a FHIR decimal; what is larger or smaller is shown with an exponent."""


def shown_unit(unit: str) -> str:
    """A UCUM code as a reader writes it: braces come off annotations, and `{score}` is nothing.

    >>> shown_unit("mm[Hg]"), shown_unit("{score}"), shown_unit("mL/min/{1.73_m2}")
    ('mmHg', '', 'mL/min/1.73 m2')
    """
    if unit in _SHOWN:
        return _SHOWN[unit]
    if unit.startswith(("{", "(")) and unit.endswith(("}", ")")):
        return ""
    return (
        unit.replace("{", "").replace("}", "").replace("_", " ").replace("[", "").replace("]", "")
    )


_SHOWN = {
    "mm[Hg]": "mmHg",
    "Cel": "\N{DEGREE SIGN}C",
    "[degF]": "\N{DEGREE SIGN}F",
    "[lb_av]": "lb",
    "[in_i]": "in",
    "[pH]": "",
    "pH": "",
}
