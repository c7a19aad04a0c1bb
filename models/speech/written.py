"""A transcript as it is written: spoken punctuation as signs, sections as headings.

Covered: the marks and headings that MedASR writes, and, where it writes no mark at all, spoken
words that can be nothing but punctuation (`dictation.toml`). Not covered: capitals, numbers, dates
and units stay as the model wrote them. No word is ever left out, and no mark that is not known.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

_MARK: Final = re.compile(r"\{+\s*([A-Za-z][A-Za-z -]{0,40}?)\s*\}+")
_SECTION: Final = re.compile(r"\[\s*([A-Z][A-Z0-9 /&,-]{1,60}?)\s*\](?:\s*(?:\{+colon\}+|:))?")
_ENDING: Final = re.compile(r"</?s>|<pad>|<unk>|<epsilon>")
_SPACED: Final = re.compile(r"(?<=\S)[^\S\n]+([.,;:?!)])(?=\s|$)")
_TWICE: Final = re.compile(r"([.,;:?!])(?:[^\S\n]*\1)+")
_LEFT, _RIGHT = "\ue000", "\ue001"
"""Where a sign takes the space before or after it away; no text has these characters."""
_BREAK: Final = "\n"
_BEFORE_HEADING: Final = (".", "?", "!", ":", "}", _BREAK)


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and the marks in it that nobody could resolve, each once."""

    text: str
    unknown: tuple[str, ...] = ()


class _Rule(NamedTuple):
    after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]


class _Table(NamedTuple):
    marks: Mapping[str, str]
    always: frozenset[str]
    rules: Mapping[str, _Rule]


def written(raw: str) -> Written:
    r"""The text that a transcript stands for.

    >>> written("[FINDINGS] {colon} Lungs are clear {comma} no effusion {period}</s>").text
    'FINDINGS: Lungs are clear, no effusion.'
    >>> written("polyp of the sigmoid colon comma removed period").text
    'polyp of the sigmoid colon, removed.'
    """
    text = _ENDING.sub(" ", raw.translate({ord(_LEFT): " ", ord(_RIGHT): " "}))
    marked = _MARK.search(text) is not None
    text = _SECTION.sub(_heading, text)
    unknown: dict[str, None] = {}
    text = _MARK.sub(lambda m: _sign(m, unknown), text)
    if not marked:
        text = " ".join(_spoken(text.split(" ")))
    return Written(_tidy(text), tuple(unknown))


def _heading(found: re.Match[str]) -> str:
    """A section on a line of its own: one that is known, or that stands where a sentence begins."""
    before = found.string[: found.start()].rstrip()
    begins = not before or before.endswith(_BEFORE_HEADING)
    if begins or found[1].lower() in _table().rules["colon"].after:
        return f"\n\n{found[1]}: "
    return found[0]


def _sign(found: re.Match[str], unknown: dict[str, None]) -> str:
    sign = _table().marks.get(" ".join(found[1].lower().split()))
    if sign is None:
        unknown[found[0]] = None
        return found[0]
    return sign


def _spoken(words: Sequence[str]) -> Iterator[str]:
    """The words, those that can only be punctuation as signs."""
    at, begun = 0, 0  # of the sentence
    while at < len(words):
        name = next((n for n in _names(words, at) if _means(n, words, at, begun)), "")
        size = len(name.split()) or 1
        yield _table().marks[name] if name else words[at]
        at += size
        if name in _ENDS or words[at - 1].endswith((".", "?", "!", ":", _BREAK)):
            begun = at


def _names(words: Sequence[str], at: int) -> Iterator[str]:
    """The names of signs that begin here, the longest first."""
    for size in (2, 1):
        name = " ".join(words[at : at + size]).lower()
        if name in _table().always or name in _table().rules:
            yield name


def _means(name: str, words: Sequence[str], at: int, begun: int) -> bool:
    """Whether the words of this name stand for the sign."""
    if at == 0:
        return False
    rule = _table().rules.get(name)
    if rule is None:
        return True
    before = words[at - 1].lower()
    size = len(name.split())
    after = words[at + size].lower().strip(".,") if at + size < len(words) else ""
    if before in rule.not_after or after in rule.not_before:
        return False
    return not rule.after or " ".join(words[begun:at]).lower().strip() in rule.after


_ENDS: Final = frozenset(
    {"period", "full stop", "question mark", "exclamation mark", "exclamation point"}
    | {"new line", "next line", "new paragraph", "next paragraph"}
)


def _tidy(text: str) -> str:
    """Each sign at the word that it belongs to, one space between words, no empty third line."""
    text = re.sub(rf"\s*{_LEFT}", "", text)
    text = re.sub(rf"{_RIGHT}\s*", "", text)
    text = _SPACED.sub(r"\1", text)
    text = _TWICE.sub(r"\1", text)
    lines = [" ".join(line.split()) for line in text.split(_BREAK)]
    return re.sub(r"\n{3,}", "\n\n", _BREAK.join(lines)).strip()


@lru_cache(maxsize=1)
def _table() -> _Table:
    source = files("chartside.models.speech").joinpath("dictation.toml")
    held: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    marks = held["marks"]
    signs = {
        **{name: f"{_LEFT}{sign}" for name, sign in marks["left"].items()},
        **{name: f"{sign}{_RIGHT}" for name, sign in marks["right"].items()},
        **{name: f"{_LEFT}{sign}{_RIGHT}" for name, sign in marks["both"].items()},
        **marks["apart"],
    }
    spoken = dict(held["words"])
    always = frozenset(spoken.pop("always"))
    spoken |= {n.removeprefix("words."): r for n, r in held.items() if n.startswith("words.")}
    rules = {
        name: _Rule(*(frozenset(rule.get(key, ())) for key in _Rule._fields))
        for name, rule in spoken.items()
    }
    return _Table(signs, always, rules)
