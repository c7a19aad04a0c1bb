"""What a decision rested on: signed together with the document and the audit row.

Who proved what, the rules in force, the versions from the author's own text to the one that was
decided, the verification of it, and the warnings that the signer took note of. Hashes, ids and
counts, and no text of the chart.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from chartside.draft import Draft
from chartside.signoff import findings
from chartside.signoff.canonical import canonical, sha256
from chartside.signoff.distance import authors_own
from chartside.signoff.drafts import Version
from chartside.signoff.policy import Policy
from chartside.signoff.signer import Signer

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the signer took note of, and whether the checker judged it all once more."""

    acknowledged: Collection[str] = ()
    again: bool = False


def basis(signer: Signer, policy: Policy, versions: Sequence[Version]) -> JSON:
    """What every decision rests on: a person, the rules, and the versions so far."""
    return {
        "signer": {"method": signer.method, "claims": dict(signer.claims)},
        "policy_sha256": policy.sha256,
        "software": {"chartside": version("chartside")},
        "versions": [_version(one) for one in versions],
    }


def verification(draft: Draft, versions: Sequence[Version], checked: Checked) -> JSON:
    """What a signature rests on besides: each verdict, each warning, the chart then and now."""
    written = authors_own(versions)
    judged = [
        [s.id, s.verdict.value if s.verdict else None, s.severity.value, list(s.reasons)]
        for s in draft.statements
    ]
    warned = [[f.rule, f.severity.value, f.text] for f in findings.named(draft).values()]
    report = {"statements": judged, "warnings": warned}
    return {
        "verification": {
            "verdicts": dict(Counter(s.verdict.value for s in draft.statements if s.verdict)),
            "conflicts": len(draft.conflicts),
            "omissions": len(draft.omissions),
            "sha256": sha256(canonical(report)),
            "checked_again": checked.again,
        },
        "acknowledged": findings.recorded(draft, checked.acknowledged),
        "sections_read": [len(section.statements) for section in draft.sections],
        "record_when_drafted": written.draft.record.digest if written else None,
        "record_when_signed": draft.record.digest,
    }


def _version(one: Version) -> JSON:
    return {
        "version": one.version,
        "sha256": one.sha256,
        "origin": one.origin.value,
        "by": one.by,
        "at": one.at,
        "words_changed": one.distance,
    }
