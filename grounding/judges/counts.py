"""A count is checked by counting: among the cited entries, else in the chart.

Which entries count as having taken place: HL7 FHIR R4 event-status, immunization-status.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import encounters, procedures
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.binding import Reading, role_of
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.course import course_of
from chartside.grounding.judges.results_counted import of_which
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.spans import within
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import RESULTS, Profile, vocabulary

_NOUNS: Final = {
    Kind.ENCOUNTER: r"visits?|encounters?|admissions?|hospitali[sz]ations?|appointments?"
    r"|consultations?|stays?|attendances?",
    Kind.IMMUNIZATION: r"doses?|vaccinations?|vaccines?|shots?|immuni[sz]ations?|boosters?"
    r"|injections?|autumns?|winters?|(?:flu\s)?seasons?",
    Kind.MEDICATION: r"medicines?|medications?|drugs?|prescriptions?",
    Kind.PROBLEM: r"problems?|conditions?|diagnoses|episodes?|bouts?|attacks?|spells?|occurrences?",
    Kind.ADMINISTRATION: r"doses?|injections?|infusions?|administrations?|boluses|bolus",
    Kind.DISPENSE: r"fills?|refills?|dispensings?|supplies",
    Kind.ALLERGY: r"allergies|allergy",
    Kind.PROCEDURE: r"procedures?|operations?|surgeries|colonoscop(?:y|ies)|biops(?:y|ies)"
    r"|\w+ectom(?:y|ies)|\w+scop(?:y|ies)|cardioversions?|ablations?|injections?",
    Kind.LAB: r"results?|measurements?|readings?|tests?|values?|determinations?|assays?|checks?"
    r"|occasions",
    Kind.VITAL: r"results?|measurements?|readings?|tests?|values?|determinations?|checks?"
    r"|occasions|recordings?",
    Kind.IMAGING: r"scans?|studies|x-rays?|images?|mammograms?|ct scans?|mris?",
}
_APART: Final = r"(?:at|by|since|when|after|before|from|was|is|were|are|against|times)\s"
"""Words that part a number from what only seems to be counted: "BMI 15 at last check"."""
_COUNTED = {
    kind: Caseless(
        rf"[\s-]*(?:(?!{_APART})[\w+()/-]+[.,]?[\s-]){{0,8}}?(?:{nouns})\b|\s*(?:(?:separate|different|distinct"
        rf"|several)\s)?"
        r"(?:times|occasions)\b|\s(?:in\s(?:total|all)|altogether|all\stold)\b",
    )
    for kind, nouns in _NOUNS.items()
}


_OF_A_LIMIT: Final = Caseless(
    r"\s(?:the\s|its\s|her\s|his\s)?(?:(?:lab(?:oratory)?'s\s)?(?:upper|top|normal|reference|usual"
    r"|baseline|ULN|limit)|(?:as\s)?(?:high|much|low|many|great|often)|higher|greater|more|what"
    r"|(?:a|per)\s(?:day|week|month))\b",
)
"""`Five times the upper limit` measures, and counts nothing."""


def is_count(quantity: Quantity, kind: Kind, text: str) -> bool:
    """Whether a number counts things of a kind: "three visits", "two doses of vaccine"."""
    if quantity.unit in {"times", "occasions"}:
        return _OF_A_LIMIT.match(text, quantity.end) is None
    if quantity.unit and not quantity.unit.startswith("dose"):
        return False
    if (
        quantity.other is not None
        or quantity.number != int(quantity.number)
        or quantity.number > _MOST
    ):
        return False
    ahead = text[: quantity.start]
    bare = not quantity.unit and not quantity.sign
    if bare and (_is_told(kind, ahead) or (kind in RESULTS and _OF_ALL.search(ahead))):
        return True
    said = _COUNTED.get(kind)
    first = len(quantity.text.split(" ", 1)[0])
    signed = bool(quantity.sign) and not quantity.unit  # "over 6 results"
    place = quantity.end if signed else quantity.start + first
    found = said.match(text, place) if said else None
    return found is not None and not (quantity.sign and _ANOTHER.search(found[0]))


_ANOTHER: Final = Caseless(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|several|many|some|all)\b",
)
"""`Above 148 on two occasions`: what counts is the second number."""


def _is_told(kind: Kind, ahead: str) -> bool:
    """Whether what stands before a number says that it counts: "encounter count for 2015: 1"."""
    said = _TOLD.get(kind)
    return _SIGN.search(ahead) is not None or (said is not None and said.search(ahead) is not None)


_OF_ALL: Final = Caseless(
    r"\b(?:\w+est|worst|best|first|last|peak|nadir|maximum|minimum)\s(?:\w+\s)?(?:out\s)?(?:of|among)"
    r"\s(?:(?:all|the|these|those|our|her|his|its|their)\s){1,2}$",
)
"""`The lowest of the five we have`."""
_SIGN: Final = Caseless(r"\(\s?n\s?=\s?$|\bn\s=\s$|(?<!\w)[x\u00d7]\s$")
_BETWEEN: Final = r"(?:[^.;]|\.(?=\d|\s[a-z]|\s?[A-Z]{2})){0,70}?"
"""Words of a name; a full stop stands in `est. GFR` too."""
_MAKES: Final = (
    r"(?:\s?(?:[:=]|->|=>|\u2192|-{1,2}|\u2013|\u2014)|,?\s(?:is|was|were|are|of|came to"
    r"|comes to|totals?|totall?ed|equals?|stands? at|stood at|gives?|gave|makes?|made|amounts? to"
    r"|amounted to|adds? up to|numbers?|numbered|reache[sd]|yields?|yielded|runs? to|ran to|we have"
    r"|i count|we count|there (?:is|are|were|was)))\s?"
    r"(?:exactly\s|a\stotal\sof\s|in\sall\s|just\s|only\s)?$"
)
"""Between what is counted and how many there are."""
_TOLD: Final = {
    kind: Caseless(
        rf"\b(?:(?:number|no\.|nos?|#)\sof\s{_BETWEEN}(?:{nouns})"
        rf"|(?:{nouns})\s(?:counts?|totals?|number|tally)"
        rf"|(?:count|total|tally)(?:\snumber)?\sof\s{_BETWEEN}(?:{nouns})"
        r"|(?:results|measurements|readings|tests|values|visits|encounters|admissions|doses"
        r"|checks|contacts|consultations|appointments|entries|determinations|records))\b"
        rf"(?:,?\s(?!is\b|was\b)[^.;:=]{{0,80}}?)?{_MAKES}",
    )
    for kind, nouns in _NOUNS.items()
}
"""`Number of ALT results in 2026: 2`; a level may be called a value and a count, its number not."""


_MOST: Final = 1000


def counts_name(quantity: Quantity, claim: Claim) -> bool:
    """Whether a bare number stands right before a name: "two statins"."""
    whole = quantity.number == int(quantity.number) and quantity.other is None
    return whole and not quantity.unit and 0 <= claim.start - quantity.end <= 1


def judge_count(
    reading: Reading, claim: Claim, profiles: Sequence[Profile], scope: Scope
) -> Fault | None:
    """A count against the cited entries of that name; if that fails, against the chart's."""
    quantity, kind = reading.quantity, profiles[0].entry.kind
    cited = [p.entry for p in profiles if p.entry.live]
    number = int(quantity.number)
    alike = of_which(quantity, claim, profiles, scope)
    of_all = replace(reading, dated=None) if alike else reading
    periods = _periods(of_all, claim, scope.sentence.bare)
    if not alike and number == len(cited) > 1 and _all_in(cited, periods, scope.sentence.bare):
        return None
    held = [e for e in _held(claim, profiles, periods, scope) if all(is_so(e) for is_so in alike)]
    if number in {len(held), len({e.when.day if e.when else e.reference for e in held})}:
        return None
    reason = (
        f"{len(held) or len(cited)} of this kind ({kind.value}) are in the chart; the"
        f" sentence says {quantity.text}"
    )
    return contradicted("reading", quantity.start, Severity.MODERATE, reason)


def _all_in(entries: Sequence[Entry], periods: Sequence[Dated], text: str) -> bool:
    """Whether each of these began or ended in a period that is named; true where none is."""
    return not periods or all(
        any(within(w, periods, text) for w in (e.when, e.end) if w) for e in entries
    )


def _held(
    claim: Claim, profiles: Sequence[Profile], periods: Sequence[Dated], scope: Scope
) -> list[Entry]:
    """Live entries of the same name; in the period, where the sentence gives one without a day.

    All that is named must fit: a telephone consultation is no GP surgery consultation.
    """
    chart, kind = scope.index.chart, profiles[0].entry.kind
    if kind in RESULTS:
        return _results(profiles, periods, scope)
    pool = {Kind.ENCOUNTER: encounters, Kind.PROCEDURE: procedures}.get(kind)
    entries = pool(chart) if pool else tuple(e for e in chart.of(kind) if e.live)
    core = frozenset().union(*(p.core for p in profiles))
    said = vocabulary(claim.words) & core
    whole = bool(said) and all(said <= p.core for p in profiles)
    named = [
        e
        for e in entries
        if claim.by_kind
        or (
            (q := scope.index.profile(e.reference)) and (said <= q.core if whole else q.core & core)
        )
    ]
    if periods:
        named = [e for e in named if e.when and within(e.when, periods, scope.sentence.bare)]
    return named


def _results(profiles: Sequence[Profile], periods: Sequence[Dated], scope: Scope) -> list[Entry]:
    courses = (course_of(p.entry, scope) for p in profiles)
    held = {e.reference: e for c in courses if c for e in c.entries}
    return [
        e
        for e in held.values()
        if not periods or (e.when and within(e.when, periods, scope.sentence.bare))
    ]


def _periods(reading: Reading, claim: Claim, text: str) -> list[Dated]:
    """The years and months that the sentence counts in: those beside the number, else all."""
    if _OF_ALL.search(text[: reading.quantity.start]):
        return []  # "the October one is the lowest of five"
    held = _listed(reading, claim, text) or [d.dated for d in claim.dates]
    return [
        d
        for d in held
        if d.is_period
        and role_of(text, d) != "end"
        and not _ONE_OF.search(_clause(text[max(0, d.start - 30) : d.start]))
    ]


def _clause(ahead: str) -> str:
    """What of the words before a date stands in its clause."""
    return ahead.rpartition(";")[2]


def _listed(reading: Reading, claim: Claim, text: str) -> list[Dated]:
    """The date of a number, and those that are listed behind it: "in 2022 and 2024"."""
    if reading.dated is None:
        return []
    found = [reading.dated]
    for said in claim.dates:
        between = text[found[-1].end : said.dated.start]
        if said.dated.start > found[-1].end and _AND.fullmatch(between):
            found.append(said.dated)
    return found


_AND = Caseless(r"\s*(?:,|and|,\s?and|or|to|through|-|\u2013)\s*(?:in\s)?")
_ONE_OF = Caseless(
    r"\b(?:last|latest|most recent|first|newest)\b"
    r"(?!\s(?:\d|two|three|four|five|six|seven|eight|nine|ten)\b)",
)
"""The date of one of the things counted, not the time that they are counted in."""
