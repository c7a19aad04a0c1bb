"""Accepted proposals as entries of the transaction that a signed document leaves in.

Created once (`ifNoneExist` on an identifier made of the decision and the proposal's id), labelled
as asserted by software (AIAST). A result of a report keeps its own identifier and its own labels,
and is final (`chartside.signoff.results`). A change is a FHIRPath Patch that holds only for the
version that was read, where the server numbers versions (`ifMatch`).

FHIR R4, Bundle, HTTP verb PATCH.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from chartside.draft import Draft, Proposal
from chartside.signoff.audit_event import AIAST, URI
from chartside.signoff.results import as_signed, is_result, urn_of

JSON = dict[str, Any]


def entries(draft: Draft, decision_id: str, at: str) -> Iterator[JSON]:
    """One entry for each accepted proposal; none for what was rejected or not decided.

    `at` is when it was signed (RFC 3339).
    """
    left = {urn_of(p) for p in draft.proposals if is_result(p) and p.accepted is not True}
    for one in draft.proposals:
        if one.accepted is not True:
            continue
        if one.target:
            yield _patch(one)
        elif is_result(one):
            yield _created(urn_of(one), as_signed(one.resource, left, at))
        else:
            yield _create(one, decision_id)


def targets(draft: Draft, decision_id: str) -> Iterator[JSON]:
    """References to what the accepted proposals write."""
    for one in draft.proposals:
        if one.accepted is True:
            yield {"reference": one.target or _url(one, decision_id)}


def _url(proposal: Proposal, decision_id: str) -> str:
    if is_result(proposal):
        return urn_of(proposal)
    return f"urn:uuid:{uuid.uuid5(uuid.UUID(decision_id), f'proposal {proposal.id}')}"


def _create(proposal: Proposal, decision_id: str) -> JSON:
    url = _url(proposal, decision_id)
    resource = {
        **proposal.resource,
        "meta": {"security": [AIAST]},
        "identifier": [{"system": URI, "value": url}],
    }
    return _created(url, resource)


def _created(url: str, resource: JSON) -> JSON:
    kind, once = resource["resourceType"], f"identifier={URI}|{url}"
    request = {"method": "POST", "url": kind, "ifNoneExist": once}
    return {"fullUrl": url, "resource": resource, "request": request}


def _patch(proposal: Proposal) -> JSON:
    version = proposal.version or ""
    numbered = bool(version) and not version.startswith("sha256:")
    held = {"ifMatch": f'W/"{version}"'} if numbered else {}
    request = {"method": "PATCH", "url": proposal.target, **held}
    return {"resource": proposal.resource, "request": request}
