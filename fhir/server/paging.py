"""From page to page: the server's own addresses, as they are, on its own origin, never twice."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from chartside.errors import FHIRServerError
from chartside.fhir.network.address import Origin, origin_of

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go on: in which search, at which address, and how many matches there are known.

    Its text is what `Found.next` holds, for nobody but us to read.
    """

    query: str
    url: str = ""
    skip: int = 0

    @property
    def text(self) -> str:
        """The place as `place_of` reads it."""
        return f"{self.query}#{self.skip}#{self.url}"


def place_of(text: str) -> Place:
    """The place that a text names; a search by itself is at its first page."""
    query, mark, rest = text.partition("#")
    skip, second, url = rest.partition("#")
    if not mark or not second or not (skip.isascii() and skip.isdecimal()):
        return Place(text)
    return Place(query, url, int(skip[:9]))


def following(link: str, asked: str, base: str) -> str:
    """The absolute address of a `next` link.

    A server behind a proxy that ends the encryption may write `http`: it is asked as it was before.

    Args:
        link: As the server wrote it.
        asked: The address of the page that it stood on.
        base: The server's.

    Raises:
        FHIRServerError: `elsewhere`: another origin. What authorises us does not go there.
    """
    try:
        url = urljoin(asked, link)
    except ValueError:
        raise FHIRServerError("elsewhere") from None
    home, there = origin_of(base), origin_of(url)
    if home is None or there is None:
        raise FHIRServerError("elsewhere")
    if there == home:
        return url
    if _downgraded(there, home):
        return f"{home}/{url.split('/', 3)[3]}"
    raise FHIRServerError("elsewhere")


def _downgraded(there: Origin, home: Origin) -> bool:
    return (there.scheme, home.scheme) == ("http", "https") and (
        there.host == home.host and there.port in {_PORTS["http"], home.port}
    )
