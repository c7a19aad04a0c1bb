"""Which parts of a document a server kept.

A record system may drop what it does not know (Oracle Health ignores labels, descriptions and
extensions without a word), so what was written is read back. Whose document it is and what it says
must be there; of the rest, what is lost is told.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from chartside.signoff.outbox.server import JSON

ESSENTIAL: Final = frozenset({"subject", "text", "status"})
"""Without these, what is on the server is not what was signed."""
_SAME: Final = ("status", "docStatus", "description")
_HELD: Final = ("date", "author", "authenticator", "category", "type", "relatesTo")


def kept(sent: JSON, found: Mapping[str, Any], data: bytes | None) -> dict[str, bool]:
    """Each part of the document that was sent, and whether it was found.

    Args:
        sent: The DocumentReference as it was written.
        found: As it was read back.
        data: The content that was found, where it was; None where it could not be read.
    """
    marks = {"subject": _reference(found.get("subject")) == _reference(sent["subject"])}
    marks["text"] = data is not None and data == content(sent)
    marks |= {name: found.get(name) == sent[name] for name in _SAME if name in sent}
    marks["identifier"] = _among(sent["identifier"][0], found.get("identifier"))
    labels = sent.get("meta", {}).get("security", [])
    security = found.get("meta") if isinstance(found.get("meta"), dict) else {}
    marks |= {
        str(label["code"]): _among(label, (security or {}).get("security")) for label in labels
    }
    return marks | {name: bool(found.get(name)) for name in _HELD if name in sent}


def content(resource: Mapping[str, Any]) -> bytes | None:
    """The data in the first attachment; None where there is none."""
    try:
        return base64.b64decode(attachment(resource)["data"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None


def attachment(resource: Mapping[str, Any]) -> JSON:
    """The first attachment; empty where there is none."""
    try:
        held = resource["content"][0]["attachment"]
    except (KeyError, IndexError, TypeError):
        return {}
    return held if isinstance(held, dict) else {}


def _reference(value: Any) -> str:
    """`Patient/1` of a relative or an absolute reference."""
    text = value.get("reference") if isinstance(value, dict) else None
    return "/".join(text.split("/")[-2:]) if isinstance(text, str) else ""


def _among(wanted: Mapping[str, Any], held: Any) -> bool:
    """Whether a list holds an object with the same system and code, or system and value."""
    keys = [k for k in ("system", "code", "value") if k in wanted]
    objects = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    return any(all(one.get(k) == wanted[k] for k in keys) for one in objects)
