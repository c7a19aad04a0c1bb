"""Decisions that the policy in force here would not have allowed.

`CHARTSIDE_POLICY` is held to in the process of whoever signs, and they may have named a policy of
their own there. So each decision is held against the policy in force here once more, where its
document leaves and where the audit is verified. A site that narrowed its policy lists the hash of
the former one (`[accepted] policies`), and keeps what was signed under it.

A signature names the policy that it was made under (`basis.policy_sha256`), in the signer's words:
whoever holds their key and writes their own software can name another. A document that says that
it was signed under the policy in force, and by a role that this policy does not let sign it, is
therefore held back like any other.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chartside.errors import PolicyError
from chartside.signoff.connection import as_bytes
from chartside.signoff.names import shown_id
from chartside.signoff.policy import Policy
from chartside.signoff.store import SignoffStore
from chartside.signoff.transaction import Transaction

UNNAMED = "that it does not name"
_DECISIONS = (
    "SELECT d.payload FROM decisions d JOIN audit a ON a.decision_id = d.id "
    "WHERE a.event IN ('signed', 'declined', 'retracted') ORDER BY a.seq"
)


@dataclass(frozen=True, slots=True)
class Beyond:
    """A decision that the policy in force here would not have allowed.

    `decision` is `sign`, `decline` or `retract`; `policy_sha256` the policy that it says it was
    made under, empty where it says none; `accepted` whether the site listed that one.
    """

    draft_id: str
    decision_id: str
    decision: str
    kind: str
    who: str
    role: str
    policy_sha256: str
    accepted: bool


def beyond(payload: bytes, policy: Policy) -> Beyond | None:
    """What a decision is, where a policy would not have allowed it; else None.

    Args:
        payload: The bytes that were signed, of a decision that verifies.
        policy: The policy in force here.
    """
    content = json.loads(payload)
    row = content["row"]
    if _allows(policy, row, content["document"]):
        return None
    made_by = str((content.get("basis") or {}).get("policy_sha256") or "")
    said = {name: shown_id(row[name] or "") for name in _OF_ROW}
    return Beyond(**said, policy_sha256=shown_id(made_by), accepted=made_by in policy.accepted)


_OF_ROW = ("draft_id", "decision_id", "decision", "kind", "who", "role")


def require_allowed(payload: bytes, policy: Policy) -> None:
    """`PolicyError` where the policy in force here would not have allowed a decision.

    One that was made under a policy that the site accepts passes.
    """
    held = beyond(payload, policy)
    if held is not None and not held.accepted:
        raise PolicyError(
            f"draft {held.draft_id} was decided ({held.decision}) by role {held.role} under policy "
            f"{held.policy_sha256 or UNNAMED}, and the policy in force here does not let that role "
            f"do so for kind {held.kind}: have who may decide on it amend or retract it, or list "
            "that policy's hash under [accepted] in the file that CHARTSIDE_POLICY names"
        )


def not_allowed_here(store: SignoffStore) -> tuple[Beyond, ...]:
    """Every decision that the policy in force here would not have allowed, oldest first.

    What cannot be read is left out: `chartside.signoff.audit.verify` names it.
    """
    with store.read() as tx:
        return tuple(_found(tx, store.policy))


def _found(tx: Transaction, policy: Policy) -> Iterator[Beyond]:
    for row in tx.all(_DECISIONS):
        try:
            held = beyond(as_bytes(row["payload"]), policy)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        if held is not None:
            yield held


def _allows(policy: Policy, row: Mapping[str, Any], document: Mapping[str, Any] | None) -> bool:
    """Whether the role may decide on this kind, and make each change that it accepted."""
    drafted = document["draft"] if document else {}
    role, kinds = row["role"] or "", {row["kind"], drafted.get("kind", row["kind"])}
    actions = (one["action"] for one in drafted.get("proposals", ()) if one.get("accepted"))
    return all(policy.may_sign(role, kind) for kind in kinds) and all(
        policy.may_accept(role, action) for action in actions
    )
