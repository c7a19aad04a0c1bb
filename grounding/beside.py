"""A sentence as it is read beside the entries that it cites: some words mean otherwise there."""

from collections.abc import Sequence
from dataclasses import replace

from chartside.fhir.clinical import is_no_known_allergy
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.directions import directions_in
from chartside.grounding.reading.extremes import as_spread
from chartside.grounding.reading.sentence import Sentence
from chartside.grounding.sources.profile import Profile


def beside(sentence: Sentence, cited: Sequence[Profile]) -> Sentence:
    """The sentence without negations that are part of a cited name, with directions of results."""
    return _with_directions(_without_own_negations(sentence, cited), cited)


def _without_own_negations(sentence: Sentence, cited: Sequence[Profile]) -> Sentence:
    """A negation that is part of a cited name denies nothing: "migraine without aura"."""
    kept = tuple(
        c for c in sentence.cues if c.kind != "negation" or not _is_of_name(c, sentence, cited)
    )
    return sentence if len(kept) == len(sentence.cues) else replace(sentence, cues=kept)


def _with_directions(sentence: Sentence, cited: Sequence[Profile]) -> Sentence:
    """`A fall in sodium`, where nothing is cited but measurements."""
    if not cited or not all(p.measures for p in cited):
        return sentence
    ways = directions_in(sentence.terms, sentence.cues)
    found = [as_spread(c, sentence.bare) for c in ways]
    return (
        replace(sentence, cues=tuple(sorted([*sentence.cues, *found], key=_start)))
        if found
        else sentence
    )


def _start(cue: Cue) -> int:
    return cue.start


def _is_of_name(cue: Cue, sentence: Sentence, cited: Sequence[Profile]) -> bool:
    after = sentence.lower[cue.start :].split()[
        : len(sentence.lower[cue.start : cue.end].split()) + 1
    ]
    phrase = " ".join(after).rstrip(".,;:")
    return any(phrase in p.entry.label.lower() for p in cited if not is_no_known_allergy(p.entry))
