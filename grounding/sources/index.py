"""A chart made ready for checking: a profile of each entry, and who carries which name."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Final

from chartside.fhir.chart import Chart, relative
from chartside.fhir.clinical import Series, Trend, superseded
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.sources.profile import MEDICINES, Profile, name_of, names_for

_NAMELESS: Final = frozenset({Kind.ADMINISTRATIVE, Kind.PATIENT, Kind.TEAM})


class ChartIndex:
    """What the checker looks up in one chart. Made once, for as long as the chart is in use."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._profiles: dict[str, Profile] = {}
        self.courses: dict[Kind, tuple[Series, ...]] = {}
        self.ways: dict[tuple[Kind, str], Trend | None] = {}

    @property
    def today(self) -> date:
        """The chart's "now"."""
        return self.chart.as_of.date()

    def profile(self, reference: str) -> Profile | None:
        """What the entry at a reference says; None where this chart has no such entry."""
        held = self._profiles.get(reference)
        if held is None:
            entry = self.chart.get(reference) or self._copy(reference)
            if entry is None:
                return None
            held = self._of(entry)
            self._profiles[reference] = held
        return held

    def _of(self, entry: Entry) -> Profile:
        held = self._profiles.get(entry.reference)
        if held is None:
            held = self._profiles[entry.reference] = Profile(entry, self.chart)
        return held

    def _copy(self, reference: str) -> Entry | None:
        return self.chart.get(relative(reference))

    @cached_property
    def _carriers(self) -> dict[str, tuple[str, ...]]:
        """References by each word, and each class of synonyms, that names an entry."""
        found: dict[str, dict[str, None]] = {}
        for entry in self.chart.entries:
            if entry.kind in _NAMELESS:
                continue
            for text in names_for(entry):
                name = name_of(text, medicine=entry.kind in MEDICINES)
                for word in (*name.core, *name.classes):
                    found.setdefault(word, {})[entry.reference] = None
        return {word: tuple(references) for word, references in found.items()}

    def named(self, words: Iterable[str], classes: Iterable[str]) -> tuple[Profile, ...]:
        """The entries that any of these words names, in the order of the chart."""
        references = dict.fromkeys(
            r for word in (*classes, *words) for r in self._carriers.get(word, ())
        )
        return tuple(p for r in references if (p := self.profile(r)) is not None)

    @cached_property
    def orders(self) -> tuple[Profile, ...]:
        """Every medicine of the chart, taken now or once."""
        held = self.chart.of(Kind.MEDICATION)
        return tuple(p for e in held if (p := self.profile(e.reference)) is not None)

    @cached_property
    def operations(self) -> tuple[Profile, ...]:
        """Every operation of the chart, by the form of its name."""
        held = (p for e in self.chart.of(Kind.PROCEDURE) if (p := self.profile(e.reference)))
        return tuple(p for p in held if any(nature(w) == "operation" for w in p.words))

    def is_name(self, word: str) -> bool:
        """Whether some entry of the chart is called so."""
        return word in self._carriers

    @cached_property
    def superseded(self) -> dict[str, Entry]:
        """Results that a more final one replaced, with the one that stands instead."""
        kinds = (Kind.LAB, Kind.VITAL, Kind.OBSERVATION)
        held = [e for e in self.chart.entries if e.kind in kinds]
        gone = superseded(held)
        out = {e.reference for e in gone}
        return {e.reference: self._instead(e, held, out) for e in gone}

    @staticmethod
    def _instead(gone: Entry, held: list[Entry], out: set[str]) -> Entry:
        day = gone.when.day if gone.when else ""
        return next(
            (
                e
                for e in held
                if e.live
                and e.reference not in out
                and e.when
                and e.when.day == day
                and (e.code.shares(gone.code) or e.label == gone.label)
            ),
            gone,
        )


_HELD: Final[OrderedDict[int, ChartIndex]] = OrderedDict()
_MOST: Final = 4
_LOCK: Final = Lock()


def index_of(chart: Chart) -> ChartIndex:
    """The index of a chart, made with the first sentence; the last four charts' are kept."""
    with _LOCK:
        held = _HELD.get(id(chart))
        if held is None or held.chart is not chart:
            held = _HELD[id(chart)] = ChartIndex(chart)
        _HELD.move_to_end(id(chart))
        while len(_HELD) > _MOST:
            _HELD.popitem(last=False)
    return held
