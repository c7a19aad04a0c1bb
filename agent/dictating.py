"""What was dictated for a document, taken in once and carried in the run's state."""

from dataclasses import asdict
from typing import Final

from chartside.agent.state import Bounds
from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.dictation import dictation_of
from chartside.prompts.kinds import DocumentKind

EVIDENCE: Final = "dictated_"
"""How the names of the evidence begin that comes from a dictation."""
LONGEST: Final = 100_000
"""Characters: more than two hours of speech."""


def with_dictated(bounds: Bounds, text: str, chart: Chart, kind: DocumentKind) -> Bounds:
    """The bounds of a document with what was dictated for it; as they were where nothing was.

    Raises:
        UsageError: The kind takes no dictation, there are no words in it, or there are too many.
    """
    if not text:
        return bounds
    if not any(e.startswith(EVIDENCE) for s in kind.sections for e in s.evidence):
        raise UsageError(f"a document of kind {kind.id} takes no dictation: progress does")
    if not text.strip():
        raise UsageError("the dictation holds no words")
    if len(text) > LONGEST:
        raise UsageError(f"the dictation has more than the {LONGEST} characters it may have")
    return Bounds(**{**bounds, "dictation": asdict(dictation_of(text, chart.as_of))})
