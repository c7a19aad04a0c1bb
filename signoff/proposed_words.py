"""What a proposal would write, in words that are made from its FHIR and nothing else.

What a signer reads is then what is sent, whatever a proposal's author would like it to be called.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from chartside.draft import Draft, Proposal
from chartside.signoff.escaping import escape
from chartside.signoff.results import as_signed, is_result

_STATE: Final = {None: "not decided", True: "accepted by the signer", False: "rejected"}


def headline(proposal: Proposal) -> str:
    """`p1, not decided: change MedicationRequest/7` or `p2, rejected: create Condition`."""
    target = proposal.target
    what = f"change {target}" if target else f"create {proposal.resource['resourceType']}"
    return f"{proposal.id}, {_STATE[proposal.accepted]}: {what}"


def written(proposal: Proposal) -> tuple[str, ...]:
    """Every element that would be written, with its value: `clinicalStatus.coding.code: active`."""
    if proposal.target:
        return tuple(map(_operation, proposal.resource["parameter"]))
    held = as_signed(proposal.resource) if is_result(proposal) else proposal.resource
    return tuple(f"{path}: {_shown(path, value)}" for path, value in _leaves(held, ""))


def _shown(path: str, value: Any) -> Any:
    """A value as it is; of a file that is attached its size and its hash."""
    if not _ATTACHED.search(path):
        return value
    data = b64decode(value)
    return f"a file of {len(data):,} bytes, SHA-256 {sha256(data).hexdigest()}"


_ATTACHED: Final = re.compile(r"(?:^|\.)(?:attachment|presentedForm)(?:\[\d+\])?\.data$")


def reason_of(draft: Draft, proposal: Proposal) -> str:
    """The sentence that gives its reason; empty where somebody took it out."""
    return next((s.text for s in draft.statements if s.id == proposal.statement), "")


def markdown_lines(draft: Draft) -> Iterator[str]:
    """The proposals of a draft as Markdown; nothing where it has none."""
    if not draft.proposals:
        return
    yield from ("## Proposed changes of the chart", "")
    for one in draft.proposals:
        reason = reason_of(draft, one) or "(its reason was taken out)"
        yield f"- **{escape(headline(one))}** ({one.statement}: {escape(reason)})"
        yield from (f"  - {escape(line)}" for line in written(one))
    yield ""


def _operation(operation: Mapping[str, Any]) -> str:
    said = {part["name"]: part for part in operation["part"]}
    return f"{said['path']['valueString']}: {said['value']['valueCode']}"


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, held in value.items():
            if path or name != "resourceType":
                yield from _leaves(held, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for n, held in enumerate(value, 1):
            yield from _leaves(held, f"{path}[{n}]" if len(value) > 1 else path)
    else:
        yield path, value
