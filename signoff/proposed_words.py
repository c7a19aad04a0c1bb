"""What a proposal would write, in words that are made from its FHIR and nothing else.

What a signer reads is then what is sent, whatever a proposal's author would like it to be called.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chartside.draft import Draft, Proposal
from chartside.signoff.escaping import escape

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
    return tuple(f"{path}: {value}" for path, value in _leaves(proposal.resource, ""))


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
