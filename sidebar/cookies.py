"""Cookies that come back to a page in a frame of another site.

Browsers that block third-party cookies give one back there only where it is partitioned: kept for
this site within that EHR (CHIPS). `Partitioned` needs `Secure`, and a cookie of a frame needs
`SameSite=None`; against forgery from elsewhere stands the token of `chartside.sidebar.http.csrf`.
"""

from typing import Final

COOKIE: Final = "chartside"
LAUNCH: Final = "chartside-launch"
_PREFIX: Final = "__Host-"


def cookie_name(name: str, url: str) -> str:
    """How a cookie is called by the service at this address.

    Over https it has the prefix that binds it to the host (RFC 6265bis 4.1.3.2).
    """
    return f"{_PREFIX}{name}" if url.startswith("https:") else name


def baked(name: str, secret: str, seconds: int | None = None) -> str:
    """The value of a Set-Cookie header; with 0 seconds the browser forgets it at once."""
    age = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name}={secret}; Path=/{age}; HttpOnly; Secure; SameSite=None; Partitioned"
