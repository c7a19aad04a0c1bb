"""Answers to questionnaires, scores, and what else was observed."""

from dataclasses import dataclass

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Series, plain, series
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, page, tool


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One question or score: the newest answer, the one before it, and how many there are.

    `references` are of those two, the newest first.
    """

    references: tuple[str, ...]
    name: str
    value: str
    date: str
    before: str
    count: int

    @property
    def line(self) -> str:
        """`PHQ-9 total score: 5 points 2025-06-10 (4 answers, before: 11 points)`."""
        more = f" ({self.count} answers, before: {self.before})" if self.count > 1 else ""
        return f"{self.name}: {self.value} {self.date}".rstrip() + more


@tool
async def assessments(
    chart: Chart, words: str = "", limit: int = 50, cursor: str = ""
) -> Found[AssessmentRow]:
    """The newest answer to each question, score and other observation, the newest first.

    Laboratory results, vital signs and social circumstances have tools of their own.

    Args:
        words: Words that the question must hold, e.g. PHQ-9; empty for all.
        limit: Questions in one answer, from 1 to 200.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    wanted = set(plain(words).split())
    held = [
        s
        for s in series(chart.of(Kind.SURVEY, Kind.OBSERVATION))
        if not words or (wanted and wanted <= set(plain(s.label).split()))
    ]
    held.sort(key=lambda s: _day(s.latest), reverse=True)
    query = asked("assessments", words=words, limit=limit)
    return page([_row(s) for s in held], query, limit, cursor)


def _row(found: Series) -> AssessmentRow:
    shown = list(reversed(found.entries[-2:]))
    return AssessmentRow(
        references=tuple(e.reference for e in shown),
        name=name_of(found.latest),
        value=_words(found.latest),
        date=_day(found.latest),
        before=_words(shown[-1]),
        count=len(found.entries),
    )


def _words(entry: Entry) -> str:
    if entry.value:
        return entry.value.words
    return ", ".join(f"{c.code.label} {c.value.words}" for c in entry.components if c.value)


def _day(entry: Entry) -> str:
    return entry.when.day if entry.when else ""
