"""Days, months and years as people write them: the pattern of each form, and what it says.

The order of day, month and year, and the marks between them, are those of the short, medium and
long date formats of Unicode CLDR 45 for English, German, French, Nordic, Slavic and East Asian
locales, of ISO 8601 (extended and basic) and of the military `12Jan2022`; a Roman month as in
Hungarian and Polish notes (`14-XI-2020`).

`03/02/2019` is 3 February to most of the world and 2 March to the United States: it is read only
where both readings are one, where one is impossible, where the day of the week beside it decides,
or where the caller says which is meant.
"""

import re
from typing import Final, Literal

from chartside.fhir.when import When, parse_when

DateOrder = Literal["", "dmy", "mdy"]
"""What `03/02/2019` means: empty where nobody has said."""

_MONTH_NAMES: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTHS: Final = {name[:n]: k for k, name in enumerate(_MONTH_NAMES, 1) for n in (3, len(name))} | {
    "sept": 9
}
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z])"
)
YEAR: Final = r"(?:(?:1[89]|2[0-2])\d\d(?!\d)|['\u2018\u2019]\d\d(?!\d))"
"""Of four digits, or of two behind an apostrophe."""
NO_VALUE: Final = (
    r"(?!\s?(?:%|[xX\u00d7]\s?10|\u00b0|(?:[mkn\u00b5\u03bcu]c?g|g|[munp\u00b5\u03bc]?mol|m?Eq|m?IU|U"
    r"|units?|m[lL]|cm|mm(?:Hg)?|kcal|cells|steps|copies|bpm|beats|breaths|percent|per\scent"
    r"|kilos?|pounds|lbs?|degrees)\b))"
)
"""Not before a unit of measure: then it is what was measured."""
_FULL: Final = r"(?:1[89]|2[0-2])\d\d(?!\d)"
_ORDINAL: Final = r"(?:\s?(?:st|nd|rd|th)\b)?"
_TO_YEAR: Final = (
    r"\.?,?\s?(?:[-/.\u2013]\s?)?(?:(?:of|in)\s)?(?:the\syear\s(?:of\s(?:our\sLord\s)?)?)?"
)
"""Between a month or day and its year: `, `, `-`, `of the year`."""
_TO_MONTH: Final = r"(?:\.\s?|[-/\u2013\u2010\u2011]|\s)?(?:(?:day\s)?of\s)?"
_TO_DAY: Final = r"\.?(?:[-/]|\s)?(?:the\s)?"
_DAYS: Final = r"\d{1,2}(?:st|nd|rd|th)?"
CALENDAR: Final = rf"""
    (?=\d)(?:
    (?P<iso>\b(?:1[89]|2[0-2])\d\d-\d\d(?:-\d\d)?(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?\b(?!-\d(?!\d)))
  | (?P<slash>(?<![\d/.,-])\d{{1,2}}(?P<mark>[/.-]|\.\s|\s/\s)\d{{1,2}}(?P=mark)
      (?:(?:1[89]|2[0-2])\d\d|\d\d|['\u2018\u2019]\d\d)\b(?![/.-]\d))
  | (?P<spaced>(?<![\d/.,-])(?:0[1-9]|[12]\d|3[01])\s(?:0[1-9]|[12]\d|3[01])\s(?:19|20)\d\d
      (?![\d/-]|[.,]\d){NO_VALUE})
  | (?P<twoyears>(?<![\d/.,-])\b(?:19|20)\d\d/(?:1[3-9]|[2-9]\d)(?![\d/-]|\.\d))
  | (?P<ymd>(?<![\d/.,-])(?:1[89]|2[0-2])\d\d(?P<ymark>[/.-])(?:0?[1-9]|1[0-2])(?P=ymark)
      (?:0?[1-9]|[12]\d|3[01])(?!\d|[/.-]\d))
  | (?P<basic>(?<![\d/.,-])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\w|[/.-]\d))
  | (?P<dmy>(?<![\d.,/])\b\d{{1,2}}{_ORDINAL}{_TO_MONTH}{MONTH}{_TO_YEAR}{YEAR})
  | (?P<short>(?<![\d.,/-])\b\d{{1,2}}(?P<smark>[-/.]?){MONTH}(?P=smark)\d\d(?![./,]?\d)
      |(?<![\d.,/-])\b\d{{1,2}}(?:st|nd|rd|th)?[ ]{MONTH}[ ][0-2]\d\b
      (?![./,]?\d|[ ]?[-\u2013/]){NO_VALUE})
  | (?P<roman>(?<![\d.,/-])\b\d{{1,2}}(?P<rmark>[-./]\s?|\s)(?-i:I{{1,3}}|IV|VI{{0,3}}|IX|XI{{0,2}})
      (?P=rmark){YEAR})
  | (?P<ynamed>(?<![\d.,/-])\b{_FULL}[-/.,]?\s?{MONTH}\.?[-/]?\s?{_DAYS}\b(?![./]?\d){NO_VALUE})
  | (?P<slashmy>(?<![\d/.,-])\b(?:0?[1-9]|1[0-2])\s?[/-]\s?{_FULL}(?![%]|[-/.,]\d)
      |(?<![\d/.,-])\b(?:0[1-9]|1[0-2])\.{_FULL}(?!%|[-/.,]\d){NO_VALUE})
  | (?P<yslashm>(?<![\d/.,-])\b(?:1[89]|2[0-2])\d\d/(?:0[1-9]|1[0-2])(?![\d/-]|\.\d))
  | (?P<sharedday>(?:(?<![\d.,/])\b{_DAYS}
      |(?:(?<=\bon[ ])|(?<=\bthe[ ])|(?<=,[ ])){_DAYS}(?=,\s)(?:(?=,\s{_DAYS},?\s(?:and|or|&)\b)))
      (?=(?:,\s{_DAYS})?,?\s?(?:to|and|or|&|-|\u2013)\s?(?:the[ ])?
      {_DAYS}[ ](?:of[ ])?{MONTH}{_TO_YEAR}{YEAR}))
  | (?P<openday>(?:(?<=\bfrom[ ])|(?<=\bbetween[ ])|(?<=\bthe[ ]))\d{{1,2}}(?:st|nd|rd|th)?
      (?=\s?(?:to|and|-|\u2013)\s?\d{{1,2}}(?:st|nd|rd|th)?[ ]{MONTH}(?![ ]\d)))
  | (?P<dm>(?<![\d.,/])\b\d{{1,2}}{_ORDINAL}(?:\s|-|\.\s)?(?:(?:day\s)?of\s)?{MONTH}(?![-/]\d))
  | (?P<year>(?:(?<![\d./,-])|(?<=\bmid-)|(?<=\bQ[1-4][/-])|(?<=\b[12]\d\d\d[-/]))
      \b(?:1[89]|2[0-2])\d\d\b
      (?![\d%]|[.,]\d|[-/](?!(?:1[89]|2[0-2])\d\d(?!\d|[-/.]\d){NO_VALUE})){NO_VALUE}))
  | (?=[JFMASOND])(?:
    (?P<mdy>\b{MONTH}{_TO_DAY}\d{{1,2}}(?!\d){_ORDINAL}{_TO_YEAR}{YEAR})
  | (?P<my>\b{MONTH}{_TO_YEAR}{YEAR})
  | (?P<sharedmonth>\b{MONTH}(?=[ ](?:to|and|or|&|-|\u2013)[ ]{MONTH}{_TO_YEAR}{YEAR}))
  | (?P<md>(?<!\bin[ ])\b{MONTH}\.?[ -](?:the[ ])?\d{{1,2}}(?:st|nd|rd|th)?\b(?![/.,]?\d)
      {NO_VALUE}))
  | (?P<twoyear>(?=['\u2018\u2019])
      (?:(?<=\bin[ ])|(?<=\bof[ ])|(?<=\bsince[ ])|(?<=\bfrom[ ])|(?<=\buntil[ ])
      |(?<=\bto[ ])|(?<=\bby[ ])|(?<=\blate[ ])|(?<=\bearly[ ])|(?<=\bmid[ ])|(?<=\bQ[1-4][ ])
      |(?<=\b(?:summer|winter|spring|autumn)[ ]))['\u2018\u2019]\d\d(?!['\w]|[.,]\d))
  | (?P<decade>(?=[12emlt])\b(?:(?:early|mid|late)[ -])?(?:the[ ])?(?:(?:early|mid|late)[ -])?
      (?:1[89]|2[0-2])\d0['\u2019]?s\b)
"""
"""For the pattern of all dates, which is verbose and takes no heed of capitals."""
NUMBER: Final = re.compile(r"\d+")
_WORD: Final = re.compile(r"[A-Za-z]+")
_ROMAN_IN: Final = re.compile(r"[IVX]+")
_FOUR: Final = 4


def when_of(form: str, said: str, order: DateOrder = "") -> When | None:
    """The day, month or year that a match of one of these forms names; None where there is none.

    >>> when_of("dmy", "12Jan2022").words, when_of("my", "Aug '23").words
    ('12 January 2022', 'August 2023')
    """
    if form == "iso":
        return parse_when(said) or parse_when(said[:10])
    if form == "twoyear":
        return parse_when(str(_century(said[1:])))
    if form == "basic":
        return parse_when(f"{said[:4]}-{said[4:6]}-{said[6:]}")
    numbers = NUMBER.findall(said)
    if form in {"slash", "spaced"}:
        return _slashed(numbers, order)
    return _of(*_parts(form, said, numbers))


def _parts(form: str, said: str, numbers: list[str]) -> tuple[str, int, str]:
    """The year, the month and the day (empty where none is named) of a form."""
    if form in {"ymd", "yslashm"}:
        return numbers[0], int(numbers[1]), "".join(numbers[2:])
    if form == "slashmy":
        return numbers[1], int(numbers[0]), ""
    if form == "roman":
        return numbers[-1], _ROMAN.index("".join(_ROMAN_IN.findall(said))) + 1, numbers[0]
    if form == "my":
        return numbers[-1], month_in(said), ""
    year, day = (0, 1) if form == "ynamed" else (-1, 0)
    return numbers[year], month_in(said), numbers[day]


def either_way(said: str) -> tuple[When, ...]:
    """Both days that `03/02/2019` may be."""
    numbers = NUMBER.findall(said)
    ways = (_slashed(numbers, "dmy"), _slashed(numbers, "mdy"))
    return tuple(w for w in ways if w is not None)


def _of(year: str, month: int, day: str = "") -> When | None:
    """A date of its parts; a year of two digits is of this century up to 2049, as ISO C's %y."""
    year = year if len(year) == _FOUR else str(_century(year))
    return parse_when(f"{year}-{month:02}" + (f"-{int(day):02}" if day else ""))


def _century(year: str) -> int:
    return int(year) + (2000 if int(year) < 50 else 1900)  # noqa: PLR2004 - as ISO C's %y


def _slashed(numbers: list[str], order: DateOrder) -> When | None:
    one, other, year = numbers
    day_first = _of(year, int(other), one)
    month_first = _of(year, int(one), other)
    if order:
        return day_first if order == "dmy" else month_first
    if day_first is None or month_first is None or int(one) == int(other):
        return day_first or month_first
    return None


def month_in(said: str) -> int:
    """The month that the first name of one in a text stands for; 0 where none stands there."""
    return next((MONTHS[w] for w in map(str.lower, _WORD.findall(said)) if w in MONTHS), 0)


def is_capital(said: str) -> bool:
    """`may 2` in "it may 2"... only a capital makes a month out of May, March or Mar."""
    name = next((w for w in _WORD.findall(said) if w.lower() in MONTHS), "")
    return name[:1].isupper()
