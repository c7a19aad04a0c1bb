"""Whom a report is about, and where in a file the next patient begins.

A birth date may have no label but a sign (`*12.03.1954`), a name none at all: then the name is the
line above the birth date, or beside it. Two spellings of one name are one patient.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.cells.labels import Label, split_label
from chartside.fhir.lab_reports.layout.labelled import Labelled
from chartside.fhir.lab_reports.layout.lines import Line, Phrase
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.page import Box
from chartside.fhir.when import When

_SEXES: Final = {
    "male": ("male", "man", "mannelijk", "masculin", "homme", "mannlich", "hombre", "varon",
             "masculino", "m", "monsieur", "herr", "jongen"),
    "female": ("female", "woman", "vrouw", "vrouwelijk", "feminin", "femme", "weiblich", "mujer",
               "femenino", "hembra", "f", "w", "v", "madame", "frau", "meisje"),
}  # fmt: skip
_SEX_OF: Final = {word: sex for sex, words in _SEXES.items() for word in words}
_BORN = re.compile(r"(?:^|(?<=\s))[\u00b0*\u00ba]\s?(\d{1,2}[./-]\d{1,2}[./-]\d{4})")
_DATE = re.compile(r"^(\d{1,2}[./ -](?:\d{1,2}|[^\W\d_]{3,9}\.?)[./ -]\d{4}|\d{4}-\d\d-\d\d|\S+)")
_TITLE = re.compile(
    r"^(?:mrs?|ms|mevr(?:ouw)?|dhr|de heer|mme|m|herrn?|frau|sr|sra|miss)\.?\s+", re.I
)
_TITLES: Final = {
    **dict.fromkeys(("mr", "dhr", "de heer", "m", "herr", "herrn", "sr"), "male"),
    **dict.fromkeys(("mrs", "ms", "miss", "mevr", "mevrouw", "mme", "frau", "sra"), "female"),
}
_TAIL = re.compile(
    r"\s*(?:[(,;|/]|\s-\s)?\s*(?:\(?[\u00b0*\d]|\b(?:geb|born|dob|n\u00e9)\b).*$", re.I
)
_NO_NAME = re.compile(
    r"laborator\w*|laboratoire\w*|labor|labs?|hospital\w*|hopital|ziekenhuis|klinik\w*|clinics?|clinical"
    r"|patient\w*|paciente|details?|reports?|results?|rapport|verslag|uitslag\w*|befund\w*|\w*bericht"
    r"|informe|resultados?|resultats?|datos|donnees|gegevens|angaben|pathology|diagnosti\w*"
)
"""Words of a letterhead or of a headline, folded: what has one of them names no patient."""
_AROUND: Final = 7.0
"""Of the height of a line: how far from the birth date a name without a label stands."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one place of a file says of a patient."""

    page: int
    top: float
    person: Person
    sure: bool = True
    """Whether its name has a label; one without does not tell two patients apart."""


def sightings(
    page: int, lines: Sequence[Line], pairs: Iterable[Labelled], reader: Reader
) -> Iterator[Sighting]:
    """What a page says of its patient, line by line."""
    named = False
    for pair in pairs:
        person = _said(pair, reader)
        if person is not None:
            named = named or bool(person.name)
            yield Sighting(page, pair.box[1], person)
    born = list(_unlabelled(lines, reader))
    for box, person in born:
        yield Sighting(page, box[1], person)
    if not named:
        yield from _unnamed(page, lines, [box for box, _ in born] + _birth_boxes(lines))


def _said(pair: Labelled, reader: Reader) -> Person | None:
    value = pair.value.strip(" :;,|")
    if pair.label is Label.PATIENT:
        name = _TAIL.sub("", _TITLE.sub("", value)).strip(" ,;")
        return Person(name, sex=_by_title(value)) if re.search(r"[^\W\d_]{2}", name) else None
    if pair.label is Label.BORN:
        born = reader.moment(value, born=True) or _leading_date(value, reader)
        return Person(born=born, sex=_sex(value, reader)) if born else None
    if pair.label in {Label.SEX, Label.AGE}:
        sex = _sex(value, reader)
        return Person(sex=sex) if sex else None
    if pair.label is Label.IDENTIFIER:
        known = any(c.isdigit() for c in value)
        return Person(identifiers=(value,)) if known else None
    return None


def _by_title(value: str) -> str:
    """The sex that a form of address tells."""
    title = _TITLE.match(value)
    return _TITLES.get(folded(title[0]).rstrip(". "), "") if title else ""


def _leading_date(value: str, reader: Reader) -> When | None:
    match = _DATE.match(value)
    return reader.moment(match[1].rstrip(",;"), born=True) if match else None


def _sex(value: str, reader: Reader) -> str:
    """`female`, `male`, or empty: an `M` is a mujer too, an `H` a man in French and Spanish."""
    for word in re.findall(r"[^\W\d_]+", value):
        bare = folded(word)
        if reader.language == "es" and bare == "m":
            continue
        if bare == "h" and reader.language in {"fr", "es"}:
            return "male"
        if bare in _SEX_OF:
            return _SEX_OF[bare]
    return ""


def _unlabelled(lines: Sequence[Line], reader: Reader) -> Iterator[tuple[Box, Person]]:
    for line in lines:
        for phrase in line.phrases:
            match = _BORN.search(phrase.text)
            born = reader.moment(match[1], born=True) if match else None
            if match and born:
                yield phrase.box, Person(born=born, sex=_sex(line.text[match.end() :], reader))


def _birth_boxes(lines: Sequence[Line]) -> list[Box]:
    return [
        phrase.box
        for line in lines
        for phrase in line.phrases
        if (found := split_label(phrase.text)) and found[0] is Label.BORN
    ]


def _unnamed(page: int, lines: Sequence[Line], births: Sequence[Box]) -> Iterator[Sighting]:
    """The name that stands without a label near a birth date: above it, or left of it."""
    for birth in births[:1]:
        near = [
            phrase
            for line in lines
            for phrase in line.phrases
            if -_AROUND * phrase.height < phrase.box[3] - birth[3] < phrase.height
            and phrase.box[0] <= birth[0] + phrase.height
            and _like_name(phrase)
        ]
        if near:
            best = min(near, key=lambda p: (not p.bold, -round(p.height), p.box[1]))
            yield Sighting(page, best.box[1], Person(_TITLE.sub("", best.text)), sure=False)


def _like_name(phrase: Phrase) -> bool:
    """Two to five words with capitals and without a digit."""
    words = phrase.text.replace(",", " ").split()
    plain = not any(c.isdigit() or c in ":;/@" for c in phrase.text)
    capital = sum(word[0].isupper() for word in words)
    if any(_NO_NAME.fullmatch(folded(word)) for word in words):
        return False
    return plain and 1 < len(words) <= 5 and capital > 1 and split_label(phrase.text) is None  # noqa: PLR2004 - a name


def same(one: Person, other: Person) -> bool:
    """Whether two sightings may be of one patient: nothing that both say differs."""
    if one.born and other.born:
        return one.born.overlaps(other.born) and _names_agree(one.name, other.name)
    if one.name and other.name:
        return _names_agree(one.name, other.name)
    return True


def _names_agree(one: str, other: str) -> bool:
    """Whether the shorter name is part of the longer, an initial counting as its name."""
    first, second = (set(re.findall(r"\w+", folded(name))) for name in (one, other))
    short, long = sorted((first, second), key=len)
    return all(
        any(w == v or (len(w) == 1 and v.startswith(w)) for v in long) for w in short
    ) or all(any(w == v or (len(v) == 1 and w.startswith(v)) for w in short) for v in long)


def joined(people: Iterable[Person]) -> Person:
    """What all sightings of one patient say together; the first word on each thing stands."""
    whole = Person()
    for person in people:
        whole = replace(
            whole,
            name=whole.name or person.name,
            born=whole.born or person.born,
            sex=whole.sex or person.sex,
            identifiers=tuple(dict.fromkeys((*whole.identifiers, *person.identifiers))),
        )
    return whole
