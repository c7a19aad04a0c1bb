"""Headers that keep a page to itself, in the frame of a record system that is registered.

Sources: Content Security Policy Level 3; OWASP Secure Headers. There is no X-Frame-Options, which
cannot name an origin. Cross-Origin-Opener-Policy is `unsafe-none`: a page that a record system
opened in a window talks to it (SMART Web Messaging).
"""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chartside.sidebar.site import Site

KEPT: Final = ("/static/", "/launch/jwks.json")
"""What anybody may keep: files whose name has the hash of what they hold, and public keys."""
_YEAR: Final = 31_536_000
_SWITCHED_OFF: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)


def policy(site: Site) -> str:
    """The Content-Security-Policy of everything: ours alone, framed by registered origins.

    A form may be sent to us, and to registered EHRs: an authorisation that is too long for an
    address is posted (SMART App Launch, `authorize-post`).
    """
    frames = sorted({origin for ehr in site.ehr for origin in ehr.frames}) or ["'none'"]
    targets = sorted({origin for ehr in site.ehr for origin in ehr.reach})
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            f"form-action 'self' {' '.join(targets)}",
            "base-uri 'none'",
            f"frame-ancestors {' '.join(frames)}",
        )
    )


class SafeHeaders:
    """Adds them to every answer.

    A policy that a route gave besides stays beside ours: a browser holds a page to both, so that a
    route can narrow it and not widen it.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._policy = policy(site)
        self._fixed = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",  # with none, our own forms come without an origin
            "Permissions-Policy": ", ".join(f"{name}=()" for name in _SWITCHED_OFF),
            "Cross-Origin-Opener-Policy": "unsafe-none",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if site.url.startswith("https:"):
            self._fixed["Strict-Transport-Security"] = f"max-age={_YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.append("Content-Security-Policy", self._policy)
                headers.update(self._fixed)
                if not scope["path"].startswith(KEPT) or "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, with_headers)
