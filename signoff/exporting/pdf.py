"""A signed document as PDF, typeset by Typst.

It is PDF/A-3, with the signed bytes and their signature attached: the paper and what was signed
stay together.

The same decision gives the same bytes, as long as the packages of Typst and of the fonts are the
same. Nothing is fetched: the template asks for no package, and only the fonts that come as packages
are used.
"""

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files as resources
from typing import Any, Final

from chartside.errors import MissingExtra
from chartside.signoff.clock import from_text
from chartside.signoff.exporting import fonts
from chartside.signoff.exporting.paper import Paper

try:
    import typst
except ImportError:  # the extra `documents` is not installed
    typst = None  # type: ignore[assignment]  # looked at before it is used

_TEMPLATE: Final = "document.typ"
_STANDARD: Final = "a-3b"
SIGNED: Final = "signed.json"
SIGNATURE: Final = "signature.jws"


def to_pdf(page: Paper, payload: bytes, jws: str, *, size: str = "a4") -> bytes:
    """The document as PDF.

    Args:
        page: What stands on it.
        payload: The exact bytes that were signed, attached as `signed.json`.
        jws: The detached signature over them, attached as `signature.jws`.
        size: Of the paper: `a4`, `us-letter`.

    Raises:
        MissingExtra: Typst or the fonts are not installed.
    """
    if typst is None:
        raise MissingExtra("PDF", "documents")
    moment = from_text(page.at)
    held = {
        **_settable(asdict(page)),
        "day": moment.timetuple()[:6],
        "size": size,
        "fonts": fonts.FAMILIES,
        "attached": [
            (SIGNED, "application/json", payload.decode()),
            (SIGNATURE, "application/jose", jws),
        ],
    }
    template = (resources("chartside.signoff.exporting") / _TEMPLATE).read_bytes()
    inputs = {"paper": json.dumps(held)}
    made = typst.compile(
        template, font_paths=_fonts(), sys_inputs=inputs, format="pdf", pdf_standards=[_STANDARD]
    )
    return bytes(made)


@cache
def _fonts() -> Any:
    folders = sorted({str(path.parent) for path in fonts.files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _settable(value: Any) -> Any:
    """The same values with every text in characters that the fonts have."""
    if isinstance(value, str):
        return fonts.settable(value)
    if isinstance(value, dict):
        return {name: _settable(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settable(held) for held in value]
    return value
