"""The problem list, the visit diagnoses, and what runs in the family."""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.demo.people import BRANDT, CARDIOLOGIST, EYE_DOCTOR, HOSPITALIST, OKAFOR, display
from chartside.demo.shapes import PATIENT, TERMINOLOGY, Json, Term, note, ref, snomed, status

DIABETES = snomed("44054006", "Diabetes mellitus type 2 (disorder)", "Type 2 diabetes mellitus")
HYPERTENSION = snomed("59621000", "Essential hypertension (disorder)", "Essential hypertension")
KIDNEY_3A = snomed(
    "700378005", "Chronic kidney disease stage 3A (disorder)", "Chronic kidney disease stage 3a"
)
KIDNEY_3B = snomed(
    "700379002", "Chronic kidney disease stage 3B (disorder)", "Chronic kidney disease stage 3b"
)
FIBRILLATION = snomed(
    "282825002", "Paroxysmal atrial fibrillation (disorder)", "Paroxysmal atrial fibrillation"
)
HEART_FAILURE = snomed(
    "446221000",
    "Heart failure with normal ejection fraction (disorder)",
    "Heart failure with preserved ejection fraction",
)
PNEUMONIA = snomed(
    "385093006", "Community acquired pneumonia (disorder)", "Community-acquired pneumonia"
)
EMBOLISM = snomed("59282003", "Pulmonary embolism (disorder)", "Pulmonary embolism")
BREAST_CANCER = snomed(
    "254837009", "Malignant neoplasm of breast (disorder)", "Malignant neoplasm of breast"
)
KNEE = snomed("239873007", "Osteoarthritis of knee (disorder)", "Osteoarthritis of right knee")
RETINOPATHY = snomed(
    "312903003",
    "Mild nonproliferative retinopathy due to diabetes mellitus (disorder)",
    "Mild nonproliferative diabetic retinopathy, both eyes",
)
CATARACT_RIGHT = snomed("193570009", "Cataract (disorder)", "Cataract of right eye")
CATARACT_LEFT = snomed("193570009", "Cataract (disorder)", "Cataract of left eye")

_LIST, _DIAGNOSIS = "problem-list-item", "encounter-diagnosis"


@dataclass(frozen=True, slots=True)
class Problem:
    """A Condition.

    What, since when (a year, a month or a day, as it is known), and what became of it.
    """

    key: str
    term: Term
    onset: str
    recorded: str
    by: str = BRANDT
    ended: str = ""
    clinical: str = "active"
    verification: str = "confirmed"
    category: str = _LIST
    encounter: str = ""
    comment: str = ""
    side: str = ""

    @property
    def resource(self) -> Json:
        """The Condition.

        One that was entered in error has no clinical status (FHIR rule con-5).
        """
        made: Json = {"resourceType": "Condition", "id": f"condition-{self.key}"}
        if self.verification != "entered-in-error":
            made["clinicalStatus"] = status("condition-clinical", self.clinical)
        made |= {
            "verificationStatus": status("condition-ver-status", self.verification),
            "category": [status("condition-category", self.category)],
            "code": self.term.concept,
            "subject": ref(PATIENT),
        }
        if self.encounter:
            made["encounter"] = ref(self.encounter)
        if self.side:
            made["bodySite"] = [{"text": self.side}]
        made["onsetDateTime"] = self.onset
        if self.ended:
            made["abatementDateTime"] = self.ended
        made |= {"recordedDate": self.recorded, "recorder": ref(self.by, display(self.by))}
        return made | ({"note": note(self.comment)} if self.comment else {})


PROBLEMS = (
    Problem("hypertension", HYPERTENSION, "1998", "2012-03-13"),
    Problem(
        "hyperlipidemia",
        snomed("55822004", "Hyperlipidemia (disorder)", "Hyperlipidemia"),
        "2004-11",
        "2012-03-13",
    ),
    Problem("diabetes", DIABETES, "2009-05", "2012-03-13"),
    Problem(
        "obesity",
        snomed("162864005", "Body mass index 30+ - obesity (finding)", "Obesity (BMI 30 or more)"),
        "2012-03-13",
        "2012-03-13",
    ),
    Problem(
        "appendicitis",
        snomed("74400008", "Appendicitis (disorder)", "Appendicitis"),
        "1974",
        "2012-03-13",
        ended="1974",
        clinical="resolved",
    ),
    Problem(
        "colon-polyps",
        snomed("68496003", "Polyp of colon (disorder)", "Adenomatous polyps of colon"),
        "2013-08-20",
        "2013-09-10",
        comment="Adenomas removed 2013 and 2018, none in 2021. Brother had bowel cancer at 58.",
    ),
    Problem("knee-osteoarthritis", KNEE, "2014-06", "2014-06-10", side="Right knee"),
    Problem(
        "urinary-infection",
        snomed(
            "68566005", "Urinary tract infectious disease (disorder)", "Urinary tract infection"
        ),
        "2015-02-10",
        "2015-02-10",
        ended="2015-02-20",
        clinical="resolved",
        category=_DIAGNOSIS,
        encounter="Encounter/phone-2015-02-10",
    ),
    Problem(
        "ckd-3a",
        KIDNEY_3A,
        "2016-04-12",
        "2016-04-12",
        ended="2021-03-09",
        clinical="inactive",
        comment="Replaced by stage 3b on 9 March 2021.",
    ),
    Problem(
        "vitamin-d-deficiency",
        snomed("34713006", "Vitamin D deficiency (disorder)", "Vitamin D deficiency"),
        "2016-04-12",
        "2016-04-12",
        ended="2017-03",
        clinical="resolved",
    ),
    Problem(
        "gout",
        snomed("90560007", "Gout (disorder)", "Gout, single attack"),
        "2017-06-10",
        "2017-06-13",
        clinical="inactive",
        comment="While on hydrochlorothiazide. No attack since.",
    ),
    Problem(
        "shingles",
        snomed("4740000", "Herpes zoster (disorder)", "Shingles"),
        "2017-10-03",
        "2017-10-04",
        ended="2017-11",
        clinical="resolved",
        category=_DIAGNOSIS,
        encounter="Encounter/visit-2017-10-04",
    ),
    Problem("retinopathy", RETINOPATHY, "2018-11-06", "2018-11-06", EYE_DOCTOR),
    Problem("atrial-fibrillation", FIBRILLATION, "2019-11-22", "2019-11-26", CARDIOLOGIST),
    Problem(
        "cataract-right",
        CATARACT_RIGHT,
        "2020-05-05",
        "2020-05-05",
        EYE_DOCTOR,
        ended="2020-06-24",
        clinical="resolved",
        side="Right eye",
    ),
    Problem(
        "cataract-left",
        CATARACT_LEFT,
        "2020-05-05",
        "2020-05-05",
        EYE_DOCTOR,
        ended="2021-04-14",
        clinical="resolved",
        side="Left eye",
    ),
    Problem(
        "ckd-3b",
        KIDNEY_3B,
        "2021-03-09",
        "2021-03-09",
        OKAFOR,
        comment="Diabetic and hypertensive, with albuminuria. No NSAIDs.",
    ),
    Problem(
        "pneumonia",
        PNEUMONIA,
        "2022-01-10",
        "2022-01-12",
        HOSPITALIST,
        ended="2022-02",
        clinical="resolved",
        category=_DIAGNOSIS,
        encounter="Encounter/admission-2022-01",
    ),
    Problem(
        "neuropathy", Term("Diabetic neuropathy of both feet"), "2023-03-14", "2023-03-14", OKAFOR
    ),
    Problem("heart-failure", HEART_FAILURE, "2024-02-10", "2024-02-16", HOSPITALIST),
    Problem(
        "lung-nodule",
        snomed(
            "427359005",
            "Solitary nodule of lung",
            "Solitary pulmonary nodule, right upper lobe, 8 mm",
        ),
        "2024-02-12",
        "2024-02-16",
        HOSPITALIST,
        comment="Found by chance. CT chest to be repeated in six months.",
    ),
    Problem(
        "anemia",
        Term("Anemia of chronic kidney disease"),
        "2025-12-09",
        "2025-12-09",
        OKAFOR,
        verification="provisional",
    ),
)

RELATIVES = (
    ("mother", "MTH", "Mother", BREAST_CANCER, 52, "Breast cancer at 52, died of it at 60."),
    (
        "father",
        "FTH",
        "Father",
        snomed("22298006", "Myocardial infarction (disorder)", "Myocardial infarction"),
        61,
        "",
    ),
    ("sister", "SIS", "Sister", DIABETES, 49, ""),
    (
        "brother",
        "BRO",
        "Brother",
        snomed("363406005", "Malignant tumor of colon (disorder)", "Colon cancer"),
        58,
        "",
    ),
)


def resources() -> Iterator[Json]:
    """Conditions and family history."""
    for problem in PROBLEMS:
        yield problem.resource
    for relative in RELATIVES:
        yield _relative(*relative)


def _relative(key: str, code: str, name: str, term: Term, age: int, comment: str) -> Json:
    condition: Json = {
        "code": term.concept,
        "onsetAge": {
            "value": age,
            "unit": "years",
            "system": "http://unitsofmeasure.org",
            "code": "a",
        },
    }
    if comment:
        condition["note"] = note(comment)
    return {
        "resourceType": "FamilyMemberHistory",
        "id": f"family-{key}",
        "status": "completed",
        "patient": ref(PATIENT),
        "date": "2012-03-13",
        "relationship": {
            "coding": [
                {"system": f"{TERMINOLOGY}v3-RoleCode", "code": code, "display": name.lower()}
            ],
            "text": name,
        },
        "condition": [condition],
    }
