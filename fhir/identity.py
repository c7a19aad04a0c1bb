"""Whether a report or an image is about the patient whose chart is open.

A name alone is nobody: it agrees with the birth date, or with an identifier, or a reviewer decides.
Another birth date, or another name, is another patient. What two sources write differently of one
name is allowed for: case, accents, `ae` for `ä`, the order of its parts, particles, titles,
initials, a second given name, a maiden or a former name. No word of either side is in a message.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from chartside.errors import PolicyError
from chartside.fhir.when import When, parse_when

_BESIDE: Final = frozenset(
    (
        *("van", "de", "der", "den", "het", "ten", "ter", "te", "von", "vom", "zu", "zum", "zur"),
        *("und", "la", "le", "les", "du", "des", "da", "das", "do", "dos", "di", "del", "della"),
        *("los", "las", "el", "al", "bin", "ibn", "y", "geb", "geboren", "geborene", "nee", "op"),
        *("t", "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dhr", "mevr", "mw", "hr"),
        *("heer", "mevrouw", "herr", "frau", "mme", "mlle", "monsieur", "madame", "mademoiselle"),
        *("sr", "sra", "srta", "senor", "senora", "don", "dona", "jr", "ii", "iii", "baby"),
    )
)
"""Particles and titles: they count only where they are a name of the patient's (`Le`, `Van`)."""
_SPELLED: Final = re.compile(r"([aou])e|(a)a")
_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "œ": "oe",
        "æ": "ae",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)
"""Letters that Unicode does not take apart, as they are written where there are none of them."""
_WORD: Final = re.compile(r"[^\W_]+")
_CLOSE: Final = 0.8
"""How alike two words are that one reader may have misread: one letter in five."""
_SHORTEST: Final = 4
"""Characters of an identifier that can tell two people apart."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a page or the header of an image says that it is about; what it does not say is empty.

    Its `repr` shows nothing of them.
    """

    name: str = field(default="", repr=False)
    born: When | None = field(default=None, repr=False)
    sex: str = field(default="", repr=False)
    """`female` or `male`, or empty."""
    identifiers: tuple[str, ...] = field(default=(), repr=False)


class Verdict(StrEnum):
    """What a page says of the patient of the chart."""

    AGREES = "agrees"
    UNKNOWN = "unknown"
    """Too little is printed, or a part is unclear: a reviewer has to say."""
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Match:
    """How a source's person stands to a patient, by the parts that were compared.

    Parts are `name`, `birth date`, `sex` and `identifier`; one that either side lacks is in none.
    """

    verdict: Verdict
    agreeing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    about: str = "the report"
    """What was compared, as a sentence begins with it."""

    @property
    def sentence(self) -> str:
        """For a reviewer; it holds no word of either side."""
        if self.verdict is Verdict.DIFFERS:
            return f"{self.about} is about another patient, by its {_listed(self.differing)}"
        if self.verdict is Verdict.AGREES:
            return f"this patient by {_listed(self.agreeing)}"
        open_ = (*self.differing, *self.unclear)
        if open_:
            return f"whether it is this patient is not clear: {_listed(open_)}"
        if self.agreeing:
            return f"only {_listed(self.agreeing)} can be compared with the chart"
        return f"{self.about} does not say whom it is about"


def same_person(person: Person, patient: Mapping[str, Any], about: str = "the report") -> Match:
    """The person of a source beside a Patient resource.

    A different sex alone leaves it to a reviewer: records lag behind people. `about` is what the
    source is called in a sentence.
    """
    parts = {
        "name": _name(person, patient),
        "birth date": _birth(person, patient),
        "sex": _sex(person, patient),
        "identifier": _identifier(person, patient),
    }
    by = {
        verdict: tuple(name for name, found in parts.items() if found is verdict)
        for verdict in Verdict
    }
    agreeing, unclear, differing = by[Verdict.AGREES], by[Verdict.UNKNOWN], by[Verdict.DIFFERS]
    return Match(_verdict(parts), agreeing, differing, unclear, about)


def require_same(match: Match) -> None:
    """Lets nothing of another patient's into the chart.

    Raises:
        PolicyError: It is about another patient; the message names the parts that differ.
    """
    if match.verdict is Verdict.DIFFERS:
        raise PolicyError(match.sentence)


def _verdict(parts: Mapping[str, Verdict | None]) -> Verdict:
    name, born = parts["name"], parts["birth date"]
    known = parts["identifier"] is Verdict.AGREES
    if born is Verdict.DIFFERS:
        return Verdict.DIFFERS
    if name is Verdict.DIFFERS:  # with the same number and birth date, the name was changed
        both = known and born is Verdict.AGREES
        return Verdict.UNKNOWN if both else Verdict.DIFFERS
    part = Verdict.UNKNOWN in {name, born} and not (known and Verdict.AGREES in {name, born})
    if part or parts["sex"] is Verdict.DIFFERS:
        return Verdict.UNKNOWN
    agree = [v for v in (name, born) if v is Verdict.AGREES]
    return Verdict.AGREES if len(agree) + known > 1 else Verdict.UNKNOWN


def _birth(person: Person, patient: Mapping[str, Any]) -> Verdict | None:
    held = patient.get("birthDate")
    born = parse_when(held) if isinstance(held, str) else None
    if born is None or person.born is None:
        return None
    if not born.overlaps(person.born):
        return Verdict.DIFFERS
    # A year that agrees is not a birth date that does.
    whole = born.precision == person.born.precision == "day"
    return Verdict.AGREES if whole else Verdict.UNKNOWN


def _sex(person: Person, patient: Mapping[str, Any]) -> Verdict | None:
    both = {"male", "female"}
    held = _text(patient.get("gender"))
    if person.sex not in both or held not in both:
        return None
    return Verdict.AGREES if person.sex == held else Verdict.DIFFERS


def _identifier(person: Person, patient: Mapping[str, Any]) -> Verdict | None:
    """One number in common is the patient's; none in common says nothing: there are many kinds."""
    held = {_number(one.get("value")) for one in _objects(patient.get("identifier"))}
    printed = {_number(text) for text in person.identifiers}
    return Verdict.AGREES if (held & printed) - {""} else None


def _number(text: Any) -> str:
    kept = "".join(c for c in text.casefold() if c.isalnum()) if isinstance(text, str) else ""
    kept = kept.lstrip("0")
    return kept if len(kept) >= _SHORTEST and any(c.isdigit() for c in kept) else ""


def _name(person: Person, patient: Mapping[str, Any]) -> Verdict | None:
    printed = _words(person.name)
    if not printed:
        return None
    found = [_of_name(printed, family, given) for family, given in _names(patient)]
    order = (Verdict.AGREES, Verdict.UNKNOWN, Verdict.DIFFERS)
    return next((v for v in order if v in found), None)


def _of_name(printed: tuple[str, ...], family: list[str], given: list[str]) -> Verdict:
    """One name of the patient beside the printed one: a family name and a given name of it.

    A family name without a given one, or words that a reader may have misread, are unclear.
    """
    if "".join(printed) in {"".join((*family, *given)), "".join((*given, *family))}:
        return Verdict.AGREES
    core = [w for w in family if w not in _BESIDE] or family
    lasts = _shared(printed, core)
    if not lasts:
        close = any(_close(p, f) for p in printed for f in core)
        return Verdict.UNKNOWN if close and _shared(printed, given) else Verdict.DIFFERS
    rest = [p for p in printed if p in given or p not in {*family, *_BESIDE}]
    return _of_given(rest, given) if rest and given else Verdict.UNKNOWN


def _of_given(rest: list[str], given: list[str]) -> Verdict:
    """What is printed beside the family name, against the given names.

    Another family name may stand there (`Jansen-de Vries, A.`): with an initial that fits it is
    unclear.
    """
    if given[0] in rest or set(rest) <= set(given):
        return Verdict.AGREES
    initials = [p for p in rest if len(p) == 1]
    if initials and initials[0] != given[0][0]:
        return Verdict.DIFFERS
    if initials:
        return Verdict.AGREES if len(initials) == len(rest) else Verdict.UNKNOWN
    alike = _shared(rest, given) or any(_close(p, given[0]) for p in rest)
    return Verdict.UNKNOWN if alike else Verdict.DIFFERS


def _names(patient: Mapping[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    """Family and given words of each name, official, maiden or former.

    Of a name that is only a text the family name is the last word or the first.
    """
    given_of_all: list[str] = []
    for name in _objects(patient.get("name")):
        family = list(_words(_text(name.get("family"))))
        held = name.get("given")
        given = [w for one in (held if isinstance(held, list) else ()) for w in _words(_text(one))]
        given_of_all = given_of_all or given
        if family:
            yield family, given or given_of_all
        elif words := list(_words(_text(name.get("text")))):
            yield words[-1:], words[:-1]
            yield words[:1], words[1:]


def _words(text: str) -> tuple[str, ...]:
    """The words of a name without case and accents; `ae` is one letter with its umlaut, `aa` å."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(_SPELLED.sub(r"\1\2", w) for w in _WORD.findall(bare))


def _shared(words: Iterable[str], others: Iterable[str]) -> set[str]:
    """Words in common; a lone Latin letter is an initial and no word."""
    return {w for w in words if len(w) > 1 or not w.isascii()} & set(others)


def _close(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _CLOSE


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, Mapping))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _listed(parts: tuple[str, ...]) -> str:
    return " and ".join(parts)
