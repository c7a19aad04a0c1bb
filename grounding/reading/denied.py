"""How far a negation reaches through the words of a clause: NegEx with its terminations.

Chapman et al., J Biomed Inform 2001;34:301-310: a negation reaches forward until a termination. In
a list it goes on from comma to comma, so "no fever, chills or cough" denies three things; it ends
where a new statement begins, so "no cough, SOB at night" denies one. An item begins a statement
where it says when, where, how much or who, and no "or" takes the denial further.
"""

import re
from collections.abc import Sequence
from typing import Final

from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.words import Word

_MARKS: Final = frozenset(";:.()!?")
_ENDS: Final = frozenset(
    {"but", "except", "although", "though", "however", "whereas", "while", "when", "because",
     "until", "yet", "only", "than", "which", "who", "then", "so", "after", "apart", "other"}
)  # fmt: skip
"""Words that a denial does not reach beyond (NegEx termination terms, and those of time)."""
_ALTERNATIVE: Final = frozenset({"or", "nor"})
_STATES: Final = frozenset(
    {"is", "was", "are", "were", "has", "had", "have", "she", "he", "they", "patient", "pt", "it",
     "report", "complain", "describe", "feel", "felt", "note", "noted", "remain", "remained",
     "continue", "continued", "take", "took", "started", "show", "showed", "present", "persist",
     "persisted", "positive", "improved", "worse", "worsened", "seen", "found", "did", "does"}
)  # fmt: skip
"""Words with which an item says something of its own."""
_HOW: Final = frozenset(
    {"at", "on", "since", "for", "during", "after", "in", "some", "mild", "moderate", "severe",
     "occasional", "intermittent", "few", "slight", "marked", "several", "daily", "nightly",
     "occasionally", "sometimes", "mildly", "still", "now", "recent", "worsening", "increasing",
     "persistent", "ongoing", "chronic", "bilateral", "left", "right"}
)  # fmt: skip
"""Words that say when, where or how much: nobody grades what is not there."""
_PSEUDO: Final = frozenset(
    {"change", "increase", "decrease", "interval", "improvement", "worsening", "significant",
     "further", "doubt", "difference", "progression", "deterioration"}
)  # fmt: skip
"""`No change in the effusion`: NegEx's pseudo-negations deny the change alone."""
_REST: Final = frozenset({"in", "of", "from", "to"})
_UNDONE: Final = frozenset({"declined", "cancelled"})
"""Standing cues that deny what stands behind them: "not given magnesium"."""
_NUMBER = re.compile(r"\d")


def denied_words(words: Sequence[Word], cues: Sequence[tuple[Cue, int, int]]) -> set[int]:
    """The places of the words of a clause that its negations reach, their own words among them."""
    found: set[int] = set()
    for cue, first, last in cues:
        if cue.kind == "negation" or cue.value in _UNDONE:
            found.update(range(first, reach(words, last)))
    return found


def reach(words: Sequence[Word], start: int) -> int:
    """The place behind the last word that a denial before `start` reaches."""
    pseudo = start < len(words) and words[start].plain in _PSEUDO
    end = min(len(words), start + _LONGEST)
    for at in range(start, end):
        plain = words[at].plain
        if plain in _MARKS or plain in _ENDS or (pseudo and plain in _REST):
            return at
        if plain == "," and not _goes_on(words, at + 1):
            return at
        if plain == "and" and _says(words, at + 1, _item_end(words, at + 1)):
            return at
    return end


_LONGEST: Final = 60
"""Words of the longest list that is followed; a text may be hostile."""


def _goes_on(words: Sequence[Word], start: int) -> bool:
    """Whether a list of what is denied goes on behind a comma."""
    end = _item_end(words, start)
    item = [w.plain for w in words[start:end]]
    if not item or item[0] in _ANEW or _says(words, start, end):
        return False
    if _ALTERNATIVE & {*item[:1]} or _is_closed(words, end):
        return True
    return not any(w in _HOW or _NUMBER.match(w) for w in item)


_ANEW: Final = frozenset({"no", "not", "denies", "without", "never"})
"""Words with which an item denies by itself."""


def _is_closed(words: Sequence[Word], start: int) -> bool:
    """Whether an "or" stands further on in the list."""
    for at in range(max(0, start - 1), min(len(words), start + _LONGEST)):
        plain = words[at].plain
        if plain in _MARKS or plain in _ENDS or plain in _STATES:
            return False
        if plain in _ALTERNATIVE:
            return True
    return False


def _item_end(words: Sequence[Word], start: int) -> int:
    for at in range(start, min(len(words), start + _LONGEST)):
        if words[at].plain in {",", "and", *_ALTERNATIVE, *_MARKS} and at > start:
            return at
    return min(len(words), start + _LONGEST)


def _says(words: Sequence[Word], start: int, end: int) -> bool:
    return any(w.plain in _STATES for w in words[start:end])
