"""An RTF document made ready for its reader: what the reader would lose or misread is written out.

Exponents become `10^9`; letters of Symbol become what they draw; footnotes and text boxes stay;
hidden and deleted words go. Source: Microsoft, Rich Text Format Specification 1.9.1.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from chartside.fhir.text.found import DELETED, HIDDEN
from chartside.fhir.text.rtf_fonts import Fonts, pale

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\.|[{}]|[\r\n]+|([^\\{}\r\n]+)|.", re.DOTALL
)
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
_FORM: Final = {b"fftype": range(3), b"ffdefres": range(2), b"ffres": range(2)}
"""Fields of a form: their kind, and whether a box is ticked (25 leaves it at the default)."""
_CHECKBOX: Final = 1
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


class WrittenOut(NamedTuple):
    """A document whose runs of text are one character each, and the runs in their order.

    The reader of the format takes a document letter by letter; there is nothing left for it to do
    within a run.
    """

    octets: bytes
    runs: list[str]
    notices: tuple[str, ...]

    def whole(self, read: str) -> str:
        """What was read of it, with its runs."""
        return _RUN.sub(lambda found: self.runs[ord(found[0]) - _FIRST], read)


_FIRST: Final = 0x20000
_MOST: Final = 0x10FFFF - _FIRST
_RUN: Final = re.compile("[\U00020000-\U0010ffff]")
_SHORT: Final = 4


def written_out(
    octets: bytes, destinations: frozenset[bytes], charsets: Mapping[int, str]
) -> WrittenOut:
    """The document, and what was left out of it.

    Args:
        octets: The document without its pictures.
        destinations: Control words that begin what is no text, such as a table of fonts.
        charsets: Charsets of fonts by their number.
    """
    words = _Words(octets, destinations, Fonts(octets, charsets))
    made = b"".join(words.tokens())
    if words.boxes:
        end = made.rfind(b"}")
        made = made[:end] + b"\\par " + b"\\par ".join(words.boxes) + made[end:]
    notices = tuple(notice for notice in (HIDDEN, DELETED) if notice in words.notices)
    return WrittenOut(made, words.runs, notices)


class _Words:
    """A walk over the tokens of a document."""

    def __init__(self, octets: bytes, destinations: frozenset[bytes], fonts: Fonts) -> None:
        self.notices: set[str] = set()
        self.boxes: list[bytes] = []
        self.runs: list[str] = []
        self._octets = octets
        self._destinations = destinations
        self._fonts = fonts
        self._pale = pale(octets)
        self._run = _Run()
        self._outer: list[_Run] = []
        self._last, self._level = "", ""
        self._fallback = 0
        self._high = 0
        self._charset = ""
        self._tick = ""
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
            self._charset = ""
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
        self._charset, known = "", self._run.opaque
        if word in self._destinations:
            self._run = replace(self._run, opaque=True, twice=word == b"shprslt" or self._run.twice)
        self._last = "" if word in _ENDS else self._last
        if change := _CHANGES.get(word):
            self._run = change(self._run, word, number)
        if not known and word not in _GONE and word != b"uc":
            yield token
        if word in _FORM:
            self._ticked(word, number)
        if word == b"fldrslt" and self._tick:
            yield self._tick.encode()
            self._tick = ""

    def _ticked(self, word: bytes, number: int) -> None:
        """Keeps how a box of a form is ticked, until the place where it is shown."""
        if word == b"fftype":
            self._tick = "[ ]" if number == _CHECKBOX else ""
        elif self._tick and number in _FORM[word]:
            self._tick = "[x]" if number else "[ ]"

    def _text(self, held: re.Match[bytes], word: bytes | None, number: int) -> Iterator[bytes]:
        if self._run.opaque:
            return
        if self._run.font < 0:
            self._run = replace(self._run, font=self._fonts.default)
        if self._dropped():
            if held[0].strip():
                self.notices.update(self._dropped())
            return
        said, token = self._said(held, word, number)
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

    def _said(self, held: re.Match[bytes], word: bytes | None, number: int) -> tuple[str, bytes]:
        """Characters of a token and how they are written; a fallback of `u` says nothing."""
        letters = self._fonts.letters(self._run.font)
        if word == b"u":
            self._fallback = self._run.skip
            said = self._character(number % 0x10000)
            said = said.translate(letters) if letters else said
            return said, self._written(said)
        if word is not None:
            return _SAYS[word], self._written(_SAYS[word])
        if held[3] or held[4]:
            octets = bytes.fromhex(held[3].decode()) if held[3] else held[4]
            skipped = min(self._fallback, len(octets))
            self._fallback -= skipped
            said = self._decoded(octets[skipped:], letters)
            return said, self._written(said)
        return "", held[0]

    def _written(self, said: str) -> bytes:
        if len(said) < _SHORT and said.isascii():
            return _SPECIAL.sub(lambda found: f"\\u{ord(found[0])}?", said).encode("ascii")
        if len(self.runs) >= _MOST:
            raise ValueError
        self.runs.append(said)
        return b"\\u%d?" % (_FIRST + len(self.runs) - 1)

    def _character(self, code: int) -> str:
        """The character of a code, that of two halves with the second of them."""
        high, self._high = self._high, code if code in _FIRST_HALVES else 0
        if code in _SECOND_HALVES:
            return (chr(high) + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16") * (
                high > 0
            )
        return "" if self._high else chr(code)

    def _decoded(self, octets: bytes, letters: Mapping[int, str] | None) -> str:
        if letters:
            return octets.decode("latin-1").translate(letters)
        charset = self._fonts.charset(self._run.font)
        if charset != self._charset:
            self._charset = charset
            self._decoder = codecs.getincrementaldecoder(charset)(errors="replace")
        return self._decoder.decode(octets)


_FIRST_HALVES: Final = range(0xD800, 0xDC00)
_SECOND_HALVES: Final = range(0xDC00, 0xE000)
_SPECIAL: Final = re.compile(r"[^ -\[\]-z|~]")


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
