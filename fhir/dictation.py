"""What was dictated, beside a chart: a note of one draft's own, and no part of the record.

It is read, quoted by its offsets and checked as any note is. Its id is the digest of its words, so
that the words of a citation are those that were dictated, and no resource of a record has its name.
"""

import hashlib
from datetime import datetime
from typing import Final

from chartside.draft import Dictation
from chartside.fhir.beside import Beside, read_beside
from chartside.fhir.chart import Chart

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
    if dictation is None:
        return chart
    heard = dictation.heard
    return read_beside(
        chart, Beside(dictation.reference, dictation.version, LABEL, dictation.text, heard)
    )


def is_dictation(reference: str) -> bool:
    """Whether a reference names what was dictated."""
    return reference.startswith(_PREFIX)
