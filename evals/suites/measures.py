"""What each suite counts, and which way is better."""

from dataclasses import dataclass
from typing import Final

Counts = dict[str, tuple[int, int]]
"""By the name of a figure: so many of so many."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: its name in a gate, what is counted over what, and whether more is better."""

    name: str
    words: str
    higher: bool = True


MEASURES: Final[dict[str, tuple[Measure, ...]]] = {
    "chart-questions": (
        Measure("exact", "questions whose answer says what was expected"),
        Measure("unsupported", "answers with a sentence that is not supported", higher=False),
        Measure("sourced", "exact answers that cite a source of the expected answer"),
    ),
    "abstention": (
        Measure("abstained", "questions that the chart does not answer, and none was given"),
        Measure("answered", "questions that the chart answers, and an answer was given"),
    ),
    "summaries": (
        Measure("covered", "key facts of the chart that the summary names"),
        Measure("contradicted", "sentences that the chart contradicts", higher=False),
        Measure("unsupported", "sentences that no source says", higher=False),
        Measure("unchecked", "sentences that the checker cannot judge", higher=False),
        Measure("cited", "sentences with a source"),
        Measure("resolved", "citations of a resource that the patient's record has"),
    ),
    "injected-errors": (
        Measure("detected", "corrupted sentences that were flagged"),
        Measure("false-alarms", "true sentences that were flagged", higher=False),
        Measure("unchecked", "sentences that the checker could not judge", higher=False),
    ),
}
"""By suite. The first figure of a suite is the one that its cases are sorted and drawn by."""


def measure_of(suite: str, name: str) -> Measure | None:
    """The figure of this name; None where the suite has none."""
    return next((m for m in MEASURES.get(suite, ()) if m.name == name), None)
