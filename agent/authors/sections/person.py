"""Who the patient is, in one sentence."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.limits import limits as of_treatment
from chartside.agent.authors.over import is_over
from chartside.agent.authors.passing import is_passing
from chartside.agent.authors.requests import requested
from chartside.agent.authors.wording import inner, listed, on, said
from chartside.draft import Statement
from chartside.fhir.clinical import active_problems
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

MOST: Final = 10
"""Problems in the sentence; the list stands below."""
ADULT: Final = 18
_CALLED: Final = {"female": ("woman", "girl"), "male": ("man", "boy")}


def person(evidence: Evidence) -> list[Statement]:
    """`69-year-old woman with hypertension, type 2 diabetes mellitus and ...`."""
    chart = evidence.chart
    patients = evidence.only(chart.of(Kind.PATIENT))
    who = _who(evidence)
    if not patients or not who:
        return []
    active = [e for e in evidence.only(active_problems(chart)) if not is_over(chart, e)]
    held = [e for e in active if not is_passing(e.label)][:MOST]
    problems = f" with {listed(inner(name_of(e)) for e in held)}" if held else ""
    return [said(f"{who}{problems}", patients[0], *held)]


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
    return [said(_limit(e), e) for e in of_treatment(evidence)]


def _limit(entry: Entry) -> str:
    return requested(entry) if entry.kind is Kind.ORDER else f"{name_of(entry)}{on(entry.when)}"


def requests(evidence: Evidence) -> list[Statement]:
    """What was asked for and is still open, the newest first; of a patient who died nothing."""
    if evidence.chart.patient.dead:
        return []
    held = [e for e in evidence.only(evidence.chart.of(Kind.ORDER)) if e.live]
    return [said(requested(e), e) for e in reversed(held) if e.status == "active"]
