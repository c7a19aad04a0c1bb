"""Procedures, and the lenses that stayed in."""

from collections.abc import Iterator

from chartside.demo.people import (
    CARDIOLOGIST,
    EYE_DOCTOR,
    GASTROENTEROLOGIST,
    ORTHOPAEDIST,
    SURGEON,
    display,
)
from chartside.demo.shapes import PATIENT, Json, Term, ref, snomed

COLONOSCOPY = snomed("73761001", "Colonoscopy (procedure)", "Colonoscopy")
CATARACT = snomed(
    "54885007", "Extraction of cataract (procedure)", "Cataract extraction with lens implant"
)
ECHO = snomed("40701008", "Echocardiography (procedure)", "Echocardiography")
APPENDECTOMY = snomed("80146002", "Excision of appendix (procedure)", "Appendectomy")

_DONE = (
    (
        "colonoscopy-2013",
        COLONOSCOPY,
        "2013-08-20",
        GASTROENTEROLOGIST,
        "Encounter/endoscopy-2013-08-20",
    ),
    (
        "polypectomy-2013",
        Term("Removal of two colon polyps"),
        "2013-08-20",
        GASTROENTEROLOGIST,
        "Encounter/endoscopy-2013-08-20",
    ),
    (
        "knee-injection-2017",
        Term("Steroid injection of right knee"),
        "2017-01-17",
        ORTHOPAEDIST,
        "Encounter/orthopedics-2017-01-17",
    ),
    (
        "breast-biopsy-2018",
        Term("Core biopsy of left breast"),
        "2018-06-20",
        SURGEON,
        "Encounter/breast-2018-06-20",
    ),
    (
        "colonoscopy-2018",
        COLONOSCOPY,
        "2018-08-21",
        GASTROENTEROLOGIST,
        "Encounter/endoscopy-2018-08-21",
    ),
    (
        "polypectomy-2018",
        Term("Removal of a colon polyp"),
        "2018-08-21",
        GASTROENTEROLOGIST,
        "Encounter/endoscopy-2018-08-21",
    ),
    ("echocardiogram-2019", ECHO, "2019-11-26", CARDIOLOGIST, "Encounter/cardiology-2019-11-26"),
    ("cataract-right-2020", CATARACT, "2020-06-24", EYE_DOCTOR, "Encounter/surgery-2020-06-24"),
    ("cataract-left-2021", CATARACT, "2021-04-14", EYE_DOCTOR, "Encounter/surgery-2021-04-14"),
    (
        "colonoscopy-2021",
        COLONOSCOPY,
        "2021-10-19",
        GASTROENTEROLOGIST,
        "Encounter/endoscopy-2021-10-19",
    ),
    ("echocardiogram-2024", ECHO, "2024-02-13", CARDIOLOGIST, "Encounter/admission-2024-02"),
)
_WHY = {
    "cataract-right-2020": "Condition/condition-cataract-right",
    "cataract-left-2021": "Condition/condition-cataract-left",
    "colonoscopy-2018": "Condition/condition-colon-polyps",
    "colonoscopy-2021": "Condition/condition-colon-polyps",
    "knee-injection-2017": "Condition/condition-knee-osteoarthritis",
    "echocardiogram-2024": "Condition/condition-heart-failure",
}
_FOUND = {
    "colonoscopy-2013": "Two tubular adenomas, 4 mm and 8 mm, low-grade dysplasia",
    "colonoscopy-2018": "One tubulovillous adenoma, 12 mm, low-grade dysplasia",
    "colonoscopy-2021": "No polyps",
    "breast-biopsy-2018": "Fibroadenoma, no malignancy",
    "echocardiogram-2019": "Ejection fraction 60%, left atrium mildly enlarged",
    "echocardiogram-2024": "Ejection fraction 58%, dilated left atrium",
}


def resources() -> Iterator[Json]:
    """Procedures, oldest first, and the two implanted lenses."""
    yield {
        "resourceType": "Procedure",
        "id": "appendectomy-1974",
        "status": "completed",
        "code": APPENDECTOMY.concept,
        "subject": ref(PATIENT),
        "performedDateTime": "1974",
    }
    for key, term, day, who, encounter in _DONE:
        made: Json = {
            "resourceType": "Procedure",
            "id": key,
            "status": "completed",
            "code": term.concept,
            "subject": ref(PATIENT),
            "encounter": ref(encounter),
            "performedDateTime": day,
            "performer": [{"actor": ref(who, display(who))}],
        }
        if key in _WHY:
            made["reasonReference"] = [ref(_WHY[key])]
        if key in _FOUND:
            made["outcome"] = {"text": _FOUND[key]}
        yield made
    for side, day in (("right", "2020-06-24"), ("left", "2021-04-14")):
        yield {
            "resourceType": "Device",
            "id": f"lens-{side}",
            "status": "active",
            "manufactureDate": day[:4],
            "deviceName": [
                {"name": "Foldable acrylic intraocular lens", "type": "user-friendly-name"}
            ],
            "type": {"text": f"Intraocular lens, {side} eye"},
            "patient": ref(PATIENT),
        }
