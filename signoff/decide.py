"""Signing, declining and retracting: the decisions that take a person.

Each is one transaction: the rules are checked, the bytes signed, the audit row written and the
draft moved, all or nothing. The same person repeating the same decision gets the first one back;
everyone else finds the draft decided.
"""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from chartside.draft import Status
from chartside.errors import Overtaken, UsageError
from chartside.fhir.chart import Chart
from chartside.signoff import chain, distance, drafts, refusals
from chartside.signoff.basis import Checked, basis, verification
from chartside.signoff.canonical import canonical, sha256
from chartside.signoff.connection import Transaction
from chartside.signoff.decision import Decision
from chartside.signoff.drafts import Held
from chartside.signoff.findings import require_acknowledged
from chartside.signoff.gate import Signed, open_signed
from chartside.signoff.judging import Checker, Verdicts, judged, verdicts
from chartside.signoff.meaning import Meaning, meaning_of
from chartside.signoff.outbox.rows import enqueue
from chartside.signoff.proposed import (
    NOTHING,
    Decided,
    decisions,
    require_authority,
    require_decided,
)
from chartside.signoff.recording import Done, record
from chartside.signoff.references import shown_reference, shown_version
from chartside.signoff.review import shown
from chartside.signoff.row import AuditRow
from chartside.signoff.signer import Signer, register, signed_by
from chartside.signoff.store import SignoffStore

_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the signer says they read, against which chart, and what they vouch for."""

    chart: Chart
    seen: str
    attested: Collection[str]
    meaning: Meaning
    found: Verdicts | None
    decided: Decided
    acknowledged: Collection[str]


def sign(  # noqa: PLR0913 - a signature binds this many things, and each is named at the call
    store: SignoffStore,
    draft_id: str,
    signer: Signer,
    *,
    meaning: str,
    chart: Chart,
    seen: str,
    attested: Collection[str] = (),
    decided: Decided = NOTHING,
    acknowledged: Collection[str] = (),
    checker: Checker | None = None,
) -> Signed:
    """Sign the version of a draft that was read.

    Args:
        store: Where the draft lies.
        draft_id: Which draft.
        signer: Who signs; their passphrase was typed within the last minutes.
        meaning: `author`, `review` or `approve`.
        chart: The patient's chart as it is now.
        seen: `Shown.seen` of what the signer read (`chartside.signoff.review.show`).
        attested: Ids of the unsupported sentences that the signer vouches for, each by itself.
        decided: What the signer decided of each proposal of the draft; each needs its own.
        acknowledged: Names of the warnings that the signer took note of, each by itself
            (`chartside.signoff.findings.named`).
        checker: Judges the draft once more, here and now; verdicts on record that differ from its
            own are refused, whoever proposed them.

    Returns:
        The signed document; the first one again when this very decision was made before.

    Raises:
        PolicyError: no authority, an old authentication, another version than the one read, a chart
            that changed, a contradicted sentence, an unsupported one not attested, a proposal
            neither accepted nor rejected, a warning that has to be acknowledged, or a draft
            that is decided already. Every refusal is audited.
        AuditBroken: the audit chain ends before the place that its anchor remembers.
        UsageError: no such draft, or an unknown meaning.
    """
    why = meaning_of(meaning)
    _require_whole_end(store)
    key = _key("sign", draft_id, seen, signer, meaning, *_told(decided))
    with refusals.audited(store, draft_id, signer, "sign"):
        found = verdicts(judged(store.draft(draft_id), chart, checker)) if checker else None
        reading = _Reading(chart, seen, attested, why, found, decided, acknowledged)
        with store.write() as tx:
            held = drafts.load(tx, draft_id)
            if chain.by_key(tx, key) is None:
                done = _signature(tx, store, held, signer, reading)
                done = replace(done, row=replace(done.row, idempotency_key=key))
                enqueue(tx, record(tx, signer, done))
                drafts.move(tx, held, Status.SIGNED)
                _close_amended(tx, held, signer)
    return open_signed(store, draft_id)


def decline(store: SignoffStore, draft_id: str, signer: Signer, *, reason: str) -> Decision:
    """Turn a draft down, with a reason.

    `PolicyError` (audited) when not allowed or already decided; `AuditBroken` as `sign` raises it.
    """
    return _end(store, draft_id, signer, Status.DECLINED, reason)


def retract(store: SignoffStore, draft_id: str, signer: Signer, *, reason: str) -> Decision:
    """Withdraw a signed document, with a reason.

    `PolicyError` (audited) when not allowed or not signed; `AuditBroken` as `sign` raises it.
    """
    return _end(store, draft_id, signer, Status.RETRACTED, reason)


_VERB = {Status.DECLINED: "decline", Status.RETRACTED: "retract"}


def _end(store: SignoffStore, draft_id: str, signer: Signer, then: Status, reason: str) -> Decision:
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise UsageError(f"a reason is needed, of at most {_LONGEST_REASON} characters")
    _require_whole_end(store)
    verb = _VERB[then]
    key = _key(verb, draft_id, reason, signer, "")
    with refusals.audited(store, draft_id, signer, verb), store.write() as tx:
        held = drafts.load(tx, draft_id)
        if chain.by_key(tx, key) is None:
            if then is Status.DECLINED:
                refusals.require_open(held, tx)
            _authorise(tx, store, held, signer)
            drafts.move(tx, held, then)
            row = replace(
                _decided(held, then, signer), decision=verb, reason_sha256=sha256(reason.encode())
            )
            rests_on = basis(signer, store.policy, drafts.versions(tx, draft_id))
            done = Done(replace(row, idempotency_key=key), rests_on, reason=reason)
            enqueue(tx, record(tx, signer, done))
    decision = store.decision(draft_id)
    if decision is None or decision.status is not then:  # moved on between the two transactions
        raise Overtaken(
            f"draft {draft_id} was changed by someone else at the same time: read it again"
        )
    return decision


def _require_whole_end(store: SignoffStore) -> None:
    """Nobody signs into a chain that was cut: what they add would hide the cut's place."""
    remembered = store.remembered()
    with store.read() as tx:
        remembered.require_reached(tx)


def _key(verb: str, draft_id: str, about: str, signer: Signer, *more: object) -> str:
    """One key for one decision by one person about one thing: a retry is no second decision."""
    return sha256(canonical([verb, draft_id, about, signer.identity.key_id, *more]))


def _told(decided: Decided) -> Iterator[list[str]]:
    """What was decided of proposals, as part of which decision it is; nothing where there are none.

    Who signs again with other decisions makes another decision, and finds the draft decided.
    """
    if decided.accepted or decided.rejected:
        yield from (sorted(set(decided.accepted)), sorted(set(decided.rejected)))


def _authorise(tx: Transaction, store: SignoffStore, held: Held, signer: Signer) -> None:
    store.policy.require_sign(signer.identity.role, held.draft.kind)
    refusals.require_recent(signer, tx, store.policy)
    register(tx, signer)


def _signature(
    tx: Transaction, store: SignoffStore, held: Held, signer: Signer, reading: _Reading
) -> Done:
    refusals.require_open(held, tx)
    _authorise(tx, store, held, signer)
    refusals.require_same_chart(held.draft, reading.chart)
    page = shown(held, reading.chart)
    if reading.seen != page.seen:
        raise Overtaken(f"draft {held.draft.id} is not the version that was read: read it again")
    refusals.require_same_verdicts(held.draft, reading.found)
    attested = refusals.require_settled(held.draft, reading.attested)
    versions = drafts.versions(tx, held.draft.id)
    least = store.policy.limits.acknowledge_from
    noted = require_acknowledged(held.draft, reading.acknowledged, least)
    role = signer.identity.role
    require_authority(held.draft, reading.decided.accepted, role, store.policy)
    final = require_decided(held.draft, reading.decided, reading.chart, versions)
    document = replace(page.document, draft=final)
    row = replace(
        _decided(held, Status.SIGNED, signer),
        decision="sign",
        meaning=reading.meaning.value,
        document_sha256=document.sha256,
        shown_sha256=sha256(page.markdown.encode()),
        edit_distance=distance.since_author(versions),
        citations=chain.as_json(_citations(held, reading.chart)),
        attested=chain.as_json(attested),
        detail=decisions(final),
    )
    rests_on = basis(signer, store.policy, versions)
    checked = Checked(noted, again=reading.found is not None)
    return Done(row, rests_on | verification(final, versions, checked), document)


def _decided(held: Held, event: Status, signer: Signer) -> AuditRow:
    row = replace(chain.about(held.draft, held.version, event.value), decision_id=str(uuid.uuid4()))
    previous = held.amends.document_sha256 if held.amends else None
    return signed_by(
        replace(row, draft_sha256=drafts.draft_hash(held.draft), previous_sha256=previous), signer
    )


def _citations(held: Held, chart: Chart) -> list[list[str | None]]:
    """Each cited reference with its version when drafted and when signed.

    None where there is none.
    """
    pairs = dict.fromkeys(
        (c.reference, c.version) for s in held.draft.statements for c in s.citations
    )
    now = {
        reference: entry.version if (entry := chart.get(reference)) else None
        for reference, _ in pairs
    }
    return [[shown_reference(r), shown_version(v), shown_version(now[r])] for r, v in pairs]


def _close_amended(tx: Transaction, held: Held, signer: Signer) -> None:
    if held.amends is None:
        return
    older = drafts.load(tx, held.amends.draft_id)
    drafts.move(tx, older, Status.AMENDED, superseded_by=held.draft.id)
    row = chain.about(older.draft, older.version, Status.AMENDED.value)
    chain.append(tx, replace(signed_by(row, signer), detail=f"by draft {held.draft.id}"))
