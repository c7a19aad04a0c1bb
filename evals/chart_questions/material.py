"""Records to ask about: those named, or the demo record and invented patients."""

import json
from collections.abc import Sequence
from pathlib import Path

from chartside.demo import record_json
from chartside.evals.chart_questions.raw import Person, people
from chartside.evals.injected_errors.panel import abroad, bundle

PANEL = 12
"""Invented patients of each panel where no record is named."""


def persons(records: Sequence[Path], panel: int, scratch: Path) -> list[Person]:
    """Every patient of the records, and `panel` invented ones of each panel, kept in `scratch`."""
    names = list(records)
    if not names:
        names, panel = [scratch / "demo.json"], panel or PANEL
        names[0].write_bytes(record_json())
    for number in range(panel):
        for name, made in (("invented", bundle), ("abroad", abroad)):
            names.append(scratch / f"{name}-{number}.json")
            names[-1].write_text(json.dumps(made(number)), encoding="utf-8")
    return [person for name in names for person in people(name)]
