"""Documents of a kind over a small record, written by the extractive author and really checked."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.agent.assembly import draft_of
from chartside.agent.dictating import with_dictated
from chartside.agent.state import Bounds
from chartside.draft import Author, Citation, Draft, RecordStamp, Section, Statement
from chartside.grounding import check_draft, find_conflicts
from chartside.grounding.hearing import conflicts_of
from chartside.prompts.kinds import Length, document_kind

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Wrote = Callable[..., Awaitable[Draft]]


@pytest.fixture
def wrote(run: Any) -> Wrote:
    """`await wrote(record, "update", since="2025")`: the draft."""

    async def draft(
        record: Any,
        kind: str,
        *,
        since: str = "",
        focus: str = "",
        length: Length = "normal",
        dictation: str = "",
        **more: Any,
    ) -> Draft:
        begun = run(record, check=check_draft, conflicts=conflicts_of, **more)
        asked = Bounds(focus=focus, length=length)
        bounds = with_dictated(asked, dictation, record.open_chart(as_of=NOW), document_kind(kind))
        state = await begun.go(kind=kind, since=since, bounds=bounds)
        return draft_of(state, document_kind(kind), begun.context.author)

    return draft


@pytest.fixture
def calls(run: Any) -> Any:
    """Every tool call of a document, and how many rows came of it."""

    async def counted(record: Any, kind: str, since: str = "") -> tuple[list[Any], int]:
        begun = run(record, conflicts=find_conflicts)
        state = await begun.go(kind=kind, since=since)
        asked = [c for held in state["evidence"].values() for c in held["calls"]]
        return asked, sum(len(p.items) for p in begun.context.held.pages.values())

    return counted


@pytest.fixture
def signed() -> Callable[..., Draft]:
    """`signed(as_of, reference)`: a summary that cited an older version of an entry."""

    def summary(as_of: str, *references: str) -> Draft:
        cited = tuple(Citation(r, "older") for r in references)
        return Draft(
            id="d0",
            kind="summary",
            patient="Patient/1",
            author=Author("extractive"),
            created=as_of,
            record=RecordStamp("0" * 64, 3, as_of),
            sections=(Section("A", (Statement("Said before.", cited),)),),
        )

    return summary
