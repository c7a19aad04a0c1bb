"""What a text says: days, numbers with what follows them, lengths of time, yes and no.

Lenient in form (how a date is written, how a unit is spelled), never in what is said.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

BRANDS: Final = {"lasix": "furosemide", "toprol": "metoprolol", "aricept": "donepezil"}
"""Brands by which records name a medicine, and what is in them."""

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH: Final = (
    r"(?P<m{n}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATES: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"\b(?P<iso>(?:19|20)\d\d-\d\d(?:-\d\d)?)(?:T[\d:.+Z-]+)?\b",
        r"(?<![\d/])(?P<iso>(?:19|20)\d\d/\d\d/\d\d)(?![\d/])",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH.format(n='')}[ ,-]+(?P<y>(?:19|20)\d\d)\b",
        rf"\b{_MONTH.format(n='')} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b",
        rf"\b{_MONTH.format(n='')},? (?P<y>(?:19|20)\d\d)\b",
        r"(?<![\d.,/-])(?P<y>(?:19|20)\d\d)(?![\d/%-]|[.,]\d)(?! ?(?:mg|ml|units|g\b|m?mol|pg|ng))",
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """A text, the days in it, the rest of the text without them, and what stands before each."""

    text: str
    days: tuple[str, ...]
    rest: str
    before: tuple[str, ...] = ()


def told(text: str) -> Told:
    """Read the days of a text, in the order of where they stand."""
    found: list[tuple[int, str]] = []
    rest = text
    for shape in _DATES:
        for match in shape.finditer(rest):
            found.append((match.start(), _iso(match)))
        rest = shape.sub(lambda m: " " * len(m[0]), rest)
    found.sort()
    return Told(text, tuple(d for _, d in found), rest, tuple(text[:at] for at, _ in found))


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts.get("iso"):
        return str(parts["iso"]).replace("/", "-")
    text = str(parts["y"])
    if parts.get("m"):
        text += f"-{_MONTHS.index(str(parts['m'])[:3].lower()) + 1:02}"
    if parts.get("d"):
        text += f"-{int(str(parts['d'])):02}"
    return text


_NUMBER: Final = re.compile(r"(?<![\w.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A number, the text right after it, and the text right before it."""

    number: Decimal
    after: str
    before: str = ""

    def is_(self, value: Decimal) -> bool:
        """Whether it is this value, or this value rounded to three digits or more.

        >>> Said(Decimal("80"), "").is_(Decimal("80.038")), Said(Decimal(6), "").is_(Decimal("5.9"))
        (True, False)
        """
        return any(self.number == rounded(value, n) for n in range(3, 18)) or self.number == value


def rounded(value: Decimal, digits: int) -> Decimal:
    """A value to so many significant digits."""
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return value.quantize(step, ROUND_HALF_UP) if value and step < abs(value) else value


def numbers(rest: str) -> list[Said]:
    """The numbers of a text without days."""
    return [
        Said(
            Decimal(m[0].replace(",", "")),
            rest[m.end() : m.end() + 40],
            rest[max(0, m.start() - 40) : m.start()],
        )
        for m in _NUMBER.finditer(rest)
    ]


_UNIT_WORDS: Final = {
    "\u00b5": "u",
    "\u03bc": "u",
    "²": "2",
    "^": "",
    "*": "",
    "{": "",
    "}": "",
    "[": "",
    "]": "",
    "(": "",
    ")": "",
    "°": "",
    "_": "",
    " ": "",
    "\u00d7": "",
}
_SAME: Final = {
    "cel": "c",
    "/min": "beats/minute",
    "bpm": "beats/minute",
    "beats/min": "beats/minute",
    "score": "",
    "points": "",
    "mcg": "ug",
    "k/ul": "103/ul",
    "m/ul": "106/ul",
    "sec": "s",
    "nominal": "",
    "1": "",
    "units": "u",
    "unit": "u",
}


_SPELLED: Final = (
    (r"\b{}(?:litre|liter)s?\b", "l"),
    (r"\b{}grams?\b", "g"),
    (r"\b{}moles?\b", "mol"),
)
_PREFIXES: Final = {"": "", "deci": "d", "milli": "m", "micro": "u", "nano": "n", "kilo": "k"}


def _spelled_out(text: str) -> str:
    """A unit in words, such as "mmol per litre", in signs."""
    for words, sign in _SPELLED:
        for prefix, short in _PREFIXES.items():
            text = re.sub(words.format(prefix), short + sign, text)
    return re.sub(r"\s+per\s+", "/", text)


def unit(text: str) -> str:
    """A unit in one spelling.

    >>> unit("mL/min/1.73 m²") == unit("mL/min/{1.73_m2}")
    True
    """
    bare = _spelled_out(text.lower().strip())
    for old, new in _UNIT_WORDS.items():
        bare = bare.replace(old, new)
    bare = re.sub(r"^x(?=10)", "", bare)
    return _SAME.get(bare, bare)


def followed(said: Said, units: tuple[str, ...]) -> bool:
    """Whether a number is followed by this unit (true where it has none)."""
    wanted = {unit(u) for u in units} - {""}
    if not wanted:
        return True
    pieces = re.split(r"(?<=[\w%²³\])}/°])(?=[ ,;.)]|$)", said.after)
    starts = {unit("".join(pieces[: n + 1]).strip(" .,;")) for n in range(min(4, len(pieces)))}
    return bool(wanted & starts)


_LENGTH: Final = re.compile(
    r"(?P<n>\d+(?:\.\d+)?) ?-?(?P<u>years?|yrs?|y|months?|mo|weeks?|wks?|days?|d|hours?|h)\b",
    re.IGNORECASE,
)
_IN_DAYS: Final = {
    "y": Decimal("365.2425"),
    "mo": Decimal("30.436875"),
    "w": Decimal(7),
    "d": Decimal(1),
    "h": Decimal(1) / 24,
}


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in days, and how long its smallest unit is."""

    days: Decimal
    step: Decimal


def lengths(rest: str) -> list[Length]:
    """The lengths of time of a text; "3 years and 2 months" is one."""
    found: list[Length] = []
    end = -1
    for match in _LENGTH.finditer(rest):
        step = _IN_DAYS["mo" if match["u"].lower().startswith("mo") else match["u"][0].lower()]
        days = Decimal(match["n"]) * step
        joined = end >= 0 and re.fullmatch(r",? (?:and )?|,", rest[end : match.start()])
        if joined and found[-1].step > step:
            found[-1] = Length(found[-1].days + days, step)
        else:
            found.append(Length(days, step))
        end = match.end()
    return found


_NO: Final = re.compile(
    r"\b(?:no|not|never|none|nothing|without|neither|cannot|isn't|wasn't|hasn't|doesn't|didn't|den(?:y|ies|ied)"
    r"|absent|ruled out|free of|nope)\b|^\W*(?:negative|false)\b",
    re.IGNORECASE,
)


def denies(text: str) -> bool:
    """Whether a text says no: it begins with it, or has a word of denial and no yes."""
    if re.match(r"\W*yes\b", text, re.IGNORECASE):
        return False
    return bool(_NO.search(text))


_COMMON: Final = frozenset(
    (
        *("the", "and", "with", "for", "due", "of", "from", "that", "this", "was", "are", "not"),
        *("disorder", "finding", "situation", "procedure", "history", "allergy", "to"),
        *("tablet", "capsule", "oral", "injection", "solution", "extended", "release"),
        *("hydrochloride", "sodium", "suspension", "injectable", "prefilled", "actuat"),
        *("mg", "ml", "unit", "units"),
    )
)
"""Words that do not tell one name from another."""


def telling(text: str) -> list[str]:
    """The words of a name that tell it from others, without digits behind invented names.

    >>> telling("Allergy to grass pollen"), telling("Kihn564"), telling("Diabetes, type II")
    (['grass', 'pollen'], ['kihn'], ['diabetes', 'type', 'type2'])
    """
    words = re.findall(r"[a-z][a-z'-]*\d*|\d+[a-z]\b", text.lower())
    bare = [re.sub(r"(?<=[a-z]{3})\d+$", "", w) for w in words]
    bare = [BRANDS.get(w, w) for w in bare]
    found = [w for w in bare if len(w) > 1 and w not in _COMMON | _ROMAN.keys()] or bare
    return found + [f"{kind}{_ROMAN.get(n, n)}" for kind, n in _NUMBERED.findall(text.lower())]


_NUMBERED: Final = re.compile(
    r"\b(type|stage|grade|class|factor|degree|category|group)[ -]+"
    r"(\d{1,2}|i{1,3}|iv|vi{0,3}|ix|x)\b"
)
"""A number that makes two illnesses of one name."""
_ROMAN: Final = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}


def names(text: str, name: str) -> bool:
    """Whether a text has every telling word of a name; plurals are one with their singular."""
    held = {_stem(w) for w in telling(text)}
    return all(_stem(w) in held for w in telling(name))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word  # noqa: PLR2004 - letters
