"""A document that is read beside a chart: a source of one draft, and no part of the record.

It is read, quoted by its offsets and checked as any note is; the digest of the chart leaves it out.
"""

import base64
import json
from dataclasses import dataclass, replace

from chartside.fhir.chart import Chart
from chartside.fhir.codes import Code
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import parse_when


@dataclass(frozen=True, slots=True)
class Beside:
    """A text under a reference that no resource of a record has."""

    reference: str
    version: str
    label: str
    text: str
    at: str
    """When it was taken in (RFC 3339)."""


def read_beside(chart: Chart, document: Beside) -> Chart:
    """The chart, with the document to read beside it; its digest stays that of the record."""
    if chart.get(document.reference):
        return chart
    entry = Entry(
        reference=document.reference,
        version=document.version,
        kind=Kind.DOCUMENT,
        code=Code(text=document.label),
        when=parse_when(document.at),
        status="current",
        text=document.label,
    )
    return replace(
        chart,
        entries=(*chart.entries, entry),
        sources={**chart.sources, document.reference: _resource(chart, document)},
        beside=chart.beside | {document.reference},
    )


def _resource(chart: Chart, document: Beside) -> bytes:
    data = base64.b64encode(document.text.encode()).decode()
    attachment = {"contentType": "text/plain; charset=utf-8", "data": data}
    kind, _, name = document.reference.partition("/")
    body = {
        "resourceType": kind,
        "id": name,
        "status": "current",
        "type": {"text": document.label},
        "date": document.at,
        "subject": {"reference": chart.patient.reference},
        "content": [{"attachment": attachment}],
    }
    return json.dumps(body).encode()
