"""A draft as the pages show it: numbered sources, each sentence with what the checker says of it.

The order and the numbers are those of the text that is signed (`chartside.signoff.markdown`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from chartside.draft import Citation, Draft, Finding, Proposal, Severity, Statement, Verdict
from chartside.fhir.withheld import Withheld, is_withheld, withheld
from chartside.signoff.absences import left_out, out_of_bounds, unread
from chartside.signoff.canonical import Document
from chartside.signoff.findings import named
from chartside.signoff.markdown import Numbers, key_points_first, numbered
from chartside.signoff.proposed_words import written

UNCHECKED: Final = "unchecked"
"""As a verdict is called that nobody has given yet."""
_ORDER: Final = (*Verdict, None)


@dataclass(frozen=True, slots=True)
class Chip:
    """The number of a source beside a sentence, and what it is called."""

    number: int
    caption: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is shown. `flagged` where a person has to deal with it before they sign."""

    id: str
    text: str
    verdict: str
    severity: str
    reasons: tuple[str, ...]
    chips: tuple[Chip, ...]
    attested: bool = False

    @property
    def flagged(self) -> bool:
        """Whether the checker did not find it supported."""
        return self.verdict != Verdict.SUPPORTED.value

    @property
    def blocks(self) -> bool:
        """Whether nobody can sign it as it stands: only other words, or none, help."""
        return self.verdict in {Verdict.CONTRADICTED.value, UNCHECKED}


@dataclass(frozen=True, slots=True)
class Part:
    """A section; its `anchor` is the same in each version."""

    anchor: str
    title: str
    sentences: tuple[Sentence, ...]

    @property
    def flagged(self) -> int:
        """How many of its sentences a person has to deal with."""
        return sum(1 for one in self.sentences if one.flagged)


@dataclass(frozen=True, slots=True)
class Warned:
    """A conflict (`c1`) or an omission (`o1`)."""

    id: str
    text: str
    severity: str
    chips: tuple[Chip, ...]
    conflict: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal: each line of what it would write, and the sentence that gives its reason."""

    id: str
    action: str
    creates: str
    target: str
    reason: Sentence | None
    lines: tuple[str, ...]
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the list of sources."""

    number: int
    reference: str
    version: str
    caption: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole draft."""

    id: str
    kind: str
    version: int
    status: str
    author: str
    model: str
    revision: str
    resources: int
    as_of: str
    created: str
    parts: tuple[Part, ...]
    warned: tuple[Warned, ...]
    proposed: tuple[Proposed, ...]
    sources: tuple[Source, ...]
    unread: tuple[str, ...]
    withheld: Withheld
    not_asked: tuple[str, ...]
    left_out: tuple[str, ...]
    tally: tuple[tuple[str, int], ...]
    amends: str
    enclosed: bool

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence, in reading order."""
        return tuple(one for part in self.parts for one in part.sentences)

    @property
    def flagged(self) -> tuple[Sentence, ...]:
        """The sentences that a person has to deal with, in reading order."""
        return tuple(one for one in self.sentences if one.flagged)

    @property
    def has_key_points(self) -> bool:
        """Whether its first section is to be seen at once."""
        return bool(self.parts) and len(self.parts[0].sentences) <= _AT_ONCE


_AT_ONCE: Final = 3
"""Sentences of key points; a first section with more is one as any other."""


def paper_of(document: Document, attested: Collection[str] = ()) -> Paper:
    """What is shown of a document; `attested` are the sentences that its signer vouched for."""
    draft = document.draft
    numbers = numbered(draft)
    chips = _Chips(numbers, document.cover.sources)
    parts = tuple(
        Part(
            f"part-{number}",
            section.title,
            tuple(_sentence(one, chips, attested) for one in section.statements),
        )
        for number, section in enumerate(key_points_first(draft.sections))
    )
    sentences = {one.id: one for part in parts for one in part.sentences}
    return Paper(
        id=draft.id,
        kind=draft.kind,
        version=document.version,
        status=draft.status.value,
        author=draft.author.name,
        model=draft.author.model or "",
        revision=draft.author.revision or "",
        resources=draft.record.resources,
        as_of=draft.record.as_of,
        created=draft.created,
        parts=parts,
        warned=tuple(_warned(name, one, chips) for name, one in named(draft).items()),
        proposed=tuple(_proposed(one, sentences) for one in draft.proposals),
        sources=tuple(chips.listed()),
        unread=unread(_of_resources(draft)),
        withheld=withheld(draft.set_aside),
        not_asked=out_of_bounds(draft),
        left_out=left_out(draft),
        tally=_tally(draft),
        amends=document.amends.draft_id if document.amends else "",
        enclosed=draft.enclosure is not None and bool(draft.proposals),
    )


def verdict_of(statement: Statement) -> str:
    """The name of a verdict, also where there is none yet."""
    return statement.verdict.value if statement.verdict else UNCHECKED


def source_at(draft: Draft, number: int) -> tuple[str, str | None] | None:
    """Reference and version of the source with this number; None where there is none."""
    return next((key for key, given in numbered(draft).items() if given == number), None)


@dataclass(frozen=True, slots=True)
class _Chips:
    numbers: Numbers
    captions: Mapping[str, str]

    def of(self, citations: Iterable[Citation]) -> tuple[Chip, ...]:
        keys = dict.fromkeys((c.reference, c.version) for c in citations)
        return tuple(Chip(self.numbers[key], self.captions.get(key[0], key[0])) for key in keys)

    def listed(self) -> Iterable[Source]:
        for (reference, version), number in self.numbers.items():
            yield Source(number, reference, version or "", self.captions.get(reference, ""))


def _sentence(one: Statement, chips: _Chips, attested: Collection[str]) -> Sentence:
    severity = "" if one.severity is Severity.NONE else one.severity.value
    return Sentence(
        one.id,
        one.text,
        verdict_of(one),
        severity,
        one.reasons,
        chips.of(one.citations),
        one.id in attested,
    )


def _warned(name: str, one: Finding, chips: _Chips) -> Warned:
    return Warned(name, one.text, one.severity.value, chips.of(one.citations), name.startswith("c"))


def _proposed(one: Proposal, sentences: Mapping[str, Sentence]) -> Proposed:
    kind = "" if one.target else str(one.resource.get("resourceType", ""))
    return Proposed(
        one.id,
        one.action.value,
        kind,
        one.target,
        sentences.get(one.statement),
        written(one),
        one.accepted,
    )


def _of_resources(draft: Draft) -> Draft:
    """The draft without the lines on what the record system gave nothing of: they stand above."""
    return replace(
        draft, set_aside=tuple(line for line in draft.set_aside if not is_withheld(line))
    )


def _tally(draft: Draft) -> tuple[tuple[str, int], ...]:
    found = Counter(s.verdict for s in draft.statements)
    return tuple((v.value if v else UNCHECKED, found[v]) for v in _ORDER if found[v])
