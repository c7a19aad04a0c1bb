"""What one entry of a chart can explain: its names, words, numbers, sides and dates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import drug_name
from chartside.fhir.entry import Entry, Kind, Value, shown_number, shown_unit
from chartside.fhir.when import When
from chartside.grounding.reading.bidding import bidden_in, unbidden
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated, dates_in
from chartside.grounding.reading.lexicon import classes_of
from chartside.grounding.reading.quantities import Quantity, quantities_in, spelled_in
from chartside.grounding.reading.synonyms import meanings
from chartside.grounding.reading.words import words_in
from chartside.grounding.sources.broader import broader, forms, told_of_kind
from chartside.grounding.sources.clipped import cuts
from chartside.grounding.sources.generic import (
    ENCOUNTER_WORDS,
    GENERIC,
    KIND_WORDS,
    SALTS_THAT_ARE_TESTS,
)
from chartside.grounding.sources.readable import readable, without_small

_PARTS: Final = {"8480-6": "systolic blood pressure", "8462-4": "diastolic blood pressure"}
"""LOINC codes of the two parts of a pressure, for sources that give them no name."""

MEDICINES: Final = frozenset({Kind.MEDICATION, Kind.ADMINISTRATION, Kind.DISPENSE})
RESULTS: Final = frozenset({Kind.LAB, Kind.VITAL, Kind.OBSERVATION, Kind.SURVEY, Kind.SOCIAL})
TEXTS: Final = frozenset({Kind.DOCUMENT, Kind.REPORT, Kind.IMAGING})
"""Kinds whose evidence is what their text says."""

_SIDES: Final = (
    ("left", "left"), ("right", "right"), ("both", "both"), ("bilateral", "both"),
    ("bilaterally", "both"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry: `core` are the words that tell it from others, `classes` synonyms."""

    core: frozenset[str]
    classes: frozenset[str]


@lru_cache(maxsize=32768)
def name_of(text: str, *, medicine: bool = False) -> Name:
    """A name taken apart."""
    words = words_in(text)
    plain = {w.plain for w in words if w.plain[0].isalpha()}
    common = GENERIC if medicine else GENERIC - SALTS_THAT_ARE_TESTS
    return Name(frozenset((plain - common) or plain), meanings(words, common))


@lru_cache(maxsize=65536)
def vocabulary(text: str) -> frozenset[str]:
    """Every word of a text, and every class of synonyms that it names."""
    words = words_in(text)
    return frozenset(w.plain for w in words if w.plain[0].isalnum()) | meanings(words)


@dataclass(frozen=True)
class Profile:
    """An entry as sentences are compared with it."""

    entry: Entry
    chart: Chart

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Each of its names; a medicine's ingredients are one of them."""
        return tuple(name_of(n, medicine=self.entry.kind in MEDICINES) for n in self._named)

    @cached_property
    def _named(self) -> tuple[str, ...]:
        return names_for(self.entry)

    @cached_property
    def core(self) -> frozenset[str]:
        """The words and classes that a sentence names it by."""
        held = frozenset().union(*(n.core | n.classes for n in self.names))
        held |= broader(held, self.entry.kind)
        return held | cuts(held, medicine=self.entry.kind in MEDICINES, test=self.measures)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of medicines that its ingredients are in."""
        held = {c for name in self._named for c in classes_of(drug_name(name))}
        return frozenset(held) if self.entry.kind in MEDICINES | {Kind.ALLERGY} else frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that it explains, and every class of synonyms."""
        said = frozenset().union(*(vocabulary(part) for part in self.said))
        extra = (
            ENCOUNTER_WORDS.get(self.entry.category, ())
            if self.entry.kind is Kind.ENCOUNTER
            else ()
        )
        said |= broader(said, self.entry.kind)
        cut = cuts(
            self.core if self.measures else said,
            medicine=self.entry.kind in MEDICINES,
            test=self.measures,
        )
        cut |= forms(said, self.entry.kind)
        return said | cut | KIND_WORDS[self.entry.kind] | vocabulary(" ".join(extra))

    @cached_property
    def said(self) -> tuple[str, ...]:
        """Every text of it that a sentence may repeat: names, fields and documents."""
        entry = self.entry
        parts = [
            entry.text, entry.site, entry.author, entry.relationship,
            entry.criticality, entry.priority,
            entry.category.replace("-", " "), *entry.reasons, *entry.reactions,
            *(n for c in entry.components for n in c.code.labels),
            *(_PARTS[c.code] for p in entry.components for c in p.code.codings if c.code in _PARTS),
            *(words for v in self.values for words in _words(v)),
        ]  # fmt: skip
        if entry.dose:
            parts += [entry.dose.text, entry.dose.route, entry.dose.asked, entry.dose.at]
        if self.document:
            parts.append(self.document)
        if met := self.entry.encounter and self.chart.get(self.entry.encounter):
            parts += [met.label, met.site]
        if self.entry.kind is Kind.PATIENT:
            parts.append(self.chart.patient.name)
        if self.entry.kind in TEXTS and self.entry.reference not in self.chart.beside:
            parts = [unbidden(p) for p in parts if p]
        return tuple(p for p in (*self._named, *parts) if p)

    @cached_property
    def bidding(self) -> tuple[str, ...]:
        """Those of them, names above all, that tell a writer what to write."""
        if self.entry.reference in self.chart.beside:
            return ()
        return tuple(part for part in self.said if len(part) > _SHORTEST and bidden_in(part))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What its code is called, in small letters."""
        return tuple(name.lower() for name in self.entry.code.labels)

    @cached_property
    def initials(self) -> frozenset[str]:
        """The initials of every three to six words in a row: `hap` of hospital-acquired pneumonia.

        Schwartz and Hearst, Pac Symp Biocomput 2003:451-462. Sides are skipped, and small words may
        be.
        """
        found: set[str] = set()
        for part in self.said:
            for words in without_small(part[:_READ]):
                heads = "".join(w[0] for w in words)
                found.update(
                    heads[at : at + n] for n in _LENGTHS for at in range(len(heads) - n + 1)
                )
        return frozenset(found)

    @property
    def patient_words(self) -> frozenset[str]:
        """The words of the patient's name, which any sentence may use."""
        name = self.chart.patient.name
        return vocabulary(name) | vocabulary(_DIGITS.sub("", name))

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Its value and those of its components."""
        held = (self.entry.value, *(c.value for c in self.entry.components))
        return tuple(v for v in held if v is not None)

    @cached_property
    def measures(self) -> bool:
        """Whether it is one of a series of results: an observation, or a number from an image."""
        numeric = self.entry.value is not None and self.entry.value.number is not None
        return self.entry.kind in RESULTS or (numeric and self.entry.kind is Kind.IMAGING)

    @cached_property
    def written(self) -> str:
        """The text of the note or report that it holds, as it stands; empty where it holds none."""
        if self.entry.kind not in TEXTS:
            return ""
        found = self.chart.document(self.entry.reference)
        return found.text if found else ""

    @cached_property
    def document(self) -> str:
        """What that text tells: without passages that tell a writer what to write.

        What was dictated for this very draft speaks to its writer throughout, and is left whole.
        """
        dictated = self.entry.reference in self.chart.beside
        return self.written if dictated else unbidden(self.written)

    @cached_property
    def kinds_told(self) -> frozenset[str]:
        """What a text tells of by its kind alone."""
        return told_of_kind(self.words) if self.entry.kind in TEXTS else frozenset()

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Every number with its unit that its words hold."""
        return tuple(q for part in self.said for q in written_quantities(part))

    @cached_property
    def name_quantities(self) -> tuple[Quantity, ...]:
        """The numbers with their units that its names hold: a medicine's strength."""
        return tuple(q for name in self._named for q in written_quantities(name))

    @cached_property
    def dates(self) -> tuple[Dated, ...]:
        """Every date that its words hold; those of its own fields are in the entry."""
        return tuple(d for part in self.said for d in written_dates(part))

    @cached_property
    def own_dates(self) -> tuple[When, ...]:
        """The dates of its fields."""
        held = (self.entry.when, self.entry.end, self.entry.recorded)
        return tuple(w for w in held if w is not None)

    @cached_property
    def sides(self) -> frozenset[str]:
        """`left`, `right`, `both`: the sides that its words name."""
        return frozenset(side for word, side in _SIDES if word in self.words)

    @property
    def where(self) -> str:
        """How a reason names it: its reference, and its date where it has one."""
        return (
            f"{self.entry.reference} of {self.entry.when.words}"
            if self.entry.when
            else self.entry.reference
        )

    def names_it(self, words: Iterable[str], classes: Iterable[str], medicines: str = "") -> bool:
        """Whether any of these words tells that the sentence means this entry."""
        core = self.core
        return (
            any(c in core for c in classes)
            or any(w in core for w in words)
            or bool(medicines and medicines in self.classes)
        )


_SHORTEST: Final = 10  # letters of a name that can tell nobody what to write
_READ: Final = 50_000
"""Characters of a text in which initials are looked for."""
_LENGTHS: Final = range(3, 7)


def names_for(entry: Entry) -> tuple[str, ...]:
    """What an entry is called: every text and display, for medicines the ingredients too."""
    names = [n for n in entry.code.labels if n] or [entry.label]
    if entry.kind in MEDICINES:
        names += [drug_name(n) for n in names]
    if entry.kind is Kind.VITAL:
        names += [
            _PARTS[c.code] for p in entry.components for c in p.code.codings if c.code in _PARTS
        ]
    if entry.kind is Kind.FAMILY:
        names += [n for c in entry.components for n in c.code.labels]
    if entry.kind in _SIDED:
        names += [_OF_SIDE.sub("", n) for n in names]
    return tuple(dict.fromkeys(readable(n) for n in names if n))


_SIDED: Final = frozenset({Kind.PROBLEM, Kind.PROCEDURE, Kind.IMAGING, Kind.REPORT})
_OF_SIDE: Final = Caseless(r"(?<=\sof\s)(?:left|right|both)\s")
"""`Total replacement of left knee joint` is a total replacement of the knee joint."""
_DIGITS = re.compile(r"\d+")
"""Synthetic patients carry numbers in their names that nobody writes."""


def _words(value: Value) -> tuple[str, ...]:
    if value.number is not None:
        shown = f"{shown_number(value.number)} {shown_unit(value.unit or value.ucum)}"
        return (shown, f"{value.number:f} {value.unit or value.ucum}")
    return value.coded.labels if value.coded else (value.text,)


@lru_cache(maxsize=16384)
def written_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a passage."""
    taken = [(d.start, d.end) for d in dates_in(text)]
    words = words_in(text)
    found = quantities_in(text, [*taken, *((w.start, w.end) for w in words if "_" in w.plain)])
    return (*found, *spelled_in(text, taken))


@lru_cache(maxsize=16384)
def written_dates(text: str) -> tuple[Dated, ...]:
    """The dates of a passage."""
    return tuple(dates_in(text))
