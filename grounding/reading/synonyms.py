"""Names that mean one thing: abbreviations in common clinical use, lay words, brand names.

A line is a class; its members may stand for one another in a sentence and in a record. Only
meanings that a clinician would take without asking are here. An abbreviation with two common
meanings stands in both classes. Abbreviations on the ISMP list of error-prone ones (QD, U, MS)
are read but nobody should write them.

Sources: NHS Digital "Abbreviations you may find in your health records" (2024); MedlinePlus
medical abbreviations; ISMP List of Error-Prone Abbreviations (2024); RxNorm brand names.
"""

from collections.abc import Collection
from typing import Final

from chartside.grounding.reading.names.analytes import ANALYTES
from chartside.grounding.reading.names.conditions import CONDITIONS
from chartside.grounding.reading.names.events import EVENTS
from chartside.grounding.reading.names.families import FAMILIES
from chartside.grounding.reading.names.medicines import MEDICINES
from chartside.grounding.reading.names.shorthand import SHORTHAND
from chartside.grounding.reading.names.symptoms import SYMPTOMS
from chartside.grounding.reading.names.tests import TESTS
from chartside.grounding.reading.names.vaccines import VACCINES
from chartside.grounding.reading.phrases import Phrases
from chartside.grounding.reading.words import Word, plain_words

_TABLES: Final = (
    TESTS, ANALYTES, CONDITIONS, SYMPTOMS, EVENTS, MEDICINES, VACCINES, SHORTHAND, FAMILIES
)  # fmt: skip


def _classes() -> list[tuple[str, ...]]:
    joined = "".join(_TABLES).strip().replace("\n    |", " |").replace("\n\n", "\n")
    return [tuple(p.strip() for p in line.split("|")) for line in joined.split("\n")]


def _table() -> dict[str, tuple[str, ...]]:
    """Phrase to the classes it is in; a class is named by its first member."""
    held: dict[str, list[str]] = {}
    for members in _classes():
        name = "=" + "_".join(plain_words(members[0]))
        for member in members:
            key = " ".join(plain_words(member))
            if key and name not in held.setdefault(key, []):
                held[key].append(name)
    return {phrase: tuple(names) for phrase, names in held.items()}


SYNONYMS: Final = Phrases(_table())
"""Phrases and the classes they stand for (`=hypertension`)."""


def meanings(words: list[Word], common: Collection[str] = ()) -> frozenset[str]:
    """Every class that any phrase of a name stands for, the phrases inside longer ones too.

    A single word of `common` stands for nothing by itself.
    """
    found: set[str] = set()
    for first in range(len(words)):
        for classes, last in SYNONYMS.every(words, first):
            if last > first + 1 or words[first].plain not in common:
                found.update(classes)
    return frozenset(found)
