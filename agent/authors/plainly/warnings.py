"""What in the record does not go together, told to the patient: a reason to ask, and no advice.

The words say what stands beside what, and whom to tell. What follows from it is for the doctor or
the pharmacist to say (AHRQ Pub. 17-0041, Health Literacy Universal Precautions Toolkit, tool 8:
patients are asked to bring up every medicine and allergy).
"""

from collections.abc import Callable, Iterable
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.plainly.words import allergen, result
from chartside.agent.authors.wording import inner, listed
from chartside.draft import Finding, Severity, Statement
from chartside.fhir.clinical import is_abnormal, outside_usual
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.finding import cite_all
from chartside.tools.names import capital, name_of

TELL: Final = "Tell your doctor or pharmacist."
_MEDICINES: Final = frozenset({Kind.MEDICATION, Kind.DISPENSE})


def warnings(evidence: Evidence) -> list[Statement]:
    """Allergies against medicines, then results against medicines; the gravest first."""
    chart = evidence.chart

    def _after_result(medicines: list[Entry], others: list[Entry]) -> str:
        """The result as the page says it everywhere, and which medicine to ask about."""
        told = [result(e, is_abnormal(e) or outside_usual(chart, e)) for e in others[:1]]
        return "".join(
            f"{t}. Ask your doctor or pharmacist about {_inside(medicines)}." for t in told
        )

    return _told(
        evidence, {"allergy-against-order": _allergy, "result-against-order": _after_result}
    )


def doubles(evidence: Evidence) -> list[Statement]:
    """Medicines of one kind, of which one may be enough."""
    return _told(evidence, {"duplicate-class": _kind, "duplicate-ingredient": _contents})


_Say = Callable[[list[Entry], list[Entry]], str]


def _told(evidence: Evidence, ways: dict[str, _Say]) -> list[Statement]:
    found = []
    for conflict in evidence.conflicts:
        if conflict.rule not in ways or conflict.severity is Severity.LOW:
            continue
        entries = _entries(evidence, conflict)
        medicines = [e for e in entries if e.kind in _MEDICINES]
        others = [e for e in entries if e.kind not in _MEDICINES]
        if medicines and (text := ways[conflict.rule](medicines, others)):
            found.append(Statement(text, cite_all([*medicines, *others])))
    return found


def _entries(evidence: Evidence, conflict: Finding) -> list[Entry]:
    held = (evidence.chart.get(c.reference) for c in conflict.citations)
    return [e for e in held if e is not None]


def _allergy(medicines: list[Entry], others: list[Entry]) -> str:
    known = [allergen(e) for e in others if e.kind is Kind.ALLERGY]
    if not known:
        return ""
    return f"{_names(medicines)} not go with your allergy to {listed(known)}. {TELL}"


def _names(medicines: list[Entry]) -> str:
    """`Amoxicillin 500 mg capsule, ordered 31 October 2026, does`."""
    first = medicines[0]
    if len(medicines) > 1:
        return f"{_together(medicines)} do"
    ordered = f", ordered {first.when.words}," if first.when else ""
    return f"{capital(name_of(first))}{ordered} does"


def _kind(medicines: list[Entry], _: list[Entry]) -> str:
    return f"{_together(medicines)} are of the same kind. {_all(medicines)}"


def _contents(medicines: list[Entry], _: list[Entry]) -> str:
    return f"{_together(medicines)} have the same medicine in them. {_all(medicines)}"


def _all(medicines: list[Entry]) -> str:
    every = "both" if len(medicines) == len(("one", "other")) else "all of them"
    return f"Ask your doctor or pharmacist if you need {every}."


def _together(medicines: Iterable[Entry]) -> str:
    return capital(_inside(medicines))


def _inside(medicines: Iterable[Entry]) -> str:
    return listed(inner(name_of(e)) for e in medicines)
