"""Who the patient is, in one sentence."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.limits import limits as of_treatment
from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.over import is_over
from chartside.agent.authors.passing import is_passing
from chartside.agent.authors.requests import overdue, pressing_first, requested
from chartside.agent.authors.wording import inner, listed, on, said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, current_medications, plain
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

MOST: Final = 10
"""Problems in the sentence: those that something is taken for, then the newest."""
ADULT: Final = 18
_CALLED: Final = {"female": ("woman", "girl"), "male": ("man", "boy")}


def person(evidence: Evidence) -> list[Statement]:
    """`69-year-old woman with hypertension, type 2 diabetes mellitus and others, listed below`."""
    chart = evidence.chart
    patients = evidence.only(chart.of(Kind.PATIENT))
    who = _who(evidence)
    if not patients or not who:
        return []
    active = [e for e in evidence.only(active_problems(chart)) if not is_over(chart, e)]
    lasting = [e for e in active if not is_passing(e.label)]
    held = _foremost(chart, lasting)
    names = [inner(name_of(e)) for e in held]
    if len(held) < len(lasting):
        names.append("others, listed below" if "problems" in evidence.beside else "others")
    problems = f" with {listed(names)}" if held else ""
    return [said(f"{who}{problems}", patients[0], *held)]


def _foremost(chart: Chart, active: list[Entry]) -> list[Entry]:
    """As many as a sentence can hold, in the order of the list."""
    reasons = {plain(r) for m in current_medications(chart) for r in m.reasons}
    linked = {ref for m in current_medications(chart) for ref in m.links}
    treated = [e for e in active if e.reference in linked or plain(e.label) in reasons]
    others = newest_first(tuple(e for e in active if e not in treated))
    chosen = [*treated, *others][:MOST]
    return [e for e in active if e in chosen]


def _who(evidence: Evidence) -> str:
    patient, today = evidence.chart.patient, evidence.chart.as_of.date()
    last = patient.deceased.date if patient.deceased else today
    age = None if patient.dead and patient.deceased is None else patient.age(last)
    grown, child = _CALLED.get(patient.sex, ("patient", "child"))
    if age is None:
        return grown.capitalize() if patient.sex in _CALLED else ""
    noun = grown if age >= ADULT else child
    died = f", died{on(patient.deceased)}," if patient.dead else ""
    return f"{age}-year-old {noun}{died}" if age else f"Infant {child}{died}"


def limits(evidence: Evidence) -> list[Statement]:
    """Recorded limits of treatment; none are recorded where there is no sentence."""
    return [said(_limit(evidence.chart, e), e) for e in of_treatment(evidence)]


def _limit(chart: Chart, entry: Entry) -> str:
    asked = entry.kind is Kind.ORDER
    return requested(chart, entry, {}) if asked else f"{name_of(entry)}{on(entry.when)}"


def requests(evidence: Evidence) -> list[Statement]:
    """What was asked for and is still open, the longest overdue first; of the dead nothing."""
    chart = evidence.chart
    if chart.patient.dead:
        return []
    held = [e for e in evidence.only(chart.of(Kind.ORDER)) if e.live and e.status == "active"]
    late = overdue(chart)
    return [said(requested(chart, e, late), e) for e in pressing_first(chart, held, late)]
