"""How a record system looks, in what is safe to put into a style sheet and in nothing else."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.registration import Registration

_BIGGEST: Final = 65_536
_OK: Final = 200
_COLOR: Final = re.compile(
    r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})"
    r"|rgba?\( ?\d{1,3}(, ?| )\d{1,3}(, ?| )\d{1,3}((, ?| ?/ ?)(0|1|0?\.\d{1,4}|\d{1,3}%))? ?\)"
    r"|hsla?\( ?\d{1,3}(deg)?(, ?| )\d{1,3}%(, ?| )\d{1,3}%"
    r"((, ?| ?/ ?)(0|1|0?\.\d{1,4}|\d{1,3}%))? ?\)",
    re.IGNORECASE | re.ASCII,
)
_LENGTH: Final = re.compile(
    r"0|(?P<number>\d{1,3}(\.\d{1,3})?|\.\d{1,3})(?P<unit>px|pt|rem|em)", re.IGNORECASE | re.ASCII
)
_MOST: Final = {"px": 100, "pt": 75, "rem": 6, "em": 6}
"""A larger font or space hides what must be read: about a hundred pixels in each unit."""
_FONT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,63}", re.ASCII)
_QUOTES: Final = re.compile(r"\"([^\"']*)\"|'([^\"']*)'|([^\"']*)")
_FONTS: Final = 10

_COLORS: Final = ("background", "error", "highlight", "modal_backdrop", "success", "text")
_DIMS: Final = ("border_radius", "font_size", "spacing_size")
_FAMILIES: Final = ("body", "heading")


async def fetch_style(web: Web, registration: Registration, url: str) -> Mapping[str, str]:
    """The style at the `smart_style_url` of a launch; see `read_style`.

    The URL is the name of its version: what came from it may be kept as long as it is the same.

    Raises:
        LaunchRefused: `elsewhere`, where it is on no origin that was registered.
        WebError: There was no usable answer.
    """
    if not registration.allows(url):
        raise LaunchRefused("elsewhere")
    answer = await web.ask("GET", url, headers={"Accept": "application/json"}, most=_BIGGEST)
    if answer.status != _OK:
        raise WebError("refused", answer.status)
    return read_style(answer.json())


def read_style(said: Any) -> Mapping[str, str]:
    """The properties that SMART names and whose value is a plain colour, length or list of fonts.

    Everything else is left out: names of colours, functions, `url(…)`, `var(…)`, `!important`, and
    whatever closes a declaration.

    >>> dict(read_style({"color_text": "#303030", "color_error": "red;}*{display:none"}))
    {'color_text': '#303030'}
    """
    if not isinstance(said, dict):
        return MappingProxyType({})
    kinds = (("color", _COLORS, _color), ("dim", _DIMS, _length), ("font_family", _FAMILIES, _font))
    made = {
        f"{prefix}_{name}": safe
        for prefix, names, read in kinds
        for name in names
        if (safe := _safe(said.get(f"{prefix}_{name}"), read))
    }
    return MappingProxyType(made)


def _safe(value: Any, read: Any) -> str | None:
    return read(value.strip()) if isinstance(value, str) and len(value) <= 1000 else None  # noqa: PLR2004 - characters


def _color(text: str) -> str | None:
    return text.lower() if _COLOR.fullmatch(text) else None


def _length(text: str) -> str | None:
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    unit = (found["unit"] or "").lower()
    if unit and float(found["number"]) > _MOST[unit]:
        return None
    return text.lower()


def _font(text: str) -> str | None:
    """Families, each in quotes; IG's own example ends with a semicolon, which is left out."""
    names: list[str] = []
    for one in text.rstrip("; ").split(",")[:_FONTS]:
        found = _QUOTES.fullmatch(one.strip())
        name = next((part for part in found.groups() if part), "").strip() if found else ""
        if not _FONT.fullmatch(name):
            return None
        names.append(name.lower() if name.lower() in _GENERIC else f'"{name}"')
    return ", ".join(names)


_GENERIC: Final = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})
