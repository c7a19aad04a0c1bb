"""The pages of the demonstration, from templates that escape what they are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from chartside.sidebar.demo_ehr.clinic import PASSWORD

FOLDER: Final = Path(__file__).parent
_QUIET: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def policy(**more: str) -> str:
    """A Content-Security-Policy: nothing from elsewhere, and what is named besides."""
    said = {
        "default-src": "'none'",
        "base-uri": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "frame-ancestors": "'self'",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return "; ".join(f"{name} {value}" for name, value in said.items())


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class Screens:
    """Makes pages."""

    _made: Environment = field(default_factory=_environment)

    def page(
        self, name: str, csp: str, values: Mapping[str, Any], status: int = 200
    ) -> HTMLResponse:
        """A page from the template of this name."""
        text = self._made.get_template(name).render(values)
        return HTMLResponse(text, status, {**_QUIET, "Content-Security-Policy": csp})

    def astray(self, why: str) -> Response:
        """A request that leads nowhere."""
        return self.page("astray.html", policy(form_action="'none'"), {"why": why}, 400)

    def sign_in(
        self,
        *,
        ticket: str,
        app: str,
        users: Sequence[tuple[str, str]],
        patients: Sequence[tuple[str, str]],
        wrong: bool,
        onward: str,
    ) -> Response:
        """The sign-in page. A browser must be let on to the app's origin when the form is sent."""
        values = {
            "ticket": ticket,
            "app": app,
            "users": users,
            "patients": patients,
            "wrong": wrong,
            "password": PASSWORD,
        }
        csp = policy(form_action=f"'self' {onward}")
        return self.page("sign_in.html", csp, values, 401 if wrong else 200)
