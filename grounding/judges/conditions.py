"""Problems: active or over, certain or suspected.

Resolved, inactive and in remission are not active; a provisional diagnosis must be said to be
provisional; "history of" says nothing about today (HL7 FHIR R4 condition-clinical and
condition-ver-status; `chartside.fhir.clinical.has_ended`).
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import has_ended, is_provisional
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, unclear
from chartside.grounding.judges.ages import is_onset_age
from chartside.grounding.judges.patient import says_age
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import explained
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile


def judge_condition(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Everything but names, dates and sides that a claim says of a problem."""
    if not profile.entry.live:
        return []
    found = [f for f in (_standing(claim, profile, scope), _certainty(claim, profile, scope)) if f]
    if claim.negated and not _only_certainty(claim, scope.sentence.lower):
        reason = (
            f"{profile.where} records {profile.entry.label} ({_status(profile, scope)}); the"
            f" sentence denies it"
        )
        found.append(contradicted("negation", claim.start, Severity.HIGH, reason))
    return found


def _only_certainty(claim: Claim, text: str) -> bool:
    """`suspected but not confirmed` denies nothing but the certainty."""
    doubted = "provisional" in claim.says("certainty") or _is_doubted(claim, text)
    return doubted and _UNCONFIRMED.search(text) is not None


def _is_doubted(claim: Claim, text: str) -> bool:
    """`?PMR`, `PMR, not yet confirmed`: a diagnosis that is asked about, or waits to be proven."""
    ahead, behind = text[max(0, claim.start - 2) : claim.start], text[claim.end :]
    return ahead.strip() == "?" or _NOT_YET.match(behind) is not None


_UNCONFIRMED: Final = re.compile(
    r"\bnot\s(?:\w+\s){0,2}(?:confirmed|proven|established|certain)\b|\bunconfirmed\b"
    r"|\b(?:yet|still|remains)\sto\sbe\s(?:confirmed|proven|established)\b"
)
_NOT_YET: Final = Caseless(
    r"\??(?:\s?[,(\u2013\u2014-]\s?|\s)(?:(?:is|was|as|but|still)\s){0,2}"
    r"(?:not\syet\s(?:been\s)?(?:confirmed|proven|established|certain)|unconfirmed"
    r"|(?:yet|still|remains)\sto\sbe\s(?:confirmed|proven|established)"
    r"|(?:awaiting|awaits|pending)\sconfirmation)\b",
)


def _standing(claim: Claim, profile: Profile, scope: Scope) -> Fault | None:
    said = claim.says("standing")
    over = has_ended(profile.entry, scope.index.chart)
    wrong = ""
    if "remission" in said:
        wrong = "" if profile.entry.status == "remission" else "in remission"
    elif "resolved" in said or "completed" in said or "stopped" in said:
        wrong = "" if over else "over"
    elif over and _implies_active(said, claim, scope):
        wrong = "active"
    if not wrong:
        return None
    if (
        wrong == "active"
        and not said & {"active", "current"}
        and not (_plainly(claim, scope) or _HAS.search(scope.sentence.bare[: claim.start]))
    ):
        reason = f"whether {profile.entry.label} is said to be there today cannot be read"
        return unclear("standing", claim.start, reason)
    reason = f"{profile.where} is {_status(profile, scope)}; the sentence says or implies {wrong}"
    return contradicted("standing", claim.start, Severity.MODERATE, reason)


_HAS: Final = Caseless(
    r"(?:\b(?:patient|pt|he|she|you)\s(?:has|have)\s|(?:^|[.;]\s)(?:a/p|a&p|imp|impression"
    r"|assessment)\s?:\s)(?:an?\s|the\s|(?:left|right|bilateral|mild|severe)\s)*$",
)
"""`As you know, the patient has gout`: said of today, whatever stands before it."""


def _implies_active(said: frozenset[str], claim: Claim, scope: Scope) -> bool:
    """Said outright, by the section, by "since", or by a bare name without a date."""
    if said & {"active", "current"} or _STANDS.search(scope.sentence.bare):
        return True
    ahead = scope.sentence.bare[max(0, claim.start - 30) : claim.start]
    told = (
        _REASON.search(ahead)
        or _DURING.search(ahead)
        or _TREATED.match(scope.sentence.bare, claim.end)
    )
    if "past" in said or scope.heading.standing == "past" or told:
        return False
    if scope.heading.standing == "current" and scope.heading.about == "problem":
        return True
    if _is_recorded(claim, scope):
        return False
    roles = {d.role for d in claim.dates}
    text = scope.sentence.lower
    if not claim.dates and (says_age(text) or _at_an_age(scope)):
        return False
    return not claim.dates or ("start" in roles and "end" not in roles and "since" in text)


_STANDS: Final = Caseless(
    r"\bdiagnos[ei]s of\b[^.;,]{2,80}\s(?:still\s)?(?:stands|holds|applies)\b(?!\s(?:at|to)\b)",
)
"""`The diagnosis of gout stands`."""


def _is_recorded(claim: Claim, scope: Scope) -> bool:
    """`Carries a diagnosis of`, `on the chart as of May`: that it was found, not that it lasts.

    A problem list is of what is there (HL7 FHIR R4 condition-category `problem-list-item`).
    """
    part = scope.sentence.segment(claim.start)
    return any(
        scope.sentence.segment(m.start()) == part for m in _RECORDED.finditer(scope.sentence.bare)
    )


_RECORDED: Final = Caseless(
    r"\b(?:diagnos(?:is of|ed)|dx(?:'?d)?(?!\s?:)|came down with"
    r"|(?:list|history|record) of (?:past |all |known )?diagnoses"
    r"|(?:on|in) (?:(?:the|our|her|his|their|this|your|my|patient's)\s)?(?:chart|records?|file"
    r"|books|history"
    r"|notes|documentation))\b",
)


def _at_an_age(scope: Scope) -> bool:
    """`Diagnosed at 50`, which is as good as a date."""
    return any(is_onset_age(q, scope.sentence.bare) for q in scope.sentence.quantities)


def _plainly(claim: Claim, scope: Scope) -> bool:
    """Whether a problem is named and no more, so that a reader takes it to be there today.

    Where words say more of it than the checker understands, they may say that it is over.
    """
    part = scope.sentence.segment(claim.start)
    text = scope.sentence
    return not any(
        (_is_word(t) or _HINTS.intersection(t.words))
        for t in text.terms
        if text.segment(t.start) == part
        and not text.is_cue(t.start, t.end)
        and not any(explained(t, p) for p in scope.cited)
    )


def _is_word(term: Term) -> bool:
    return not term.framed and not (term.classes or any(nature(w) for w in term.words))


_HINTS: Final = frozenset(
    {"once", "then", "episode", "over", "end", "finished", "lasted", "lasting", "closed", "behind"}
    | {"bout", "earlier", "before", "ago", "since", "until", "through", "spell", "put", "came"}
    | {"passed", "ran", "went", "left", "later", "brief", "single", "only"}
)
"""Words of grammar and reporting that may put a thing in the past."""
_TREATED: Final = Caseless(
    r",?\s(?:(?:which|that|was|were|has been|had been)\s){0,2}(?:\w+ly\s)?(?:treated|managed|cured"
    r"|cleared|tx'?d)\b",
)
"""`Shingles, treated with valacyclovir`: told as done with."""
_REASON: Final = Caseless(
    r"\b(?:from|for|due to|because of|secondary to|after|following|treat\w*(?: for)?"
    r"|complicated by|c/b|complicating)\s(?:\w+\s)?$",
)
"""What something was done for need not be there today."""
_DURING: Final = Caseless(
    r"\b(?:during|throughout|at the time of|in the course of|after|following|before|amid)\s"
    r"(?:(?:the|an?|her|his|their|that)\s)?(?:[\w-]+\s){0,3}$",
)
"""`Peaked at 4.8 during the June 2024 AKI`: a time that is told of, and not today."""


def _certainty(claim: Claim, profile: Profile, scope: Scope) -> Fault | None:
    said = claim.says("certainty")
    suspected = is_provisional(profile.entry)
    if _is_doubted(claim, scope.sentence.bare):
        said = said | {"provisional"}
    named = "suspect" in profile.entry.label.lower()
    if suspected and not named and "provisional" not in said and not claim.negated:
        reason = (
            f"{profile.where} is a {profile.entry.verification or 'provisional'} diagnosis;"
            f" the sentence gives it as certain"
        )
        return contradicted("certainty", claim.start, Severity.MODERATE, reason)
    if not suspected and "provisional" in said:
        reason = (
            f"{profile.where} is {profile.entry.verification or 'not provisional'}; the"
            f" sentence calls it uncertain"
        )
        return contradicted("certainty", claim.start, Severity.MODERATE, reason)
    if "refuted" in said and not claim.negated:
        reason = (
            f"{profile.where} is {profile.entry.verification or 'not refuted'}; the sentence"
            f" says it was excluded"
        )
        return contradicted("certainty", claim.start, Severity.HIGH, reason)
    return None


def _status(profile: Profile, scope: Scope) -> str:
    entry = profile.entry
    over = has_ended(entry, scope.index.chart)
    word = entry.status or ("resolved" if over else "active")
    if over and word == "active":
        word = "over"
    return f"{word} since {entry.end.words}" if over and entry.end else word
