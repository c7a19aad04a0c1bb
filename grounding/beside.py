"""A sentence as it is read beside the entries that it cites: some words mean otherwise there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.clinical import is_no_known_allergy
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.directions import directions_in
from chartside.grounding.reading.extremes import as_spread
from chartside.grounding.reading.sentence import Sentence
from chartside.grounding.sources.profile import Profile


def beside(sentence: Sentence, cited: Sequence[Profile]) -> Sentence:
    """The sentence without negations of a cited name, with the directions that results have."""
    return _with_directions(_without_own_negations(sentence, cited), cited)


def _without_own_negations(sentence: Sentence, cited: Sequence[Profile]) -> Sentence:
    """A negation that is part of a cited name denies nothing: "migraine without aura"."""
    kept = tuple(
        c for c in sentence.cues if c.kind != "negation" or not _is_of_name(c, sentence, cited)
    )
    return sentence if len(kept) == len(sentence.cues) else replace(sentence, cues=kept)


def _with_directions(sentence: Sentence, cited: Sequence[Profile]) -> Sentence:
    """`A fall in sodium`, where nothing is cited but measurements."""
    if not any(p.measures for p in cited):
        return sentence
    declines = _DECLINED.finditer(sentence.bare) if "declin" in sentence.lower else ()
    found = [
        Cue("trend", "down", *m.span())
        for m in declines
        if not any(c.kind == "trend" and c.start <= m.start() < c.end for c in sentence.cues)
    ]
    if all(p.measures for p in cited):
        known = {c.start for c in (*sentence.cues, *found) if c.kind == "trend"}
        found += [
            Cue("trend", "down", *m.span())
            for m in _NOTHING_DECLINED.finditer(sentence.bare)
            if m.start() not in known
        ]
        ways = directions_in(sentence.terms, sentence.cues)
        found += [as_spread(c, sentence.bare) for c in ways]
    return (
        replace(sentence, cues=tuple(sorted([*sentence.cues, *found], key=_start)))
        if found
        else sentence
    )


_DECLINED: Final = Caseless(
    r"\bdeclin(?:es|ed|ing)(?=\s(?:from|by|between|over|since|until|through|further|steadily"
    r"|slightly|gradually|markedly|slowly|sharply|relative|compared|\(|\d|to\s(?:an?\s|about\s)?\d"
    r"|in\s\d))|(?<=\bit\s)declined|(?<=\bit\sthus\s)declined|(?<=\bit\sthen\s)declined"
    r"|(?<=\bit\shas\s)declined|(?<=\bhas\s)declined(?=\s*[.;,])",
)
"""A level declines from one number to another; a person declines an offer."""


_NOTHING_DECLINED: Final = Caseless(
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bis )(?<!\bbe )\bdeclin(?:es|ed|ing)"
    r"(?=\s*(?:[.;,)]|$)|\s(?:and|during|in the|within|as|throughout|again|overall|thereafter)\b)",
)
"""Without an object, and beside measurements alone, nobody declined anything."""


def _start(cue: Cue) -> int:
    return cue.start


def _is_of_name(cue: Cue, sentence: Sentence, cited: Sequence[Profile]) -> bool:
    after = sentence.lower[cue.start :].split()[
        : len(sentence.lower[cue.start : cue.end].split()) + 1
    ]
    phrase = " ".join(after).rstrip(".,;:")
    return any(phrase in p.entry.label.lower() for p in cited if not is_no_known_allergy(p.entry))
