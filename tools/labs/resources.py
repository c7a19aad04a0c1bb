"""The FHIR that a report would be filed as, and how its parts are called in the chart."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from chartside.fhir.chart import Chart
from chartside.fhir.lab_reports.resources import bundle_of
from chartside.fhir.lab_reports.source import Source
from chartside.tools.labs.judged import JudgedFile, JudgedReport

JSON = dict[str, Any]

_DOCUMENT: Final = "DocumentReference/"


def resources_of(file: JudgedFile, held: JudgedReport, patient: str) -> list[JSON]:
    """The resources of a report: its source first, then a result each, then the report itself.

    Where the source is a DocumentReference of the chart, that one is named, and none is made.

    Args:
        file: The file that the report was read from.
        held: The report.
        patient: `Patient/id`; empty where no chart is open.
    """
    opened = file.read.opened
    if opened is None:
        return []
    models = frozenset({file.reading.model} - {""})
    pixels = file.read.unit == "px"
    source = Source(opened.octets, opened.format.value, pixels=pixels, models=models)
    bundle = bundle_of(held.report, patient, source, [one.code for one in held.results])
    made = [entry["resource"] for entry in bundle["entry"]]
    if not opened.reference.startswith(_DOCUMENT):
        return made
    urn = made[0]["identifier"][0]["value"]
    return [_renamed(one, urn, opened.reference) for one in made[1:]]


def collection(files: Iterable[JudgedFile], chart: Chart | None) -> JSON:
    """The resources of every report, to be looked at: a Bundle of type collection.

    Files are named by size and hash, without their bytes. Nothing in it is final, and it is no
    transaction: what a server takes is made from what was signed.
    """
    patient = chart.patient.reference if chart else ""
    entries = {
        one["identifier"][0]["value"]: _without_bytes(one)
        for file in files
        for held in file.reports
        for one in resources_of(file, held, patient)
    }
    listed = [{"fullUrl": urn, "resource": one} for urn, one in entries.items()]
    held = {"entry": listed} if listed else {}  # FHIR knows no empty list
    return {"resourceType": "Bundle", "type": "collection", **held}


def _without_bytes(resource: JSON) -> JSON:
    if resource["resourceType"] != "DocumentReference":
        return resource
    content = [{"attachment": dict(_fields(one["attachment"]))} for one in resource["content"]]
    return {**resource, "content": content}


def _fields(attachment: JSON) -> Iterator[tuple[str, Any]]:
    return ((name, held) for name, held in attachment.items() if name != "data")


def _renamed(value: Any, urn: str, reference: str) -> Any:
    """The same with a reference in the place of a URN."""
    if isinstance(value, dict):
        return {name: _renamed(held, urn, reference) for name, held in value.items()}
    if isinstance(value, list):
        return [_renamed(held, urn, reference) for held in value]
    return reference if value == urn else value
