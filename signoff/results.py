"""Results of a report that came in: filed together with it, each accepted or rejected by itself.

They are proposed as preliminary, and are final from the signature on. They name one another by the
URN of their identifier, which stays the same when the same report is read again: filed twice, they
are there once. What a rejected one is listed in does not list it; what rests on one is not accepted
without it. FHIR R4, Observation.status and DiagnosticReport.status.
"""

import re
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from chartside.draft import Action, Proposal
from chartside.signoff.audit_event import URI
from chartside.signoff.objects import objects_within

JSON = dict[str, Any]

FILED: Final = frozenset({"Observation", "DiagnosticReport", "DocumentReference"})
"""Types that a report that came in is filed as."""
_OPEN: Final = frozenset({"preliminary", "partial", "registered", "cancelled"})
"""A report of which some results are still to come is partial, signed or not."""
_PRELIMINARY: Final = "preliminary"
_FINAL: Final = "final"
_DOC_STATUS: Final = "docStatus"
_CURRENT: Final = "current"
_ISSUED: Final = frozenset({"Observation", "DiagnosticReport"})
_LISTS: Final = ("result", "hasMember")
"""Elements that list results, and stand as well without one."""
_URN: Final = "urn:uuid:"
_OWN: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""It becomes part of a search on the server (`ifNoneExist`), and of nothing else."""


def is_result(proposal: Proposal) -> bool:
    """Whether it files a part of a report."""
    return proposal.action is Action.FILE_RESULT


def urn_of(proposal: Proposal) -> str:
    """The URN that a result is known by wherever it is; empty where it has none."""
    held = proposal.resource.get("identifier")
    for one in held if isinstance(held, list) else ():
        if isinstance(one, Mapping) and one.get("system") == URI:
            value = one.get("value")
            return value if isinstance(value, str) and _OWN.fullmatch(value) else ""
    return ""


def unfit(proposal: Proposal, urns: Collection[str]) -> str:
    """Why a result cannot be proposed; empty where it can.

    Args:
        proposal: One part of the report.
        urns: Of every part that is proposed with it.
    """
    if not urn_of(proposal):
        return "has no identifier that it is known by"
    if not all(map(_is_readable, _attachments(proposal.resource))):
        return "attaches a file that cannot be read"
    status = proposal.resource.get(_status_of(proposal.resource), _PRELIMINARY)
    if status not in _OPEN:
        return "is final before anybody has signed it"
    if _status_of(proposal.resource) == _DOC_STATUS and proposal.resource.get("status") != _CURRENT:
        return "is no current document"
    if any(urn not in urns for urn in _named(proposal.resource)):
        return "rests on something that is not proposed with it"
    return ""


def _attachments(resource: Mapping[str, Any]) -> Iterator[Any]:
    """The files that come with it (DocumentReference.content, DiagnosticReport.presentedForm)."""
    content = resource.get("content")
    for one in content if isinstance(content, list) else ():
        yield one.get("attachment") if isinstance(one, Mapping) else None
    forms = resource.get("presentedForm")
    yield from forms if isinstance(forms, list) else ()


def _is_readable(attachment: Any) -> bool:
    """Whether the bytes of an attachment are base64, so that their hash is what a server keeps.

    What lies at a URL can be another file tomorrow.
    """
    if not isinstance(attachment, Mapping) or "url" in attachment:
        return False
    try:
        b64decode(attachment.get("data", ""), validate=True)
    except (ValueError, TypeError):
        return False
    return True


def unsupported(taken: Collection[Proposal], every: Collection[Proposal]) -> list[str]:
    """Ids of accepted results that rest on one that is not accepted."""
    left = {urn_of(p) for p in every if is_result(p)} - {urn_of(p) for p in taken}
    return [p.id for p in taken if is_result(p) and left & set(_named(_bare(p.resource)))]


def as_signed(resource: JSON, left: Collection[str] = (), at: str = "") -> JSON:
    """A result as it leaves: final where it was preliminary, and without what was rejected.

    Args:
        resource: As it was proposed.
        left: URNs of the results that were rejected.
        at: When it was signed: it is issued then, where it does not say when.
    """
    held = dict(resource)
    status = _status_of(held)
    if held.get(status) == _PRELIMINARY:
        held[status] = _FINAL
    for name in _LISTS:
        kept = [one for one in held.get(name, ()) if one.get("reference") not in left]
        held |= {name: kept} if kept else {}
        if not kept:
            held.pop(name, None)
    if at and held["resourceType"] in _ISSUED:
        held.setdefault("issued", at)  # a time that was proposed is one that the signer read
    return held


def _status_of(resource: Mapping[str, Any]) -> str:
    return _DOC_STATUS if resource.get("resourceType") == "DocumentReference" else "status"


def _bare(resource: JSON) -> JSON:
    return {name: held for name, held in resource.items() if name not in _LISTS}


def _named(value: Any) -> Iterator[str]:
    """The URNs that stand as references."""
    for one in objects_within(value):
        held = one.get("reference")
        if isinstance(held, str) and held.startswith(_URN):
            yield held
