"""A document that came in with a draft, beside a chart: what was read of it, and no part of it.

Its id is made of the bytes of its file, so that a citation names that file and no resource of a
record has its name.
"""

import hashlib
from datetime import datetime
from typing import Final

from chartside.draft import Draft, Enclosure
from chartside.fhir.beside import Beside, read_beside
from chartside.fhir.chart import Chart
from chartside.fhir.dictation import with_dictation

_PREFIX: Final = "DocumentReference/enclosed-"
_LONG: Final = 32
_SHORT: Final = 16


def enclosure_of(sha256: str, label: str, text: str, received: datetime) -> Enclosure:
    """What was read of a file.

    Args:
        sha256: Of its bytes, in hex; with a number behind it where the file holds several.
        label: What a reader calls it.
        text: What was read of it.
        received: When it was taken in, with an offset.
    """
    digest = hashlib.sha256(f"{sha256}\n{text}".encode()).hexdigest()
    name = hashlib.sha256(sha256.encode()).hexdigest()[:_LONG]
    return Enclosure(
        f"{_PREFIX}{name}", f"sha256:{digest[:_SHORT]}", label, text, received.isoformat()
    )


def with_sources(chart: Chart, draft: Draft) -> Chart:
    """The chart, with what a draft brought along to read beside it: a dictation, an enclosure."""
    chart = with_dictation(chart, draft.dictation)
    held = draft.enclosure
    if held is None:
        return chart
    enclosed = Beside(held.reference, held.version, held.label, held.text, held.received)
    return read_beside(chart, enclosed)
