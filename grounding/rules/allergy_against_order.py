"""A current order of what the patient is allergic to, or of its kin.

An order whose course ended in the last half year, and which the record still calls active, counts
too and says so: nobody has reconciled it with the allergy, and one of the two may be wrong.

Sources: "Contraindications" and "Warnings" in the FDA labels of the drugs on DailyMed
(penicillins: "serious hypersensitivity reactions to any penicillin"; quinolones, macrolides,
cephalosporins: "any member of the class"; NSAIDs: "asthma, urticaria, or allergic-type reactions
after taking aspirin or other NSAIDs"; ACE inhibitors and sacubitril: angioedema; carbamazepine:
25 to 30 % cross-reactivity among aromatic anticonvulsants). Penicillin and cephalosporin: the
label warns of cross-reactions "in up to 10 %"; they follow the side chain (Drug Allergy: A 2022
Practice Parameter Update, J Allergy Clin Immunol 2022;150:1333). A sulfonamide antimicrobial and
a sulfonamide diuretic are not reported: cross-reactivity was not found (Strom et al., N Engl J
Med 2003;349:1628).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies, current_medications, drug_name, past_medications
from chartside.fhir.clinical.standing_of_medicines import CURRENT
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import BY_KEY, classes_of
from chartside.grounding.rules.finding import GRAVER, cite_all
from chartside.grounding.rules.ingredients import ingredients, named, named_classes
from chartside.grounding.rules.moment import HALF_YEAR, is_recent, since
from chartside.grounding.rules.wording import inner, ordered_on, outer, reactions

RULE: Final = "allergy-against-order"

HIGH, MODERATE, LOW, NONE = Severity.HIGH, Severity.MODERATE, Severity.LOW, Severity.NONE

WITHIN: Final = {
    "penicillins": HIGH, "cephalosporins": HIGH, "carbapenems": HIGH, "NSAIDs": HIGH,
    "sulfonamide antimicrobials": HIGH, "macrolides": HIGH, "fluoroquinolones": HIGH,
    "tetracyclines": HIGH, "aminoglycosides": HIGH, "ACE inhibitors": HIGH, "heparins": HIGH,
    "thiopurines": HIGH, "iodinated contrast media": HIGH, "gadolinium contrast media": HIGH,
    "statins": MODERATE, "phenanthrene opioids": MODERATE, "benzodiazepines": MODERATE,
    "aromatic anticonvulsants": MODERATE, "proton pump inhibitors": MODERATE,
    "angiotensin receptor blockers": MODERATE,
}  # fmt: skip
"""Classes whose members share an allergy, and how grave an order of another member is."""

ACROSS: Final = {
    ("penicillins", "cephalosporins"): LOW,
    ("penicillins", "carbapenems"): LOW,
    ("cephalosporins", "penicillins"): MODERATE,
    ("cephalosporins", "carbapenems"): LOW,
}
SIDE_CHAINS: Final = (
    frozenset({"amoxicillin", "ampicillin", "cephalexin", "cefaclor", "cefadroxil", "cefprozil"}),
    frozenset({"ceftazidime", "aztreonam", "cefiderocol"}),
)
"""Beta-lactams with the same or a similar R1 side chain: these do cross-react."""

_GRAVE = re.compile(
    r"anaphyla|angio.?o?edema|stevens|necrolysis|\bdress\b|bronchospasm|\bshock|airway|\(severe\)",
    re.IGNORECASE,
)
_SWELLING = re.compile(r"angio.?o?edema|swelling of (?:the )?(?:lip|tongue|face)", re.IGNORECASE)
_SIDE_EFFECT = re.compile(
    r"nausea|vomit|constipat|diarrh|dizz|drows|sedat|headache|dyspep|gastr|stomach|abdominal"
    r"|cough|myalgia|muscle|itch after",
    re.IGNORECASE,
)
_CLASS_EFFECT: Final = frozenset({"ACE inhibitors", "NSAIDs", "statins"})
"""Classes whose side effects the whole class has."""


@dataclass(frozen=True, slots=True)
class Link:
    """Why an order conflicts with an allergy, and how grave that is before the reaction counts."""

    severity: Severity
    why: str
    exact: bool = False


def allergy_against_order(chart: Chart) -> Iterator[Finding]:
    """One finding for each order, against the allergy that weighs most; others are cited too."""
    held = allergies(chart)
    for order in (*current_medications(chart), *_run_out(chart)):
        links = [(a, link) for a in held if (link := _link(a, order))]
        if links:
            links.sort(key=lambda p: (GRAVER[p[1].severity], not is_grave(p[0]), not p[1].exact))
            yield _conflict(chart, order, links)


def _run_out(chart: Chart) -> list[Entry]:
    """Orders still called active whose course ended lately."""
    held = [e for e in past_medications(chart) if e.status in CURRENT]
    start = since(chart, HALF_YEAR)
    return [e for e in held if is_recent(e.end, start, chart)]


def _dated(chart: Chart, order: Entry) -> str:
    """` (ordered 31 October 2026, course ended 10 November 2026)`."""
    if order.end is None or order.end.high > chart.as_of:
        return ordered_on(order)
    begun = f"ordered {order.when.words}, " if order.when else ""
    return f" ({begun}course ended {order.end.words})"


def _conflict(chart: Chart, order: Entry, links: list[tuple[Entry, Link]]) -> Finding:
    allergy, link = links[0]
    unsure = ", unconfirmed" if allergy.verification == "unconfirmed" else ""
    text = (
        f"{outer(order.label)}{_dated(chart, order)} conflicts with the recorded allergy to "
        f"{allergen(allergy)}{reactions(allergy)}{unsure}: {link.why}"
    )
    return Finding(RULE, text, link.severity, cite_all([order, *(a for a, _ in links)]))


_ALLERGY_WORDS = re.compile(
    r"^(?:(?:drug |medication )?(?:allergy|allergic(?: reaction)?|hypersensitivity|intolerance"
    r"|adverse reaction) to |allergic to )|\s+(?:allergy|intolerance|hypersensitivity)$",
    re.IGNORECASE,
)


def allergen(entry: Entry) -> str:
    """What the allergy is to, inside a sentence.

    The words `allergy to` come off.
    """
    return inner(_ALLERGY_WORDS.sub("", entry.label) or entry.label)


def _link(allergy: Entry, order: Entry) -> Link | None:
    """The gravest link between the two, weighed by what happened to the patient."""
    links = [
        Link(weighed, found.why, found.exact)
        for found in _links(allergy, ingredients(order))
        if (weighed := _weighed(found, allergy, order)) is not NONE
    ]
    return min(links, key=lambda f: (GRAVER[f.severity], not f.exact), default=None)


def _links(allergy: Entry, ordered: frozenset[str]) -> Iterator[Link]:
    known = frozenset(n for label in allergy.code.labels for n in named(label))
    others = {p for p in drug_name(allergen(allergy)).split(" / ") if not named(p)}
    for name in sorted((known | others) & ordered):
        yield Link(HIGH, f"it contains {name}", exact=True)
    said = {key for label in allergy.code.labels for key in named_classes(label)}
    groups = {c.key for c in classes_of(known)} | said
    for member in classes_of(ordered):
        yield from _by_class(groups, said, member.key, ordered, known)
    if "ACE inhibitors" in groups and "sacubitril" in ordered and _swelled(allergy):
        yield Link(HIGH, "sacubitril is contraindicated after angioedema from an ACE inhibitor")
    if "sulfonamide antimicrobials" in groups and "celecoxib" in ordered:
        yield Link(LOW, "the label of celecoxib names allergy to sulfonamides as contraindication")


def _by_class(
    groups: set[str], said: set[str], key: str, ordered: frozenset[str], known: frozenset[str]
) -> Iterator[Link]:
    """Links of an ordered medicine of class `key` to the classes of the allergen."""
    here = BY_KEY[key]
    name = min(here.members & ordered)
    if key in groups and (key in WITHIN or key in said):
        yield Link(WITHIN.get(key, HIGH), f"{name} is {here.one}", exact=key in said)
    for (start, end), severity in ACROSS.items():
        if end == key and start in groups and key not in groups:
            alike = any(chain & known and chain & ordered for chain in SIDE_CHAINS)
            reason = f"{name} is {here.one}, and {start} and {end} can cross-react"
            yield Link(HIGH if alike else severity, reason + (", here by their side chain" * alike))


def _swelled(allergy: Entry) -> bool:
    return any(_SWELLING.search(r) for r in allergy.reactions)


def _weighed(link: Link, allergy: Entry, order: Entry) -> Severity:
    """A grave reaction raises a link; a mere side effect lowers it, unless the class shares it."""
    if is_grave(allergy):
        return {LOW: MODERATE}.get(link.severity, HIGH)
    if not allergy.reactions or not all(_SIDE_EFFECT.search(r) for r in allergy.reactions):
        return link.severity
    shared = {c.key for c in classes_of(ingredients(order))} & _CLASS_EFFECT
    if not (link.exact or shared):
        return NONE
    return {HIGH: MODERATE, MODERATE: LOW}.get(link.severity, NONE)


def is_grave(allergy: Entry) -> bool:
    """Whether a recorded reaction was one that can kill."""
    return any(_GRAVE.search(r) for r in allergy.reactions)
