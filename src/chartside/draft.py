"""The shared vocabulary: a draft, its sentences, what they cite, and how each was judged.

Everything here is a frozen value that turns into plain JSON and back (`to_json`,
`draft_from_json`). No room below or above owns these words; all of them speak them.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from chartside.errors import UsageError


class Verdict(StrEnum):
    """What the checker found when it re-derived a sentence from the sources it cites."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"
    NOT_CHECKABLE = "not_checkable"


AT_FAULT: Final = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
"""The chart says otherwise, or no source says so: its author should write the sentence anew."""


class Severity(StrEnum):
    """Clinical consequence if a sentence were believed and wrong; `none` where nothing is amiss."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Status(StrEnum):
    """Where a draft stands in its life (DESIGN.md section 6)."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SIGNED = "signed"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    AMENDED = "amended"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Citation:
    """A source of a sentence.

    `reference` is `Type/id`; `version` the version read (`meta.versionId`, else a content hash).
    `quote` is a passage of the source's text that stands at characters `start` to `end` (end
    exclusive) of that text.
    """

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    reference: str
    version: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a draft, with its sources and its verdict (None: not judged yet)."""

    text: str
    citations: tuple[Citation, ...] = ()
    id: str = ""
    verdict: Verdict | None = None
    severity: Severity = Severity.NONE
    reasons: tuple[str, ...] = ()

    def judged(self, verdict: Verdict, severity: Severity, reasons: tuple[str, ...]) -> "Statement":
        """The same sentence with this verdict."""
        return replace(self, verdict=verdict, severity=severity, reasons=reasons)


@dataclass(frozen=True, slots=True)
class Section:
    """A run of statements under a title."""

    title: str = ""
    statements: tuple[Statement, ...] = ()


def statements_of(sections: Iterable[Section]) -> tuple[Statement, ...]:
    """Every sentence of these sections, in reading order."""
    return tuple(s for section in sections for s in section.statements)


@dataclass(frozen=True, slots=True)
class Finding:
    """An omission or a conflict beside a draft: what a rule noticed, the entries it rests on."""

    rule: str
    text: str
    severity: Severity = Severity.MODERATE
    citations: tuple[Citation, ...] = ()


class Action(StrEnum):
    """What a proposal would do to the chart."""

    ADD_PROBLEM = "add-problem"
    STOP_DUPLICATE = "stop-duplicate"
    STOP_MEDICINE = "stop-medicine"
    ORDER_FOLLOW_UP = "order-follow-up"
    FILE_RESULT = "file-result"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggested change of the chart, which nobody has made.

    `statement` is the id of the sentence that gives its reason, with the sources. `resource` is
    FHIR R4: the resource to create where `target` is empty, else a FHIRPath Patch (Parameters) of
    the resource at `target` (`Type/id`), which was read in `version`. `accepted` is what the signer
    decided about this one; None as long as nobody has.
    """

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    id: str
    action: Action
    statement: str
    resource: dict[str, Any]
    target: str = ""
    version: str | None = None
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote the draft: `extractive`, or a model with its revision.

    `decoding` is how the model was asked to choose its words, as far as is known (`temperature`,
    `max_tokens`, `seed`, …): each value as its text.
    """

    name: str
    model: str | None = None
    revision: str | None = None
    decoding: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dictation:
    """What was said and is in no record: a source of one draft, cited as a note is.

    `reference` names it by its words (`dictation_of` in `chartside.fhir.dictation`), so that no
    resource of a chart is ever meant; offsets of citations count in `text`. `heard` is when it was
    taken in (RFC 3339).
    """

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    reference: str
    version: str
    text: str
    heard: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document that came in and is in no record yet: a source of one draft, cited as a note is.

    `reference` names it by the bytes of its file (`enclosure_of` in `chartside.fhir.enclosure`), so
    that no resource of a chart is ever meant; offsets of citations count in `text`, which is what
    was read of it. `received` is when it was taken in (RFC 3339).
    """

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    reference: str
    version: str
    label: str
    text: str
    received: str


@dataclass(frozen=True, slots=True)
class RecordStamp:
    """The chart that a draft was written from.

    Digest over every entry's version, how many resources, as of when (RFC 3339).
    """

    digest: str
    resources: int
    as_of: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that nobody has signed."""

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    id: str
    kind: str
    patient: str
    author: Author
    created: str
    record: RecordStamp
    sections: tuple[Section, ...]
    status: Status = Status.DRAFT
    prompts: dict[str, str] = field(default_factory=dict)
    omissions: tuple[Finding, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    set_aside: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    dictation: Dictation | None = None
    enclosure: Enclosure | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence, in reading order."""
        return statements_of(self.sections)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, as the contract in DESIGN.md section 9 has them.

        `proposals`, `dictation`, `enclosure` and the author's `decoding` are there where there are
        any: what was signed before they existed keeps its bytes.
        """
        absent = {name for name in _WHERE_ANY if not getattr(self, name)}
        held = {name: value for name, value in asdict(self).items() if name not in absent}
        if not self.author.decoding:
            del held["author"]["decoding"]
        return held


_WHERE_ANY: Final = ("proposals", "dictation", "enclosure")


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The least that a draft from elsewhere must hold to be checked.

    A patient, and sentences with citations.
    """

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    patient: str
    sections: tuple[Section, ...]


_T = TypeVar("_T")


@cache
def _draft() -> TypeAdapter[Draft]:
    return TypeAdapter(Draft)


@cache
def _unchecked() -> TypeAdapter[Unchecked]:
    return TypeAdapter(Unchecked)


def _load(adapter: TypeAdapter[_T], data: object) -> _T:
    try:
        return adapter.validate_python(data)
    except ValidationError as wrong:
        fields = {".".join(str(p) for p in e["loc"]) for e in wrong.errors(include_input=False)}
        raise UsageError(f"this is not a draft: {', '.join(sorted(fields)[:5])}") from None


def draft_from_json(data: object) -> Draft:
    """A draft from plain JSON values; `UsageError` names wrong fields, never their content."""
    return _load(_draft(), data)


def unchecked_from_json(data: object) -> Unchecked:
    """The checkable part of any draft-like JSON (needs only patient, text and references)."""
    return _load(_unchecked(), data)
