"""Putting the chart's words into Markdown so that they stay words.

A note may hold HTML, links, images, headings or right-to-left overrides. Escaped, they read as they
were written and no renderer can load anything from elsewhere. What needs no escaping is left alone,
because the file is also read as plain text: `<0.01 ng/mL` stays.
"""

import re
import unicodedata

_MARKUP = re.compile(r"([\\`*_\[\]|~#])")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#|[A-Za-z][A-Za-z0-9]*;)")
_LINE_START = re.compile(r"^(\s*)([-+>]|\d+(?=[.)]))")
_LINK = re.compile(r"(?i)(?<=[a-z]):(?=//|[a-z0-9+/])|(?<=\bwww)\.|(?<=\S)@(?=\S)")
_REPLACED = "\ufffd"
_JOINERS = "\u200c\u200d"  # part of how Persian and Indic names are written


def escape(text: str) -> str:
    """One line of Markdown that shows exactly this text.

    Control and direction characters become U+FFFD.
    """
    line = _MARKUP.sub(r"\\\1", visible(text))
    line = _TAG.sub("&lt;", _ENTITY.sub("&amp;", line))
    line = _LINK.sub(lambda m: "\\" + m.group(), line)
    return _LINE_START.sub(_literal_start, line)


def visible(text: str) -> str:
    """One line of this text as a reader may see it, without markup of any kind."""
    return "".join(_seen(c) for c in " ".join(text.split()))


def _seen(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}
    return _REPLACED if hidden and character not in _JOINERS else character


def _literal_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"
