"""Allergies and intolerances, with what happened and how bad it was."""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.demo.people import BRANDT, display
from chartside.demo.shapes import PATIENT, RXNORM, Json, Term, note, ref, snomed, status

_HIVES = snomed("247472004", "Wheal (finding)", "Hives")
_RASH = snomed("271807003", "Eruption of skin (disorder)", "Rash")
_COUGH = snomed("49727002", "Cough (finding)", "Dry cough")
_NAUSEA = snomed("422587007", "Nausea (finding)", "Nausea")


@dataclass(frozen=True, slots=True)
class Allergy:
    """An AllergyIntolerance; `onset` as precise as she remembers it."""

    key: str
    substance: Term
    reaction: Term | None
    onset: str
    recorded: str
    kind: str = "allergy"
    category: str = "medication"
    criticality: str = "low"
    severity: str = "moderate"
    clinical: str = "active"
    verification: str = "confirmed"
    comment: str = ""

    @property
    def resource(self) -> Json:
        """The AllergyIntolerance. One entered in error has no clinical status (FHIR rule ait-2)."""
        made: Json = {"resourceType": "AllergyIntolerance", "id": f"allergy-{self.key}"}
        if self.verification != "entered-in-error":
            made["clinicalStatus"] = status("allergyintolerance-clinical", self.clinical)
        made |= {
            "verificationStatus": status("allergyintolerance-verification", self.verification),
            "type": self.kind,
            "category": [self.category],
            "criticality": self.criticality,
            "code": self.substance.concept,
            "patient": ref(PATIENT),
            "onsetDateTime": self.onset,
            "recordedDate": self.recorded,
            "recorder": ref(BRANDT, display(BRANDT)),
        }
        if self.reaction:
            made["reaction"] = [
                {"manifestation": [self.reaction.concept], "severity": self.severity}
            ]
        return made | ({"note": note(self.comment)} if self.comment else {})


ALLERGIES = (
    Allergy(
        "penicillin",
        snomed("764146007", "Penicillin (substance)", "Penicillin"),
        _HIVES,
        "1979",
        "2012-03-13",
        criticality="high",
        comment=(
            "Widespread hives within an hour of a tablet. Tolerated ceftriaxone in January 2022."
        ),
    ),
    Allergy(
        "sulfonamide",
        Term(
            "Sulfamethoxazole / trimethoprim",
            ((RXNORM, "10831", "sulfamethoxazole / trimethoprim"),),
        ),
        _RASH,
        "1991",
        "2012-03-13",
    ),
    Allergy(
        "lisinopril",
        Term("Lisinopril", ((RXNORM, "29046", "lisinopril"),)),
        _COUGH,
        "2012-12",
        "2013-06-11",
        kind="intolerance",
        severity="mild",
    ),
    Allergy(
        "codeine",
        Term("Codeine", ((RXNORM, "2670", "codeine"),)),
        _NAUSEA,
        "2005",
        "2012-03-13",
        kind="intolerance",
        severity="mild",
        verification="unconfirmed",
    ),
    Allergy(
        "egg",
        Term("Egg"),
        _HIVES,
        "1961",
        "2012-03-13",
        category="food",
        clinical="inactive",
        comment="In childhood. Has eaten eggs for decades.",
    ),
)


def resources() -> Iterator[Json]:
    """AllergyIntolerances."""
    for allergy in ALLERGIES:
        yield allergy.resource
