"""An RTF document made ready for its reader: what the reader would lose or misread is written out.

Exponents become `10^9`; letters of Symbol become what they draw; footnotes and text boxes stay;
hidden and deleted words go. Source: Microsoft, Rich Text Format Specification 1.9.1.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from chartside.fhir.text.found import DELETED, HIDDEN
from chartside.fhir.text.pictorial import drawn_by

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\.|[{}]|[\r\n]+|([^\\{}\r\n]+)|.", re.DOTALL
)
_FONT: Final = re.compile(rb"\\f(\d+)((?:\\[a-z]+-?\d* ?|\{[^{}]{0,200}\}|\s)*)([^;{}\\]{0,100});")
_DEFAULT: Final = re.compile(rb"\\deff(\d{1,6})(?!\d)")
_WIDE: Final = re.compile(rb"\\fcharset(128|129|134|136)(?!\d)")
_COLOURS: Final = re.compile(rb"\{\\colortbl([^{}]{0,20000})\}")
_PART: Final = re.compile(rb"\\(?:red|green|blue)(\d+)")
_SHADED: Final = re.compile(rb"\\(?:cl|ch)?c(?:b|bpat)[1-9]|\\highlight[1-9]")
_SAYS: Final = {
    b"bullet": "\u2022",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
}
_ENDS: Final = frozenset({b"par", b"line", b"tab", b"cell", b"row", b"sect", b"page", b"nestcell"})
_BOXES: Final = frozenset({b"shptxt", b"dptxbxtext"})
"""Text boxes, which a reader of the page sees, and which the reader of the format drops."""
_PALE: Final = 240
_TINY: Final = 3
"""Half points: 1.5 points, a type that cannot be read."""
_GONE: Final = {b"v": HIDDEN, b"deleted": DELETED, b"strike": DELETED, b"striked": DELETED}
_RAISES: Final = {b"super": "^", b"up": "^", b"sub": "_", b"dn": "_"}


@dataclass(frozen=True, slots=True)
class _Run:
    """The properties of characters at a place: they end with their group."""

    gone: frozenset[bytes] = frozenset()
    raised: str = ""
    font: int = -1
    size: int = 24
    colour: int = 0
    skip: int = 1
    opaque: bool = False
    twice: bool = False
    closes: bytes = b""

    def plain(self) -> "_Run":
        return replace(self, gone=frozenset(), raised="", font=-1, size=24, colour=0)


def written_out(octets: bytes, destinations: frozenset[bytes]) -> tuple[bytes, tuple[str, ...]]:
    """The document, and what was left out of it.

    Args:
        octets: The document without its pictures.
        destinations: Control words that begin what is no text, such as a table of fonts.
    """
    words = _Words(octets, destinations)
    made = b"".join(words.tokens())
    if words.boxes:
        end = made.rfind(b"}")
        made = made[:end] + b"\\par " + b"\\par ".join(words.boxes) + made[end:]
    return made, tuple(notice for notice in (HIDDEN, DELETED) if notice in words.notices)


class _Words:
    """A walk over the tokens of a document."""

    def __init__(self, octets: bytes, destinations: frozenset[bytes]) -> None:
        self.notices: set[str] = set()
        self.boxes: list[bytes] = []
        self._octets = octets
        self._destinations = destinations
        self._letters, self._wide = _fonts(octets)
        self._pale = _pale(octets)
        default = _DEFAULT.search(octets[:_HEAD])
        self._default = int(default[1]) if default else -1
        self._run = _Run()
        self._outer: list[_Run] = []
        self._last, self._level = "", ""
        self._fallback = 0
        self._lead = b""
        self._starred = False
        self._box_at = 0

    def tokens(self) -> Iterator[bytes]:
        """What the reader is to read instead."""
        at, held = 0, _TOKEN.match(self._octets)
        while held:
            at = held.end()
            word, number = held[1], int(held[2] or 1) if held[1] else 0
            if word == b"bin":
                at += max(number, 0)
            else:
                yield from self._kept(self._token(held, word, number))
            held = _TOKEN.match(self._octets, at)

    def _kept(self, written: Iterator[bytes]) -> Iterator[bytes]:
        """What is written, that of a text box beside it."""
        for token in written:
            if not self._box_at:
                yield token
            elif len(self._outer) >= self._box_at:
                self.boxes[-1] += token
        if self._box_at and len(self._outer) < self._box_at:
            self._box_at = 0
            yield b"}"

    def _token(self, held: re.Match[bytes], word: bytes | None, number: int) -> Iterator[bytes]:
        token = held[0]
        if token == b"{":
            self._outer.append(self._run)
            self._run = replace(self._run, closes=b"") if self._run.closes else self._run
            yield token
        elif token == b"}":
            yield self._run.closes + token
            self._run = self._outer.pop() if self._outer else self._run
        elif token == b"\\*":
            self._starred = True
        elif word is None or word in _SAYS or word == b"u":
            yield from self._star()
            yield from self._text(held, word, number)
        else:
            yield from self._word(token, word, number)

    def _star(self) -> Iterator[bytes]:
        """The mark of a destination that may be left out, where one is waiting."""
        if self._starred:
            self._starred, self._run = False, replace(self._run, opaque=True)
            yield b"\\*"

    def _word(self, token: bytes, word: bytes, number: int) -> Iterator[bytes]:
        if word == b"footnote" and not self._run.opaque:
            self._starred, self._run = False, replace(self._run, closes=b"]")
            yield b" ["
            return
        if word in _BOXES and not self._run.twice and not self._box_at:
            self._run = replace(_Run(), skip=self._run.skip)
            self._starred, self._box_at = False, len(self._outer)
            self.boxes.append(b"")
            return
        yield from self._star()
        if word in self._destinations:
            self._run = replace(self._run, opaque=True, twice=word == b"shprslt" or self._run.twice)
        self._last = "" if word in _ENDS else self._last
        if change := _CHANGES.get(word):
            self._run = change(self._run, word, number)
        if word not in _GONE:
            yield token

    def _text(self, held: re.Match[bytes], word: bytes | None, number: int) -> Iterator[bytes]:
        if self._run.opaque:
            yield held[0]
            return
        if self._run.font < 0 <= self._default:
            self._run = replace(self._run, font=self._default)
            yield b"\\f%d " % self._default
        if self._dropped():
            if held[0].strip():
                self.notices.update(self._dropped())
            return
        for said, token in self._said(held, word, number):
            yield from self._marked(said)
            yield token

    def _dropped(self) -> set[str]:
        run = self._run
        unseen = run.size <= _TINY or run.colour in self._pale
        return {_GONE[word] for word in run.gone} | ({HIDDEN} if unseen else set())

    def _marked(self, said: str) -> Iterator[bytes]:
        """The mark of an exponent, before its first character."""
        run, first = self._run, said[:1]
        number = first.isdecimal() or first in {"-", "+", "\u2212", "\u2013"}
        if run.raised != self._level and run.raised and number and self._last.isdecimal():
            yield run.raised.encode()
        self._level = run.raised if said.strip() else self._level
        self._last = said[-1:] if said else self._last

    def _said(
        self, held: re.Match[bytes], word: bytes | None, number: int
    ) -> Iterator[tuple[str, bytes]]:
        """Characters of a token and how they are written; a fallback of `u` says nothing."""
        letters = self._letters.get(self._run.font)
        if word == b"u":
            self._fallback = self._run.skip
            sign = chr(number % 0x10000)
            drawn = sign.translate(letters) if letters else sign
            yield drawn, b"\\u%d " % ord(drawn)
        elif word is not None:
            yield _SAYS[word], held[0]
        elif held[3] or held[4]:
            yield from self._octet_by_octet(held, letters)
        else:
            yield "", held[0]

    def _octet_by_octet(
        self, held: re.Match[bytes], letters: Mapping[int, str] | None
    ) -> Iterator[tuple[str, bytes]]:
        octets = bytes.fromhex(held[3].decode()) if held[3] else held[4]
        skipped, said = octets[: self._fallback], octets[self._fallback :]
        self._fallback -= len(skipped)
        if skipped:
            yield "", _escaped(skipped)
        if letters:
            drawn = said.decode("latin-1").translate(letters)
            yield from ((c, b"{\\uc1\\u%d?}" % ord(c)) for c in drawn)
        elif said:
            yield self._read(said), self._written(said)

    def _read(self, octets: bytes) -> str:
        """What a number may be made of; the rest is for the reader of the format."""
        return octets.decode("ascii", errors="replace")

    def _written(self, octets: bytes) -> bytes:
        """Octets as escapes where they are no ASCII, or the second half of a character."""
        if self._run.font not in self._wide:
            return _escaped(octets)
        found = []
        for octet in octets:
            second = bool(self._lead)
            self._lead = b"" if second or octet <= _DELETE else bytes([octet])
            found.append(b"\\'%02x" % octet if second or octet >= _DELETE else bytes([octet]))
        return b"".join(found)


def _escaped(octets: bytes) -> bytes:
    return re.sub(rb"[\x80-\xff]", lambda found: b"\\'%02x" % found[0][0], octets)


def _fonts(octets: bytes) -> tuple[dict[int, Mapping[int, str]], frozenset[int]]:
    """Fonts that draw other letters, and those with characters of two octets."""
    letters: dict[int, Mapping[int, str]] = {}
    wide = set()
    for number, about, name in _FONT.findall(octets[:_HEAD]):
        drawn = drawn_by(name.decode("latin-1"))
        if drawn is not None:
            letters[int(number)] = drawn
        if _WIDE.search(about):
            wide.add(int(number))
    return letters, frozenset(wide)


_HEAD: Final = 200_000
_DELETE: Final = 0x7F
"""The last code of ASCII."""


def _pale(octets: bytes) -> frozenset[int]:
    """Colours that cannot be told from paper; none where anything is shaded."""
    table = _COLOURS.search(octets)
    if table is None or _SHADED.search(octets):
        return frozenset()
    entries = [list(map(int, _PART.findall(entry))) for entry in table[1].split(b";")]
    return frozenset(n for n, parts in enumerate(entries) if parts and min(parts) >= _PALE)


_Change = Callable[[_Run, bytes, int], _Run]


def _gone(run: _Run, word: bytes, number: int) -> _Run:
    return replace(run, gone=run.gone | {word} if number else run.gone - {word})


_CHANGES: Final[Mapping[bytes, _Change]] = {
    **dict.fromkeys(_GONE, _gone),
    **dict.fromkeys(_RAISES, lambda run, word, n: replace(run, raised=_RAISES[word] if n else "")),
    b"nosupersub": lambda run, _word, _n: replace(run, raised=""),
    b"plain": lambda run, _word, _n: run.plain(),
    b"f": lambda run, _word, n: replace(run, font=n),
    b"fs": lambda run, _word, n: replace(run, size=n),
    b"cf": lambda run, _word, n: replace(run, colour=n),
    b"uc": lambda run, _word, n: replace(run, skip=max(n, 0)),
}
