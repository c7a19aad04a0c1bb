"""Where an archive is: the address as a site names it, and whether a connection leads there."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from chartside.errors import DicomWebError, UsageError
from chartside.settings import is_this_machine

NAMED: Final = "an archive of images is named by the http(s) URL of its DICOMweb service"
_CONNECTED: Final = "connection.connect_tcp.complete"


def archive_address(text: str, *, plain_http: bool = False) -> str:
    """The base URL of an archive, without a slash at its end.

    Args:
        text: As a person writes it, or a record.
        plain_http: Allow http to other machines, where images can be read on the way.

    Raises:
        UsageError: It is no such URL, holds a password or a query, or is http to another machine
            without leave.

    >>> archive_address("HTTPS://PACS.example/dicom-web/")
    'https://pacs.example/dicom-web'
    """
    try:
        url = urlsplit(text.strip())
        _ = url.port  # out of range, or no number
    except ValueError:
        raise UsageError(NAMED) from None
    plain = text.isascii() and text.strip().isprintable() and not set(text.strip()) & set(" \\")
    if url.scheme not in {"http", "https"} or not url.hostname or not plain:
        raise UsageError(NAMED)
    if "@" in url.netloc or url.query or url.fragment:
        raise UsageError(
            "the URL of an archive holds no password or query; CHARTSIDE_DICOMWEB_TOKEN is the key"
        )
    if ".." in url.path.split("/"):
        raise UsageError(NAMED)
    if not _may_be(url.hostname):
        raise UsageError("the URL of an archive names an address that no archive has")
    if url.scheme == "http" and not plain_http and not is_this_machine(url.hostname):
        raise UsageError(
            "images come from another machine by https only; CHARTSIDE_DICOMWEB_PLAIN_HTTP=1 "
            "allows http"
        )
    return f"{url.scheme}://{url.netloc.lower()}{url.path.rstrip('/')}"


class Guard:
    """Looks at each new connection before anything is sent over it.

    A name may be made to lead anywhere: to this machine, or to where a cloud keeps its secrets.
    """

    def __init__(self, host: str) -> None:
        self._may_be_here = is_this_machine(host)

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        """What httpx calls on each step of a request (its `trace` extension).

        Raises:
            DicomWebError: `elsewhere`.
        """
        if event == _CONNECTED:
            stream = info["return_value"]
            where = stream.get_extra_info("server_addr")
            if not self.allows(str(where[0]) if where else ""):
                await stream.aclose()
                raise DicomWebError("elsewhere")

    def allows(self, text: str) -> bool:
        """Whether an archive may have this address.

        >>> Guard("pacs.example").allows("10.1.2.3"), Guard("pacs.example").allows("127.0.0.1")
        (True, False)
        """
        try:
            address = _plain(ip_address(text.partition("%")[0]))
        except ValueError:
            return False
        if address.is_loopback:
            return self._may_be_here
        return not (address.is_link_local or address.is_multicast or address.is_unspecified)


def _may_be(host: str) -> bool:
    """Whether a host may be an archive's, where it is an address; a name is looked at in use."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return True
    return Guard(host).allows(host)


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The address of version 4 that one of version 6 wraps (RFC 4291 2.5.5, RFC 6052)."""
    if isinstance(address, IPv4Address):
        return address
    packed = address.packed
    if packed.startswith(_TRANSLATED):
        return IPv4Address(packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


_TRANSLATED: Final = bytes.fromhex("0064ff9b0000000000000000")
