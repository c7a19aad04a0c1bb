"""What software wrote: Chartside's own documents, and those that other software asserts.

A signed document comes back with the record that it was written to. It says what this chart said,
so as evidence it would confirm itself: it is listed, and is no source. It is known by what it left
with (chartside.signoff.exporting): the signer named by the thumbprint of a key beside an identifier
that is a UUID, the Device that drafted it, or, where a record system dropped all that, its own text
from the line of its signature to its fingerprint.

Other software's documents are read as any document is; their label says whose word they are (HL7
v3-ObservationValue, AIAST).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from chartside.fhir.attachments import Json, objects

REASON: Final = "written with Chartside from this chart: no source of its own"
"""Why a document that Chartside wrote is not read."""
URI: Final = "urn:ietf:rfc:3986"
"""The system of identifiers that are URIs: a UUID, the thumbprint of a key."""
AIAST: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "AIAST",
    "display": "Artificial Intelligence asserted",
}
"""The security label of what software asserts."""
ASSERTED: Final = "asserted by software"
DEVICE_NAME: Final = "Chartside"
"""How the name of the Device begins that is written for a draft's author."""
_UUID_URN: Final = "urn:uuid:"
_KEY: Final = "urn:ietf:params:oauth:jwk-thumbprint:"
"""A signer by their key (RFC 9278); record systems do not name people so."""
_WRITERS: Final = ("author", "authenticator", "performer", "resultsInterpreter")
_FIND = Callable[[Json], Json | None]

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_BEGINS: Final = re.compile(
    r"(?:(?:[^\n]* ([^\n]{1,80})\n(?=\1\n))?"  # the head of a page ends with the title below it
    r"(?:\# )?[^\n.]{1,80}\n(?:\*\*)?Patient:?(?:\*\*)?[ \n][^\n]+\n(?:[^\n]+\n){0,2})?"
    r"(?:Signature[ \n])?"
    r"(?:\*\*)?Signed(?:\*\*)? (?:as author|as reviewer|in approval) by "
)
"""Title, patient and signature, in Markdown and in a PDF; a Composition begins with the last."""
_ENDS: Final = re.compile(
    rf"Document ({_UUID}), draft \S{{1,80}} version \d+\. (?:[-•‣*] )?"
    r"SHA-256 of the document's canonical bytes: `?[0-9a-f]{64}`?"
    r"(?:[^\n]{0,1200} Document \1 Page \d+ of \d+)?"  # the foot of a page names it again
)
_WITHDRAWS: Final = re.compile(
    rf"(?:\# )?RETRACTED: [^\n]+\nThe document {_UUID}, signed by [^\n]+"
    r" does not stand any more\. Do not act on it\.\nRetracted by "
)
_HEAD: Final = 4000
"""Characters at the beginning of a text that hold its title, its patient and its signature."""
_TAIL: Final = 3000
"""Characters at its end that hold its fingerprint."""
_AFTER: Final = 120
"""Characters that may follow the fingerprint: a page number, and nobody's note."""


def is_own(body: Json, find: _FIND) -> bool:
    """Whether Chartside wrote this document, by what stands beside its text.

    Args:
        body: A DocumentReference, a Composition or a DiagnosticReport; no other type is one.
        find: The resource that a Reference leads to, outside this resource; None where it is not
            in the record.
    """
    if body.get("resourceType") not in {"DocumentReference", "Composition", "DiagnosticReport"}:
        return False
    writers = list(_writers(body, find))
    if any(_is_device(one) for one in writers):
        return True
    named = any(value.startswith(_UUID_URN) for value in _uris(body))
    return named and any(v.startswith(_KEY) for one in writers for v in _uris(one))


def reads_as_own(text: str) -> bool:
    """Whether a text is a whole document of Chartside, or its notice that one was withdrawn.

    A note that holds such a document between other words is somebody's note.
    """
    lines = (" ".join(line.split()) for line in text[:_HEAD].splitlines())
    head = "\n".join(line for line in lines if line)
    if _WITHDRAWS.match(head):
        return True
    tail = " ".join(text[-_TAIL:].split())
    end = _ENDS.search(tail)
    return end is not None and len(tail) - end.end() <= _AFTER and bool(_BEGINS.match(head))


def is_asserted(body: Json) -> bool:
    """Whether a resource is labelled as asserted by software."""
    meta = body.get("meta")
    labels = objects(meta.get("security")) if isinstance(meta, dict) else ()
    return any(
        label.get("code") == AIAST["code"] and label.get("system") in {AIAST["system"], None}
        for label in labels
    )


def _writers(body: Json, find: _FIND) -> Iterator[Json]:
    """The resources that the authors of a document are, contained ones and others."""
    inside = {f"#{one.get('id')}": one for one in objects(body.get("contained"))}
    for name in _WRITERS:
        for reference in _several(body.get(name)):
            written = reference.get("reference")
            if isinstance(written, str):
                found = inside.get(written) if written.startswith("#") else find(reference)
                if found:
                    yield found


def _is_device(body: Json) -> bool:
    names = [one.get("name") for one in _several(body.get("deviceName"))]
    return body.get("resourceType") == "Device" and any(
        isinstance(name, str) and name.split(" ")[0] == DEVICE_NAME for name in names
    )


def _uris(body: Json) -> Iterator[str]:
    """The values of a resource's identifiers that are URIs."""
    for one in _several(body.get("identifier")):
        value = one.get("value")
        if one.get("system") == URI and isinstance(value, str):
            yield value


def _several(value: Any) -> Iterator[Json]:
    """The objects of an element that repeats in some types (DocumentReference), not in others."""
    yield from objects([value] if isinstance(value, dict) else value)
