"""Pictures and DICOM files that a Media, a DocumentReference or a report of the chart holds.

What they are is told by their bytes, by whoever reads them; a declared type only leaves out what
is a document. An attachment that lies elsewhere is not fetched: its address comes from the record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.fhir.at_hand import at_hand
from chartside.fhir.attachments import decoded_octets, media_type, objects
from chartside.fhir.text.found import Unread

Json = Mapping[str, Any]

MOST_BYTES: Final = 2**28
"""Of one attachment, decoded: 256 MiB. A mammogram has 50 MB."""
MOST_PICTURES: Final = 1000
"""Of one resource."""
_LONGEST: Final = 2 * MOST_BYTES
"""Characters of a `data:` URL."""
_DOCUMENTS: Final = ("text/", "application/pdf", "application/rtf", "application/xml", "audio/")
_OTHERS: Final = frozenset({"application/xhtml+xml", "application/hl7-v3+xml", "application/json"})


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of one attachment; `place` is where it stands among those of its resource."""

    place: int
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one resource, and why others of its attachments are none."""

    reference: str
    found: tuple[Picture, ...]
    set_aside: tuple[tuple[int, str], ...] = ()


def pictures_of(body: Json, raw: Callable[[str], Json | None]) -> Pictures:
    """What may be a picture among the attachments of a resource, in their order.

    Args:
        body: The resource.
        raw: Gives a resource of the record by its reference: the Binary of an attachment.
    """
    found: list[Picture] = []
    aside: list[tuple[int, str]] = []
    for place, form in enumerate(forms_of(body)):
        kind = media_type(form)
        if kind.startswith(_DOCUMENTS) or kind in _OTHERS:
            continue
        if len(found) == MOST_PICTURES:
            aside.append((place, f"the first {MOST_PICTURES} attachments are read, and no more"))
            break
        octets = decoded_octets(at_hand(form, body, _LONGEST), raw, MOST_BYTES)
        if isinstance(octets, Unread):
            aside.append((place, octets.reason))
        else:
            found.append(Picture(place, octets))
    reference = f"{body.get('resourceType')}/{body.get('id', '')}"
    return Pictures(reference, tuple(found), tuple(aside))


def declares_pictures(body: Json) -> bool:
    """Whether an attachment is said to be a picture or DICOM, or stands in a Media as neither.

    Its bytes are not looked at: a list of what there is should not decode everything.
    """
    kinds = {media_type(form) for form in forms_of(body)}
    unsaid = body.get("resourceType") == "Media" and bool(kinds & {"", "application/octet-stream"})
    return unsaid or any(kind.startswith(("image/", "application/dicom")) for kind in kinds)


def forms_of(body: Json) -> list[Json]:
    """The attachments of a Media, DocumentReference or DiagnosticReport; none for other types."""
    kind = body.get("resourceType")
    held: list[Any] = []
    if kind == "Media":
        held = [body.get("content")]
    elif kind == "DocumentReference":
        held = [content.get("attachment") for content in objects(body.get("content"))]
    elif kind == "DiagnosticReport":
        held = list(objects(body.get("presentedForm")))
    return [form for form in held if isinstance(form, dict)]
