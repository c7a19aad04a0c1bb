"""Why a medicine was stopped, or an order stands as it does: the recorded reason and no other.

HL7 FHIR R4 MedicationRequest.statusReason. Where a sentence gives a reason and the cited entry has
one, a word of substance of the recorded one must be among the words said, or another name of it, or
another phrase for the same sort of reason; or a cited note gives the reason that is said.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.quotes import smooth
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.sources.profile import MEDICINES, TEXTS, Profile, vocabulary

_GIVES: Final = Caseless(
    r"\b(?:because(?: of)?|due to|owing to|as a result of|on account of|secondary to|after"
    r"|following"
    r"|prompted by|in response to|in view of|in light of|on grounds of|reasons?|rationale|led to"
    r"|caused|why)\b|\b2/2\b|\b(?:for|with|after|following)\b(?!\s(?:\d|the|an?|about|over|under|good"
    r"|now|dr"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|some|several|many)|[A-Z][a-z]{2}))",
)
_STOPPED: Final = Caseless(
    r"stop|d/c|no longer|\bnot\s(?:on|taking|taken)|come off|came off|taken off|discontinu|withdr"
    r"|cease|cessation|halt|\boff\b|cancel|hold|held|paus|suspen|end|abandon"
    r"|given up|terminat|came to",
)
_EMPTY: Final = frozenset(
    {"the", "of", "to", "a", "an", "and", "or", "in", "on", "patient", "by", "raised", "no", "not"}
    | {
        "with",
        "for",
        "was",
        "is",
        "effect",
        "drug",
        "medication",
        "medicine",
        "treatment",
        "therapy",
    }
)


def judge_reasons(scope: Scope) -> list[Fault]:
    """A reason for stopping that is not the recorded one."""
    held = [p for p in scope.cited if p.entry.status_reason and p.entry.kind in MEDICINES]
    text = scope.sentence.bare
    if len(held) != 1 or not (said := reason_in(text)):
        return []
    return [] if _is_said(held[0], said, scope) else [_other(held[0], said)]


def reason_in(text: str) -> re.Match[str] | None:
    """Where the words begin that give a reason for an end."""
    stopped = _STOPPED.search(text)
    if stopped is None:
        return None
    return next(
        (
            m
            for m in _GIVES.finditer(text)
            if m[0].lower() not in _WEAK or 0 <= m.start() - stopped.end() <= _NEAR
        ),
        None,
    )


_NEAR: Final = 15
"""Characters from the word that ends a medicine to a "for" that says why."""
_WEAK: Final = frozenset({"for", "with", "after", "following"})


def _is_said(profile: Profile, said: re.Match[str], scope: Scope) -> bool:
    reason = profile.entry.status_reason
    own = vocabulary(reason) - _EMPTY
    if not own or any(own & {*t.words, *t.classes} for t in scope.sentence.terms):
        return True
    plain = smooth(reason).casefold()
    if any(
        smooth(quote).casefold().strip(" .,;") in plain for _, _, quote in scope.sentence.quotes
    ):
        return True
    if any(sort.search(reason) and sort.search(scope.sentence.bare) for sort in _SORTS):
        return True
    return _in_a_note(said, scope)


def _in_a_note(said: re.Match[str], scope: Scope) -> bool:
    """Whether a cited text tells of a stop in words that hold what is said behind "because of"."""
    behind = [t for t in scope.sentence.terms if t.start >= said.end() and not t.framed]
    told = [t for t in behind if not all(is_plain(w) for w in t.words)]
    parts = [
        vocabulary(part)
        for p in scope.cited
        if p.entry.kind in TEXTS
        for whole in p.said
        for part in _PART.split(whole)
        if _STOPPED.search(part)
    ]
    return bool(told) and any(all(part.issuperset(t.words) for t in told) for part in parts)


_PART: Final = re.compile(r"[.;\n]")
_SORTS: Final = tuple(
    Caseless(rf"\b(?:{words})")
    for words in (
        r"side.effect|adverse|intoleran|not tolerat|could(?: not|n't) tolerate|did(?: not|n't)"
        r" tolerate|untoward|poorly tolerated|didn't agree|did not agree|reaction|toxicit",
        r"patient.{0,4}(?:choice|choos|request|preference|wish|decision|decid|declin|refus)"
        r"|(?:her|his|their|own) (?:choice|request|preference|wish|decision)|(?:she|he|they)"
        r" (?:chose|asked|preferred|wished|decided|declined|refused|did not want|didn't want)"
        r"|at the patient|requested by",
        r"complet|finished|end of (?:the )?(?:course|treatment)|course (?:over|ended|done)"
        r"|treatment (?:over|ended|done)|ran its course",
        r"ineffective|no (?:effect|benefit|response|improvement)|lack of (?:effect|efficacy|benefit"
        r"|response)|did(?: not|n't) (?:work|help)|not (?:work|help|effective)|treatment failure"
        r"|failed|insufficient|inadequate",
        r"cost|price|afford|expens|insurance|coverage",
        r"switch|replac|substitut|alternative|chang(?:e|ed|ing) to|swapped|in favou?r of|instead",
        r"duplicat|double|twice over|already (?:on|taking)",
        r"pregnan|conceiv|expecting a",
        r"interact",
        r"out of stock|unavailab|shortage|not available|supply",
        r"no longer (?:need|indicated|required)|not (?:needed|indicated|required)|resolved"
        r"|recovered|got better|well again|improved",
        r"non.?adheren|non.?complian|not taking|missed|forg[eo]t",
        r"surgery|operation|procedure|pre-?op",
    )
)
"""Phrases for one sort of reason, after HL7 FHIR R4 `medicationrequest-status-reason`: altchoice,
clarif, drughigh, hospadm, labint, non-avail, preg, salg, sddi, sdupther, sintol, surg, washout.
"""


def _other(profile: Profile, said: re.Match[str]) -> Fault:
    reason = (
        f"{profile.where} gives {profile.entry.status_reason} as its reason; the sentence gives"
        f" another"
    )
    return contradicted("reason", said.start(), Severity.MODERATE, reason)
