"""Whether a medicine is taken before, with or after food: the order's own words decide.

BNF cautionary labels 21 ("with or just after food"), 22 and 23 ("before food", "on an empty
stomach"); HL7 FHIR R4 EventTiming (AC, PC, C and their meals).
"""

from typing import Final

from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault
from chartside.grounding.judges.hours import is_of_claim, taken_otherwise
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_MEAL: Final = (
    r"(?:(?:the|each|every|her|his|your|their|a|main|evening|morning|midday|any)\s){0,2}"
    r"(?:food|meals?|breakfast|lunch|dinner|supper|tea|eating|snacks?|milk)"
)
_WAYS: Final = {
    "before food": rf"(?:before|ahead\sof|prior\sto)\s{_MEAL}"
    rf"|(?:minutes|mins|hour|hours)\sbefore\s{_MEAL}"
    r"|(?:on|with)\san\sempty\sstomach|fasting|empty\sstomach|a\.?c\.?(?=[\s,;.)]|$)|pre-?meals?"
    r"|without\sfood|away\sfrom\sfood",
    "with or after food": rf"(?:with|after|following|alongside|just\safter|during)\s{_MEAL}"
    r"|p\.?c\.?(?=[\s,;.)]|$)|post-?meals?|on\sa\sfull\sstomach|at\smeal\s?times?"
    r"|at\smeals",
}
_FORMS: Final = {way: Caseless(rf"(?<![\w.])(?:{words})(?!\w)") for way, words in _WAYS.items()}
_EITHER: Final = Caseless(r"(?:with\sor\swithout|regardless\sof)\sfood")
_QUICK: Final = Caseless(
    r"food|meal|breakfast|lunch|dinner|supper|\btea\b|eating|snack|milk|stomach|fasting"
    r"|\b[ap]\.?c\b",
)
_BEHIND: Final = 80
_OF_TEST: Final = Caseless(r"\bfasting\s(?:\w+\s)?(?:glucose|sugar|lipids?|blood|bloods|bm|cbg)")


def judge_meals(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A relation to meals that the order gives otherwise, or that no cited entry gives."""
    dose, text = profile.entry.dose, scope.sentence.bare
    if dose is None or not _QUICK.search(text):
        return []
    held = f"{dose.text}; {dose.at}"
    own = {way for way, form in _FORMS.items() if form.search(held)}
    found = []
    for way, form in _FORMS.items():
        said = form.search(text, claim.end, min(len(text), claim.end + _BEHIND))
        if said is None or way in own or _EITHER.search(held) or _OF_TEST.match(text, said.start()):
            continue
        if not is_of_claim(said, claim, scope) or _stated_elsewhere(way, profile, scope):
            continue
        stated = held.strip("; ") if own else ""
        found.append(taken_otherwise("meal", said, profile, stated, "says nothing of meals"))
    return found


def _stated_elsewhere(way: str, profile: Profile, scope: Scope) -> bool:
    """Whether another cited entry, a note or a second order, says it."""
    others = (p for p in scope.cited if p is not profile)
    return any(_FORMS[way].search(part) for p in others for part in p.said)


def is_of_meal(term: Term, scope: Scope) -> bool:
    """Whether a word is part of when a cited medicine is taken: `on an empty stomach`."""
    if not _QUICK.search(term.text) or not any(p.entry.dose for p in scope.cited):
        return False
    return any(
        m.start() <= term.start and term.end <= m.end()
        for form in _FORMS.values()
        for m in form.finditer(scope.sentence.bare)
    )
