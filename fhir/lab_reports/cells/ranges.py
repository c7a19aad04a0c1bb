"""Reference ranges in the forms that laboratories print: two bounds, one, several groups, or words.

A range is read only when every letter and digit of it is accounted for: as a bound, as what joins
two bounds, as a unit, or as a label that says to whom it applies. The rest stays unread, because a
wrong range is worse than none. Whether a bound is inside follows the printed sign (`< 5` leaves 5
out); `up to 5` and its like count as inside.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded, tidied
from chartside.fhir.lab_reports.cells.intervals import Bounds, interval
from chartside.fhir.lab_reports.cells.numerals import Style
from chartside.fhir.lab_reports.cells.results_in_words import in_words
from chartside.fhir.lab_reports.cells.scanning import Kind, Token, tokens_of
from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit

__all__ = ["Bounds", "looks_like_range", "read_range"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A span of tokens that is one range, or a label, or what stands between."""

    kind: str
    """`range`, `label`, `colon` or `break`."""
    start: int
    end: int
    bounds: Bounds | None = None
    colon: bool = False
    """Whether a colon follows, or has gone before within the label."""


_HEAD = re.compile(
    r"^(?:(?:biol(?:ogical|\.)?\s+)?(?:ref(?:erence|erentie|erenz|erencia)?s?|(?-i:VR|V\.R|RR|R\.R)"
    r"|referenzbereich|normbereich|referentiewaarden?|valeurs?\s+de\s+r[ée]f[ée]rence"
    r"|valores?\s+de\s+referencia)\.?"
    r"[\s-]*(?:range|interval|intervall|values?|waarden?|bereich|werte?)?\s*[:=]\s*)",
    re.IGNORECASE,
)
_EVERYBODY: Final = frozenset({
    "normal", "normaal", "norm", "normale", "n", "range", "soll", "normalwert", "normalbereich",
    "normaalwaarde", "interval", "normal range", "desirable range", "valeur normale",
    "valor normal", "valeurs normales", "normalwerte", "normaalwaarden", "valores normales",
})  # fmt: skip
"""What stands in front of a lone range and narrows it to nobody."""
_SPACED = re.compile(r"\d 000(?!\d)")
_CLAUSES = re.compile(r"[;|]")
_MARKED = re.compile(r"[\s*#@†‡!]+$")
_FLAGS: Final = frozenset({"H", "L", "A", "HH", "LL"})
_UNIT = re.compile(r"[^\s/]{0,8}/[munp\u00b5\u03bc]?d?[lL]|[^\s/]{0,8}/mm3|pH|INR")
"""What stands beside a range and is a unit, if an unknown one (`mil/uL`)."""
_PAIR: Final = 2
_WHOLE: Final = {"(": ")", "[": "]", "{": "}"}


@lru_cache(maxsize=8192)
def read_range(text: str, style: Style) -> tuple[Bounds, ...]:
    """The ranges that a cell prints, in its order; none where it is no range or may be two.

    >>> [(str(b.low), str(b.high)) for b in read_range("3,5 - 5,1", Style(","))]
    [('3.5', '5.1')]
    >>> [b.applies_to for b in read_range("M 13,5-17,5 / V 12,0-16,0", Style(","))]
    ['M', 'V']
    """
    plain = _bare(tidied(text))
    if not plain:
        return ()
    said = in_words(plain)
    if said == "titre" or (said and not any(c.isdigit() for c in plain)):
        return (Bounds(text=plain),)
    if not style.thousands and _SPACED.search(plain):  # `4 500 - 11 000` shows it itself
        style = replace(style, thousands=" ")
    clauses = [_clause(part, style) for part in _CLAUSES.split(plain) if part.strip()]
    found = tuple(b for read in clauses for b in read)
    everybody = sum(not b.applies_to for b in found)
    return found if all(clauses) and everybody <= 1 else ()


def _clause(plain: str, style: Style) -> tuple[Bounds, ...]:
    """The ranges between two semicolons."""
    tokens = tokens_of(plain, style)
    pieces = _pieces(tokens) if tokens else None
    return _grouped(pieces, plain, tokens) if pieces else ()


def looks_like_range(text: str) -> bool:
    """Whether a text holds a range of numbers, whatever its point and comma mean.

    A lone comparator counts (`< 5`), which a result may be too; words do not.

    >>> looks_like_range("3,5-5,1"), looks_like_range("12-03-2024"), looks_like_range("negative")
    (True, False, False)
    """
    return any(
        b.low is not None or b.high is not None
        for style in (Style("."), Style(","))
        for b in read_range(text, style)
    )


def _bare(plain: str) -> str:
    """Without the word `Ref:`, a footnote's mark and the brackets around the whole."""
    bare = _MARKED.sub("", _HEAD.sub("", plain))
    while len(bare) > _PAIR and _WHOLE.get(bare[0]) == bare[-1]:
        if bare[0] in bare[1:-1] or bare[-1] in bare[1:-1]:
            break
        bare = _HEAD.sub("", bare[1:-1].strip())
    return bare


def _pieces(tokens: Sequence[Token]) -> list[_Piece] | None:
    """Ranges, labels and breaks in order; None where a number is left over."""
    found: list[_Piece] = []
    place = 0
    while place < len(tokens):
        piece = _piece(tokens, place)
        if piece is None:
            return None
        found.append(piece)
        place = piece.end
    return found


_BETWEEN: Final = {
    Kind.COLON: "colon", Kind.BREAK: "break", Kind.OPEN: "open", Kind.CLOSE: "close",
    Kind.WORD: "label", Kind.AGE: "label",
}  # fmt: skip


def _piece(tokens: Sequence[Token], place: int) -> _Piece | None:
    kind = _BETWEEN.get(tokens[place].kind)
    if tokens[place].kind is Kind.JOIN and place and tokens[place - 1].kind is Kind.AGE:
        kind = "label"  # 12 months - 18 years
    if kind:
        return _Piece(kind, place, place + 1)
    read = interval(tokens, place)
    if read is None:
        return _numbered(tokens, place)
    bounds, end = read
    if end < len(tokens) and tokens[end].kind is Kind.AGE:
        return _Piece("label", place, end + 1)
    return _Piece("range", place, end, bounds)


def _numbered(tokens: Sequence[Token], place: int) -> _Piece | None:
    """A number that is part of a label: `trimester 1:`, `12 months`, `8h:`."""
    if tokens[place].kind is not Kind.NUMBER:
        return None
    kinds = [t.kind for t in tokens[place + 1 : place + 3]]
    if kinds[:1] == [Kind.AGE] or kinds == [Kind.UNIT, Kind.COLON]:
        return _Piece("label", place, place + 2)
    led = place > 0 and tokens[place - 1].kind is Kind.WORD and kinds[:1] == [Kind.COLON]
    return _Piece("label", place, place + 1) if led else None


def _grouped(pieces: Sequence[_Piece], plain: str, tokens: Sequence[Token]) -> tuple[Bounds, ...]:
    """Each range with the label that belongs to it; none where that is not plain."""
    runs = _runs(_aged(pieces))
    ranges = [run for run in runs if run[0].kind == "range"]
    labels = [run for run in runs if run[0].kind == "label"]
    if not ranges or len(labels) not in {0, len(ranges)}:
        return ()
    if not labels:
        return tuple(r[0].bounds for r in ranges if r[0].bounds) if len(ranges) == 1 else ()
    read = tuple(_labelled(label, ranged, plain, tokens) for label, ranged in _paired(runs))
    return read if len(read) > 1 else _lone(read, pieces)


def _labelled(
    label: Sequence[_Piece], ranged: _Piece, plain: str, tokens: Sequence[Token]
) -> Bounds:
    said = _words(label, plain, tokens)
    bounds = ranged.bounds or Bounds()
    if not bounds.unit and (looks_like_unit(said) or _UNIT.fullmatch(said)):  # `(3-5) mmol/L`
        return replace(bounds, unit=said)
    return replace(bounds, applies_to="" if folded(said) in _EVERYBODY else said)


def _lone(read: tuple[Bounds, ...], pieces: Sequence[_Piece]) -> tuple[Bounds, ...]:
    """The only range of a cell: a word may say that it is the normal one, a letter be a flag."""
    if not read:
        return ()
    said = read[0].applies_to
    if said in _FLAGS and not any(p.kind == "colon" for p in pieces):
        return ()
    return read


def _aged(pieces: Sequence[_Piece]) -> list[_Piece]:
    """A range in front of a colon and another range is an age without its unit: `<40: <5`."""
    aged = []
    for place, piece in enumerate(pieces):
        follows = [p.kind for p in pieces[place + 1 : place + 3]]
        labels = piece.kind == "range" and follows == ["colon", "range"]
        aged.append(replace(piece, kind="label") if labels else piece)
    return aged


def _runs(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Ranges one by one, and the pieces of a label together."""
    runs: list[list[_Piece]] = []
    ended = True
    for piece in pieces:
        if piece.kind == "range":
            runs.append([piece])
        elif piece.kind == "label":
            if runs and runs[-1][0].kind == "label" and not ended:
                runs[-1].append(piece)
            else:
                runs.append([piece])
        elif piece.kind == "colon" and runs and runs[-1][0].kind == "label":
            runs[-1][-1] = replace(runs[-1][-1], colon=True)
        ended = piece.kind == "range" or (ended and piece.kind != "label")
    return runs


def _paired(runs: Sequence[Sequence[_Piece]]) -> list[tuple[Sequence[_Piece], _Piece]]:
    """Label and range by turns; which comes first holds for the whole cell, else none is read."""
    kinds = [run[0].kind for run in runs]
    order = kinds[:_PAIR]
    if len(order) < _PAIR or order[0] == order[1] or kinds != order * (len(kinds) // _PAIR):
        return []
    if len({run[-1].colon for run in runs if run[0].kind == "label"}) > 1:
        return []  # `children < 1 moon: 3-5`: one of the two is no label
    first = order[0] == "label"
    couples = zip(runs[::2], runs[1::2], strict=True)
    return [(a, b[0]) if first else (b, a[0]) for a, b in couples]


def _words(label: Sequence[_Piece], plain: str, tokens: Sequence[Token]) -> str:
    """A label as it is printed, from its first piece to its last."""
    said = plain[tokens[label[0].start].start : tokens[label[-1].end - 1].end].strip()
    return f"{said})" if said.count("(") > said.count(")") else said
