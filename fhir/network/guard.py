"""Whether a connection leads to where it may.

A name may be made to lead anywhere, and elsewhere with each look: to this machine, or to where a
cloud keeps its secrets. So the address of each new connection is looked at, once there is one and
before a byte is sent over it. A hospital's server has a private address as often as not; those are
not refused.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

from chartside.errors import WebError
from chartside.settings import is_this_machine

Address = IPv4Address | IPv6Address
_CONNECTED: Final = "connection.connect_tcp.complete"
_NEVER: Final = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",  # "this network" (RFC 1122): Linux takes 0.0.0.0 for loopback
        "240.0.0.0/4",  # reserved, and broadcast
        "100.100.100.200/32",  # where Alibaba Cloud keeps a machine's credentials
        "168.63.129.16/32",  # where Azure does
        "192.0.0.192/32",  # where Oracle Cloud did
        "fd00:ec2::/32",  # where Amazon does, by IPv6
        "fec0::/10",  # site-local, deprecated (RFC 3879)
    )
)
_TRANSLATED: Final = bytes.fromhex("0064ff9b0000000000000000")
_COMPATIBLE: Final = bytes(12)


class Guard:
    """Looks at the connections that are made to one host."""

    def __init__(self, host: str) -> None:
        self._may_be_here = is_this_machine(host)

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        """What httpx calls on each step of a request (its `trace` extension).

        Raises:
            WebError: `elsewhere`.
        """
        if event == _CONNECTED:
            stream = info["return_value"]
            where = stream.get_extra_info("server_addr")
            if not self.allows(str(where[0]) if where else ""):
                await stream.aclose()
                raise WebError("elsewhere")

    def allows(self, text: str) -> bool:
        """Whether a server may have this address.

        >>> Guard("ehr.example").allows("10.1.2.3"), Guard("ehr.example").allows("127.0.0.1")
        (True, False)
        """
        address = literal(text.partition("%")[0])
        if address is None:
            return False
        inner = _plain(address)
        if inner.is_loopback:
            return self._may_be_here and inner == address
        return not (
            inner.is_link_local
            or inner.is_multicast
            or inner.is_unspecified
            or any(inner in net for net in _NEVER)
        )


def literal(host: str) -> Address | None:
    """The address that a host is, in its usual spelling; None where it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """The address of version 4 that one of version 6 wraps (RFC 4291 2.5.5, 3056, 4380, 6052)."""
    if isinstance(address, IPv4Address):
        return address
    packed = address.packed
    if packed.startswith(_TRANSLATED):
        return IPv4Address(packed[-4:])
    if packed.startswith(_COMPATIBLE) and int(address) > 1:
        return IPv4Address(packed[-4:])
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
