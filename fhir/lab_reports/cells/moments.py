"""Dates and times as laboratories print them, in five languages; an order is never guessed.

`03/04/2024` is read only where the language writes the day first (Dutch, French, German, Spanish),
where another date of the document settles the order, or where both readings are the same day. A
year of two digits is of this century, and of none in a date of birth. A local time has no offset:
the text of the moment says none either.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded, tidied
from chartside.fhir.when import When, parse_when

DAY_FIRST: Final = frozenset({"nl", "fr", "de", "es"})

_MONTHS: Final = (
    "january jan januari januar janner janvier janv enero ene jän jaenner",
    "february feb februari februar fevrier fevr fev febrero febr",
    "march mar maart mrt marz maerz mrz mars marzo maa mär",
    "april apr avril avr abril abr",
    "may mei mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug augustus aout agosto ago",
    "september sep sept septembre septiembre set setiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
_MONTH_OF: Final = {
    folded(word): number for number, words in enumerate(_MONTHS, 1) for word in words.split()
}
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)(?:day|nesday|rsday|urday)?[ ,.]+(?=\d|[a-z])"
    r"|^(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|mi|fr|sa|so"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim"
    r"|lunes|martes|miercoles|jueves|viernes|sabado|domingo|le|el|op|am|on|den|du)[ ,.]+(?=\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"((?:19|20)\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?((?:19|20)\d{2}|\d{2})(?!\d)")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/]((?:19|20)\d{2})$")
_SEP: Final = r"(?:\s*[-/.,]\s*|\s*)(?:de[l]?\s+|of\s+)?"
_DAY_NAME_YEAR = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|e|\.|º|°)?{_SEP}([^\W\d_]+)\.?{_SEP}((?:19|20)\d{{2}}|'?\d{{2}})(?![\d])"
)
_NAME_DAY_YEAR = re.compile(
    r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+((?:19|20)\d{2})(?!\d)"
)
_YEAR_NAME_DAY = re.compile(r"((?:19|20)\d{2})[-\s]([^\W\d_]+)\.?[-\s](\d{1,2})(?!\d)")
_NAME_YEAR = re.compile(r"([^\W\d_]+)\.?(?:\s+de)?\s+((?:19|20)\d{2})$")
_TIME = re.compile(
    r"^(?:\s*[,;T/|-]?\s*)(?:(?:at|om|um|[àa]|a\s+las?|@|te|kl\.?)\s+)?"
    r"\(?(\d{1,2})(?:\s?[:.]\s?|\s?[hu]\s?|(?<=\s\d\d))(\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r"\s*(a\.?\s?m\.?|p\.?\s?m\.?)?\s*(z|[+-]\d{2}:?\d{2}|[a-z]{3,4}(?<!uhr)(?<!uur)(?<!min)(?<!hrs))?\s*"
    r"(?:uhr|uur|hrs?|hours?|horas?|h|u|min|local(?:\s+time)?)?\.?\)?$",
    re.IGNORECASE,
)
_ZONES: Final = {
    "UTC": "Z", "GMT": "Z", "CET": "+01:00", "MEZ": "+01:00", "CEST": "+02:00", "MESZ": "+02:00",
    "EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MDT": "-06:00", "PST": "-08:00",
    "PDT": "-07:00",
}  # fmt: skip
"""`CST` is left out: it is Chicago's, Havana's and Shanghai's."""
_OLD = re.compile(
    r"[\s,;/(-]*(?:(?:age|leeftijd|alter|[âa]ge|edad)\s*:?\s*)?\d{1,3}\s*"
    r"(?:y|yrs?|years?(?:\s+old)?|jaar|jr|j|jahre|ans|a[ñn]os)[\s.)]*",
    re.IGNORECASE,
)
"""An age behind a date of birth."""
_HOUR = re.compile(
    r"^\s*,?\s*(?:(?:at|om|um|à|a las?)\s+)?(\d{1,2})\s?(h|u|uhr|uur|a\.?m\.?|p\.?m\.?)\.?$",
    re.IGNORECASE,
)
_CENTURY: Final = 2000
_TWO_DIGITS: Final = 100
_NOON: Final = 12
_LONGEST: Final = 60
_EVIDENCE = re.compile(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2(?:(?:19|20)\d{2}|\d{2})(?![\d/-])")


def order_of(texts: Iterable[str]) -> str:
    """`DMY` or `MDY`, as the dates of a document that leave no doubt show; empty where none does.

    Points between the numbers are only printed with the day first. Where dates contradict each
    other the order is unknown.

    >>> order_of(["Collected 03/25/2024", "03/04/2024"]), order_of(["03/04/2024"])
    ('MDY', '')
    """
    votes: Counter[str] = Counter()
    for text in texts:
        for found in _EVIDENCE.finditer(tidied(text)):
            first, second = int(found[1]), int(found[3])
            if 12 < first <= 31 and 0 < second <= 12:  # noqa: PLR2004 - days and months
                votes["DMY"] += 1
            elif 12 < second <= 31 and 0 < first <= 12:  # noqa: PLR2004 - days and months
                votes["MDY"] += 1
    return next(iter(votes)) if len(votes) == 1 else ""


@lru_cache(maxsize=4096)
def read_moment(
    text: str, language: str = "", order: str = "", *, born: bool = False
) -> When | None:
    """The date or the local time that a text is, all of it; None where it may be two.

    With `born` a year of two digits is not read: a patient may be a hundred years old.

    >>> read_moment("12 mars 2024, 8h15", "fr").text
    '2024-03-12T08:15:00'
    >>> read_moment("03/04/2024", "en") is None, read_moment("03/04/2024", "nl").text
    (True, '2024-04-03')
    """
    plain = _WEEKDAY.sub("", _outside(tidied(text))).strip(" .,;|")
    if not plain or len(plain) > _LONGEST:
        return None
    read = _day(plain, order or ("DMY" if language in DAY_FIRST else ""), born=born)
    if read is None:
        return _month(plain)
    day, rest = read
    if not rest.strip(" ,.;") or _OLD.fullmatch(rest):
        return parse_when(day)
    time = _time(rest.rstrip(" ,;"))
    return parse_when(f"{day}T{time}") if time else None


def dated(text: str) -> bool:
    """Whether a text is a date, with a time or without, in whatever order it is written."""
    return any(read_moment(text, order=order) for order in ("DMY", "MDY"))


def _outside(plain: str) -> str:
    """Without brackets around the whole."""
    whole = plain[:1] == "(" and plain[-1:] == ")" and plain.count("(") == 1
    return plain[1:-1] if whole else plain


def _day(plain: str, order: str, *, born: bool) -> tuple[str, str] | None:
    """The day as FHIR writes it, and what stands behind it."""
    if found := _ISO.match(plain):
        return _dated(found[1], found[3], found[4]), plain[found.end() :]
    if found := _NUMERIC.match(plain):
        day_month = _ordered(int(found[1]), int(found[3]), "DMY" if found[2] == "." else order)
        year = _year(found[4], born=born)
        return (_dated(year, *day_month), plain[found.end() :]) if day_month and year else None
    for pattern, (y, m, d) in (
        (_DAY_NAME_YEAR, (3, 2, 1)), (_NAME_DAY_YEAR, (3, 1, 2)), (_YEAR_NAME_DAY, (1, 2, 3)),
    ):  # fmt: skip
        found = pattern.match(plain)
        month = _MONTH_OF.get(folded(found[m])) if found else None
        year = _year(found[y].lstrip("'"), born=born) if found else ""
        if found and month and year:
            return _dated(year, month, found[d]), plain[found.end() :]
    return None


def _ordered(first: int, second: int, order: str) -> tuple[int, int] | None:
    """Month and day; None where the order is not known and matters."""
    if order == "DMY":
        return second, first
    if order == "MDY":
        return first, second
    if first == second:
        return first, second
    if first > _NOON >= second:
        return second, first
    return (first, second) if second > _NOON >= first else None


def _year(printed: str, *, born: bool) -> str:
    if len(printed) == 4:  # noqa: PLR2004 - a whole year
        return printed
    return "" if born else str(_CENTURY + int(printed) % _TWO_DIGITS)


def _dated(year: str, month: int | str, day: int | str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"


def _month(plain: str) -> When | None:
    if found := _MONTH_YEAR.match(plain):
        return parse_when(f"{found[2]}-{int(found[1]):02}")
    found = _NAME_YEAR.match(plain)
    month = _MONTH_OF.get(folded(found[1])) if found else None
    return parse_when(f"{found[2]}-{month:02}") if found and month else None


def _time(rest: str) -> str:
    """Hours, minutes and seconds as FHIR writes them; empty where the rest is no time.

    Seconds that are not printed are zero, as FHIR R4 (dateTime) allows.
    """
    if found := _TIME.match(rest):
        hour = _hour(int(found[1]), (found[4] or "").lower())
        offset = _offset((found[5] or "").upper())
        return "" if offset is None else f"{hour:02}:{found[2]}:{found[3] or '00'}{offset}"
    if found := _HOUR.match(rest):
        return f"{_hour(int(found[1]), found[2].lower()):02}:00:00"
    return ""


def _offset(zone: str) -> str | None:
    """As FHIR writes it; None for a zone whose letters are not known or are those of two."""
    if zone[:1] in {"+", "-"}:
        return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return zone if zone in {"", "Z"} else _ZONES.get(zone)


def _hour(hour: int, half: str) -> int:
    """On a clock of 24 hours; 99 is no hour."""
    if not half.startswith(("a", "p")):
        return hour
    if not 1 <= hour <= _NOON:
        return 99
    return hour % _NOON + (_NOON if half.startswith("p") else 0)


def age_on(born: date, day: date) -> int:
    """Whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
