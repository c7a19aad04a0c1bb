"""An order or a measurement as FHIR R4 says it, whatever form was chosen; what is amiss in words.

Each function gives what is amiss, nothing where nothing is. The resources are valid R4 when they
come here. Not covered: contained medicines, doses as ranges, displays that name another thing than
their codes.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chartside.evals.adapters.medagent.environment import Body
from chartside.evals.adapters.medagent.facts import NOW
from chartside.evals.chart_questions.raw import at, listed

_MINUTE: Final = timedelta(minutes=1)
_CLOSE: Final = {"g": 0.005, "mEq": 0.1}
"""What rounding may make of a dose: of grams, which are whole, nothing to speak of."""
_HOURS_CLOSE: Final = 0.02

_NDC: Final = frozenset({"http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69", ""})
_LOINC: Final = frozenset({"http://loinc.org", ""})
_CATEGORY: Final = frozenset(
    {
        "http://terminology.hl7.org/CodeSystem/observation-category",
        "http://hl7.org/fhir/observation-category",  # as it was called before R4
        "",
    }
)
_SNOMED: Final = frozenset({"http://snomed.info/sct", ""})
_ROUTES: Final[Mapping[str, re.Pattern[str]]] = {
    "intravenous": re.compile(r"\b(iv|intravenous|47625008)\b", re.IGNORECASE),
    "oral": re.compile(r"\b(oral|orally|po|by mouth|26643006)\b", re.IGNORECASE),
}
_UNITS: Final[Mapping[str, tuple[str, float]]] = {
    "g": ("g", 1),
    "gram": ("g", 1),
    "grams": ("g", 1),
    "mg": ("g", 0.001),
    "meq": ("mEq", 1),
    "mmol": ("mEq", 1),  # of a salt of potassium, whose charge is one
}
_HOURS: Final[Mapping[str, float]] = {"h": 1, "hr": 1, "hour": 1, "hours": 1, "min": 1 / 60}
_PRESSURE: Final = re.compile(
    r"\s*(\d{2,3})\s*/\s*(\d{2,3})\s*(?:mm\s?\[?Hg\]?)?\s*", re.IGNORECASE
)
_PRESSURES: Final = frozenset({"BP", "85354-9", "55284-4", "75367002"})
_SYSTOLIC, _DIASTOLIC = "8480-6", "8462-4"


def about(body: Body, mrn: str, base: str) -> Iterator[str]:
    """Whose it is."""
    if at(body, "subject", "reference") not in {f"Patient/{mrn}", f"{base}Patient/{mrn}"}:
        yield "it is of another patient"


def now(text: Any, what: str) -> Iterator[str]:
    """Whether a moment is now, to the minute."""
    found = _moment(text)
    if found is None or abs(found - NOW) >= _MINUTE:
        yield f"{what} is not now"


def active(body: Body) -> Iterator[str]:
    """Whether it is an order in force, and one to do something."""
    if (body.get("status"), body.get("intent")) != ("active", "order"):
        yield "it is no active order"
    if body.get("doNotPerform"):
        yield "it says not to do it"


def medicine(body: Body, ndc: str) -> Iterator[str]:
    """Whether it orders this medicine; hyphens and leading zeros of an NDC may be left out."""
    concept = body.get("medicationCodeableConcept")
    if not any(
        _bare_ndc(code) == _bare_ndc(ndc) and system in _NDC for system, code in _codings(concept)
    ):
        yield "it is another medicine"


def laboratory(body: Body, loinc: str) -> Iterator[str]:
    """Whether it orders this test."""
    if not any(c == loinc and s in _LOINC for s, c in _codings(body.get("code"))):
        yield "it orders something else"


def referral(body: Body, snomed: str, comment: str) -> Iterator[str]:
    """Whether it refers there, with this comment in some note."""
    if not any(c == snomed and s in _SNOMED for s, c in _codings(body.get("code"))):
        yield "it refers elsewhere"
    notes = (_squeezed(str(at(n, "text") or "")) for n in listed(body, "note"))
    if not any(_squeezed(comment) in note for note in notes):
        yield "no note has the comment"


def stat(body: Body) -> Iterator[str]:
    """Whether it is as urgent as asked."""
    if body.get("priority") != "stat":
        yield "its priority is not stat"


def due(body: Body, moment: datetime) -> Iterator[str]:
    """Whether it is to be done at this moment."""
    said = (
        body.get("occurrenceDateTime"),
        at(body, "occurrencePeriod", "start"),
        at(body, "occurrenceTiming", "event", 0),
    )
    if not any((m := _moment(one)) and abs(m - moment) < _MINUTE for one in said):
        yield "it is due at another time"


def dosed(body: Body, dose: float, unit: str, route: str) -> Iterator[str]:
    """Whether its one dosage gives this much by this route."""
    dosings = listed(body, "dosageInstruction")
    if len(dosings) != 1 or len(listed(dosings[0], "doseAndRate")) != 1:
        yield "it has not one dosage with one dose"
        return
    words = at(dosings[0], "route")
    said = " ".join(
        [
            str(at(words, "text") or ""),
            *(f"{c.get('code', '')} {c.get('display', '')}" for c in listed(words, "coding")),
        ]
    )
    if not _ROUTES[route].search(said):
        yield f"its route is not {route}"
    amount = _amount(at(dosings[0], "doseAndRate", 0, "doseQuantity"))
    if amount is None or amount[1] != unit or abs(amount[0] - dose) > _CLOSE[unit]:
        yield "its dose is another"


def over(body: Body, grams: float, hours: float) -> Iterator[str]:
    """Whether so many grams run over so many hours.

    Said as a rate (1 g/h), as a ratio (2 g in 2 h), as the length of the dose, or as hours in the
    place of a rate, which the benchmark asks for.
    """
    dosing = at(body, "dosageInstruction", 0)
    rate = at(dosing, "doseAndRate", 0, "rateQuantity")
    ratio = at(dosing, "doseAndRate", 0, "rateRatio")
    repeat = at(dosing, "timing", "repeat")
    found = (
        _hours(at(rate, "value"), _unit(rate)),
        _over_rate(rate, grams),
        _over_ratio(ratio, grams),
        _hours(at(repeat, "duration"), str(at(repeat, "durationUnit") or "")),
    )
    if not any(f is not None and abs(f - hours) <= _HOURS_CLOSE for f in found):
        yield "it runs over another time"


def pressure(body: Body, systolic: int, diastolic: int) -> Iterator[str]:
    """Whether it is this blood pressure, final, among the vital signs, measured now."""
    if body.get("status") != "final":
        yield "it is not final"
    held = [coding for k in listed(body, "category") for coding in _codings(k)]
    if not any(code == "vital-signs" and system in _CATEGORY for system, code in held):
        yield "it is not among the vital signs"
    concept = body.get("code")
    named = {c for _, c in _codings(concept)} | {str(at(concept, "text") or "").strip()}
    if not named & _PRESSURES and "blood pressure" not in " ".join(named).lower():
        yield "it measures something else"
    if _pressure(body) != (systolic, diastolic):
        yield "its value is another"
    yield from now(body.get("effectiveDateTime") or body.get("effectiveInstant"), "it")


def _pressure(body: Body) -> tuple[float, float] | None:
    text = _PRESSURE.fullmatch(str(body.get("valueString", "")))
    if text:
        return float(text[1]), float(text[2])
    found = {
        code: at(part, "valueQuantity", "value")
        for part in listed(body, "component")
        for _, code in _codings(at(part, "code"))
    }
    if _SYSTOLIC not in found or _DIASTOLIC not in found:
        return None
    return found[_SYSTOLIC], found[_DIASTOLIC]


def _codings(concept: Any) -> list[tuple[str, str]]:
    return [
        (str(at(c, "system") or ""), str(at(c, "code") or "")) for c in listed(concept, "coding")
    ]


def _bare_ndc(code: str) -> str:
    return code.replace("-", "").lstrip("0")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _unit(quantity: Any) -> str:
    return str(at(quantity, "unit") or at(quantity, "code") or "").strip().lower()


def _amount(quantity: Any) -> tuple[float, str] | None:
    value, known = at(quantity, "value"), _UNITS.get(_unit(quantity))
    if known is None or not isinstance(value, int | float):
        return None
    return value * known[1], known[0]


def _hours(value: Any, unit: str) -> float | None:
    factor = _HOURS.get(unit.strip().lower())
    return value * factor if factor and isinstance(value, int | float) else None


def _over_rate(rate: Any, grams: float) -> float | None:
    """Hours at a rate such as 1 g/h."""
    of, _, per = _unit(rate).partition("/")
    value, known, time = at(rate, "value"), _UNITS.get(of), _HOURS.get(per)
    if known is None or not time or not isinstance(value, int | float) or value <= 0:
        return None
    return grams / (value * known[1]) * time


def _over_ratio(ratio: Any, grams: float) -> float | None:
    """Hours at a ratio such as 2 g in 2 h."""
    amount, time = _amount(at(ratio, "numerator")), at(ratio, "denominator")
    hours = _hours(at(time, "value"), _unit(time))
    if amount is None or hours is None or amount[0] <= 0:
        return None
    return grams / amount[0] * hours
