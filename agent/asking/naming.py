"""Whether a name of a question is the name of an entry: the same words, or words that mean them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from chartside.agent.asking.broader import takes_in
from chartside.agent.asking.cues import COMPOUNDS
from chartside.agent.asking.shorthand import nearest
from chartside.agent.asking.subjects import VAGUE
from chartside.fhir.clinical import drug_name
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.retrieval.synonyms import folded, longest_phrase, synonyms
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.synonyms import SYNONYMS, meanings
from chartside.grounding.reading.words import plain_words, words_in
from chartside.grounding.rules.drug_classes import CLASSES, DrugClass
from chartside.tools.names import name_of

Subject = tuple[str, ...]

EXACT: Final = 4
"""The name itself, or another name of the very thing."""
INSIDE: Final = 3
"""Every word of it stands in the entry's name."""
MEANT: Final = 2
"""Each of its phrases is there in these or in other words."""
CLASS: Final = 1
"""The entry is of the class that it names: a statin, a dementia, a vaccine against tetanus."""

_FILLERS: Final = frozenset(
    {"finding", "disorder", "procedure", "situation", "of", "the", "in", "and", "with", "by", "a",
     "regime", "therapy", "event", "to", "on", "for", "due", "panel", "structure", "body"}
)  # fmt: skip
_CLASS_NAMES: Final = {
    "blood thinner": "anticoagulants", "anticoagulant": "anticoagulants",
    "anticoagulation": "anticoagulants", "water pill": "diuretics", "diuretic": "diuretics",
    "ace": "ACE inhibitors", "acei": "ACE inhibitors", "arb": "angiotensin receptor blockers",
    "antidepressant": "SSRIs and SNRIs", "ssri": "SSRIs and SNRIs", "snri": "SSRIs and SNRIs",
    "ppi": "proton pump inhibitors", "opiate": "opioids", "gliptin": "DPP-4 inhibitors",
    "antiplatelet": "P2Y12 inhibitors", "calcium channel blocker":
    "dihydropyridine calcium channel blockers", "painkiller": "opioids", "anti-inflammatory":
    "NSAIDs", "cholesterol": "statins", "sleeping pill": "benzodiazepines",
    "antibiotic": "penicillins | cephalosporins | carbapenems | sulfonamide antimicrobials"
    " | macrolides | fluoroquinolones | tetracyclines | aminoglycosides",
    "antihypertensive": "ACE inhibitors | angiotensin receptor blockers | beta blockers"
    " | dihydropyridine calcium channel blockers | thiazide diuretics",
}  # fmt: skip
"""What patients and clinicians call a class, by the key of the table of classes."""


def closeness(subject: Subject, entry: Entry) -> int:
    """How well an entry's name is what the question names: 0 not at all, up to `EXACT`."""
    best = max((name_closeness(subject, name) for name in names_of(entry)), default=0)
    if best < MEANT and takes_in(" ".join(subject), entry.kind, names_of(entry)):
        return CLASS
    if best < MEANT and entry.kind in {Kind.MEDICATION, Kind.DISPENSE, Kind.ADMINISTRATION}:
        return CLASS if _of_class(subject, entry.label) else best
    return best


def names_of(entry: Entry) -> tuple[str, ...]:
    """Every name that an entry goes by."""
    names = dict.fromkeys([*entry.code.labels, name_of(entry)])
    if entry.kind in {Kind.MEDICATION, Kind.DISPENSE, Kind.ADMINISTRATION}:
        names |= dict.fromkeys(drug_name(label) for label in entry.code.labels)
    return tuple(name for name in names if name)


@lru_cache(maxsize=65536)
def name_closeness(subject: Subject, name: str) -> int:
    """How well a name is what the question names.

    >>> name_closeness(("heart", "attack"), "Myocardial infarction (disorder)")
    4
    >>> name_closeness(("cholesterol",), "HDL cholesterol")
    3
    >>> name_closeness(("lasix",), "Potassium")
    0
    """
    return max((_as_written(words, name) for words in _other_ways(subject)), default=0)


def _as_written(subject: Subject, name: str) -> int:
    asked = [w for w in plain_words(" ".join(subject)) if w not in _FILLERS]
    held = [w for w in plain_words(name) if w not in _FILLERS]
    if not asked or not held:
        return 0
    if sorted(asked) == sorted(held) or _whole(" ".join(subject)) & _whole(name):
        return EXACT
    if set(asked) <= set(held):
        return INSIDE
    return MEANT if _meant(" ".join(subject), name) else 0


@lru_cache(maxsize=65536)
def _whole(name: str) -> frozenset[str]:
    """The meanings of a name as one phrase; what a bracket adds to it does not count."""
    found: set[str] = set()
    bare = name.split(" (", maxsplit=1)[0]
    for said in {name, bare, bare.partition(",")[0] if "," in bare else bare}:
        words = [w for w in words_in(said) if w.plain[0].isalnum()]
        if words and (hit := SYNONYMS.at(words, 0)) is not None and hit[1] == len(words):
            found.update(hit[0])
    return frozenset(found)


def _meant(subject: str, name: str) -> bool:
    words = [w for w in words_in(subject) if w.plain[0].isalnum()]
    held, classes = set(plain_words(name)), meanings(words_in(name))
    at, phrases = 0, {first: (set(found), last) for found, first, last in SYNONYMS.find(words)}
    while at < len(words):
        found, last = phrases.get(at, (set(), at + 1))
        own = {w.plain for w in words[at:last]} - _FILLERS
        if not own <= held and not found & classes:
            return False
        at = last
    return True


@lru_cache(maxsize=1024)
def _other_ways(subject: Subject) -> tuple[Subject, ...]:
    """The subject, and with one phrase put in other words of the table of synonyms."""
    if (head := _adjective_of(subject)) is not None:
        return (head, *_replaced(head))
    return tuple(dict.fromkeys([subject, *_replaced(subject)]))


def _adjective_of(subject: Subject) -> Subject | None:
    """The disease that an adjective speaks of: `diabetic` of `diabetes`; None for other words."""
    if len(subject) != 1 or not subject[0].lower().endswith(("ic", "ive", "ese")):
        return None
    heads = [c.lstrip("=").split("_") for c in _whole(subject[0])]
    return tuple(heads[0]) if heads and heads[0] != [subject[0].lower()] else None


def _replaced(subject: Subject) -> Iterator[Subject]:
    table, longest = synonyms(), longest_phrase()
    words = tuple(folded(w) for part in subject for w in part.replace("-", " ").split())
    for first in range(len(words)):
        for last in range(first + 1, min(len(words), first + longest) + 1):
            for other in table.get(words[first:last], ()):
                yield (*words[:first], *other, *words[last:])


def _of_class(subject: Subject, label: str) -> bool:
    named = _class_named(subject)
    ingredients = set(drug_name(label).split(" / "))
    return any(not c.members.isdisjoint(ingredients) for c in CLASSES if c.key in named)


@lru_cache(maxsize=1024)
def _class_named(subject: Subject) -> frozenset[str]:
    """Keys of the classes that a name is the name of: `statin`, `blood thinners`, `diuretic`."""
    asked = " ".join(plain_words(" ".join(subject)))
    keys = _CLASS_NAMES.get(asked, asked).split(" | ")
    return frozenset(c.key for c in CLASSES for key in keys if _is_called(c, plain_words(key)))


def _is_called(found: DrugClass, wanted: tuple[str, ...]) -> bool:
    """By its key, the name of one of it, or its last word: `diuretics` are three classes."""
    return (
        plain_words(found.key) == wanted
        or plain_words(found.one)[1:] == wanted
        or (len(wanted) == 1 and plain_words(found.key)[-1:] == wanted)
    )


def respelled(subject: Subject, entries: Iterable[Entry]) -> Subject:
    """The name with each word that nothing knows set right by the names in the chart.

    Empty where no word is but one slip from a word of the chart. A word that is a name of its own
    is never changed: prednisone is not prednisolone.
    """
    held = {w for e in entries for name in names_of(e) for w in plain_words(name)}
    words = [w if w.lower() in held or _is_a_name(w) else nearest(w.lower(), held) for w in subject]
    righted = tuple(new or old for new, old in zip(words, subject, strict=True))
    return righted if righted != subject else ()


_TELLING: Final = frozenset(
    {"direct", "indirect", "corrected", "resting", "adjusted", "calculated", "predicted", "total",
     "free", "reduced", "spot", "timed", "conjugated", "bound", "active", "ionized", "random",
     "fasting", "standing", "sitting", "lying", "supine", "peak", "post", "pre", "home", "office",
     "high", "low", "whole", "left", "right", "upper", "lower", "new", "old"}
)  # fmt: skip
"""Plain words that tell one test from another."""


def without_plain(subject: Subject) -> Subject:
    """The name without the words that say nothing clinical; empty where there are none, or only.

    What tells one test from another stays: no direct bilirubin is answered by the total.
    """
    if COMPOUNDS.fullmatch(" ".join(subject)):
        return ()
    kept = tuple(w for w in subject if w.lower() in _TELLING or not is_plain(w.lower()))
    named = kept != subject and not VAGUE.issuperset(w.lower() for w in kept)
    return kept if named else ()


def _is_a_name(word: str) -> bool:
    known = SYNONYMS.at(words_in(word), 0) is not None or (folded(word),) in synonyms()
    return known or any(word.lower() in c.members for c in CLASSES)


def best_of(subject: Subject, entries: Iterable[Entry]) -> tuple[int, tuple[Entry, ...]]:
    """The entries that are named best, and how well; none where none is."""
    held = [(closeness(subject, e), e) for e in entries]
    best = max((n for n, _ in held), default=0)
    return best, tuple(e for n, e in held if n == best) if best else ()
