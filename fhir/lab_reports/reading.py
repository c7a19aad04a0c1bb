"""Pages of words become laboratory reports, one for each patient that they name.

What the document says once, in its head or above a block (the collection, the specimen, the number
of the request), belongs to each result below it that says nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.cells.labels import Label
from chartside.fhir.lab_reports.layout.controls import not_of_a_patient, of_control
from chartside.fhir.lab_reports.layout.finding import Found, found_on
from chartside.fhir.lab_reports.layout.furniture import without_endings, without_repeated
from chartside.fhir.lab_reports.layout.labelled import (
    Labelled,
    labelled,
    outside_headings,
    specimen_in,
)
from chartside.fhir.lab_reports.layout.lines import Line, lines_of
from chartside.fhir.lab_reports.layout.people import Sighting, joined, same, sightings
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.report import LabReport, Limits, Result, SetAside
from chartside.fhir.when import When

Place = tuple[int, float]
"""Page and height: what stands below it, to the next place, belongs to it."""

_END: Final[Place] = (10**9, 0.0)
_CLOCK = re.compile(r"\d{1,2}\s?[:.hu]\s?\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
_LABORATORY = re.compile(
    r"\b(?:\w*laborat\w*|labor|labs?|pathology|klinische\s\w+|diagnosti\w*)\b", re.IGNORECASE
)
_HEAD: Final = 0.2
"""Of the height of a page: where the name of the laboratory stands."""


@dataclass(frozen=True, slots=True)
class _Document:
    """What was found on all pages, before it is told by patient."""

    reader: Reader
    pages: Sequence[Page]
    lines: Sequence[Sequence[Line]]
    pairs: Sequence[Labelled]
    people: Sequence[Sighting]
    found: Sequence[Found]


def read_report(pages: Sequence[Page]) -> tuple[LabReport, ...]:
    """The reports that pages hold; none where they hold no result and nothing was set aside."""
    lines = [lines_of(page) for page in pages]
    reader = Reader(phrase.text for own in lines for line in own for phrase in line.phrases)
    pairs = [[*labelled(outside_headings(own))] for own in lines]
    people = [
        sighting
        for page, own, said in zip(pages, lines, pairs, strict=True)
        for sighting in sightings(page.number, own, said, reader)
    ]
    unrepeated = without_repeated(pages, lines, reader)
    bare = [without_endings(page, len(pages), reader) for page in unrepeated]
    found = found_on(bare, [lines_of(page) for page in bare], reader)
    document = _Document(
        reader, pages, lines, [pair for own in pairs for pair in own], people, found
    )
    starts = _starts(people)
    reports = (_report(document, *ends) for ends in pairwise((*starts, _END)))
    return tuple(report for report in reports if report.results or report.set_aside)


def _starts(people: Iterable[Sighting]) -> list[Place]:
    """Where each patient begins: at the top of a page, or at the words that name another one."""
    starts: list[Place] = [(0, 0.0)]
    current, last = Person(), 0
    for sighting in sorted(people, key=lambda s: (s.page, s.top)):
        person = sighting.person if sighting.sure else replace(sighting.person, name="")
        if not same(current, person):
            starts.append((sighting.page, 0.0 if sighting.page != last else sighting.top - 1))
            current = Person()
        current, last = joined((current, person)), sighting.page
    return starts


def _report(document: _Document, start: Place, end: Place) -> LabReport:
    reader = document.reader
    pairs = [pair for pair in document.pairs if start <= (pair.page, pair.box[1]) < end]
    person = joined(s.person for s in document.people if start <= (s.page, s.top) < end)
    held = [each for each in document.found if start <= _place(each) < end]
    read = [each for each in held if isinstance(each, Result)]
    ends = max(map(_place, read), default=start)
    results = [_with_context(each, pairs, person, reader, ends) for each in read]
    aside = [each for each in held if isinstance(each, SetAside)]
    if person == Person() and of_control(_above(document.lines, start, read)):
        aside, results = [*map(not_of_a_patient, read), *aside], []
    requests = [p.value for p in pairs if p.label is Label.REQUEST]
    numbers = [value for value in requests if _numbered(value) and not reader.range(value)]
    return LabReport(
        person,
        tuple(results),
        tuple(aside),
        laboratory=_laboratory(document.lines, pairs),
        number=numbers[0] if numbers else "",
        collected=_moment([p for p in pairs if p.label is Label.COLLECTED], reader)
        or _shared([each.collected for each in results]),
        reported=_moment([p for p in pairs if p.label is Label.REPORTED], reader),
        language=reader.language,
        pages=tuple(dict.fromkeys(_place(each)[0] for each in held)),
    )


def _above(lines: Sequence[Sequence[Line]], start: Place, read: Sequence[Result]) -> Iterable[Line]:
    """The lines of a report above its first result."""
    first = min(map(_place, read), default=start)
    return (line for own in lines for line in own if start <= (line.page, line.box[1]) < first)


def _place(each: Found) -> Place:
    return (each.name.page, each.row[1]) if isinstance(each, Result) else (each.page, each.box[1])


def _shared(moments: Sequence[When | None]) -> When | None:
    """The moment that all results are of; None where they are of several, or of none."""
    return moments[0] if len(set(moments)) == 1 else None


def _numbered(value: str) -> bool:
    return any(c.isdigit() for c in value)


def _with_context(
    result: Result, pairs: Sequence[Labelled], person: Person, reader: Reader, ends: Place
) -> Result:
    """With what stands above it in its document, where it says nothing itself.

    `ends` is where the last result of its report stands.
    """
    place = _place(result)
    moments = [p for p in pairs if p.label is Label.COLLECTED]
    before = [p for p in moments if (p.page, p.box[1]) < place] or moments
    collected = _finer(result.collected, _moment(_last_block(before), reader))
    return replace(
        result,
        specimen=result.specimen or _specimen(place, pairs, ends, reader),
        collected=collected,
        reported=result.reported
        or _moment([p for p in pairs if p.label is Label.REPORTED], reader),
        limits=_leading(result.limits, person),
    )


def _specimen(place: Place, pairs: Sequence[Labelled], ends: Place, reader: Reader) -> str:
    """The specimen that is named above a place, or below all results (`ends`) as the foot does.

    One that stands over a later table, or before a second collection, is that of other results.
    """
    named = [p for p in pairs if p.label is Label.SPECIMEN and specimen_in(p.value)]
    foot = [p for p in named if (p.page, p.box[1]) > ends]
    above = [p for p in named if (p.page, p.box[1]) < place] or foot[:1]
    if not above:
        return ""
    last = above[-1]
    top = last.page, last.box[1] - (last.box[3] - last.box[1]) / 2
    since = [
        moment
        for p in pairs
        if p.label is Label.COLLECTED and top <= (p.page, p.box[1]) < place
        if (moment := reader.moment(p.value))
    ]
    again = any(not one.overlaps(two) for one, two in pairwise(since))
    return "" if again else specimen_in(last.value)


def _last_block(pairs: Sequence[Labelled]) -> Sequence[Labelled]:
    """The last pairs of one page: a day and a time may have a label each."""
    return [p for p in pairs if p.page == pairs[-1].page] if pairs else []


def _finer(own: When | None, context: When | None) -> When | None:
    """The moment of a column, or the same day with its time where the document tells it."""
    if own is None or (context and own.overlaps(context) and len(context.text) > len(own.text)):
        return context
    return own


def _moment(pairs: Sequence[Labelled], reader: Reader) -> When | None:
    """The last moment that these labels tell; a time with a label of its own goes with its day."""
    read: When | None = None
    for pair in pairs:
        moment = reader.moment(pair.value)
        if moment is not None:
            read = moment
        elif read and read.precision == "day" and _CLOCK.fullmatch(pair.value.strip()):
            read = reader.moment(f"{read.text} {pair.value.strip()}") or read
    return read


def _leading(limits: tuple[Limits, ...], person: Person) -> tuple[Limits, ...]:
    """The ranges, the first that applies to everybody or to this patient ahead of the others."""
    for index, one in enumerate(limits):
        if not one.applies_to or (person.sex and _applies(one.applies_to, person.sex)):
            return (one, *limits[:index], *limits[index + 1 :])
    return limits


def _applies(words: str, sex: str) -> bool:
    return sex == _SEX_WORDS.get(folded(words).split(" ")[0] if words else "")


_SEX_WORDS: Final = {
    **dict.fromkeys(("m", "man", "mannen", "male", "males", "men", "h", "homme", "hommes"), "male"),
    **dict.fromkeys(("manner", "mannlich", "hombre", "hombres", "varon", "varones"), "male"),
    **dict.fromkeys(("f", "v", "w", "vrouw", "vrouwen", "female", "females", "women"), "female"),
    **dict.fromkeys(("femme", "femmes", "frau", "frauen", "weiblich"), "female"),
    **dict.fromkeys(("mujer", "mujeres", "woman"), "female"),
}


def _laboratory(lines: Sequence[Sequence[Line]], pairs: Sequence[Labelled]) -> str:
    """By its label, or the largest words at the top that name one."""
    named = [pair.value for pair in pairs if pair.label is Label.LABORATORY]
    if named or not lines or not lines[0]:
        return named[0] if named else ""
    bottom = lines[0][-1].box[3] * _HEAD
    top = [p for line in lines[0] for p in line.phrases if p.box[3] < bottom]
    known = [phrase for phrase in top if _LABORATORY.search(phrase.text)]
    return max(known, key=lambda phrase: phrase.height).text if known else ""
