"""A draft as it is read here: what is shown, what may be done with it, what stands before it."""

from dataclasses import dataclass, replace

from chartside.draft import Draft, Status, Verdict
from chartside.sidebar.visits import Visit
from chartside.signoff.canonical import Document
from chartside.signoff.drafts import Held
from chartside.signoff.findings import needing
from chartside.signoff.former import read_former
from chartside.signoff.policy import Policy
from chartside.signoff.rendering import rendered
from chartside.signoff.row import AuditRow
from chartside.signoff.states import OPEN

_FORMER = frozenset({Status.AMENDED, Status.RETRACTED})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was shown. `seen` names it to whoever signs; None where nothing is to be signed.

    `row` is the decision that signed it, `attested` the sentences that its signer vouched for,
    `followed` what became of a document that stands no more, in a sentence.
    """

    document: Document
    status: Status
    held: Held
    seen: str | None = None
    row: AuditRow | None = None
    attested: tuple[str, ...] = ()
    followed: str = ""

    @property
    def draft(self) -> Draft:
        """The draft as shown."""
        return self.document.draft


def read(visit: Visit, draft_id: str) -> Reading:
    """Open a draft, or a document that was signed; the audit notes who read it.

    Raises:
        NotThere: There is none of this patient.
        PolicyError: The signature of a document does not verify.
    """
    held = visit.held(draft_id)
    if held.status is Status.SIGNED:
        signed = visit.signed(draft_id)
        text = rendered(signed.document, signed.row, signed.basis)
        visit.looked_at(draft_id, text)
        return Reading(signed.document, held.status, held, row=signed.row, attested=signed.attested)
    if held.status in _FORMER:
        old = read_former(visit.store, draft_id)
        visit.looked_at(draft_id, old.markdown)
        return Reading(
            old.document, old.status, held, None, old.row, old.attested, old.followed
        )  # fmt: skip
    page = visit.read(draft_id)
    if page.document.version != held.version:  # it was checked again
        held = visit.held(draft_id)
    if held.status in OPEN:
        held = replace(held, draft=replace(held.draft, status=Status.IN_REVIEW))
    seen = page.seen if held.status in OPEN else None
    return Reading(page.document, held.status, held, seen=seen)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Ids of what stands between a draft and a signature.

    Sentences that nobody judged; that the chart contradicts (edit or remove); that no source
    supports (attest, edit or remove each); proposals (accept or reject each); warnings that have to
    be acknowledged.
    """

    unjudged: tuple[str, ...]
    contradicted: tuple[str, ...]
    unsupported: tuple[str, ...]
    undecided: tuple[str, ...]
    unacknowledged: tuple[str, ...]


def unsettled(draft: Draft, policy: Policy) -> Unsettled:
    """What a signer has to deal with, all of it from the beginning."""

    def judged(*verdicts: Verdict | None) -> tuple[str, ...]:
        return tuple(s.id for s in draft.statements if s.verdict in verdicts)

    return Unsettled(
        unjudged=judged(None),
        contradicted=judged(Verdict.CONTRADICTED),
        unsupported=judged(Verdict.NOT_FOUND, Verdict.NOT_CHECKABLE),
        undecided=tuple(p.id for p in draft.proposals if p.accepted is None),
        unacknowledged=needing(draft, policy.limits.acknowledge_from),
    )


def possible(visit: Visit, held: Held) -> tuple[str, ...]:
    """What this person may do with a draft as it stands, by the policy of the site."""
    role, kind, policy = visit.person.role, held.draft.kind, visit.store.policy
    decides = bool(role) and policy.may_sign(role, kind)
    edits = bool(role) and policy.may_edit(role, kind)
    ways = {
        "edit": edits and held.status in OPEN,
        "sign": decides and held.status is Status.IN_REVIEW,
        "decline": decides and held.status in OPEN,
        "amend": decides and held.status is Status.SIGNED,
        "retract": decides and held.status is Status.SIGNED,
    }
    return tuple(way for way, open_ in ways.items() if open_)
