"""The end of an order of a medicine: its word, its sentence, and whether it lies in a time."""

from typing import Final

from chartside.agent.asking.answers.sought import Sought
from chartside.agent.authors.wording import on
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of

OVER: Final = {"stopped": "stopped", "completed": "completed"}
"""States of a medicine that is no longer taken, each with its word."""


def ended_words(entry: Entry, word: str) -> str:
    """A medicine with the day it ended, or of which it was ordered."""
    if entry.end is not None:
        return f"{name_of(entry)}: {word}{on(entry.end)}"
    ordered = f", ordered{on(entry.when)}" if entry.when else ""
    return f"{name_of(entry)}: {word}{ordered}"


def end_word(entry: Entry) -> str:
    """Whether it was stopped or ran to its end."""
    return "stopped" if entry.status in {"stopped", "cancelled"} else "completed"


def ends_within(sought: Sought, entry: Entry) -> bool:
    """Whether it ended in the time asked about."""
    span = sought.question.span
    end = entry.end.date if entry.end else None
    if not span:
        return True
    return end is not None and (
        (span.since is None or end >= span.since) and (span.until is None or end <= span.until)
    )
