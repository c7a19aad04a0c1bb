"""What the API takes and gives. The parts of a draft are those of `chartside.draft`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chartside.draft import (
    Author,
    Dictation,
    Enclosure,
    Finding,
    RecordStamp,
    Section,
    Statement,
    Status,
)
from chartside.sidebar.api.reading import Unsettled

ShortId = Annotated[str, Field(max_length=200)]
Identifiers = Annotated[tuple[ShortId, ...], Field(max_length=1000)]


class Asked(BaseModel):
    """A body that a client sends: a field that is not known is wrong, not overlooked."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Given(BaseModel):
    """A body that is answered."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class WarningShape(Given):
    """An omission (`o1`) or a conflict (`c1`) beside a draft."""

    id: str = Field(examples=["o1"])
    rule: str
    severity: str
    text: str
    needed: bool = Field(description="Whether nobody can sign without acknowledging it.")


class ProposalShape(Given):
    """A suggested change of the chart, which nobody has made."""

    id: str = Field(examples=["p1"])
    action: str
    statement: str = Field(description="The sentence that gives its reason.")
    resource: dict[str, Any] = Field(description="FHIR R4; or a FHIRPath Patch of `target`.")
    target: str
    version: str | None
    accepted: bool | None = Field(description="What the signer decided; null: nobody has.")
    written: tuple[str, ...] = Field(description="Every element that would be written, in words.")


class SetAsideShape(Given):
    """What a draft says it does not hold."""

    unread: tuple[str, ...] = Field(description="What of the record could not be read.")
    left_out: tuple[str, ...] = Field(description="Sections that had more to say.")
    not_asked_for: tuple[str, ...] = Field(description="What the document is not about.")


class SignatureShape(Given):
    """Who signed a document, when, and what they vouched for."""

    who: str
    name: str
    role: str
    meaning: str = Field(examples=["review"])
    at: str
    decision_id: str
    document_sha256: str
    attested: tuple[str, ...]


class DraftShape(Given):
    """A draft, or what was signed of it, with all that a reader and a signer need.

    `id` to `conflicts` are the draft of `chartside summarize --json`.
    """

    id: str
    kind: str = Field(examples=["summary"])
    patient: str = Field(examples=["Patient/123"])
    status: Status
    author: Author
    created: str
    prompts: dict[str, str]
    record: RecordStamp
    sections: tuple[Section, ...]
    omissions: tuple[Finding, ...]
    conflicts: tuple[Finding, ...]
    proposals: tuple[ProposalShape, ...]
    set_aside: SetAsideShape
    dictation: Dictation | None
    enclosure: Enclosure | None
    version: int
    expires: str
    banner: str = Field(description="Whose document it is, as it is signed.")
    sources: dict[str, str] = Field(description="What each cited resource is called.")
    amends: str | None = Field(description="The draft whose document this one corrects.")
    superseded_by: str | None
    seen: str | None = Field(description="Hand it back to sign; null: not to be signed.")
    warnings: tuple[WarningShape, ...]
    unsettled: Unsettled
    may: tuple[str, ...] = Field(
        description="What this person may do: edit, sign, decline, amend, retract."
    )
    step_up: str | None = Field(
        description="Where the person has to prove who they are before they sign; null: fresh."
    )
    signature: SignatureShape | None
    followed: str = Field(description="What became of a document that stands no more.")


class ListedShape(Given):
    """A draft in a list: no sentence of it."""

    id: str
    kind: str
    status: Status
    version: int
    created: str
    expires: str
    sentences: int
    flagged: int = Field(description="Sentences that the checker did not find supported.")
    warnings: int
    amends: str | None
    superseded_by: str | None
    may: tuple[str, ...]


class DraftsShape(Given):
    """Drafts about the patient of this launch, newest first."""

    patient: str
    drafts: tuple[ListedShape, ...]


class VerdictsShape(Given):
    """Each sentence with its verdict, as `chartside verify --json` gives them."""

    version: int
    statements: tuple[Statement, ...]
    omissions: tuple[Finding, ...]
    conflicts: tuple[Finding, ...]


class VersionShape(Given):
    """A version of a draft: what made it, who, and what an edit replaced."""

    version: int
    sha256: str
    origin: str = Field(examples=["author", "edit", "recheck", "amendment"])
    by: str
    at: str
    words_changed: int
    change: dict[str, str | None] | None


class VersionsShape(Given):
    """Every version, the author's own first."""

    versions: tuple[VersionShape, ...]


class RunOfWords(Given):
    """Words that stayed (`same`), went (`out`) or came (`in`)."""

    kept: Literal["same", "out", "in"]
    text: str


class ChangedShape(Given):
    """A sentence that is not as its author wrote it; null where it was not there or is gone."""

    statement: str
    before: str | None
    after: str | None
    words: int
    runs: tuple[RunOfWords, ...]
    cited_before: tuple[str, ...]
    cited_now: tuple[str, ...]


class ChangesShape(Given):
    """The author's own text against the newest version."""

    words_changed: int
    changes: tuple[ChangedShape, ...]
