"""Where a server is: its URL as somebody wrote it, and the origin that it belongs to.

A URL is taken apart by the code that connects to it and by no other: where two readers of URLs
differ, one checks a host and the other asks its neighbour.
"""

import re
from typing import Final, NamedTuple

import httpx
from typing_extensions import override

from chartside.errors import UsageError
from chartside.fhir.network.guard import Guard, literal
from chartside.settings import is_this_machine

_PORTS: Final = {"http": 80, "https": 443}
_LAST_PORT: Final = 65535
_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,252}[a-z0-9_.])?|[0-9a-f:.]{2,45}")
_NUMBER: Final = re.compile(r"0x[0-9a-f]*|[0-9]+")
"""A last label of this form makes a host an address (WHATWG URL 3.5), in whatever spelling."""


class Origin(NamedTuple):
    """Scheme, host and port; its text is a URL without a path."""

    scheme: str
    host: str
    port: int

    @override
    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (
            "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        )


def origin_of(text: str) -> Origin | None:
    """The origin of a URL; None where it is no plain http(s) URL that may be asked.

    Refused are other schemes, userinfo (`https://base@evil.example`), hosts that are addresses in
    another spelling than the usual (`0x7f000001`, `2130706433`, `127.1`, `0177.0.0.1`), and
    addresses that no server has (link-local, multicast, loopback in disguise).

    >>> str(origin_of("HTTPS://EHR.example:443/fhir/R4?x=1"))
    'https://ehr.example'
    >>> origin_of("https://ehr.example@evil.example"), origin_of("http://127.1")
    (None, None)
    """
    url = _read(text)
    if url is None or url.scheme not in _PORTS or "@" in _authority(text):
        return None
    if not _may_be(url.host):
        return None
    return Origin(url.scheme, url.host, url.port or _PORTS[url.scheme])


def server_address(
    text: str, *, plain_http: bool = False, what: str = "a server", leave: str = ""
) -> str:
    """The base URL of a server as it is used: without a slash at its end.

    Args:
        text: As a person writes it, or a record.
        plain_http: Allow http to other machines, where what is sent can be read on the way.
        what: How the message calls the server.
        leave: What the message says of allowing http; empty where nothing allows it.

    Raises:
        UsageError: It is no http(s) URL, holds a password, a query or a fragment, names an address
            that no server has, or is http to another machine without leave.

    >>> server_address("https://EHR.example/fhir/R4/")
    'https://ehr.example/fhir/R4'
    """
    url = _read(text.strip())
    if url is None or url.scheme not in _PORTS or not url.host:
        raise UsageError(f"{what} is named by its http(s) URL")
    if "@" in _authority(text) or set(text) & {"?", "#"}:
        raise UsageError(f"the URL of {what} holds no password, query or fragment")
    origin = origin_of(text.strip())
    if origin is None or ".." in text.split("/"):
        raise UsageError(f"the URL of {what} names an address that no server has")
    if not may_be_plain(origin, plain_http=plain_http):
        raise UsageError(f"{what} on another machine is asked by https only{leave and '; '}{leave}")
    return f"{origin}{url.raw_path.decode('ascii').rstrip('/')}"


def may_be_plain(origin: Origin, *, plain_http: bool) -> bool:
    """Whether what goes to this origin crosses no network unencrypted, or may do so."""
    return origin.scheme == "https" or plain_http or is_this_machine(origin.host)


def _read(text: str) -> httpx.URL | None:
    if not text.isascii() or not text.isprintable() or set(text) & set(" \\<>\"'`{}|^"):
        return None
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return None
    return url if (url.port or 0) <= _LAST_PORT else None


def _authority(text: str) -> str:
    """What stands between `//` and the path: the library forgets an empty user before an `@`."""
    return text.partition("//")[2].partition("/")[0]


def _may_be(host: str) -> bool:
    """Whether a host may be a server's; a name is looked at again when it is connected to."""
    if not _HOST.fullmatch(host):
        return False
    if literal(host) is not None:
        return Guard(host).allows(host)
    return ":" not in host and not _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2])
