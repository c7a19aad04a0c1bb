"""What was dictated, beside a chart: a note of one draft's own, and no part of the record.

It is read, quoted by its offsets and checked as any note is. Its id is the digest of its words, so
that the words of a citation are those that were dictated, and no resource of a record has its name.
"""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Final

from chartside.draft import Dictation
from chartside.fhir.chart import Chart
from chartside.fhir.codes import Code
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import parse_when

LABEL: Final = "Dictation"
_PREFIX: Final = "DocumentReference/dictation-"
_LONG: Final = 32
_SHORT: Final = 16


def dictation_of(text: str, heard: datetime) -> Dictation:
    """A dictation of these words.

    Args:
        text: As it was said or transcribed.
        heard: When it was taken in, with an offset.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Dictation(
        f"{_PREFIX}{digest[:_LONG]}", f"sha256:{digest[:_SHORT]}", text, heard.isoformat()
    )


def with_dictation(chart: Chart, dictation: Dictation | None) -> Chart:
    """The chart, with a dictation to read beside it; its digest stays that of the record."""
    if dictation is None or chart.get(dictation.reference):
        return chart
    entry = Entry(
        reference=dictation.reference,
        version=dictation.version,
        kind=Kind.DOCUMENT,
        code=Code(text=LABEL),
        when=parse_when(dictation.heard),
        status="current",
        text=LABEL,
    )
    return replace(
        chart,
        entries=(*chart.entries, entry),
        sources={**chart.sources, dictation.reference: _resource(chart, dictation)},
        beside=chart.beside | {dictation.reference},
    )


def _resource(chart: Chart, dictation: Dictation) -> bytes:
    data = base64.b64encode(dictation.text.encode()).decode()
    attachment = {"contentType": "text/plain; charset=utf-8", "data": data}
    kind, _, name = dictation.reference.partition("/")
    body = {
        "resourceType": kind,
        "id": name,
        "status": "current",
        "type": {"text": LABEL},
        "date": dictation.heard,
        "subject": {"reference": chart.patient.reference},
        "content": [{"attachment": attachment}],
    }
    return json.dumps(body).encode()
