"""The words that laboratories print around results: heads of columns, labels, specimens, panels.

The words are data (`labels.toml`) in five languages. What a word means may depend on where it
stands: `Date` over a column and in front of a line are two questions, asked by two functions.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from chartside.fhir.lab_reports.cells.composed import composed
from chartside.fhir.lab_reports.cells.folding import folded, tidied
from chartside.fhir.lab_reports.cells.groups import group_of
from chartside.fhir.lab_reports.cells.vocabulary import table


class Role(StrEnum):
    """What stands in a column."""

    NAME = "name"
    RESULT = "result"
    UNIT = "unit"
    RANGE = "range"
    FLAG = "flag"
    IN_RANGE = "in_range"
    """The result, where it is normal: one of a pair of columns."""
    OUT_OF_RANGE = "out_of_range"
    """The result, where it is not."""
    LOW = "low"
    """The lower bound of the range, in a column of its own."""
    HIGH = "high"
    PREVIOUS = "previous"
    METHOD = "method"
    SPECIMEN = "specimen"
    COMMENT = "comment"
    COLLECTED = "collected"
    REPORTED = "reported"
    CODE = "code"
    STATUS = "status"
    LABORATORY = "laboratory"
    NUMBER = "number"
    """The number of the row."""


class Label(StrEnum):
    """What a label in the head or the foot of a page is followed by."""

    PATIENT = "patient"
    BORN = "born"
    SEX = "sex"
    AGE = "age"
    IDENTIFIER = "identifier"
    COLLECTED = "collected"
    DATE = "date"
    """A date, and it is not said of what."""
    RECEIVED = "received"
    REPORTED = "reported"
    SPECIMEN = "specimen"
    SPECIMEN_NUMBER = "specimen_number"
    REQUEST = "request"
    LABORATORY = "laboratory"
    REQUESTER = "requester"
    SIGNED = "signed"
    """Who answers for the report, or printed it."""
    ADDRESS = "address"
    STATUS = "status"
    PAGE = "page"
    COMMENT = "comment"


LANGUAGES: Final = ("en", "nl", "fr", "de", "es")
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_ENDS = re.compile(r"[\s:.;*]+$")
_DATED = re.compile(
    r"[\s(]*(?:(?:vom|von|du|van|of|del?|on|am|op|dd)\.?)?[\s(]*\d{1,4}[-./]\d{1,2}[-./]\d{2,4}[\s)]*$"
)
"""`Previous result (12-03-2024)`."""
_TIMED = re.compile(
    r"(?:\s*(?:/|&|\+|-|\b(?:and|en|et|und|y)\b)\s*-?\s*)"
    r"(?:time|tijd|tijdstip|heure|uhrzeit|zeit|hora)$",
    re.IGNORECASE,
)
"""`Collection date and time` is labelled as the date."""
_NUMBER = re.compile(r"\b(?:n[°or]|num|numero|nummer|number|n o)(?![\w])|#|№")
_PARTS = re.compile(r"\s*[/|&+]\s*|\s+(?:-|and|et|und|en|y)\s+", re.IGNORECASE)
_LEADING: Final = {
    "result": ("unit", "flag"), "range": ("unit",), "name": ("method", "specimen", "code"),
    "previous": ("collected", "result", "unit", "flag"), "age": ("sex",), "born": ("age", "sex"),
}  # fmt: skip
_BIRTH = re.compile(r"[°*]\s?(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*)")
"""A star or a ring before a date is a birth in German and in Dutch."""
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d{1,2}[./-]\d{1,2}[./-]\d)")
_WITH_DIGITS: Final = frozenset(
    {
        *(Label.BORN, Label.AGE, Label.COLLECTED, Label.RECEIVED, Label.REPORTED, Label.DATE),
        *(Label.IDENTIFIER, Label.REQUEST, Label.SPECIMEN_NUMBER, Label.PAGE),
    }
)
_WITH_COLON: Final = frozenset({Label.COMMENT, Label.STATUS, Label.ADDRESS})
_MOST_WORDS: Final = 6
_LONGEST: Final = 80
"""Characters of a line that says that the report ends."""
_AROUND_ENDING: Final = " *-=_.~#<>()[]\u2013\u2014\u2022|/:!"
_SURE: Final = 2
_LEAD: Final = 1.5


@cache
def _words(kind: str) -> Mapping[str, str]:
    """The folded words of `column` or `label`, and what each means; the first meaning leads."""
    meant: dict[str, str] = {}
    for meaning, languages in table("labels")[kind].items():
        for words in languages.values():
            for word in words:
                meant.setdefault(_key(word), meaning)
    return meant


@lru_cache(maxsize=8192)
def column_role(text: str) -> Role | None:
    """What stands below a head of a column; None where the text is no such head.

    Two languages on one head (`Resultaat / Résultat`) must mean the same.

    >>> column_role("Uitslag"), column_role("Valeurs usuelles"), column_role("Na")
    (<Role.RESULT: 'result'>, <Role.RANGE: 'range'>, None)
    """
    found = _meaning(text, "column")
    return Role(found) if found else None


@lru_cache(maxsize=8192)
def label_of(text: str) -> Label | None:
    """What a label is followed by; None where the text is no label.

    >>> label_of("Geb. datum:"), label_of("Naissance"), label_of("Kalium")
    (<Label.BORN: 'born'>, <Label.BORN: 'born'>, None)
    """
    found = _meaning(text, "label")
    return Label(found) if found else None


def split_label(text: str) -> tuple[Label, str] | None:
    """The label that a line begins with and what follows it; None where it begins with none.

    With a colon the label is what stands before it, and without one the longest that is known, if
    what follows can be its value: `Sex hormone binding globulin` and `Fasting glucose` are names.

    >>> split_label("Date of birth: 12/03/1954"), split_label("Geboren am 12.03.1954")
    ((<Label.BORN: 'born'>, '12/03/1954'), (<Label.BORN: 'born'>, '12.03.1954'))
    """
    plain = _GLUED.sub(" ", tidied(text))
    if born := _BIRTH.fullmatch(plain):
        return Label.BORN, born[1]
    head, colon, rest = plain.partition(":")
    if colon and (label := label_of(head)):
        return label, rest.strip()
    words = plain.split(" ")
    for count in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
        label, rest = label_of(" ".join(words[:count])), " ".join(words[count:])
        if label and (rest.startswith(":") or _may_follow(label, rest)):
            return label, rest.lstrip(": ")
    return None


def _may_follow(label: Label, rest: str) -> bool:
    """Whether a text can be the value of a label that no colon ends."""
    if label is Label.SEX:
        return group_of(rest.split(" ", maxsplit=1)[0], ("F", "M")).sex != ""
    if label is Label.SPECIMEN:
        return specimen_of(rest) is not None
    if label in _WITH_DIGITS:
        return any(c.isdigit() for c in rest)
    return label not in _WITH_COLON


def _meaning(text: str, kind: str) -> str:
    bare = _ENDS.sub("", tidied(text))
    known = _words(kind)
    undated = _DATED.sub("", bare) if kind == "column" else bare
    for form in (bare, _BRACKETED.sub(" ", bare), undated, _TIMED.sub("", bare)):
        key = _key(form)
        if found := known.get(key) or known.get(key.replace("-", "")):
            return found
    parts = [known.get(_key(part), "") for part in _PARTS.split(bare)]
    joint = _joint(parts) if len(parts) > 1 else ""
    return joint or composed(_key(undated), kind)


def _key(text: str) -> str:
    """The folded words, with one word for `no.`, `nr`, `#` and `number`."""
    return _NUMBER.sub("no", folded(text)).strip()


def _joint(parts: Sequence[str]) -> str:
    """What two names on one head mean together: `Result / unit` is a result with its unit."""
    seen = set(parts)
    if len(seen) == 1:
        return parts[0]
    for leading, beside in _LEADING.items():
        if leading in seen and seen <= {leading, *beside}:
            return leading
    return ""


@cache
def _specimens() -> Mapping[str, str]:
    return {folded(w): name for name, words in table("labels")["specimen"].items() for w in words}


def specimen_of(text: str) -> str | None:
    """The specimen in English; None where the text names none.

    >>> specimen_of("EDTA-Blut"), specimen_of("Orina"), specimen_of("Kalium")
    ('blood', 'urine', None)
    """
    bare = folded(text)
    found = _specimens().get(bare) or _specimens().get(bare.replace("-", " "))
    return found.replace("_", " ") if found and len(bare) > 1 else None


@cache
def _panels() -> frozenset[str]:
    return frozenset(folded(word) for word in table("labels")["panel"]["words"])


def names_panel(text: str) -> bool:
    """Whether a heading is a known group of tests: Haematology, Klinische Chemie, Bilan lipidique.

    >>> names_panel("HEMATOLOGIE"), names_panel("Kalium")
    (True, False)
    """
    bare = folded(text)
    return bare in _panels() or bare.replace("-", " ") in _panels()


@cache
def _endings() -> frozenset[str]:
    return frozenset(folded(word) for word in table("labels")["ending"]["words"])


def ends_report(text: str) -> bool:
    """Whether a line says that the report ends there, in rows of stars or without.

    >>> ends_report("*** End of report ***"), ends_report("Endomysial antibodies")
    (True, False)
    """
    return len(text) <= _LONGEST and folded(text.strip(_AROUND_ENDING)) in _endings()


@cache
def _tongues() -> Mapping[str, str]:
    """The words that one language alone has in the table."""
    owners: dict[str, set[str]] = {}
    for kind in ("column", "label"):
        for languages in table("labels")[kind].values():
            for language, words in languages.items():
                for word in words:
                    owners.setdefault(folded(word), set()).add(language)
    for language, words in table("labels")["function"].items():
        for word in words:
            owners.setdefault(word, set()).add(language)
    return {word: next(iter(own)) for word, own in owners.items() if len(own) == 1}


def language_of(texts: Iterable[str]) -> str:
    """`en`, `nl`, `fr`, `de` or `es` by the labels and small words; empty where they do not tell.

    >>> language_of(["Bepaling", "Uitslag", "Eenheid"]), language_of(["Natrium 140"])
    ('nl', '')
    """
    seen: set[str] = set()
    for text in texts:
        words = folded(text).split()
        seen.update(words)
        for count in range(2, min(len(words), _MOST_WORDS) + 1):
            seen.update(" ".join(words[i : i + count]) for i in range(len(words) - count + 1))
    votes = Counter(_tongues()[word] for word in seen if word in _tongues())
    ranked = [*votes.most_common(2), ("", 0)]
    sure = ranked[0][1] >= _SURE and ranked[0][1] >= _LEAD * ranked[1][1]
    return ranked[0][0] if sure else ""
