"""A last result with which a current medicine should not go on unseen.

The last result of the test, from the last half year of the record's story, against medicines in
force; a held order is left out. Sources, "Contraindications" or "Warnings" in FDA labels on
DailyMed: spironolactone (hyperkalemia), eplerenone (potassium above 5.5 mEq/L), metformin (eGFR
below 30), NSAIDs (advanced renal disease), warfarin (INR above the range, bleeding); glucose
below 54 mg/dL is clinically significant hypoglycemia (ADA Standards of Care 2024, section 6);
digoxin above 2 ng/mL and lithium above 1.5 mmol/L are toxic (labels).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.analytes import ANALYTES
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Series, lab_series
from chartside.fhir.entry import Entry
from chartside.fhir.units import convert
from chartside.grounding.rules.drug_classes import BY_KEY
from chartside.grounding.rules.duplicate_ingredient import SYSTEMIC, taken, way
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.ingredients import ingredients
from chartside.grounding.rules.moment import HALF_YEAR, is_recent, since
from chartside.grounding.rules.wording import inner, listed, on, outer, value_of

RULE: Final = "result-against-order"


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound of a test, in `unit`, beyond which these ingredients are not to go on unseen.

    `reached` is whether the bound itself is beyond it.
    """

    keys: frozenset[str]
    unit: str
    above: Decimal | None
    below: Decimal | None
    ingredients: frozenset[str]
    severity: Severity = Severity.HIGH
    reached: bool = False


def limit(keys: str, bound: str, unit: str, *names: str) -> Limit:
    """`bound` is `>5.5`, `>=6.0` or `<30`; `names` are classes or ingredients."""
    number = Decimal(bound.lstrip("<>="))
    members = frozenset().union(*(BY_KEY[n].members if n in BY_KEY else {n} for n in names))
    return Limit(
        frozenset(keys.split("|")),
        unit,
        number if bound[0] == ">" else None,
        number if bound[0] == "<" else None,
        members,
        reached="=" in bound,
    )


EGFR: Final = "33914-3|48642-3|62238-1|69405-9|77147-7|98979-8|88293-6|88294-4|50210-4"
LIMITS: Final = (
    limit(
        "Potassium, serum|Potassium, blood", ">5.5", "mmol/L",
        "potassium-sparing diuretics", "potassium chloride", "trimethoprim",
    ),
    limit(EGFR, "<30", "mL/min/{1.73_m2}", "metformin", "NSAIDs"),
    limit("6301-6|34714-6|46418-0", ">5", "", "warfarin", "acenocoumarol", "phenprocoumon"),
    limit(
        "Glucose, serum|Glucose, blood|Glucose, fasting|Glucose, capillary|Glucose, meter",
        "<54", "mg/dL", "insulins", "sulfonylureas",
    ),
    limit("777-3|26515-7", "<50", "10*3/uL", "anticoagulants"),
    limit("Digoxin", ">2", "ng/mL", "digoxin"),
    limit("Lithium", ">1.5", "mmol/L", "lithium carbonate", "lithium"),
)  # fmt: skip
_CODES: Final = {a.name: min(a.codes) for a in ANALYTES}
LOW_DOSE_ASPIRIN: Final = frozenset({"aspirin"})


def result_against_order(chart: Chart) -> Iterator[Finding]:
    """One finding for each result, against every current medicine that it speaks against."""
    held = [(e, ingredients(e) - LOW_DOSE_ASPIRIN) for e in taken(chart) if way(e) in SYSTEMIC]
    if not held:
        return
    start = since(chart, HALF_YEAR)
    for found in lab_series(chart):
        last = found.latest
        bound = next((i for i in LIMITS if found.key in i.keys), None)
        if bound is None or not is_recent(last.when, start, chart):
            continue
        against = [e for e, names in held if names & bound.ingredients]
        if against and beyond(found, bound):
            yield _finding(last, against, bound)


def beyond(found: Series, bound: Limit) -> bool:
    """Whether the last result lies beyond the limit, whatever its unit."""
    value = found.latest.value
    if value is None or value.number is None:
        return False
    unit = value.ucum or value.unit
    number = value.number
    if bound.unit:
        carried = convert(number, unit, bound.unit, analyte_loinc=_CODES.get(found.key))
        if carried is None:
            return False
        number = carried
    if bound.reached and number in {bound.above, bound.below}:
        return not value.comparator
    if bound.above is not None:
        return number > bound.above and value.comparator[:1] != "<"
    return bound.below is not None and number < bound.below and value.comparator[:1] != ">"


def _finding(result: Entry, against: list[Entry], bound: Limit) -> Finding:
    far = "too high" if bound.above is not None else "too low"
    names = listed([inner(e.label) for e in against])
    which = "which is current" if len(against) == 1 else "which are current"
    text = (
        f"{outer(result.label)} was {value_of(result)}{on(result.when)}, {far} for {names}, {which}"
    )
    return Finding(RULE, text, bound.severity, cite_all([*against, result]))
