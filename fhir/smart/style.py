"""How a record system looks, in what is safe to put into a style sheet and in nothing else."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.contrast import READABLE, contrast
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
_PIXELS: Final = {"": 0.0, "px": 1.0, "pt": 4 / 3, "rem": 16.0, "em": 16.0}
_MOST: Final = 100
_FONT_SIZES: Final = (10, 32)
"""In pixels: a larger font or space hides what must be read, and a small font cannot be read."""
_FONT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,63}", re.ASCII)
_QUOTES: Final = re.compile(r"\"([^\"']*)\"|'([^\"']*)'|([^\"']*)")
_FONTS: Final = 10

_COLORS: Final = ("background", "error", "highlight", "modal_backdrop", "success", "text")
_DIMS: Final = ("border_radius", "spacing_size")
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
    whatever closes a declaration; text and background where the one cannot be read on the other,
    and a colour of errors that does not stand out.

    >>> dict(read_style({"color_success": "#498e49", "color_error": "red;}*{display:none"}))
    {'color_success': '#498e49'}
    """
    if not isinstance(said, dict):
        return MappingProxyType({})
    kinds = (
        ("color", _COLORS, _color),
        ("dim", _DIMS, _length),
        ("dim", ("font_size",), _size),
        ("font_family", _FAMILIES, _font),
    )
    made = {
        f"{prefix}_{name}": safe
        for prefix, names, read in kinds
        for name in names
        if (safe := _safe(said.get(f"{prefix}_{name}"), read))
    }
    return MappingProxyType(_readable(made))


def _readable(made: dict[str, str]) -> dict[str, str]:
    """Without colours that hide what is written in them."""
    text, background = made.get("color_text"), made.get("color_background")
    if not (text and background) or contrast(text, background) < READABLE:
        hidden = {"color_text", "color_background", "color_error"}  # one alone could hide another
        return {name: value for name, value in made.items() if name not in hidden}
    error = made.get("color_error")
    if error and contrast(error, background) < READABLE:
        return {name: value for name, value in made.items() if name != "color_error"}
    return made


def _safe(value: Any, read: Any) -> str | None:
    return read(value.strip()) if isinstance(value, str) and len(value) <= 1000 else None  # noqa: PLR2004 - characters


def _color(text: str) -> str | None:
    return text.lower() if _COLOR.fullmatch(text) else None


def _length(text: str) -> str | None:
    pixels = _pixels(text)
    return text.lower() if pixels is not None and pixels <= _MOST else None


def _size(text: str) -> str | None:
    pixels = _pixels(text)
    least, most = _FONT_SIZES
    return text.lower() if pixels is not None and least <= pixels <= most else None


def _pixels(text: str) -> float | None:
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    return float(found["number"] or 0) * _PIXELS[(found["unit"] or "").lower()]


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
