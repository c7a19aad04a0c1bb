"""Evidence as numbered lines, and the way back from a number to what it stands for.

A model names a source by a small number of this section. A number that was not given out leads
nowhere, so that no model can invent a reference, nor name an entry of another patient.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from chartside.agent.authors.author import Evidence, numbered
from chartside.draft import Citation, Finding
from chartside.grounding.rules.finding import cite

MOST_CHARACTERS: Final = 36_000
"""Of one prompt's evidence: some 12,000 tokens. Longer evidence is given in several prompts."""

_TAG = re.compile(r"<(?=/?[a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Handles:
    """The lines of a section's evidence, and the reference behind each number."""

    lines: tuple[str, ...]
    references: dict[int, str]

    def pages(self, most: int = MOST_CHARACTERS) -> Iterator[str]:
        """The lines in as many prompts as they need, in order, each line whole."""
        page: list[str] = []
        held = 0
        for line in self.lines:
            if page and held + len(line) > most:
                yield "\n".join(page)
                page, held = [], 0
            page.append(line)
            held += len(line) + 1
        if page:
            yield "\n".join(page)

    def cited(self, evidence: Evidence, numbers: Iterable[int]) -> tuple[Citation, ...]:
        """Citations of the entries with these numbers; a number that leads nowhere gives none."""
        named = dict.fromkeys(self.references[n] for n in numbers if n in self.references)
        entries = (evidence.chart.get(reference) for reference in named)
        return tuple(cite(entry) for entry in entries if entry is not None)


def handles(evidence: Evidence) -> Handles:
    """Number the evidence; what the chart disagrees with itself about stands among it."""
    numbers: dict[str, int] = {}
    lines = [
        *numbered(evidence.rows, numbers),
        *(_conflict(finding, numbers) for finding in evidence.conflicts),
    ]
    tame = (_TAG.sub("< ", " ".join(line.split())) for line in dict.fromkeys(lines))
    return Handles(tuple(tame), {number: ref for ref, number in numbers.items()})


def _conflict(finding: Finding, numbers: dict[str, int]) -> str:
    marks = [numbers.setdefault(c.reference, len(numbers) + 1) for c in finding.citations]
    return f"[{','.join(map(str, marks))}] these disagree: {finding.text}"
