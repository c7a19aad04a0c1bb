"""What a reference points at: `Type/id`, whatever way it is written. Raw JSON is not rewritten.

A urn:uuid is resolved through the Bundle it stands in, an absolute address by the server it names
(see `chartside.fhir.servers`), and a conditional reference (`Practitioner?identifier=system|value`)
by the one resource that carries the identifier. What cannot be resolved stays as it is.
"""

import re
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from chartside.fhir.r4 import ALL_TYPES, ID

_TAIL = re.compile(
    r"(?:https?://[^?#]*?/|/)?([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?"
)
_ABSOLUTE = re.compile(
    r"(https?://[^?#]*?/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?"
)
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?identifier=([^&]+)")
_URN = re.compile(r"urn:(?:uuid|oid):(.+)", re.IGNORECASE)


class Conditional(NamedTuple):
    """A reference by business identifier; `system` None where the reference gives none."""

    type: str
    system: str | None
    value: str


class Address(NamedTuple):
    """An absolute reference: the server, its slash included, and `Type/id` there."""

    base: str
    reference: str


@lru_cache(maxsize=65536)
def address(text: str) -> Address | None:
    """The server and the `Type/id` of an absolute reference; None for any other form.

    >>> address("https://ehr.example/fhir/Patient/1/_history/2")
    Address(base='https://ehr.example/fhir/', reference='Patient/1')
    """
    match = _ABSOLUTE.fullmatch(text)
    if match is None or match[2] not in ALL_TYPES:
        return None
    return Address(match[1], f"{match[2]}/{match[3]}")


@lru_cache(maxsize=65536)
def local(text: str) -> str | None:
    """`Type/id` of a relative or absolute reference, its version left off; None for any other form.

    >>> local("https://ehr.example/fhir/Patient/1/_history/2")
    'Patient/1'
    >>> local("urn:uuid:0c0e") is None
    True
    """
    match = _TAIL.fullmatch(text)
    if match is None or match[1] not in ALL_TYPES:
        return None
    return f"{match[1]}/{match[2]}"


@lru_cache(maxsize=4096)
def conditional(text: str) -> Conditional | None:
    """The identifier that a conditional reference asks for; None for any other reference."""
    match = _CONDITIONAL.fullmatch(text)
    if match is None or match[1] not in ALL_TYPES:
        return None
    system, bar, value = unquote(match[2]).partition("|")
    return Conditional(match[1], system, value) if bar else Conditional(match[1], None, system)


class FullUrls(Protocol):
    """What full URLs stand for: a Bundle's, or all that a store was told."""

    def get(self, text: str, /) -> str | None:
        """`Type/id`, or None where the text is no full URL that is known.

        The text itself is the answer where it is known to be no resource of this record.
        """
        ...


def normal(text: str, links: FullUrls) -> str:
    """The reference as the index keeps it: `Type/id` where that is known now, else as written.

    `links` maps the full URLs of the Bundle in hand; they come first, since a Bundle may give a URL
    of its own to a resource.
    """
    return links.get(text) or local(text) or text


def id_from(full_url: str | None) -> str | None:
    """The id that a full URL gives to a resource without one: its last part."""
    if full_url is None:
        return None
    urn = _URN.fullmatch(full_url)
    tail = urn[1] if urn else full_url.rpartition("/")[2]
    return tail if ID.fullmatch(tail) else None
