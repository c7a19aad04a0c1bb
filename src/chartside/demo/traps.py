"""The traps of real charts that are single resources.

Each is named in README.md, with what the product must do with it.
"""

from collections.abc import Iterator

from chartside.demo.allergies import Allergy
from chartside.demo.analytes_story import POTASSIUM
from chartside.demo.imaging import CT_FINAL, Study, report
from chartside.demo.labs import Result, interpretation, observation
from chartside.demo.people import CARDIOLOGIST, HOSPITALIST, OKAFOR, ORTHOPAEDIST, SURGEON
from chartside.demo.prescribing import Dose, Order, rx
from chartside.demo.problems import BREAST_CANCER, EMBOLISM, Problem
from chartside.demo.scales import Scale
from chartside.demo.shapes import PATIENT, Json, Term, at, concept, note, ref, snomed, status

OTHER_PATIENT = "Patient/n-lindquist-1975"
"""Someone else, whose result the laboratory filed here. The bundle holds no such Patient."""

_ASIDE = {
    "subject": {
        "reference": OTHER_PATIENT,
        "identifier": {"system": "https://chartside.example/demo/mrn", "value": "MFP-0051377"},
    }
}


def resources() -> Iterator[Json]:
    """Refuted, mistaken, withdrawn, cancelled, provisional, misfiled and broken resources."""
    for problem in _DENIED:
        yield problem.resource
    yield _NO_ASPIRIN_ALLERGY.resource
    for order in _ORDERS:
        yield order.resource
    yield _withdrawn_potassium()
    yield from _corrected_potassium()
    yield _first_read()
    yield _misfiled()
    yield _troponin_below_detection()
    yield _no_ferritin()
    yield _broken()


_DENIED = (
    Problem(
        "breast-cancer",
        BREAST_CANCER,
        "2018-06-20",
        "2018-06-20",
        SURGEON,
        verification="refuted",
        category="encounter-diagnosis",
        encounter="Encounter/breast-2018-06-20",
        comment="Suspected at screening; core biopsy showed a fibroadenoma.",
    ),
    Problem(
        "pulmonary-embolism",
        EMBOLISM,
        "2022-01-12",
        "2022-01-12",
        HOSPITALIST,
        ended="2022-01-13",
        clinical="resolved",
        verification="refuted",
        category="encounter-diagnosis",
        encounter="Encounter/admission-2022-01",
        comment="Low probability scan on 13 January 2022.",
    ),
    Problem(
        "type-1-diabetes",
        snomed("46635009", "Diabetes mellitus type 1 (disorder)", "Type 1 diabetes mellitus"),
        "2022-06-14",
        "2022-06-14",
        OKAFOR,
        verification="entered-in-error",
        comment="Picked from the list by mistake when insulin was started.",
    ),
)

_NO_ASPIRIN_ALLERGY = Allergy(
    "aspirin",
    Term("Aspirin", (("http://www.nlm.nih.gov/research/umls/rxnorm", "1191", "aspirin"),)),
    None,
    "2019-11-26",
    "2019-11-26",
    verification="entered-in-error",
    comment="Aspirin was stopped for apixaban; entered as an allergy by mistake.",
)

_ORDERS = (
    Order(
        "warfarin-2019-11",
        rx(
            "Warfarin 5 mg tablet",
            "11289",
            "warfarin",
            "855332",
            "warfarin sodium 5 MG Oral Tablet",
        ),
        Dose(5, "mg", 1),
        "2019-11-26",
        CARDIOLOGIST,
        status="entered-in-error",
        encounter="Encounter/cardiology-2019-11-26",
    ),
    Order(
        "ibuprofen-2023-09",
        rx("Ibuprofen 600 mg tablet", "5640", "ibuprofen"),
        Dose(600, "mg", 3),
        "2023-09-05",
        ORTHOPAEDIST,
        end="2023-09-05",
        status="cancelled",
        why_stopped="Pharmacist: chronic kidney disease and apixaban",
        encounter="Encounter/orthopedics-2023-09-05",
    ),
)


def _potassium(value: float, scale: Scale = POTASSIUM.new) -> Result:
    return Result("potassium", "Potassium", value, scale)


def _withdrawn_potassium() -> Json:
    made = observation(
        _potassium(7.4), "2023-06-06", "08:10", "Encounter/bloods-2023-06-06", "-wrong-tube"
    )
    return made | {
        "status": "entered-in-error",
        "interpretation": [interpretation("HH")],
        "note": note("Tube of another patient. Withdrawn on 8 June 2023."),
    }


def _corrected_potassium() -> Iterator[Json]:
    stay, day, clock = "Encounter/admission-2024-02", "2024-02-11", "06:10"
    first = observation(_potassium(6.8), day, clock, stay, "-preliminary")
    yield first | {
        "status": "preliminary",
        "issued": at(day, clock, 35),
        "interpretation": [interpretation("HH")],
        "note": note("Called to the ward. Sample looks hemolyzed, repeat running."),
    }
    second = observation(_potassium(4.6), day, clock, stay)
    yield second | {
        "status": "corrected",
        "issued": at(day, clock, 170),
        "note": note(
            "Corrected: replaces the preliminary result, which was of a hemolyzed sample."
        ),
    }


def _first_read() -> Json:
    overnight = Study(
        CT_FINAL.key,
        CT_FINAL.modality,
        CT_FINAL.term,
        CT_FINAL.day,
        CT_FINAL.body,
        "Small effusions, interlobular septal thickening. No consolidation.",
        "Pulmonary edema. No focal lung lesion.",
        CT_FINAL.encounter,
        CT_FINAL.clock,
        CT_FINAL.images,
    )
    return report(overnight, "report-ct-chest-2024-02-preliminary", "preliminary", 40)


def _misfiled() -> Json:
    made = observation(_potassium(6.9), "2026-10-20", "09:30", "")
    made |= {"id": "potassium-2026-10-20-misfiled", "interpretation": [interpretation("HH")]}
    del made["encounter"]
    return made | _ASIDE


def _troponin_below_detection() -> Json:
    scale = Scale(
        "89579-7",
        "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method",
        "ng/L",
        "ng/L",
        None,
        16,
    )
    result = Result("troponin", "Troponin I (high sensitivity)", 4, scale)
    made = observation(result, "2019-11-22", "22:05", "Encounter/ed-2019-11-22")
    return made | {"valueQuantity": made["valueQuantity"] | {"comparator": "<"}}


def _no_ferritin() -> Json:
    scale = Scale(
        "2276-4", "Ferritin [Mass/volume] in Serum or Plasma", "\N{MICRO SIGN}g/L", "ug/L", 15, 150
    )
    made = observation(
        Result("ferritin", "Ferritin", 0, scale),
        "2026-03-03",
        "08:10",
        "Encounter/bloods-2026-03-03",
    )
    for name in ("valueQuantity", "interpretation", "referenceRange"):
        del made[name]
    absent = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    return made | {
        "status": "cancelled",
        "dataAbsentReason": concept(
            "Sample insufficient", (absent, "not-performed", "Not Performed")
        ),
    }


def _broken() -> Json:
    """The one resource that is not FHIR.

    `code` and `valueQuantity` are bare strings, as a careless export wrote them.
    """
    return {
        "resourceType": "Observation",
        "id": "weight-2021-08-03-broken",
        "status": "final",
        "category": [status("observation-category", "vital-signs")],
        "code": "29463-7",
        "subject": ref(PATIENT),
        "effectiveDateTime": "2021-08-03",
        "valueQuantity": "88,4 kg",
    }
