"""Pages printed by a browser: boxes of CSS, text in runs, shaded bars as filled paths."""

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

from chartside.errors import UsageError
from chartside.evals.lab_extraction.marking import ADDRESS

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 120


def browser() -> str | None:
    """The browser on this machine, None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def pdf(source: str) -> bytes:
    """The printed pages of an HTML source.

    Raises:
        UsageError: There is no browser here, or it prints nothing.
    """
    program = browser()
    if program is None:
        raise UsageError("layouts that a browser prints need Chromium on the path")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        page, printed = Path(scratch, "page.html"), Path(scratch, "page.pdf")
        page.write_text(source, encoding="utf-8")
        asked = [
            *(program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--user-data-dir={scratch}/profile", f"--print-to-pdf={printed}", page.as_uri()),
        ]
        subprocess.run(asked, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603 - the page is our own
        if not printed.exists():
            raise UsageError("the browser printed nothing")
        return printed.read_bytes()


def said(text: str) -> str:
    """Text as it is, whatever marks it holds."""
    return html.escape(text)


def valued(number: int, text: str) -> str:
    """The text of a value, marked with the number of its row."""
    return f'<a href="{ADDRESS}{number}">{said(text)}</a>'


def page(body: str, css: str, language: str) -> str:
    """A whole document."""
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><style>'
        "a{color:inherit;text-decoration:none}"
        f"{css}</style><body>{body}</body></html>"
    )
