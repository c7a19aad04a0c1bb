"""Numbers with their units, signs and ranges, as they stand in a sentence."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.numerals import FIGURES, decimal_of, numerals_in
from chartside.grounding.reading.spans import Spans
from chartside.grounding.reading.units import UNIT, tidy

_VALUE = Caseless(
    rf"""(?<![\w.,/])(?<![A-Za-z]-)(?P<minus>-(?=\d))?(?P<number>{FIGURES})(?!\d)
    (?:\s?(?:mm\s?\[?Hg\]?\s(?=over\b|/))?
    (?P<join>/|-|\u2013|(?:(?:all\sthe\sway\s)?(?:up|down)\s)?to\b|and\b|over\b)\s?(?P<other>{FIGURES})(?!\d|[-/]\d))?""",
    re.VERBOSE,
)
_SIGN = Caseless(
    r"""(?P<sign>(?:(?<![-=])[<>]=?|[\u2264\u2265~])
      |\b(?:less|more|greater|fewer|higher|lower)\sthan(?:\sor\sequal\sto)?
      |\b(?:below|beneath|under|above|(?<!systolic\s)over|exceed(?:ing|s|ed)?|in\sexcess\sof|upwards\sof
          |no\s(?:lower|less|fewer)\sthan|no\s(?:higher|greater)\sthan|not\sexceeding
          |at\sleast|at\smost
          |(?<!went\s)(?<!crept\s)(?<!shot\s)(?<!gone\s)(?<!goes\s)(?<!came\s)(?<![dng]\s)up\sto
          |no\smore\sthan|at\sor\s(?:below|under|above|over)
          |not\sabove)(?=\s))\s?$""",
    re.VERBOSE,
)
_SIGN_BEHIND: Final = Caseless(
    r"\s(?:or|and)\s(?P<way>more|higher|greater|above|over|upwards|less|lower|fewer|below|under)\b"
    r"(?=\s*(?:[.,;:)]|$|\b(?:on|in|at|since)\b))",
)
_MORE: Final = ("more", "higher", "greater", "above", "over", "upwards")
_BEHIND: Final = {
    **dict.fromkeys(_MORE, ">="),
    **dict.fromkeys(("less", "lower", "fewer", "below", "under"), "<="),
}
"""`5.5 or more`."""
_SIGN_ENDS: Final = (
    "<", ">", "=", "\u2264", "\u2265", "~", "than", "to", "below", "beneath", "under", "above",
    "over", "exceeding", "exceed", "exceeds", "exceeded", "of", "least", "most",
)  # fmt: skip
_SIGN_LENGTH: Final = 30
_SIGNS: Final = {
    "<": "<", ">": ">", "<=": "<=", ">=": ">=", "\u2264": "<=", "\u2265": ">=", "~": "",
    "less than": "<", "fewer than": "<", "lower than": "<", "below": "<",
    "beneath": "<", "under": "<",
    "no lower than": ">=", "no less than": ">=", "no fewer than": ">=", "no higher than": "<=",
    "no greater than": "<=", "not exceeding": "<=", "in excess of": ">", "upwards of": ">",
    "more than": ">", "greater than": ">", "higher than": ">", "above": ">", "over": ">",
    "exceeding": ">", "exceed": ">", "exceeds": ">", "exceeded": ">",
    "at least": ">=", "at most": "<=", "up to": "<=", "no more than": "<=",
    "not above": "<=", "at or below": "<=", "at or under": "<=", "at or above": ">=",
    "at or over": ">=", "less than or equal to": "<=", "greater than or equal to": ">=",
    "more than or equal to": ">=",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text.

    `unit` as it is written, empty where none is; `sign` one of `<`, `<=`, `>`, `>=` or empty, of
    words too ("below 5.5"). `other` is the second number of `134/76` (`joined` is `/`) or of
    `3.5 to 5.3` (`joined` is `-`). `about` where it is said to be no more than near: "about 1770".
    """

    number: Decimal
    start: int
    end: int
    text: str
    unit: str = ""
    sign: str = ""
    other: Decimal | None = None
    joined: str = ""
    about: bool = False

    @property
    def decimals(self) -> int:
        """How many digits after the point are shown."""
        return decimals(self.number)


def decimals(number: Decimal) -> int:
    """How many digits a number shows after the point."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def quantities_in(text: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    """Every number of a text outside the spans that are taken by dates and quotes, in order."""
    if not any(c.isnumeric() for c in text):
        return []
    found: list[Quantity] = []
    spans = Spans(taken)
    at = 0
    while (match := _VALUE.search(text, at)) is not None:
        if over := spans.touched(*match.span("number")):
            at = max(over, match.start("number") + 1)
            continue
        quantity = _quantity(text, at, match, spans)
        at = max(quantity.end, match.end("number"))
        if (
            quantity.unit or not text[quantity.end : quantity.end + 1].isalpha()
        ):  # 3b, 2nd are words
            found.append(quantity)
    return found


_NAMED = re.compile(
    r"\s[A-Z][a-z]?[+-]?\s(?:[\w-]+\s){0,3}(?:values?|results?|readings?|levels?|measurements?"
    r"|tests?"
    r"|checks?"
    r"|assays?|determinations?)\b"
)
"""`2 Mg values`, `3 K results`: an element is counted, and no milligram weighed."""


_REACH: Final = 90
_UNCOUNTED: Final = r"(?:(?!\bbut\b)(?:\b(?:19|20)\d\d\b|[A-Za-z]\d+\w*|[^\d.;,]))*"
"""Words, years and names like HbA1c, but no other number."""
_DENIED: Final = Caseless(
    r"(?:(?:(?:^|[;,]\s|\b(?:and|but|there\s(?:is|are|was|were|has\sbeen|have\sbeen)|had|has|have"
    r"|shows?|showed|with|holds?)\s|\d\d\s)no(?:ne)?|\b(?:at\sno\stime|never|nor|neither|without"
    r"|did\snot|does\snot|was\snot"
    r"|were\snot|has\snot|not\sonce|not\sone|not\sa\ssingle))\b|n't\b)"
    rf"{_UNCOUNTED}(?:\d[\d.,]*\s?(?:[^\s\d.;,]+\s)?(?:n?or|and\snever)\b{_UNCOUNTED})?$",
)
"""`never under 8.9 nor over 15.7`, `did not drop below 128 or exceed 149`."""
_TURNED: Final = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def _sign(text: str, at: int, start: int) -> tuple[str, int]:
    """The sign before a number and where it begins: "below 5.5"."""
    ahead = text[max(at, start - _SIGN_LENGTH) : start]
    if not ahead.rstrip().lower().endswith(_SIGN_ENDS):
        return "", start
    found = _SIGN.search(ahead)
    if found is None or (found[0][-1].isalpha()):
        return "", start
    sign = _SIGNS.get(" ".join(found["sign"].lower().split()), "")
    begin = start - len(found[0])
    denied = sign and _DENIED.search(text, max(0, begin - _REACH), begin)
    return (_TURNED[sign] if denied else sign), begin


def _quantity(text: str, at: int, match: re.Match[str], taken: Spans) -> Quantity:
    join, other, end = match["join"] or "", match["other"], match.end()
    if other and taken.touched(*match.span("other")):
        join, other = "", None
    if (
        other
        and join.lower() == "and"
        and not _BETWEEN.search(text, max(0, match.start("number") - 10), match.start("number"))
    ):
        join, other = "", None
    if not other:  # a number without its partner ends before the joining word
        end = match.end("number")
    unit = None if _NAMED.match(text, end) else UNIT.match(text, end)
    sign, start = _sign(text, at, match.start())
    last = unit.end() if unit else end
    if not sign and not other and (more := _SIGN_BEHIND.match(text, last)):
        sign, last = _BEHIND[more["way"].lower()], more.end()
    return Quantity(
        number=_decimal(match["number"], match["minus"]),
        start=start,
        end=last,
        text=text[start:last].strip(),
        unit=tidy(unit[0]) if unit else "",
        sign=sign,
        other=_decimal(other, None) if other else None,
        joined=("/" if join in {"/", "over"} else "-") if other else "",
        about=not sign and _is_about(text, start),
    )


def _is_about(text: str, start: int) -> bool:
    """Whether a number that begins at a place is said to be near: "about 1770", "~1770"."""
    near = _ABOUT.search(text, max(0, start - _SIGN_LENGTH), start)
    return near is not None or text.startswith(("~", "\u2248"), start)


_ABOUT: Final = Caseless(
    r"(?:\b(?:about|approximately|approx\.?|around|roughly|some|circa|ca?\.|near(?:ly)?|almost"
    r"|close\sto|in\sthe\s(?:region|order|neighbourhood|neighborhood|vicinity)\sof|or\sso)\s"
    r"|[~\u2248])\s?$",
)
_ONCE = Caseless(r"\b(once|twice)\b")
_ONE = Caseless(
    r"(?:(?<=[:=>]\s)|(?<=\bwas\s)|(?<=\bis\s)|(?<=\bgives\s)|(?<=\bof\s)|(?<=\bto\s))one"
    r"(?=\s?(?:[.;,)]|$))|\bone(?=\s(?:[\w+/()]+[.,]?[\s-]){0,5}?(?:visit|encounter"
    r"|result|dose|admission|measurement"
    r"|reading|value|scan|procedure"
    r"|vaccin\w+|appointment|consultation|test|episode|stay)s?\b)",
)


def _times(text: str, taken: Spans) -> list[Quantity]:
    """`once`, `twice`, `one visit`: counts that are not spelled as numbers."""
    lower = text.lower()
    found = []
    if "once" in lower or "twice" in lower:
        found += [
            Quantity(Decimal(1 if m[0].lower() == "once" else 2), *m.span(), m[0], "times")
            for m in _ONCE.finditer(text)
        ]
    if "one" in lower:
        found += [Quantity(Decimal(1), *m.span(), m[0]) for m in _ONE.finditer(text)]
    if "x" not in lower and "\u00d7" not in lower:
        return [q for q in found if not taken.touched(q.start, q.end)]
    found += [
        Quantity(Decimal(m[1] or m[2]), *m.span(), m[0], "times") for m in _BY_TIMES.finditer(text)
    ]
    return [q for q in found if not taken.touched(q.start, q.end)]


_BY_TIMES = Caseless(
    r"(?<![\w\d])[x\u00d7]\s?(\d{1,2})(?![\w/^*(]|\.\d)(?!\s(?:mg|day|week))"
    r"|(?<![\w.,/])(\d{1,2})\s?[x\u00d7](?![\w/^*(]|\s?\d)",
)
"""`vaccine x2`, `seen 2x`."""
_BETWEEN = Caseless(r"\bbetween\s$")


def spelled_in(text: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    """Numbers in letters outside the spans that are taken: "three visits", "six months"."""
    spans = Spans(taken)
    found: list[Quantity] = []
    for start, end, digits in numerals_in(text):
        if spans.touched(start, end):
            continue
        quantity = _after(text, start, end, digits)
        last = found[-1] if found else None
        if last and not last.unit and text[last.end : start].strip().lower() == "over":
            found[-1] = replace(
                last,
                end=quantity.end,
                text=text[last.start : quantity.end],
                unit=quantity.unit,
                other=quantity.number,
                joined="/",
            )
        else:
            found.append(quantity)
    return found + _times(text, spans)


def _after(text: str, start: int, end: int, digits: str) -> Quantity:
    """The quantity of a number that stands in letters at a place."""
    unit = None if _NAMED.match(text, end) else UNIT.match(text, end)
    last = unit.end() if unit else end
    return Quantity(Decimal(digits), start, last, text[start:last], tidy(unit[0]) if unit else "")


def _decimal(digits: str, minus: str | None) -> Decimal:
    number = decimal_of(digits)
    return -number if minus else number
