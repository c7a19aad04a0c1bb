"""Why a decision is refused.

One rule a function, each a `PolicyError` of ids and counts.

A refusal is itself an event: `audited` writes it into the audit chain before it reaches the caller.
"""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

from chartside.draft import Draft, Statement, Verdict
from chartside.errors import Overtaken, PolicyError, StepUpNeeded, StoreError
from chartside.fhir.chart import Chart
from chartside.signoff import chain, drafts
from chartside.signoff.connection import Transaction
from chartside.signoff.counting import counted
from chartside.signoff.drafts import Held
from chartside.signoff.judging import Verdicts
from chartside.signoff.policy import Policy
from chartside.signoff.row import AuditRow
from chartside.signoff.signer import Signer, signed_by
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

_SKEW = timedelta(seconds=5)
_NEEDS_ATTESTATION = frozenset({Verdict.NOT_FOUND, Verdict.NOT_CHECKABLE})


@contextlib.contextmanager
def audited(store: SignoffStore, draft_id: str, signer: Signer, decision: str) -> Iterator[None]:
    """Record a refusal of what happens inside, then let it through."""
    try:
        yield
    except PolicyError as refused:
        with (
            contextlib.suppress(StoreError),
            store.write() as tx,
        ):  # the refusal stands even where it cannot be written down
            held = drafts.find(tx, draft_id)
            row = chain.about(held.draft, held.version, "denied") if held else AuditRow("denied")
            chain.append(
                tx, replace(signed_by(row, signer), decision=decision, detail=str(refused))
            )
        raise


def require_recent(signer: Signer, tx: Transaction, policy: Policy) -> None:
    """Who signs proved who they are minutes ago, not yesterday."""
    age = tx.now - signer.authenticated_at
    if not -_SKEW <= age <= policy.authentication_age:
        minutes = policy.limits.authentication_minutes
        raise StepUpNeeded(
            f"the authentication of {signer.identity.who} is older than {minutes} minutes: "
            "prove who you are again: enter the passphrase, or sign in at the record system"
        )


def require_open(held: Held, tx: Transaction) -> None:
    """The draft is undecided and its time is not over."""
    if held.status not in OPEN:
        raise Overtaken(f"draft {held.draft.id} is {held.status.value}: it is no longer open")
    if held.expires <= tx.now:
        raise Overtaken(f"draft {held.draft.id} has expired: draft it anew")


def require_version(held: Held, read: int | None) -> None:
    """The draft is in the version that was read (None: whichever it is)."""
    if read is not None and read != held.version:
        raise Overtaken(
            f"draft {held.draft.id} is in version {held.version}, and version {read} was read: "
            "read it again"
        )


def require_own_chart(draft: Draft, chart: Chart) -> None:
    """The open chart is the one that the draft is about."""
    if chart.patient.reference != draft.patient:
        raise PolicyError(f"draft {draft.id} is about another patient than the open chart")


def require_same_chart(draft: Draft, chart: Chart) -> None:
    """Nothing in the chart changed since the draft was written or last re-checked."""
    require_own_chart(draft, chart)
    if chart.digest != draft.record.digest:
        raise Overtaken(
            f"the chart changed since draft {draft.id} was checked: re-check it and read it again"
        )


def require_same_verdicts(draft: Draft, found: Verdicts | None) -> None:
    """The verdicts on record are what the checker finds now (None: it was not asked)."""
    if found is not None:
        differing = [s for s in draft.statements if found.get(s.id) is not s.verdict]
        _refuse(draft, differing, "judged differently now: re-check and read it again")


def require_settled(draft: Draft, attested: Collection[str]) -> tuple[str, ...]:
    """Nothing contradicted is left, and each unsupported sentence was attested; those ids."""
    _refuse(draft, [s for s in draft.statements if s.verdict is None], "not judged yet: re-check")
    contradicted = [s for s in draft.statements if s.verdict is Verdict.CONTRADICTED]
    _refuse(draft, contradicted, "contradicted by the chart: edit or remove")
    unsupported = [s for s in draft.statements if s.verdict in _NEEDS_ATTESTATION]
    _refuse(
        draft,
        [s for s in unsupported if s.id not in attested],
        "unsupported: attest each, edit or remove",
    )
    return tuple(s.id for s in unsupported)


def _refuse(draft: Draft, statements: list[Statement], why: str) -> None:
    if statements:
        ids = ", ".join(s.id for s in statements)
        said = counted(len(statements), "sentence")
        raise PolicyError(f"draft {draft.id} has {said} {why} ({ids})")
