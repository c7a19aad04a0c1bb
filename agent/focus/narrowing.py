"""The entries of a chart that belong to one problem or medicine."""

from collections.abc import Iterable, Iterator, Set

from chartside.agent.focus.followed import MEDICINES, PROBLEMS, Followed
from chartside.agent.focus.names import Words, words_in, words_of
from chartside.errors import NothingToSay
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import measured
from chartside.fhir.entry import Entry, Kind

_SEEDS = (Kind.PROBLEM, Kind.MEDICATION, Kind.ALLERGY, Kind.PROCEDURE, Kind.DEVICE, Kind.FAMILY)
_TAKEN = (Kind.MEDICATION, Kind.DISPENSE, Kind.ADMINISTRATION)
_MEASURED = (
    *(Kind.LAB, Kind.VITAL, Kind.OBSERVATION, Kind.IMAGING, Kind.ORDER, Kind.GOAL, Kind.SOCIAL),
)
_READ = (Kind.DOCUMENT, Kind.REPORT, Kind.IMAGING)


def narrowed(chart: Chart, focus: str) -> frozenset[str]:
    """References of the entries that belong to what was asked for, the Patient among them.

    What is named so; what gives it as its reason or is linked to it; the visits at which it was
    recorded; the medicines of the classes that treat it and the tests that follow it
    (`followed`); notes and reports that speak of it; and what was examined as an order for it asks.

    Raises:
        NothingToSay: Nothing in the chart is named so.
    """
    words = words_of(focus)
    named = [e for e in chart.entries if e.live and _is_named(e, words)]
    if not named:
        raise NothingToSay(
            "nothing in the chart is named as the focus: name a problem or a medicine as the "
            "chart calls it"
        )
    seeds = {e.reference for e in named if e.kind in _SEEDS}
    found = {e.reference for e in (*named, *chart.of(Kind.PATIENT))}
    found.update(_linked(chart, words, seeds))
    found.update(_followed(chart, named))
    found.update(_told(chart, words))
    found.update(_examined(chart, found))
    return frozenset(found)


def _is_named(entry: Entry, words: Words) -> bool:
    return entry.kind not in _READ and words.call(entry)


def _linked(chart: Chart, words: Words, seeds: set[str]) -> Iterator[str]:
    """Both ways: what names a seed as its reason, and what the record of a seed leads to."""
    names = [frozenset(words_in(e.label)) for e in chart.entries if e.reference in seeds]
    for entry in chart.entries:
        reasons = (*entry.reasons, entry.status_reason)
        if (
            words.any(reasons)
            or any(_shorter(r, names) for r in reasons)
            or not seeds.isdisjoint(entry.links)
        ):
            yield entry.reference
            yield from _upward(entry)
        elif entry.reference in seeds:
            yield from (link for link in entry.links if chart.get(link))
            yield from _upward(entry)


def _shorter(reason: str, names: Iterable[frozenset[str]]) -> bool:
    """Whether a reason is the name of a seed in fewer words: `8 mm pulmonary nodule`."""
    told = {w for w in words_in(reason) if w.isalpha() and w not in _MEASURES}
    return len(told) > 1 and any(told <= name for name in names)


_MEASURES = frozenset({"mm", "cm", "stage", "grade", "with", "and", "of", "the", "type"})


def _upward(entry: Entry) -> Iterator[str]:
    if entry.encounter and entry.kind in {Kind.PROBLEM, Kind.PROCEDURE}:
        yield entry.encounter


def _followed(chart: Chart, named: Iterable[Entry]) -> Iterator[str]:
    held = list(named)
    problems = _rows(PROBLEMS, [e for e in held if e.kind is Kind.PROBLEM])
    medicines = _rows(MEDICINES, [e for e in held if e.kind in _TAKEN])
    for entry in chart.of(*_TAKEN, *_MEASURED):
        if entry.kind in _TAKEN:
            if any(row.medicines.search(entry.label) for row in problems):
                yield entry.reference
        elif any(row.tests.search(_test(entry)) for row in (*problems, *medicines)):
            yield entry.reference


def _rows(table: tuple[Followed, ...], named: list[Entry]) -> list[Followed]:
    return [row for row in table if any(row.problem.search(e.label) for e in named)]


def _test(entry: Entry) -> str:
    """What is measured, or is asked for or aimed at; with the reasons, which name a test often."""
    return " ".join((measured(entry), entry.label, *entry.reasons))


def _examined(chart: Chart, found: Set[str]) -> list[str]:
    """Earlier and later examinations of the kind that an order for it asks for."""
    orders = [e for e in chart.of(Kind.ORDER) if e.reference in found and e.code.codings]
    return [
        e.reference
        for e in chart.of(*_READ, Kind.PROCEDURE)
        if any(e.code.shares(o.code) for o in orders)
    ]


def _told(chart: Chart, words: Words) -> Iterator[str]:
    for entry in chart.of(*_READ):
        if words.call(entry) or (entry.value and words.stand_in(entry.value.words)):
            yield entry.reference
    for document in chart.documents():
        if words.stand_in(document.text):
            yield document.reference
