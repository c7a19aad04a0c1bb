"""Whether the specimen that a report prints is the one that a LOINC term is of.

Source: LOINC Users' Guide, part "System". `Drawn` is a word for blood as it leaves the vein, which
reports print over results of serum as well as over those of whole blood.
"""

from typing import Final

from chartside.fhir.lab_reports.coding.names import Named
from chartside.fhir.lab_reports.coding.table import Analyte, Term
from chartside.fhir.lab_reports.coding.words import beside, parts_of, words_of
from chartside.fhir.lab_reports.report import Result

_ACCEPTS: Final = {
    "SerPl": {"SerPl", "Ser", "Plas"},
    "PPP": {"Plas", "PPP"},
}
"""The printed specimens that a term of another name is right for; each is right for its own."""
_DRAWN: Final = frozenset({"Drawn", "Vein", "BldV"})
_MADE_OF_BLOOD: Final = frozenset({"SerPl", "Ser", "Plas", "PPP"})
_OF_A_TUBE: Final = frozenset({"SerPl", "Ser", "Plas", "PPP", "Bld"})
UNKNOWN: Final = "unknown"
"""Something is printed for the specimen, and no word of it is known."""

SAME, USUAL, DRAWN, DOUBTFUL, UNSAID, UNREAD, OTHER = 1.0, 0.95, 0.87, 0.7, 0.6, 0.55, 0.1


def printed_systems(result: Result, found: Named) -> frozenset[str]:
    """The specimen that is printed: with the name, else for the row, else over the panel.

    Blood as it is drawn, where it stands for the row or the panel, is `Vein`: `Specimen: blood` is
    what was taken from the patient. `Glucose, blood` may be what was measured, and stays `Drawn`.
    """
    if found.said.systems:
        return found.said.systems
    over = systems_of(result.panel) - {"RBC"}  # a heading of the blood count, and no specimen
    if not result.specimen:
        return _taken(over)
    own = systems_of(result.specimen)
    if not own:
        return frozenset({UNKNOWN})
    return _taken(over if own == {"Drawn"} and over - {"Drawn"} else own)


def _taken(systems: frozenset[str]) -> frozenset[str]:
    return frozenset("Vein" if s == "Drawn" else s for s in systems)


def systems_of(text: str) -> frozenset[str]:
    """Every specimen that a text names; blood as drawn gives way to what was made of it."""
    whole = beside(words_of(text))
    found = set(whole.systems)
    if whole.rest or len(found) > 1:
        found = {system for part in parts_of(text) for system in beside(words_of(part)).systems}
        found = found or set(whole.systems)
    drawn = {"Drawn", "BldV"} if found & _MADE_OF_BLOOD else {"Drawn"}
    return frozenset(found - drawn or found)


def specimen_score(systems: frozenset[str], term: Term, analyte: Analyte) -> float:
    """From 0 to 1: how well the printed specimen agrees with that of the term.

    A specimen that is none of the term's, beside one that is (`serum, urine`), counts against it.
    """
    if not systems:
        return USUAL if term.system == analyte.usual else UNSAID
    if UNKNOWN in systems:
        return UNREAD
    accepted = _ACCEPTS.get(term.system, set()) | {term.system}
    if term.system == analyte.usual == "Bld":  # cells are the same in venous blood, gases are not
        accepted |= {"BldV"}
    if systems <= accepted:
        return SAME
    if systems <= _DRAWN and term.system in _OF_A_TUBE:
        if "BldV" in systems and not analyte.usual:  # a gas of venous blood has a code of its own
            return OTHER
        either = analyte.either or not analyte.usual or "Drawn" in systems
        return DRAWN if either or term.system == analyte.usual else DOUBTFUL
    return OTHER
