"""Between state and draft: statements and findings as plain JSON, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from chartside.agent.asking.answerer import Answerer
from chartside.agent.authors.author import Author
from chartside.agent.state import State
from chartside.draft import (
    Citation,
    Dictation,
    Draft,
    Finding,
    RecordStamp,
    Section,
    Severity,
    Statement,
    Verdict,
)
from chartside.prompts.kinds import DocumentKind


def stored(values: Iterable[Statement | Finding]) -> list[dict[str, Any]]:
    """Plain JSON: enums as their words, tuples as lists."""
    return [_plain(asdict(value)) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def statements_from(held: Iterable[Mapping[str, Any]]) -> tuple[Statement, ...]:
    """Statements again from what `stored` made of them."""
    return tuple(
        Statement(
            text=h["text"],
            citations=_citations(h),
            id=h["id"],
            verdict=Verdict(h["verdict"]) if h["verdict"] else None,
            severity=Severity(h["severity"]),
            reasons=tuple(h["reasons"]),
        )
        for h in held
    )


def findings_from(held: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Findings again from what `stored` made of them."""
    return tuple(
        Finding(h["rule"], h["text"], Severity(h["severity"]), _citations(h)) for h in held
    )


def _citations(held: Mapping[str, Any]) -> tuple[Citation, ...]:
    return tuple(Citation(**c) for c in held["citations"])


def draft_of(state: State, kind: DocumentKind, author: Author | Answerer) -> Draft:
    """The draft as far as it is written. Sections without a sentence are left out.

    Sentences are numbered through the document, so that a run that was killed and resumed gives
    the very ids of one that was not.
    """
    written = state.get("sections", {})
    findings = state.get("findings", {})
    sections: list[Section] = []
    count = 0
    for spec in kind.sections:
        held = statements_from(written.get(spec.id, ()))
        named = tuple(_numbered(s, count + n) for n, s in enumerate(held, 1))
        count += len(named)
        if named:
            sections.append(Section(spec.title, named))
    return Draft(
        id=state["draft_id"],
        kind=kind.id,
        patient=state["patient"],
        author=author.identity,
        created=state["created"],
        record=RecordStamp(state["digest"], state["resources"], state["as_of"]),
        sections=tuple(sections),
        prompts={kind.id: state["prompt"], **author.prompts},
        omissions=findings_from(findings.get("omissions", ())),
        conflicts=findings_from(findings.get("conflicts", ())),
        set_aside=(
            *state["set_aside"],
            *state["unread"],
            *(f"left out, {said}" for held in state.get("left_out", {}).values() for said in held),
        ),
        dictation=dictation_in(state),
    )


def dictation_in(state: Mapping[str, Any]) -> Dictation | None:
    """What was dictated for the document of a run."""
    held = state.get("bounds", {}).get("dictation")
    return Dictation(**held) if held else None


def _numbered(statement: Statement, number: int) -> Statement:
    return Statement(
        text=statement.text,
        citations=statement.citations,
        id=f"s{number}",
        verdict=statement.verdict,
        severity=statement.severity,
        reasons=statement.reasons,
    )


def sections_of(judged: Draft, kind: DocumentKind, state: State) -> dict[str, list[dict[str, Any]]]:
    """A judged draft's sentences by section id; those that gave no sentence stay without one."""
    written = [s.id for s in kind.sections if state["sections"].get(s.id)]
    return {
        name: stored(section.statements)
        for name, section in zip(written, judged.sections, strict=True)
    }
