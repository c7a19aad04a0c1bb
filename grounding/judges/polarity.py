"""What the source denies, or tells of a relative, given as the patient's; and the reverse.

NegEx and ConText (Chapman et al., J Biomed Inform 2001;34:301-310; Harkema et al.,
2009;42:839-851).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.phrases import as_phrases
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.stages import PRELIMINARY
from chartside.grounding.judges.verbatim import stands_verbatim
from chartside.grounding.judges.words import explained, kin
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.polarity import Polarity, polarity, runs_of
from chartside.grounding.sources.profile import TEXTS, Profile


def judge_polarity(terms: Sequence[Term], negated: Sequence[bool], scope: Scope) -> list[Fault]:
    """Each term against what every source that holds it says of it."""
    if scope.heading.about == "family" and any(c.kind == "subject" for c in scope.sentence.cues):
        return []
    of_kin = any(c.kind == "subject" for c in scope.sentence.cues)
    undone = any(c.kind == "standing" and c.value in _UNDONE for c in scope.sentence.cues)
    found: list[Fault] = []
    told: list[tuple[Term, Fault]] = []
    phrases: list[tuple[Term, Fault | None]] = []
    for term, denied in zip(terms, negated, strict=True):
        if term.framed or scope.sentence.is_cue(term.start, term.end):
            continue
        if all(is_plain(w) for w in term.words):
            continue
        holders = _final(p for p in scope.cited if explained(term, p))
        found += _overtaken(term, holders, scope)
        found += _within_name(term, holders, scope)
        noted = any(p.document for p in holders)
        kin = of_kin or (noted and _is_own(term, scope))
        wrong = [_polar(term, p, denied=denied, of_kin=kin, undone=undone) for p in holders]
        fault = _fault(term, holders, wrong, scope)
        if denied and holders:
            phrases.append((term, fault))
        elif fault:
            told.append((term, fault))
    return found + as_phrases(told, scope.sentence.bare) + _of_phrases(phrases, scope)


def _fault(
    term: Term, holders: Sequence[Profile], wrong: Sequence[str], scope: Scope
) -> Fault | None:
    """What every holder says otherwise, where the sentence does not repeat it word for word."""
    if not wrong or not all(wrong) or any(stands_verbatim(term, p, scope) for p in holders):
        return None
    reason = f"{holders[0].where} {wrong[0].replace('*', chr(34) + term.text + chr(34))}"
    if all(w == _ASKED for w in wrong):
        return not_found("polarity", term.start, Severity.HIGH, reason)
    return contradicted("polarity", term.start, Severity.HIGH, reason)


_ASKED: Final = "only asks about *"
_UNDONE: Final = frozenset({"held", "declined", "cancelled"})


def _is_own(term: Term, scope: Scope) -> bool:
    """Whether the chart has it as the patient's own problem as well."""
    held = scope.index.named(term.words, term.classes)
    return any(p.entry.kind is Kind.PROBLEM and p.entry.live for p in held)


def _of_phrases(judged: Sequence[tuple[Term, Fault | None]], scope: Scope) -> list[Fault]:
    """`No focal liver lesion` denies a lesion, not the liver: one denied word clears its phrase."""
    found: list[Fault] = []
    phrase: list[tuple[Term, Fault | None]] = []
    for pair in judged:
        if phrase and scope.sentence.bare[phrase[-1][0].end : pair[0].start].strip(" -"):
            found += _all_wrong(phrase, scope)
            phrase = []
        phrase.append(pair)
    return found + _all_wrong(phrase, scope)


def _all_wrong(phrase: Sequence[tuple[Term, Fault | None]], scope: Scope) -> list[Fault]:
    wrong = [(term, fault) for term, fault in phrase if fault]
    return as_phrases(wrong, scope.sentence.bare) if len(wrong) == len(phrase) else []


_DENIAL: Final = Caseless(r"\b(?:no|not|without|never|w/o|absence|negative)\b")


def _within_name(term: Term, holders: Sequence[Profile], scope: Scope) -> list[Fault]:
    """`lost consciousness`, of a "concussion with no loss of consciousness"."""
    named = [p for p in holders if p.entry.kind is Kind.PROBLEM]
    if not named or len(named) < len(holders) or _DENIAL.search(scope.sentence.text):
        return []
    said = polarity(named[0].entry.label)
    keys = {*term.words, *term.classes}
    if not keys & said.denied or keys & said.affirmed:
        return []
    reason = f'{named[0].where} is {named[0].entry.label}; the sentence says "{term.text}"'
    return [contradicted("polarity", term.start, Severity.HIGH, reason)]


def _overtaken(term: Term, holders: Sequence[Profile], scope: Scope) -> list[Fault]:
    """What only a preliminary reading says, where the final one is cited and does not."""
    if not holders or not all(p.entry.status in PRELIMINARY for p in holders):
        return []
    if any(c.value == "preliminary" for c in scope.sentence.cues):
        return []
    over = {_study(p): p for p in scope.cited if p.entry.status not in PRELIMINARY}
    final = over.get(_study(holders[0]))
    if final is None:
        return []
    reason = f'{holders[0].where} is preliminary; {final.where} does not say "{term.text}"'
    return [contradicted("stage", term.start, Severity.HIGH, reason)]


def _final(profiles: Iterable[Profile]) -> list[Profile]:
    """Without a preliminary reading that a final one of the same study is cited beside."""
    held = list(profiles)
    done = {_study(p) for p in held if p.entry.status not in PRELIMINARY}
    return [p for p in held if p.entry.status not in PRELIMINARY or _study(p) not in done]


def _study(profile: Profile) -> tuple[Kind, str, str]:
    entry = profile.entry
    return (entry.kind, entry.label, entry.when.day if entry.when else "")


def _polar(term: Term, profile: Profile, *, denied: bool, of_kin: bool, undone: bool) -> str:
    """What is wrong, the term as `*`; empty where nothing is.

    `undone` where the sentence says that it was withheld, which a note may tell as a denial.
    """
    if profile.names_it(term.words, term.classes, term.medicines):
        return ""  # what an entry is called is judged by its own rule, and by `_within_name`
    text = profile.document or " . ".join(v.words for v in profile.values if v.number is None)
    if not text or profile.entry.kind not in TEXTS | {Kind.PROCEDURE}:
        return ""
    said = polarity(text)
    keys = {*term.words, *term.classes, *(k for w in term.words for k in kin(w, profile.words))}
    if denied:
        return "says *; the sentence denies it" if _only(keys, said, denied=False) else ""
    if keys & (said.affirmed | said.unsure):
        return ""
    if keys & said.denied and not (of_kin and _of_relative(keys, text)):
        return "" if undone else "denies *; the sentence says it"
    return _of_another(term, keys & said.familial, of_kin=of_kin, asked=bool(keys & said.asked))


def _of_relative(keys: set[str], text: str) -> bool:
    """Whether a text says it of a relative, whatever it denies of the patient."""
    return any(
        r.who and not r.denied and any(w.plain in keys for w in r.words) for r in runs_of(text)
    )


def _of_another(term: Term, familial: set[str], *, of_kin: bool, asked: bool) -> str:
    """What is wrong with a thing that a text tells of relatives, or only asks about."""
    if not familial:
        return _ASKED if asked else ""
    named = not of_kin and (term.classes or any(nature(w) == "disease" for w in term.words))
    return "tells * of a relative" if named else ""


def _only(keys: set[str], said: Polarity, *, denied: bool) -> bool:
    """Whether a text says a thing in one way alone."""
    one, other = (said.denied, said.affirmed) if denied else (said.affirmed, said.denied)
    return bool(keys & one) and not keys & other
