"""Two current medicines of a class of which one is enough.

Sources: "Warnings", "Contraindications" and "Drug interactions" in the FDA labels on DailyMed
(ACE inhibitor with receptor blocker: "dual blockade"; sacubitril with an ACE inhibitor:
contraindicated; NSAIDs: "avoid concomitant use"; anticoagulants: bleeding); ISMP and AGS Beers
Criteria 2023 on duplicate benzodiazepines and NSAIDs; KDIGO 2024 on dual renin-angiotensin
blockade. Not reported: aspirin beside an NSAID or an antiplatelet (often meant), a loop diuretic
beside a thiazide, basal beside mealtime insulin, topical beside systemic forms, held orders.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import BY_KEY
from chartside.grounding.rules.duplicate_ingredient import SYSTEMIC, taken, way
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.ingredients import ingredients
from chartside.grounding.rules.wording import inner, listed, outer

RULE: Final = "duplicate-class"


@dataclass(frozen=True, slots=True)
class Once:
    """Classes of which one member is enough, what such a member is called, and where it acts."""

    classes: tuple[str, ...]
    name: str
    severity: Severity = Severity.MODERATE
    ways: frozenset[str] = SYSTEMIC
    leave_out: frozenset[str] = frozenset()

    @property
    def members(self) -> frozenset[str]:
        """Every ingredient that counts."""
        return frozenset().union(*(BY_KEY[c].members for c in self.classes)) - self.leave_out


_INHALED: Final = frozenset({"inhaled"})

ONCE: Final = (
    Once(("anticoagulants",), "anticoagulants", Severity.HIGH),
    Once(
        ("ACE inhibitors", "neprilysin inhibitors"), "ACE or neprilysin inhibitors", Severity.HIGH
    ),
    Once(
        ("ACE inhibitors", "angiotensin receptor blockers"),
        "blockers of the renin-angiotensin system",
    ),
    Once(("statins",), "statins"),
    Once(("beta blockers",), "beta blockers"),
    Once(("dihydropyridine calcium channel blockers",), "dihydropyridines"),
    Once(("thiazide diuretics",), "thiazides", leave_out=frozenset({"metolazone"})),
    Once(("loop diuretics",), "loop diuretics"),
    Once(("potassium-sparing diuretics",), "potassium-sparing diuretics", Severity.HIGH),
    Once(("P2Y12 inhibitors",), "P2Y12 inhibitors", Severity.HIGH),
    Once(("basal insulins",), "basal insulins", Severity.HIGH),
    Once(("sulfonylureas",), "sulfonylureas"),
    Once(("DPP-4 inhibitors",), "DPP-4 inhibitors"),
    Once(("GLP-1 receptor agonists",), "GLP-1 receptor agonists"),
    Once(("SGLT2 inhibitors",), "SGLT2 inhibitors"),
    Once(("proton pump inhibitors",), "proton pump inhibitors"),
    Once(("benzodiazepines",), "benzodiazepines"),
    Once(("SSRIs and SNRIs",), "SSRIs or SNRIs"),
    Once(("NSAIDs",), "NSAIDs", leave_out=frozenset({"aspirin"})),
    Once(("bisphosphonates",), "bisphosphonates"),
    Once(("long-acting beta agonists",), "long-acting beta agonists", ways=_INHALED),
    Once(
        ("long-acting muscarinic antagonists",),
        "long-acting muscarinic antagonists",
        ways=_INHALED,
    ),
)  # fmt: skip


def duplicate_class(chart: Chart) -> Iterator[Finding]:
    """One finding for each class with two different ingredients among the current medicines."""
    held = taken(chart)
    said: list[set[str]] = []
    for once in ONCE:
        found = _different(once, held)
        pair = {e.reference for e in found}
        if len(found) > 1 and not any(pair <= known for known in said):
            said.append(pair)
            names = listed([outer(found[0].label), *(inner(e.label) for e in found[1:])])
            both = "are both current" if len(found) == 2 else "are all current"  # noqa: PLR2004 - a pair
            text = f"{names} {both}: {once.name}"
            yield Finding(RULE, text, once.severity, cite_all(found))


def _different(once: Once, held: list[Entry]) -> list[Entry]:
    """Members of the class, the newest order of each ingredient; one medicine counts once.

    A combination such as sacubitril with valsartan is one medicine, and no duplicate of itself.
    """
    found: list[tuple[Entry, frozenset[str]]] = []
    for entry in reversed(held):
        here = ingredients(entry) & once.members
        if here and way(entry) in once.ways and all(not here & seen for _, seen in found):
            found.append((entry, here))
    return [entry for entry, _ in reversed(found)]
