"""Printed numbers: what the point and the comma mean is decided once for a document.

`12.345` is twelve or twelve thousand, and `140 136` a number or two results side by side. A
document that prints `3,5` or `10 000` elsewhere settles it; where nothing does, the number is left
unread. Digits in groups of three stand behind a point or a comma (English, Dutch, German, Spanish),
a space (French, the SI) or an apostrophe (Swiss).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.fhir.lab_reports.cells.folding import tidied

LONGEST: Final = 24
"""Characters; a longer row of digits is no result."""

CLEAR: Final = 5
"""So many times more often must one decimal sign be seen than the other to be the document's."""


@dataclass(frozen=True, slots=True)
class Style:
    """The signs that a document prints; an empty one is not known."""

    decimal: str = ""
    """`.` or `,`."""
    thousands: str = ""
    """`.`, `,`, a space or an apostrophe, where one was seen for certain."""


NUMERAL: Final = (
    r"(?:\d{1,3}(?:[ '.,]\d{2,3})*[ '.,]\d{3}(?:[.,]\d+)?(?!\d)|\d+[.,]\d+|\d+|[.,]\d+)"
)
"""A number without a sign, greedily; `number` says whether it is one."""

_SIGNED = re.compile(r"([+-]?)((?:\d|[.,]\d)(?:[\d '.,]*\d)?)(?:[eE]([+-]?\d{1,2}))?")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([ '.,])\d{3})(?:\1\d{3})*")
_LAKH = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}")
"""Indian grouping, as in `1,50,000` platelets."""
_CANDIDATE = re.compile(rf"(?<![\w.,:/'-]){NUMERAL}(?![\w:/'-]|[.,]\d)|(?<=-){NUMERAL}(?![\w:/'-])")
_SURFACE = re.compile(r"1[.,]73\s*m", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}")
_THIN = re.compile("\\d[\u00a0\u2009\u202f]\\d{3}(?!\\d)")
"""A space that keeps digits together is no gap between columns."""
_DENSITY = re.compile(r"1\.0\d\d")
"""A relative density: printed with a point also where the comma is the decimal sign."""


def style_of(texts: Iterable[str]) -> Style:
    """What the point and the comma mean in a document, by the numbers that leave no doubt.

    >>> style_of(["3,5 - 5,1", "1.250"]), style_of(["12.345"])
    (Style(decimal=',', thousands=''), Style(decimal='', thousands=''))
    """
    decimals: Counter[str] = Counter()
    thousands: Counter[str] = Counter()
    for text in texts:
        if _THIN.search(text):
            thousands[" "] += 1
        plain = _DATE.sub(" ", _SURFACE.sub(" ", tidied(text)))
        for found in _CANDIDATE.finditer(plain):
            _weigh(found[0], decimals, thousands)
    decimal = _clear(decimals)
    group = _clear(Counter({sign: n for sign, n in thousands.items() if sign != decimal}))
    return Style(decimal, group)


def _weigh(printed: str, decimals: Counter[str], thousands: Counter[str]) -> None:
    """What one number shows: `1.234,5` both signs, `0,123` a decimal, `1.234.567` a group."""
    if printed[0] == "0" and printed[1:2].isdigit():  # 08.15 is a time
        return
    sign, group = _signs(printed)
    if group and (group != " " or printed.endswith(" 000")):  # two columns look the same
        thousands[group] += 1
    if sign:
        decimals[sign] += 1
    elif group in {".", ","} and (printed.count(group) > 1):
        decimals["," if group == "." else "."] += 1


def _signs(printed: str) -> tuple[str, str]:
    """The decimal sign and the group sign that a number shows for certain."""
    seen = [c for c in printed if not c.isdigit()]
    if not seen:
        return "", ""
    last = seen[-1]
    if len(set(seen)) > 1:  # 1.234,5
        head = printed[: printed.rindex(last)]
        sure = last in {".", ","} and (_GROUPS.fullmatch(head) or _LAKH.fullmatch(head))
        return (last, seen[0]) if sure else ("", "")
    if len(seen) > 1 or last in {" ", "'"}:
        grouped = _GROUPS.fullmatch(printed) or _LAKH.fullmatch(printed)
        return ("", last) if grouped else ("", "")
    return ("", "") if _GROUPS.fullmatch(printed) else (last, "")


def _clear(votes: Counter[str]) -> str:
    """The sign with the votes; none where another has a fifth as many (two styles in one text)."""
    ranked = votes.most_common(2)
    if not ranked:
        return ""
    rest = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= CLEAR * rest else ""


def number(text: str, style: Style) -> Decimal | None:
    """The number that a text is, all of it; None where it is none or may be two.

    >>> number("1.234,5", Style()), number("12.345", Style()), number("12.345", Style(","))
    (Decimal('1234.5'), None, Decimal('12345'))
    """
    plain = tidied(text)
    found = _SIGNED.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None:
        return None
    spaced = style.thousands == " " or _THIN.search(text)
    if " " in plain and not spaced and not plain.endswith(" 000"):
        return None  # `140 136` may be two results side by side
    digits = _plain(found[2], style)
    if digits is None:
        return None
    power = f"E{found[3]}" if found[3] else ""
    return Decimal(f"{found[1]}{digits}{power}")


def _plain(printed: str, style: Style) -> str | None:
    """Digits with a point at most; None where a sign may mean either."""
    if printed.isdigit():
        return None if len(printed) > 1 and printed[0] == "0" else printed
    sign, group = _signs(printed)
    if not sign and not group:
        sign, group = _by_document(printed, style)
    if not sign and not group:
        return None
    whole, _, part = printed.rpartition(sign) if sign else (printed, "", "")
    if group:
        whole = whole.replace(group, "")
    if (whole and not whole.isdigit()) or (len(whole) > 1 and whole[0] == "0"):
        return None
    return f"{whole or '0'}.{part}" if part else whole


def _by_document(printed: str, style: Style) -> tuple[str, str]:
    """What the one sign of `12.345` is: a decimal sign here, or a group sign."""
    if not style.decimal or not _GROUPS.fullmatch(printed):
        return "", ""
    seen = next(c for c in printed if not c.isdigit())
    if seen == style.decimal:
        return seen, ""
    if style.thousands in {".", ","} and seen != style.thousands:
        return "", ""
    return ("", "") if _DENSITY.fullmatch(printed) else ("", seen)
