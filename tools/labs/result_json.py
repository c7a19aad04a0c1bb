"""What was read of files as plain JSON values: the contract of `chartside labs --json`.

Numbers are exact. A box is `[left, top, right, bottom]` from the upper left of the page, in the
`unit` of its file: points for a PDF, pixels for a picture.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.coding.scoring import Candidate
from chartside.fhir.lab_reports.page import Box, Page
from chartside.fhir.lab_reports.report import LabReport, Limits, SetAside
from chartside.fhir.when import When
from chartside.tools.labs.judged import Judged, JudgedFile, JudgedReport

JSON = dict[str, Any]


def files_json(files: Sequence[JudgedFile], fhir: JSON) -> JSON:
    """Everything that was read of these files, and the resources made of it."""
    return {
        "results": [one for file in files for one in _results(file)],
        "fhir": fhir,
        "set_aside": [one for file in files for one in _set_aside(file)],
        "files": [_file(file) for file in files],
    }


def _results(file: JudgedFile) -> Iterator[JSON]:
    for number, held in enumerate(file.reports):
        for one in held.results:
            yield {**result_json(one, held.report), "file": file.name, "report": number}


def result_json(judged: Judged, report: LabReport) -> JSON:
    """One result; what is not printed is null, and what is printed as words is `value` too."""
    one = judged.result
    leading = one.limits[0] if one.limits else None
    return {
        "name": one.name.text,
        "loinc": judged.code.loinc if judged.code else None,
        "value": one.text or None if one.value is None else one.value,
        "comparator": one.comparator or None,
        "unit": one.unit or None,
        "ucum": one.ucum or None,
        "low": leading.low if leading else None,
        "high": leading.high if leading else None,
        "flag": one.flag.value if one.flag else None,
        "specimen": one.specimen or None,
        "collected": _when(one.collected or report.collected),
        "page": one.printed.page,
        "box": _box(one.printed.box),
        "row_box": _box(one.row),
        "printed": one.printed.text,
        "range": leading.printed.text if leading else None,
        "ranges": [_limits(held) for held in one.limits],
        "status": one.state.value,
        "panel": one.panel or None,
        "method": one.method or None,
        "reported": _when(one.reported or report.reported),
        "comment": one.comment or None,
        "suggestions": [_suggestion(one) for one in judged.suggestions],
        "doubts": list(judged.doubts),
        "confidence": one.confidence,
        "read_by": list(one.read_by),
        "known": judged.known or None,
    }


def _suggestion(candidate: Candidate) -> JSON:
    return {
        "loinc": candidate.loinc,
        "display": candidate.display,
        "score": candidate.score,
        "doubts": list(candidate.doubts),
    }


def _limits(limits: Limits) -> JSON:
    return {
        "low": limits.low,
        "high": limits.high,
        "low_excluded": limits.low_excluded,
        "high_excluded": limits.high_excluded,
        "applies_to": limits.applies_to or None,
        "text": limits.printed.text,
    }


def _set_aside(file: JudgedFile) -> Iterator[JSON]:
    """Rows that were not read as results; a file that gave none, with why."""
    if file.read.reason:
        empty = {"page": None, "box": None, "text": None}
        yield {"file": file.name, "reason": file.read.reason, **empty}
    for match in file.refused:
        yield {"file": file.name, "reason": match.sentence, "page": None, "box": None, "text": None}
    for held in file.reports:
        yield from (_row(file.name, one) for one in held.report.set_aside)


def _row(name: str, one: SetAside) -> JSON:
    where = {"page": one.page, "box": _box(one.box), "text": one.text or None}
    return {"file": name, "reason": one.reason, **where}


def _file(file: JudgedFile) -> JSON:
    read, opened = file.read, file.read.opened
    return {
        "file": file.name,
        "reference": (opened.reference or None) if opened else None,
        "sha256": opened.sha256 if opened else None,
        "format": opened.format.value if opened else None,
        "unit": read.unit,
        "pages": [_page(page) for page in read.pages],
        "reason": read.reason or None,
        "model": file.reading.model or None,
        "unfounded": file.reading.unfounded,
        "model_failure": file.reading.failure or None,
        "reports": [_report(held) for held in file.reports],
        "refused": [match.sentence for match in file.refused],
    }


def _page(page: Page) -> JSON:
    return {"page": page.number, "width": round(page.width, 1), "height": round(page.height, 1)}


def _report(held: JudgedReport) -> JSON:
    report, match = held.report, held.match
    return {
        "match": match.verdict.value if match else None,
        "patient": _person(report.patient),
        "title": report.title or None,
        "laboratory": report.laboratory or None,
        "number": report.number or None,
        "collected": _when(report.collected),
        "reported": _when(report.reported),
        "language": report.language or None,
        "pages": list(report.pages),
        "results": len(report.results),
        "set_aside": len(report.set_aside),
    }


def _person(person: Person) -> JSON:
    return {
        "name": person.name or None,
        "birth": _when(person.born),
        "sex": person.sex or None,
        "identifiers": list(person.identifiers),
    }


def _when(when: When | None) -> str | None:
    return when.text if when else None


def _box(box: Box) -> list[float]:
    return [round(side, 1) for side in box]
