"""Whether a sentence denies what it names.

The rule is NegEx's (Chapman et al., J Biomed Inform 2001;34:301-310): a cue reaches about six words
ahead, through a list of alternatives, and stops at a break; a few cues stand behind the name.
"""

import re
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.denying import (
    denials_behind,
    denied_from,
    is_denied_behind,
    is_of_a_part,
    may_deny,
)
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Sentence

_SCOPE: Final = 60
"""Characters: about six words."""
_FAR: Final = 100
"""Characters between the beginning of a cue and the name: its own length, and its reach."""
_AHEAD_OF_COMMA: Final = 30
"""Characters behind a name in which the rest of a list is looked for."""
_STOPS = Caseless(
    r"[;:.]|\s[\u2013\u2014]\s"
    r"|(?<!\bbeen )(?<!\bput )(?<!\bplaced )(?<!\bstarted )(?<!\bnever )(?<!\bever )"
    r"(?<!\bshe )(?<!\bhe )(?<!\bthey )(?<!\bpatient )(?<!\bpt )\bon\b"
    r"|(?<!ed )(?<!en )(?<!affected )(?<!treatment )(?<!therapy )\bwith\b"
    r"|(?<!hx )(?<!history )(?<!evidence )(?<!order )(?<!orders )(?<!prescription )"
    r"(?<!prescriptions )(?<!script )(?<!record )(?<!entry )(?<!entries )\bfor\b"
    r"|\b(?:but|except|apart from|other than|since|as|change|longer"
    r"|only|than|because|when|while|due|until|after|before|despite|if|unless)\b|,(?!\s*(?:\w+,"
    r"|or\b|and\b|nor\b|\w+\s(?:or|and)\b))",
)
_STOPS_OF_VERB = Caseless(
    _STOPS.pattern.removesuffix(r"|\w+\s(?:or|and)\b))")
    + r"|(?:\w+[\s-]){1,4}(?:or|and|nor)\b(?!\s(?:is|was|has|had|reports?)\b)"
    r"|(?:any|no)\b|(?:\w+[\s-]){1,3}\w+,))",
)
"""`Denied jaw claudication, scalp tenderness and any visual loss`: a list of longer items."""
_LATER = Caseless(
    r"[^;.]{0,60}\bbut\s(?:it\s)?(?:was\s|were\s|is\s|has been\s|then\s|later\s|subsequently\s)*"
    r"(?:ruled out|excluded|refuted|not (?:found|confirmed|present|seen)|not borne out)\b",
)
"""`was suspected in January but ruled out`: the break does not part the name from its denial."""
_WORD = re.compile(r"[\w'-]*")


def is_negated(sentence: Sentence, place: int, end: int = 0) -> bool:
    """Whether a negation before a name reaches it, or one behind it speaks of it.

    `end` is where the name ends; without it, where its first word does.
    """
    if not may_deny(sentence.bare):
        return False
    part = sentence.segment(place)
    if any(_reaches(sentence, cue, place) for cue in sentence.denials(place - _FAR, place)):
        return True
    if 0 <= (first := denied_from(sentence.bare)) <= place and sentence.segment(first) == part:
        return True
    word = _WORD.match(sentence.bare, place)
    behind = end or (word.end() if word else place)
    if _LATER.match(sentence.bare, behind):
        return True
    return is_denied_behind(sentence.bare, behind) and not is_of_a_part(sentence.bare, place)


def _reaches(sentence: Sentence, cue: Cue, place: int) -> bool:
    """Whether a negation reaches a name behind it in its own part of the sentence."""
    if sentence.segment(cue.start) != sentence.segment(place):
        return False
    if _is_predicate(sentence, cue, place) or _OF_AN_END.match(sentence.bare, cue.end):
        return False
    if _BY_WAY.match(sentence.bare[cue.end : place]):
        return True
    verb = sentence.lower.startswith("den", cue.start)
    stops, scope = (_STOPS_OF_VERB, _FAR) if verb else (_STOPS, _SCOPE)
    stop = stops.search(sentence.bare, cue.end, place + _AHEAD_OF_COMMA)
    reached = place - cue.end <= scope and (stop is None or stop.start() >= place)
    return reached and not is_new_clause(sentence, cue.end, place)


_BY_WAY = Caseless(
    r"\s(?:on|in|for)\s[^;]{2,70}\s(?:by way of|in the way of|regarding|concerning"
    r"|about)\s(?:an?y?\s)?$",
)
"""`There is nothing on the books for 2022 by way of a visit`."""
_OF_AN_END = Caseless(
    r"\s(?:(?:yet|been|fully|entirely|really|actually|quite|taken)\s){0,3}(?:come off"
    r"|stop(?:ped)?|discontinued?"
    r"|ceased?|finished|given up|gone away|come to an end|ended|off|withdrawn)\b",
)
"""`Has not come off metoprolol`: what is denied is the end."""
_COPULA = Caseless(r"\b(?:is|are|was|were|remains?|been|listed as|reported as)\s(?:\w+ly\s)?$")
_ADJECTIVES: Final = frozenset({"absent", "missing", "lacking", "omitted", "none", "negative"})


_JOINED = re.compile(r",?\sand\s|,\s")
_SHORT: Final = 4


def _follows_name(sentence: Sentence, cue: Cue) -> bool:
    """Whether a negation stands in words that deny the name before them."""
    if not any(0 <= cue.start - at <= _SHORT for at in denials_behind(sentence.bare)):
        return False
    ahead = [t for t in sentence.terms if cue.start - _FAR < t.end <= cue.start]
    return any(not t.framed and not all(is_plain(w) for w in t.words) for t in ahead[-_SHORT:])


def _is_predicate(sentence: Sentence, cue: Cue, place: int) -> bool:
    """`X is absent from the history and Y …`: what denies the name before it denies none behind."""
    joined = _JOINED.search(sentence.bare, cue.end, place)
    if joined and _follows_name(sentence, cue):
        return True
    if sentence.lower[cue.start : cue.end] not in _ADJECTIVES:
        return False
    return (
        _COPULA.search(sentence.bare[max(0, cue.start - _AHEAD_OF_COMMA) : cue.start]) is not None
    )


_VERBS: Final = (
    r"is|was|were|has|had|are|takes|taken|took|received|underwent|presented|declined|given|started"
    r"|measured|began|begun|developed|diagnosed|resolved|stopped|rose|fell|remains|remained"
    r"|continues|includes?|showed|shows|h/o|history of"
)
_BEHIND_NAME = Caseless(
    rf"(?:[^;.]|\.(?=\d)){{0,60}}?(?::|\b(?:{_VERBS})\b|\b(?:in|on|since)\s(?:\d|[A-Z][a-z]{{2}}))",
)
_SUBJECT: Final = (
    r"(?:(?:the|this|our|your|my|above-named|mutual)\s){0,2}"
    r"(?:pt|patient|client|he|she|they|you|we|I)\b"
)
_AHEAD = Caseless(rf"\band\b.*\b(?:{_VERBS})\b|\band\s(?:\w+ly,?\s)?{_SUBJECT}")


def is_new_clause(sentence: Sentence, start: int, place: int) -> bool:
    """`no record of X and Y is active`: behind "and", a name with its own verb is not denied."""
    between = sentence.bare[start:place]
    if " and " not in between:
        return False
    return (
        _AHEAD.search(between) is not None or _BEHIND_NAME.match(sentence.bare, place) is not None
    )
