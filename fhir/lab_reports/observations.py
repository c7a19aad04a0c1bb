"""A result as an Observation (US Core laboratory result observation, HL7 US Core 9.0.0)."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from chartside.fhir.codes import LOINC, UCUM
from chartside.fhir.lab_reports.coding.scoring import Candidate
from chartside.fhir.lab_reports.coding.words import words_of
from chartside.fhir.lab_reports.page import Box
from chartside.fhir.lab_reports.report import Flag, LabReport, Limits, Result, State
from chartside.fhir.lab_reports.source import Source, line
from chartside.fhir.lab_reports.times import effective
from chartside.fhir.written_here import AIAST

JSON = dict[str, Any]

_LABORATORY: Final = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "laboratory",
            "display": "Laboratory",
        }
    ]
}
_INTERPRETATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_FLAGS: Final = {
    Flag.LOW: "Low",
    Flag.CRITICALLY_LOW: "Critical low",
    Flag.HIGH: "High",
    Flag.CRITICALLY_HIGH: "Critical high",
    Flag.ABNORMAL: "Abnormal",
    Flag.CRITICAL: "Critical abnormal",
    Flag.NORMAL: "Normal",
}
_STATUS: Final = {State.PENDING: "registered", State.CANCELLED: "cancelled"}
"""Everything else is preliminary until it is signed, whatever the laboratory calls it."""
_WHY: Final = {
    State.PENDING: ("temp-unknown", "Temporarily Unknown"),
    State.CANCELLED: ("not-performed", "Not Performed"),
}
_UNKNOWN: Final = ("unknown", "Unknown")


def printed_once(report: LabReport) -> Iterator[str]:
    """What tells each row of a report from the others, and stays when it is read better.

    The page, the name, and which of several rows of that name it is: a value that was misread, or a
    box that was drawn wider, does not make another result of it.
    """
    seen: Counter[tuple[int, str]] = Counter()
    for result in report.results:
        key = result.name.page, " ".join(words_of(result.name.text)) or result.name.text
        seen[key] += 1
        yield f"page {key[0]} {key[1]} {seen[key]}"


def observation(
    result: Result, report: LabReport, source: Source, code: Candidate | None = None
) -> JSON:
    """A result as an Observation without identifier and subject.

    `derivedFrom` holds only where the result stands in the source: the page, and the box in points
    (or pixels) from the upper left corner.
    """
    taken = result.collected or report.collected
    when, remark = effective(taken)
    made: JSON = {
        "resourceType": "Observation",
        "status": _STATUS.get(result.state, "preliminary"),
        "category": [_LABORATORY],
        "code": _code(result, code),
        **when,
        **_value(result),
        "derivedFrom": [{"type": "DocumentReference", "display": place(result, source)}],
    }
    if source.read_by_model(result):
        made["meta"] = {"security": [AIAST]}
    if result.flag is not None:
        made["interpretation"] = [_interpretation(result.flag)]
    if ranges := [_range(one, result) for one in result.limits]:
        made["referenceRange"] = ranges
    if specimen := line(result.specimen):
        made["contained"] = [_specimen(result)]
        made["specimen"] = {"reference": "#specimen", "display": specimen}
    if method := line(result.method):
        made["method"] = {"text": method}
    said = map(line, (result.comment, *_remarks(result), remark))
    if notes := [{"text": text} for text in said if text]:
        made["note"] = notes
    return made


def place(result: Result, source: Source) -> str:
    """Where a result stands, for people and programs: `page 2, box 72 310 540 322 pt`."""
    unit = "px" if source.pixels else "pt"
    return f"page {result.name.page}, box {_corners(result.row)} {unit}"


def _corners(box: Box) -> str:
    return " ".join(str(round(side)) for side in box)


def _code(result: Result, code: Candidate | None) -> JSON:
    made: JSON = {"text": line(result.name.text) or "not named"}
    if code is not None:
        made["coding"] = [{"system": LOINC, "code": code.loinc, "display": code.display}]
    return made


def _value(result: Result) -> JSON:
    """The value, or why there is none (us-core-2)."""
    if result.state in _WHY:
        return {"dataAbsentReason": _absent(result, *_WHY[result.state])}
    if result.value is not None:
        sign = {"comparator": result.comparator} if result.comparator else {}
        return {"valueQuantity": {**_quantity(result.value, result), **sign}}
    if text := line(result.text):
        return {"valueString": text}
    return {"dataAbsentReason": _absent(result, *_UNKNOWN)}


def _absent(result: Result, code: str, display: str) -> JSON:
    made: JSON = {"coding": [{"system": _ABSENT, "code": code, "display": display}]}
    if printed := line(result.text) or line(result.printed.text):
        made["text"] = printed
    return made


def _quantity(number: Decimal, result: Result) -> JSON:
    """A number with its unit as printed; coded only where it is UCUM."""
    made: JSON = {"value": number}
    if unit := line(result.unit) or result.ucum:
        made["unit"] = unit
    if result.ucum:
        made |= {"system": UCUM, "code": result.ucum}
    return made


def _range(limits: Limits, result: Result) -> JSON:
    """A range as printed; the bounds beside it, where there are some.

    A bound that is itself outside (`< 5`) stands as the bound, and the text tells: FHIR R4 has no
    other way.
    """
    made: JSON = {}
    if limits.low is not None:
        made["low"] = _quantity(limits.low, result)
    if limits.high is not None:
        made["high"] = _quantity(limits.high, result)
    if group := line(limits.applies_to):
        made["appliesTo"] = [{"text": group}]
    return made | {"text": line(limits.printed.text) or "not printed in words"}


def _interpretation(flag: Flag) -> JSON:
    coding = {"system": _INTERPRETATION, "code": flag.value, "display": _FLAGS[flag]}
    return {"coding": [coding]}


def _specimen(result: Result) -> JSON:
    made: JSON = {
        "resourceType": "Specimen",
        "id": "specimen",
        "type": {"text": line(result.specimen)},
    }
    when, _ = effective(result.collected)
    if "effectiveDateTime" in when:
        made["collection"] = {"collectedDateTime": when["effectiveDateTime"]}
    return made


def _remarks(result: Result) -> Iterator[str]:
    if result.state is State.CORRECTED:
        yield "The laboratory calls this result corrected: it replaces an earlier one."
    if result.state is State.PRELIMINARY:
        yield "The laboratory calls this result preliminary."
    if result.panel:
        yield f"Printed under: {result.panel}"
    yield from result.doubts
