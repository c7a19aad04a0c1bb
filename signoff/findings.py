"""The warnings beside a draft, and that the signer took note of them.

A warning is a conflict in the chart (`c1`, `c2`, …) or something that the chart holds and the text
leaves out (`o1`, …), numbered in the order in which they are shown. Nothing is noted for the
person: each takes its own acknowledgement. Which ones have to be is the policy's to say
(`acknowledge_from`); what was acknowledged is signed in any case.
"""

from collections.abc import Collection, Mapping
from typing import Any

from chartside.draft import Draft, Finding, Severity
from chartside.errors import PolicyError
from chartside.signoff.canonical import sha256
from chartside.signoff.counting import counted

_ORDER = tuple(Severity)


def named(draft: Draft) -> Mapping[str, Finding]:
    """Each conflict and each omission of a draft by its short name."""
    return {
        f"{letter}{number}": finding
        for letter, findings in (("c", draft.conflicts), ("o", draft.omissions))
        for number, finding in enumerate(findings, 1)
    }


def needing(draft: Draft, least: Severity) -> tuple[str, ...]:
    """Names of the warnings that are at least so severe; of none where that is `none`."""
    if least is Severity.NONE:
        return ()
    bound = _ORDER.index(least)
    return tuple(name for name, f in named(draft).items() if _ORDER.index(f.severity) >= bound)


def require_acknowledged(
    draft: Draft, acknowledged: Collection[str], least: Severity
) -> tuple[str, ...]:
    """The warnings that were acknowledged, in the order in which they are shown.

    Raises:
        PolicyError: one that has to be was not, or a name is that of no warning.
    """
    held = named(draft)
    unknown = set(acknowledged) - held.keys()
    if unknown:
        said = counted(len(unknown), "acknowledgement")
        raise PolicyError(f"draft {draft.id}: {said} of no warning of it")
    missing = [name for name in needing(draft, least) if name not in acknowledged]
    if missing:
        said = counted(len(missing), "warning")
        raise PolicyError(
            f"draft {draft.id} has {said} not acknowledged: acknowledge each ({', '.join(missing)})"
        )
    return tuple(name for name in held if name in acknowledged)


def recorded(draft: Draft, names: Collection[str]) -> list[dict[str, Any]]:
    """What is signed of each acknowledged warning: its name, rule, severity and text's hash."""
    held = named(draft)
    return [
        {
            "id": name,
            "rule": held[name].rule,
            "severity": held[name].severity.value,
            "sha256": sha256(held[name].text.encode()),
        }
        for name in names
    ]
