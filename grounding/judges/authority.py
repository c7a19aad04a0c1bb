"""A plan, a need, a gift or a signature that a sentence adds to a name which its source only holds.

"The plan is lisinopril, as signed by the clinician" names a medicine that a report names, too; that
it is the plan, and that somebody signed it, the report does not say. Each of these is an assertion
of its own (DESIGN.md, promise 2: no source, no assertion), and a source bears it out that says the
same kind of thing in its own words: a plan in the paragraph that names the thing, a signature
anywhere. Orders, requests, goals and care plans are plans by what they are.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, unclear
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Sentence
from chartside.grounding.sources.plans import PLANNING
from chartside.grounding.sources.profile import MEDICINES, TEXTS, Profile, vocabulary

_ROLE: Final = (
    r"(?:(?:attending|treating|responsible|supervising|family|primary|medical|clinical|ward|care"
    r"|on-?call|senior|own)\s)*(?:clinicians?|doctors?|physicians?|team|consultant|director|nurses?"
    r"|pharmacists?|specialists?|surgeons?|attending|providers?|gps?|board|hospital|clinic)\b"
)
_SIGNED: Final = Caseless(
    r"\b(?:(?:co-?|counter-?)?sign(?=ed)|approv(?=ed)|agree(?=d)|authori[sz](?=ed)|endors(?=ed)"
    r"|sanction(?=ed)|certif(?=ied)|verif(?=ied)|clear(?=ed)|ratif(?=ied)|attest(?=ed)|direct(?=ed)"
    r"|instruct(?=ed)|decid(?=ed)|decree(?=d))\w+\s(?:off\s|on\s|to\s)?(?:by|with)\s(?:the|an?|her"
    rf"|his|their|your|our)\s{_ROLE}"
    r"|\b(?:was|were|is|are|been|and|as|also)\s(?:\w+ly\s)?(?:(?:co-?|counter-?)?sign(?=ed)"
    r"|approv(?=ed)|authori[sz](?=ed)|endors(?=ed)|sanction(?=ed)|ratif(?=ied)|attest(?=ed))\w+",
)
_STEM: Final = Caseless(
    r"\b(?:sign|approv|agree|authori|endors|sanction|certif|verif|clear|ratif|attest|direct"
    r"|instruct|decid|decree)",
)
_PLAN: Final = Caseless(
    r"\b(?:the|her|his|our|their|your|current|agreed|treatment|care)\splan\s(?:is|was|remains"
    r"|includes|calls for|consists of)\b|\bplan:\s(?=\w)|\b(?:is|are|was"
    r"|were)\s(?:due\s)?to\s(?:receive"
    r"|get"
    r"|take|have|undergo|start|begin|be\s(?:given|started|treated|put))\b|\b(?:she|he|they|patient|pt"
    r"|you)\s(?:\w+ly\s|still\s|also\s)?(?:needs?|requires?|should|must|ought to|has to|have to)\b",
)
_PLANNED: Final = Caseless(
    r"\b(?:plan\w*|need\w*|requir\w*|necess\w*|must|has to|have to|ought|order\w*|prescri\w*|due"
    r"|continu\w*|start\w*|begin\w*|restart\w*|resum\w*|increas\w*|decreas\w*|reduc\w*|titrat\w*"
    r"|taper\w*|wean\w*|switch\w*|stop\w*|hold|chang\w*|giv\w*|tak(?:e|es|ing)|us(?:e|es|ing)"
    r"|repeat\w*|re-?check\w*|follow\w*|f/u|return\w*|rtc|refer\w*|book\w*|arrang\w*|see|monitor\w*"
    r"|check\w*|treat\w*|indicat\w*|encourag\w*|counsel\w*|told to|asked to|instruct\w*|goals?"
    r"|depend\w*|request\w*|to go|discharge\w*|disposition|intend\w*|aim\w*|next|rx|tx|per"
    r"|daily|weekly|monthly|bid|tid|qid|prn|po|iv|await\w*|trial of|add|please|let)\b",
)
_GIVEN: Final = Caseless(
    r"\b(?:was|were|been)\s(?:\w+ly\s)?(?:given|administered|infused|injected|transfused"
    r"|prescribed|commenced)\b|\breceived\b",
)
_GIVING: Final = Caseless(
    r"\b(?:g[ai]v\w+|administ\w*|infus\w*|inject\w*|transfus\w*|receiv\w*|dos\w+|start\w*|commenc\w*"
    r"|initiat\w*|prescri\w*|treat\w*|t[ao]k\w+|got|gets|on|with|under\w*|had|has|have|complet\w*"
    r"|cours\w*|bolus\w*|load\w*|iv|im|po|daily|bid|tid|qid|units?|cycles?|vaccin\w*|immuni[sz]\w*"
    r"|provid\w*|appl\w*|perform\w*|plac\w*|continu\w*|discharged|refill\w*|rx|placed|offer\w*)\b"
    r"|\d\s?(?:mg|mcg|g|ml|l|iu|meq)\b",
)
_PARAGRAPH: Final = re.compile(r"\n\s*\n")
_BY_KIND: Final = frozenset({Kind.ORDER, Kind.PLAN, Kind.GOAL, *MEDICINES})


def judge_authority(scope: Scope) -> list[Fault]:
    """A fault for each of these that no cited source says in words of its own."""
    if not scope.cited:
        return []
    found = []
    text = scope.sentence.bare
    if (said := _SIGNED.search(text)) and not _is_signed(said[0], scope):
        found.append(_fault("signed", said, scope))
    if any(p.entry.kind in _BY_KIND for p in scope.cited):
        return found
    if (said := _PLAN.search(text)) and not _tells(scope, _PLANNED, PLANNING):
        found.append(_fault("plan", said, scope))
    of_texts = all(p.entry.kind in TEXTS for p in scope.cited)
    if of_texts and (said := _GIVEN.search(text)) and not _tells(scope, _GIVING):
        found.append(_fault("given", said, scope))
    return found


def _fault(about: str, said: re.Match[str], scope: Scope) -> Fault:
    where = ", ".join(p.where for p in scope.cited[:2])
    reason = f'"{" ".join(said[0].split())}": {where} says nothing of the kind'
    return unclear(f"authority {about}", said.start(), reason)


def _is_signed(words: str, scope: Scope) -> bool:
    """Whether a source has the same verb, whatever its form."""
    stems = {m[0].lower() for m in _STEM.finditer(words)}
    told = {m[0].lower() for p in scope.cited for s in p.said for m in _STEM.finditer(s)}
    return bool(stems & told)


def _tells(scope: Scope, *forms: Caseless) -> bool:
    keys = _keys(scope.sentence)
    return any(
        form.search(piece)
        for profile in scope.cited
        for piece in _pieces(profile, keys)
        for form in forms
    )


def _keys(sentence: Sentence) -> frozenset[str]:
    """The words of substance of a sentence."""
    held = (t for t in sentence.terms if not t.framed)
    return frozenset(
        key
        for t in held
        if t.classes or not all(is_plain(w) for w in t.words)
        for key in (*t.words, *t.classes)
    )


def _pieces(profile: Profile, keys: frozenset[str]) -> Iterator[str]:
    """The paragraphs that name one of these, each with the one before it, which may head it."""
    for part in profile.said:
        before = ""
        for piece in _PARAGRAPH.split(part):
            if not keys or keys & vocabulary(piece):
                yield f"{before}\n{piece}"
            before = piece
