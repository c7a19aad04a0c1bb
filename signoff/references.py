"""References and versions as the audit may hold them.

An author could put anything where a reference belongs.
"""

import re

_REFERENCE = re.compile(
    r"([A-Z][A-Za-z]{2,63})/[A-Za-z0-9.-]{1,64}"
)  # FHIR R4: resource type, and id of 64 characters at most
_VERSION = re.compile(r"(sha256:)?[A-Za-z0-9.-]{1,64}")


def is_reference(text: str, resource_type: str | None = None) -> bool:
    """Whether this is `Type/id`, of the given type where one is named."""
    match = _REFERENCE.fullmatch(text)
    return match is not None and resource_type in {None, match.group(1)}


def shown_reference(text: str) -> str:
    """A reference fit for audit and messages.

    Anything else could be chart text and is not repeated.
    """
    return text if is_reference(text) else "(not a reference)"


def shown_version(text: str | None) -> str | None:
    """A version fit for audit and messages."""
    return text if text is None or _VERSION.fullmatch(text) else "(not a version)"
