"""What the radiologist's report in the chart says of a finding that a model was asked about.

Words and negation only, without a model: the report is read as a checker reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chartside.grounding.report_mentions import Mention, mention_of

LOOKED_FOR: Final = (
    "pleural effusion", "pneumothorax", "consolidation", "atelectasis", "cardiomegaly", "edema",
    "pneumonia", "lung nodule", "mass", "fracture", "emphysema",
)  # fmt: skip
"""Findings that a description of a radiograph is compared with a report by."""


class Agreement(StrEnum):
    """A model's finding beside the report of the same images."""

    AGREES = "report agrees"
    DISAGREES = "report disagrees"
    NOT_MENTIONED = "report does not mention it"
    UNCLEAR = "report is unclear"
    NO_REPORT = "no report in the chart"


@dataclass(frozen=True, slots=True)
class Compared:
    """How a finding stands to the reports, and the reports that say something of it."""

    agreement: Agreement
    references: tuple[str, ...] = ()


def compared(name: str, *, seen: bool, reports: Sequence[tuple[str, str]]) -> Compared:
    """A finding beside the reports; one that disagrees outweighs any that agrees."""
    if not reports:
        return Compared(Agreement.NO_REPORT)
    wanted = Mention.PRESENT if seen else Mention.ABSENT
    said = {reference: mention_of(name, words) for reference, words in reports}
    for agreement, kinds in (
        (Agreement.DISAGREES, {Mention.PRESENT, Mention.ABSENT} - {wanted}),
        (Agreement.AGREES, {wanted}),
        (Agreement.UNCLEAR, {Mention.UNCLEAR}),
    ):
        if found := tuple(r for r, mention in said.items() if mention in kinds):
            return Compared(agreement, found)
    return Compared(Agreement.NOT_MENTIONED, tuple(said))


def told_by(words: str) -> tuple[tuple[str, bool], ...]:
    """The findings that a description says are there, or are not; what it hedges is left out."""
    read = [(name, mention_of(name, words)) for name in LOOKED_FOR]
    plain = {Mention.PRESENT: True, Mention.ABSENT: False}
    return tuple((name, plain[mention]) for name, mention in read if mention in plain)
