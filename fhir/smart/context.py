"""The launch context that comes with a token: which patient is open, and how the app is to look.

All of it is the word of another machine. What names the patient or the encounter is right or the
launch is refused; the rest is taken where it is of its kind and left where it is not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.errors import LaunchRefused
from chartside.fhir.network import origin_of
from chartside.fhir.r4 import ID

_TYPE: Final = re.compile(r"[A-Z][A-Za-z]{0,63}")
_RELATIVE: Final = re.compile(r"(?P<type>[A-Z][A-Za-z]{0,63})/[A-Za-z0-9\-.]{1,64}")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[!-~]{1,2000}")
_LAUNCH: Final = "launch"
_AT_TOP: Final = frozenset({"Patient", "Encounter"})
_WORD: Final = 256
_OPAQUE: Final = 16_384
_URL: Final = 2_048
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class ContextItem:
    """Something else that is open: one of a relative reference, a canonical or an identifier."""

    role: str = _LAUNCH
    type: str | None = None
    reference: str | None = None
    canonical: str | None = None
    identifier: tuple[str | None, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LaunchContext:
    """What was open when the app was launched; it does not follow when another chart is opened.

    Attributes:
        patient: The id of the patient.
        encounter: The id of the encounter.
        fhir_context: What else is open.
        need_patient_banner: False only where the record system says that it shows who the patient
            is; true wherever it says nothing.
        intent: A word that the site and the record system agreed on; unknown ones mean nothing.
        style_url: Where the look of the record system is described; not yet asked for.
        tenant: The organisation, an opaque word.
        app_context: What a CDS card of ours sent along, opaque.
        messaging_handle: For SMART Web Messaging; only together with its origin.
        messaging_origin: The one origin that messages go to and come from.
        set_aside: How many items were not as they must be and were left.
    """

    patient: str | None = None
    encounter: str | None = None
    fhir_context: tuple[ContextItem, ...] = ()
    need_patient_banner: bool = True
    intent: str | None = None
    style_url: str | None = None
    tenant: str | None = None
    app_context: str | None = field(default=None, repr=False)
    messaging_handle: str | None = field(default=None, repr=False)
    messaging_origin: str | None = None
    set_aside: int = 0


def read(said: Mapping[str, Any]) -> LaunchContext:
    """The launch context out of the answer of a token endpoint.

    Raises:
        LaunchRefused: `context`, where the patient or the encounter is not named by a FHIR id.
    """
    items, aside = _items(said.get("fhirContext"))
    handle = _text(said.get("smart_web_messaging_handle"), _OPAQUE)
    origin = _origin(said.get("smart_web_messaging_origin"))
    return LaunchContext(
        patient=_id(said.get("patient")),
        encounter=_id(said.get("encounter")),
        fhir_context=items,
        need_patient_banner=said.get("need_patient_banner") is not False,
        intent=_text(said.get("intent"), _WORD),
        style_url=_url(said.get("smart_style_url")),
        tenant=_text(said.get("tenant"), _WORD),
        app_context=_text(said.get("appContext"), _OPAQUE),
        messaging_handle=handle if origin else None,
        messaging_origin=origin if handle else None,
        set_aside=aside,
    )


def _id(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise LaunchRefused("context")
    return value


def _text(value: Any, most: int) -> str | None:
    """A text without control characters; None where it is none or too long."""
    if not isinstance(value, str) or not 0 < len(value) <= most:
        return None
    return value if value.isprintable() else None


def _url(value: Any) -> str | None:
    text = _text(value, _URL)
    return text if text and origin_of(text) else None


def _origin(value: Any) -> str | None:
    """An origin and nothing more: a path would never match what a browser says of a message."""
    text = _text(value, _URL)
    origin = origin_of(text) if text else None
    return str(origin) if origin and text and text.rstrip("/").count("/") == 2 else None  # noqa: PLR2004 - scheme://host


def _items(value: Any) -> tuple[tuple[ContextItem, ...], int]:
    if value is None:
        return (), 0
    if not isinstance(value, list):
        return (), 1
    made = [_item(one) for one in value[:_MOST]]
    kept = tuple(one for one in made if one)
    return kept, len(value) - len(kept)


def _item(value: Any) -> ContextItem | None:
    if not isinstance(value, dict):
        return None
    role, reference = _role(value), _reference(value.get("reference"))
    canonical, identifier = value.get("canonical"), _identifier(value.get("identifier"))
    if not (isinstance(canonical, str) and _ABSOLUTE.fullmatch(canonical)):
        canonical = None
    if role is None or not (reference or canonical or identifier):
        return None
    kind = reference.partition("/")[0] if reference else value.get("type")
    if kind in _AT_TOP and role == _LAUNCH:
        return None  # these two are named at the top, and nowhere else
    kind = kind if isinstance(kind, str) and _TYPE.fullmatch(kind) else None
    return ContextItem(role, kind, reference, canonical, identifier)


def _role(item: Mapping[str, Any]) -> str | None:
    role = item.get("role", _LAUNCH)
    if isinstance(role, str) and (role == _LAUNCH or _ABSOLUTE.fullmatch(role)):
        return role
    return None


def _reference(value: Any) -> str | None:
    return value if isinstance(value, str) and _RELATIVE.fullmatch(value) else None


def _identifier(value: Any) -> tuple[str | None, str] | None:
    if not isinstance(value, dict):
        return None
    text = _text(value.get("value"), _WORD)
    return (_text(value.get("system"), _URL), text) if text else None
