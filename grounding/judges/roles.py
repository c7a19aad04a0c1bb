"""Who does what in a care team: the role that a sentence gives somebody, against the recorded one.

HL7 FHIR R4 CareTeam.participant: a role and a member. A name goes with the role that stands nearest
to it in its part of the sentence.
"""

import re
from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Component, Kind
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Term
from chartside.grounding.reading.words import plain_words
from chartside.grounding.sources.profile import Profile, vocabulary

_ROLE: Final = Caseless(
    r"\b(?:(?:[a-z-]+\s)?(?:nurse|surgeon|physician|doctor|provider|therapist|coordinator|worker"
    r"|manager|specialist|assistant|practitioner)|\w+(?:ologist|iatrist|etrician|atrician)"
    r"|GP|PCP|dieti[tc]ian|pharmacist|physiotherapist|midwife|care-?giver|carer|anesthetist"
    r"|an(?:a)?esthesiologist|podiatrist|chaplain|optometrist)\b",
)
_SAME: Final = (
    frozenset(
        {"gp", "practitioner", "pcp", "physician", "provider", "doctor", "=general_practitioner"}
    ),
    frozenset({"caregiver", "carer", "giver"}),
)
_LOOSE: Final = frozenset(
    {"her", "his", "the", "a", "their", "is", "as", "named", "by", "with", "and"}
)
_SHORT: Final = 3
_TITLES: Final = frozenset({"mrs", "prof", "sir", "rns", "and", "the"})


def judge_roles(scope: Scope) -> list[Fault]:
    """Each member of a cited team that the sentence names, with the role that it gives."""
    found = []
    for team in (p for p in scope.cited if p.entry.kind is Kind.TEAM):
        members = [c for c in team.entry.components if c.value]
        held = [(c.code.label, c.value.words) for c in members if c.value]
        found += _left(team, members, scope)
        for term in named_members(scope):
            said = _role_near(term, scope)
            own = [role for role, who in held if term.words[0] in plain_words(who)]
            if said is None or not own or any(_is_role(said[0], role) for role in own):
                continue
            reason = (
                f"{team.where} has {' and '.join(own)} for that name; the sentence says {said[0]}"
            )
            found.append(contradicted("role", term.start, Severity.LOW, reason))
    return found


_NOW: Final = Caseless(r"\b(?:is|are|remains?|currently|current|now)\b")
_THEN: Final = Caseless(
    r"\b(?:was|were|former|formerly|previous|previously|until|till|left|past|ex|had been)\b",
)


def _left(team: Profile, members: Sequence[Component], scope: Scope) -> list[Fault]:
    """Members that the sentence names as of today, and whose time in the team is over."""
    text = scope.sentence.bare
    if not _NOW.search(text) or _THEN.search(text):
        return []
    found = []
    for term in named_members(scope):
        own = [c for c in members if c.value and term.words[0] in plain_words(c.value.words)]
        if own and all(c.end and c.end.high.date() <= scope.index.today for c in own):
            until = own[-1].end.words if own[-1].end else "?"
            reason = (
                f"{team.where} has that member until {until}; the sentence gives it as of today"
            )
            found.append(contradicted("role", term.start, Severity.LOW, reason))
    return found


def named_members(scope: Scope) -> list[Term]:
    """The words of the sentence that name a member of a cited team."""
    names = {
        word
        for p in scope.cited
        if p.entry.kind is Kind.TEAM
        for c in p.entry.components
        if c.value
        for word in plain_words(c.value.words)
        if len(word) >= _SHORT and word not in _TITLES
    }
    return [t for t in scope.sentence.terms if t.text[:1].isupper() and names & {*t.words}]


def _role_near(term: Term, scope: Scope) -> re.Match[str] | None:
    """The role that stands nearest, in the same part of the sentence."""
    sentence = scope.sentence
    part = sentence.segment(term.start)
    said = [m for m in _ROLE.finditer(sentence.bare) if sentence.segment(m.start()) == part]

    def away(role: re.Match[str]) -> int:
        return role.start() - term.end if role.start() >= term.end else term.start - role.end()

    return min(said, key=away, default=None)


def _is_role(said: str, role: str) -> bool:
    """Whether two words for a role are one: in a word of substance, or by a common synonym."""
    one, other = vocabulary(said) - _LOOSE, vocabulary(role)
    own = one - {"nurse"} or one
    return bool(own & other) or any(one & s and other & s for s in _SAME)
