"""What a germ is sensitive or resistant to: the two are never exchanged.

The categories are those of EUCAST and CLSI (susceptible, intermediate, resistant). A culture in
words gives them for each drug; a susceptibility test is one drug's, and its result the category.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.reading.sentence import Term
from chartside.grounding.reading.synonyms import meanings
from chartside.grounding.reading.words import words_in
from chartside.grounding.sources.profile import Profile

_STATES: Final = {
    "sensitive": r"(?:fully\s|highly\s|pan-?)?(?:sensitive|sensitivity|susceptible|susceptibility)",
    "resistant": r"(?:highly\s|multi-?(?:drug-?\s?)?)?(?:resistant|resistance|non-?susceptible"
    r"|insensitive)",
    "intermediate": r"intermediate(?:ly\s(?:sensitive|susceptible|resistant))?",
}
_STATE: Final = "|".join(f"(?P<{name}>{words})" for name, words in _STATES.items())
_NOT: Final = Caseless(r"\b(?:not|no|never|isn't|wasn't|without|nor|loss\sof|lost)\s(?:\w+ly\s)?$")
_WORD: Final = Caseless(rf"(?<!\w)(?:{_STATE})(?![\w-])(?P<to>\s(?:to|against|for)\b|\s?:)?")
_PART: Final = re.compile(r";|\.(?=\s|$)|\bbut\b|\bwhereas\b|\bwhile\b|\bhowever\b")
_LETTER: Final = re.compile(
    r"(?P<drug>[A-Za-z][a-z-]{4,}(?:-[a-z]+)?)\s?[:(=-]\s?(?P<letter>[SRI])\)?(?=[\s,;.)]|$)"
)
_LETTERS: Final = {"S": "sensitive", "R": "resistant", "I": "intermediate"}
_OTHER: Final = {"sensitive": "resistant", "resistant": "sensitive"}
_EVERY: Final = Caseless(
    r"\b(?:both|all|others?|rest|every\w*|each|everything|any(?:thing)?|pan-?sensitive|all\s(?:tested|agents"
    r"|antibiotics))\b",
)
_ANY_STATE: Final = Caseless(r"sensitiv|suscepti|resist|intermediate")
_SOURCES: Final = frozenset({Kind.LAB, Kind.OBSERVATION, Kind.REPORT, Kind.DOCUMENT})
_ALL: Final = "*"


def judge_susceptibility(scope: Scope) -> list[Fault]:
    """A drug that a cited result calls one thing and the sentence another."""
    text = scope.sentence.bare
    if not _ANY_STATE.search(text) and not _LETTER.search(text):
        return []
    said = told_in(text)
    found = []
    for profile in scope.cited:
        own = _own(profile) if said and profile.entry.kind in _SOURCES else {}
        for drug, state in said.items():
            names = own if drug == _ALL else _same(drug, own)
            wrong = next((n for n in names if own[n] != state), None)
            if wrong is not None:
                reason = f"{profile.where} is {own[wrong]} to {wrong}; the sentence says {state}"
                found.append(contradicted("finding", 0, Severity.HIGH, reason))
    return found


def is_susceptibility(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a word only says sensitive or resistant, and a cited result gives such states."""
    degree = term.words[0] in {"highly", "fully"}
    return (degree or _WORD.fullmatch(term.text) is not None) and any(_own(p) for p in cited)


def _same(drug: str, own: Mapping[str, str]) -> list[str]:
    """The drugs of a result that a word of the sentence means."""
    keys = _keys(drug)
    return [name for name in own if keys & _keys(name)]


def _keys(name: str) -> frozenset[str]:
    words = words_in(name)
    return frozenset(w.plain for w in words if w.plain[0].isalpha()) | meanings(words)


def _own(profile: Profile) -> Mapping[str, str]:
    """What a culture says of each drug; of a test of one drug, what its result is."""
    entry = profile.entry
    words = entry.value.words if entry.value and entry.value.number is None else ""
    single = _state_of(words.strip())
    if single:
        return dict.fromkeys(_drugs(" ".join(entry.code.labels)), single)
    return told_in(f"{words}; {profile.document}") if words or profile.document else {}


def _state_of(words: str) -> str:
    """`Resistant`, `R`, `susceptible`: a whole result."""
    if words in _LETTERS:
        return _LETTERS[words]
    found = _WORD.fullmatch(words)
    return str(found.lastgroup) if found and found.lastgroup != "to" else ""


@lru_cache(maxsize=512)
def told_in(text: str) -> dict[str, str]:
    """Each drug of a text with what a germ is to it; `*` of all that were tested.

    >>> told_in("E. coli, sensitive to nitrofurantoin, resistant to trimethoprim")
    {'nitrofurantoin': 'sensitive', 'trimethoprim': 'resistant'}
    >>> told_in("Trimethoprim resistant, sensitive to both others")
    {'trimethoprim': 'resistant', '*': 'sensitive'}
    """
    found: dict[str, str] = {}
    for part in _PART.split(text):
        for drugs, state in _in_part(part):
            found |= dict.fromkeys(drugs, state)
    for letter in _LETTER.finditer(text):
        found |= dict.fromkeys(_drugs(letter["drug"]), _LETTERS[letter["letter"]])
    return found


def _in_part(part: str) -> Iterator[tuple[list[str], str]]:
    """`sensitive to A and B`; else `A and B sensitive`, from the word before to this one."""
    words = list(_WORD.finditer(part))
    begun = 0
    for n, word in enumerate(words):
        until = words[n + 1].start() if n + 1 < len(words) else len(part)
        behind = part[word.end() : _until_own(part, word.end(), until)]
        ahead = part[begun : word.start()]
        drugs = _listed(behind) if word["to"] else _drugs(ahead) or _drugs(behind)
        state = next(name for name in _STATES if word[name])
        if _NOT.search(part[: word.start()]):
            state = _OTHER.get(state, state)
        every = _EVERY.search(behind if word["to"] else ahead) or "pan" in word[0].lower()
        yield drugs or ([_ALL] if every else []), state
        begun = word.end() + (len(behind) if word["to"] else 0)


def _until_own(part: str, start: int, until: int) -> int:
    """Where a list behind `sensitive to` ends: `…, trimethoprim resistant` begins another."""
    if until == len(part):
        return until
    comma = max(part.rfind(",", start, until), part.rfind(" and ", start, until))
    behind = part[until : until + 24]
    to = re.match(r"\S+(?:\s\S+)?\s(?:to|against|for)\b", behind)
    return comma if comma > start and not to and _drugs(part[comma:until]) else until


def _drugs(text: str) -> list[str]:
    """The drugs that a stretch names, by their form."""
    return [m[0].lower() for m in _NAME.finditer(text) if nature(m[0].lower()) == "drug"]


_NAME: Final = Caseless(r"(?:co-)?[A-Za-z]{5,}")


def _listed(text: str) -> list[str]:
    """What a list behind `sensitive to` holds, whatever it is called."""
    items = (item.strip(" .:()") for item in _JOINT.split(text))
    return [i.lower() for i in items if i and _ITEM.fullmatch(i) and not _EVERY.search(i)]


_JOINT: Final = re.compile(r",|/|\band\b|\bor\b|\bplus\b|&|\bboth\b")
_ITEM: Final = re.compile(r"(?:[A-Za-z-]{4,})(?:\s[A-Za-z-]{4,})?")
