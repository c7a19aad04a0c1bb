"""Which analytes a printed name may mean."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final

from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit
from chartside.fhir.lab_reports.coding.table import LANGUAGES, Analyte, analytes
from chartside.fhir.lab_reports.coding.words import (
    LONGEST,
    Beside,
    Words,
    beside,
    parts_of,
    without_noise,
    words_of,
)

OWN, ENGLISH, FOREIGN, ALIKE = 1.0, 0.97, 0.88, 0.55
"""How much a name counts: of the report's language, an English one (laboratories of all countries
print them), one of another language, and one that only looks alike."""
_CLOSE: Final = 0.86
_MOST: Final = 5
_LETTERS: Final = {"S": "Ser", "P": "Plas", "B": "Bld", "U": "Urine"}
_SHORTEST_ALIKE: Final = 5
"""Letters; two shorter names that look alike are two analytes (AST, ALT)."""


@dataclass(frozen=True, slots=True)
class Named:
    """An analyte that a name may mean, how sure the name is, and what stands beside it."""

    analyte: Analyte
    score: float
    said: Beside
    shared: bool = False
    """Whether the name is another analyte's too."""

    @property
    def exact(self) -> bool:
        """Whether every word of the name is accounted for."""
        return self.score > ALIKE


@lru_cache(maxsize=4096)
def named(name: str, language: str = "") -> tuple[Named, ...]:
    """The analytes that a printed name may mean, the surest first.

    >>> [(n.analyte.key, n.exact) for n in named("Natrium (serum)", "nl")]
    [('sodium', True)]
    >>> [n.exact for n in named("Natrium after exercise", "en")]
    [False]
    """
    if len(name) > LONGEST or not words_of(name):
        return ()
    found = _whole(name, language) or _by_parts(name, language) or _alike(name)
    ranked = sorted(found, key=lambda n: (-n.score, n.analyte.key))
    return tuple(replace(one, shared=len(ranked) > 1) for one in ranked)


def _whole(name: str, language: str) -> tuple[Named, ...]:
    """The name as it stands; then without what is said beside; then without noise."""
    words = words_of(name)
    said = beside(words)
    for tried, qualifiers in (
        (words, Beside()),
        (without_noise(words), Beside()),
        (said.rest, said),
        (without_noise(said.rest), said),
        *_without_ends(words),
    ):
        if found := _known(tried, language):
            return tuple(Named(a, score, qualifiers) for a, score in found.items())
    return ()


def _without_ends(words: Words) -> Iterator[tuple[Words, Beside]]:
    """Without one qualifier in front or behind: in `urine RBC` both words may be a specimen."""
    for cut in (1, 2, 3):
        for end, rest in ((words[:cut], words[cut:]), (words[-cut:], words[:-cut])):
            said = beside(end)
            if rest and not said.rest:
                yield rest, said


def _by_parts(name: str, language: str) -> tuple[Named, ...]:
    """A name and its abbreviation, in brackets or behind a slash: both have to mean one thing.

    A unit in brackets says nothing of the name: `Glucose [mg/dL]`.
    """
    pieces = parts_of(name)
    if len(pieces) == 1:
        pieces = name.split("/")
    meant: list[dict[str, Named]] = []
    said = Beside()
    for piece in pieces:
        found = {n.analyte.key: n for n in _whole(piece, language)}
        if found:
            meant.append(found)
            continue
        qualifiers = _of_a_letter(piece) or beside(words_of(piece))
        if without_noise(qualifiers.rest):
            if looks_like_unit(piece):
                continue
            return ()
        said |= qualifiers
    return _agreed(meant, said)


def _of_a_letter(piece: str) -> Beside | None:
    """The specimen that a letter in brackets stands for: `Glucose (U)`."""
    system = _LETTERS.get(piece.strip())
    return Beside(frozenset({system})) if system else None


def _agreed(meant: list[dict[str, Named]], said: Beside) -> tuple[Named, ...]:
    """The analytes that every piece may mean, with what all pieces say beside."""
    if not meant:
        return ()
    common = set.intersection(*(set(found) for found in meant))
    found = []
    for key in common:
        several = [piece[key] for piece in meant]
        whole = said
        for one in several:
            whole |= one.said
        found.append(Named(several[0].analyte, max(n.score for n in several), whole))
    return tuple(found)


def _known(words: Words, language: str) -> dict[Analyte, float]:
    index = _index()
    hits = index.get("".join(words)) or index.get(_sorted(words)) or {}
    return {a: max(_weight(one, language) for one in languages) for a, languages in hits.items()}


def _weight(of: str, language: str) -> float:
    if of in {"any", language} or not language:
        return OWN
    return ENGLISH if of == "en" else FOREIGN


def _sorted(words: Words) -> str:
    """A key that does not know the order of words: `cholesterol, HDL` is `HDL cholesterol`."""
    return " ".join(sorted(words)) if len(words) > 1 and "/" not in words else ""


@cache
def _index() -> Mapping[str, Mapping[Analyte, frozenset[str]]]:
    found: dict[str, dict[Analyte, set[str]]] = {}
    for analyte in analytes():
        for language in LANGUAGES:
            for name in analyte.names[language]:
                for key in _keys(words_of(name)):
                    found.setdefault(key, {}).setdefault(analyte, set()).add(language)
    return {k: {a: frozenset(langs) for a, langs in held.items()} for k, held in found.items()}


def _keys(words: Words) -> Iterable[str]:
    """A name as it stands, without noise, and without its order."""
    for form in {words, without_noise(words)} - {()}:
        yield from filter(None, ("".join(form), _sorted(form)))


def _alike(name: str) -> tuple[Named, ...]:
    """Analytes whose name stands within the text, or differs from it by a letter or two."""
    said = beside(words_of(name))
    held = set(without_noise(said.rest))
    found: dict[Analyte, float] = {}
    for key, analyte in _word_sets():
        if key <= held:
            found[analyte] = max(found.get(analyte, 0.0), ALIKE * len(key) / len(held))
    joined = "".join(without_noise(said.rest))
    if len(joined) >= _SHORTEST_ALIKE:
        keys = [k for k in _long_keys() if _may_be_close(k, joined)]
        for close in get_close_matches(joined, keys, n=_MOST, cutoff=_CLOSE):
            found |= dict.fromkeys(_index()[close], ALIKE)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0].key))[:_MOST]
    return tuple(Named(analyte, score, said) for analyte, score in ranked)


def _may_be_close(key: str, joined: str) -> bool:
    """Whether it is worth a look: about as long, and alike at one end."""
    about = abs(len(key) - len(joined)) * _SHORTEST_ALIKE <= len(joined)
    return about and (key[:2] == joined[:2] or key[-2:] == joined[-2:])


@cache
def _long_keys() -> tuple[str, ...]:
    return tuple(sorted(k for k in _index() if len(k) >= _SHORTEST_ALIKE and " " not in k))


@cache
def _word_sets() -> tuple[tuple[frozenset[str], Analyte], ...]:
    return tuple(
        (words, analyte)
        for analyte in analytes()
        for language in LANGUAGES
        for name in analyte.names[language]
        if (words := frozenset(without_noise(words_of(name)))) and len("".join(words)) > 1
    )
