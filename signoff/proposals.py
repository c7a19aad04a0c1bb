"""What happens when software lays down a draft: nothing twice, and nothing under a reader's eyes.

- The same id with the same content (its creation time aside) is a no-op: a graph node that runs
  again proposes again.
- The same id with other content replaces an untouched draft, as a new version.
- Once a person has opened the draft, its text is theirs: a late proposal under the same id is set
  aside and noted in the audit.
- A new id supersedes open drafts of the same patient and kind, except where a person's edits would
  be lost or where the kind is one that a patient has many of at once (two questions, two letters).
"""

import json
from dataclasses import replace
from typing import Any

from chartside.draft import Draft, Section, Statement, Status, draft_from_json
from chartside.errors import UsageError
from chartside.signoff import chain, drafts
from chartside.signoff.absences import without_path
from chartside.signoff.canonical import canonical, draft_json, sha256
from chartside.signoff.clock import utc_text
from chartside.signoff.connection import Transaction
from chartside.signoff.drafts import Held, Origin, Version
from chartside.signoff.names import require_id
from chartside.signoff.policy import Policy
from chartside.signoff.proposed import storable
from chartside.signoff.references import is_reference
from chartside.signoff.states import OPEN

MANY_AT_ONCE = frozenset({"answer", "problem", "consult", "progress", "results"})


def propose(tx: Transaction, draft: Draft, policy: Policy, source: str | None) -> None:
    """Take in a draft; see the module for what each case does.

    `UsageError` where it cannot be stored.
    """
    draft = _storable(draft)
    held = drafts.find(tx, draft.id)
    if held is None:
        _lay_down(tx, draft, policy, source)
    elif not _known(tx, draft):
        _replace(tx, held, draft)


def _storable(draft: Draft) -> Draft:
    draft = draft_from_json(draft.to_json())  # what could not be read back is refused now
    require_id(draft.id, "a draft's id")
    require_id(draft.kind, "a draft's kind")
    if not is_reference(draft.patient, "Patient"):
        raise UsageError("a draft's patient must be 'Patient/<id>'")
    if not draft.statements:
        raise UsageError(f"draft {draft.id} has no sentences")
    aside = tuple(map(without_path, draft.set_aside))
    draft = replace(draft, sections=_with_ids(draft), set_aside=aside, status=Status.DRAFT)
    return replace(draft, proposals=storable(draft))


def _with_ids(draft: Draft) -> tuple[Section, ...]:
    """Sections whose every sentence has an id of its own.

    Review, attestation and audit name sentences by it.
    """
    given = [require_id(s.id, "a sentence's id") for s in draft.statements if s.id]
    if len(given) != len(set(given)):
        raise UsageError(f"draft {draft.id} has two sentences with one id")
    fresh = (f"s{n}" for n in range(1, 10**9) if f"s{n}" not in set(given))

    def named(statement: Statement) -> Statement:
        return statement if statement.id else replace(statement, id=next(fresh))

    return tuple(
        replace(section, statements=tuple(named(s) for s in section.statements))
        for section in draft.sections
    )


def _lay_down(tx: Transaction, draft: Draft, policy: Policy, source: str | None) -> None:
    drafts.lay_down(tx, draft, expires=tx.now + policy.draft_age, source=source)
    _add(tx, draft, 1)
    _supersede_others(tx, draft)


def _replace(tx: Transaction, held: Held, draft: Draft) -> None:
    if held.status is not Status.DRAFT or (draft.patient, draft.kind) != (
        held.draft.patient,
        held.draft.kind,
    ):
        late = chain.about(held.draft, held.version, "proposal_set_aside")
        chain.append(
            tx,
            replace(
                late,
                draft_sha256=drafts.draft_hash(draft),
                detail=f"the draft is {held.status.value}",
            ),
        )
        return
    _add(tx, draft, held.version + 1)
    drafts.move(tx, held, Status.DRAFT, version=held.version + 1)


def _add(tx: Transaction, draft: Draft, version: int) -> None:
    digest = drafts.draft_hash(draft)
    drafts.add_version(
        tx,
        draft.id,
        Version(version, draft, digest, Origin.AUTHOR, draft.author.name, utc_text(tx.now)),
    )
    chain.append(tx, replace(chain.about(draft, version, "proposed"), draft_sha256=digest))


def _known(tx: Transaction, draft: Draft) -> bool:
    """Whether the author has proposed just this before; when it was written does not count."""
    rows = tx.all(
        "SELECT content FROM versions WHERE draft_id = ? AND origin = ?",
        draft.id,
        Origin.AUTHOR.value,
    )
    return _timeless(draft_json(draft)) in {_timeless(json.loads(row["content"])) for row in rows}


def _timeless(content: dict[str, Any]) -> str:
    return sha256(canonical({key: value for key, value in content.items() if key != "created"}))


def _supersede_others(tx: Transaction, draft: Draft) -> None:
    if draft.kind in MANY_AT_ONCE:
        return
    rows = tx.all(
        "SELECT id FROM drafts WHERE patient = ? AND kind = ? AND id != ? AND status IN (?, ?) "
        "AND amends IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM versions WHERE draft_id = drafts.id AND origin = ?)",
        draft.patient,
        draft.kind,
        draft.id,
        *sorted(s.value for s in OPEN),
        Origin.EDIT.value,
    )
    for row in rows:
        older = drafts.load(tx, row["id"])
        drafts.move(tx, older, Status.SUPERSEDED, superseded_by=draft.id)
        event = chain.about(older.draft, older.version, Status.SUPERSEDED.value)
        chain.append(tx, replace(event, detail=f"by draft {draft.id}"))
