"""What a row of the outbox sends: made anew from what was signed, each time it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff.export import to_fhir
from chartside.signoff.exporting import transaction
from chartside.signoff.exporting.retraction import open_retraction, retraction_fhir
from chartside.signoff.gate import open_signed
from chartside.signoff.other_policy import beyond
from chartside.signoff.outbox.rows import Kind, Posting
from chartside.signoff.outbox.server import JSON, Never
from chartside.signoff.store import SignoffStore

OTHER_POLICY: Final = "other-policy"
"""Why a row is refused whose decision the policy in force here would not have allowed."""
_GONE: Final = frozenset({Status.AMENDED, Status.RETRACTED})


@dataclass(frozen=True, slots=True)
class Parcel:
    """A transaction to be sent, and what else follows from it.

    `banner` is the cover of the document, in which the patient is named. `older` are the decisions
    whose documents it takes the place of, newest first; `withdrawn` the one that it withdraws.
    """

    bundle: JSON
    banner: str
    older: tuple[str, ...] = ()
    withdrawn: str = ""

    @property
    def document(self) -> JSON:
        """The DocumentReference."""
        return self._entry(transaction.DOCUMENT)["resource"]  # type: ignore[no-any-return]  # plain JSON

    @property
    def url(self) -> str:
        """The URL of the DocumentReference within the transaction."""
        return str(self._entry(transaction.DOCUMENT)["fullUrl"])

    @property
    def beside(self) -> tuple[JSON, ...]:
        """The Provenance and the AuditEvent."""
        numbers = (transaction.PROVENANCE, transaction.AUDIT)
        return tuple(self._entry(n)["resource"] for n in numbers)

    @property
    def patient(self) -> str:
        """`Patient/id`."""
        return str(self.document["subject"]["reference"])

    @property
    def identifier(self) -> str:
        """The URN that the document is known by wherever it is."""
        return str(self.document["identifier"][0]["value"])

    @property
    def changes_the_chart(self) -> bool:
        """Whether accepted proposals are in it, which hold together with the document only."""
        return len(self.bundle["entry"]) > transaction.AUDIT + 1

    def _entry(self, number: int) -> Any:
        return self.bundle["entry"][number]


def parcel_of(store: SignoffStore, posting: Posting) -> Parcel | None:
    """What a row sends; None where it does not stand any more, so that nothing of it may leave.

    Raises:
        PolicyError: The signature does not verify, or a resource would not be valid R4.
        Never: The policy in force here would not have allowed the decision.
    """
    if posting.kind is Kind.RETRACTION:
        retraction = open_retraction(store, posting.draft_id)
        if retraction.row.decision_id != posting.decision_id:
            raise PolicyError(f"the outbox names another retraction than draft {posting.draft_id}")
        _require_allowed(store, retraction.payload)
        older = tuple(_older(store, posting.draft_id))
        signed = retraction.withdrawn.decision_id or ""
        banner = retraction.document.cover.banner
        return Parcel(retraction_fhir(retraction), banner, older, withdrawn=signed)
    if store.held(posting.draft_id).status in _GONE:
        return None
    document = open_signed(store, posting.draft_id)
    if document.decision_id != posting.decision_id:
        raise PolicyError(f"the outbox names another decision than draft {posting.draft_id}")
    _require_allowed(store, document.payload)
    banner = document.document.cover.banner
    return Parcel(to_fhir(document), banner, tuple(_older(store, posting.draft_id)))


def _require_allowed(store: SignoffStore, payload: bytes) -> None:
    held = beyond(payload, store.policy)
    if held is not None and not held.accepted:
        raise Never(OTHER_POLICY)


def _older(store: SignoffStore, draft_id: str) -> Iterator[str]:
    """The decisions behind the documents that a draft amends, and those amended before."""
    amends = store.held(draft_id).amends
    while amends is not None:
        yield amends.decision_id
        amends = store.held(amends.draft_id).amends
