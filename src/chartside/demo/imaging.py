"""Imaging: each study, and the radiologist's report with its text."""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.demo.people import HOSPITAL, RADIOLOGIST, display
from chartside.demo.shapes import PATIENT, Json, Term, at, attachment, concept, loinc, ref, snomed

_DCM = "http://dicom.nema.org/resources/ontology/DCM"
_MODALITIES = {
    "DX": "Digital Radiography",
    "MG": "Mammography",
    "US": "Ultrasound",
    "CT": "Computed Tomography",
    "NM": "Nuclear Medicine",
}
CHEST = snomed("399208008", "Plain chest X-ray (procedure)", "Chest X-ray")
MAMMOGRAM = loinc("24606-6", "MG Breast Screening", "Screening mammogram, both breasts")
CT_CHEST = loinc("24627-2", "CT Chest", "CT chest without contrast")


@dataclass(frozen=True, slots=True)
class Study:
    """An imaging study and its reading.

    `encounter` is empty where she only came for the picture.
    """

    key: str
    modality: str
    term: Term
    day: str
    body: str
    findings: str
    conclusion: str
    encounter: str = ""
    clock: str = "10:30"
    images: int = 2


_CLEAR_BREASTS = (
    "Scattered fibroglandular density. No mass, distortion or suspicious calcification."
)
_BENIGN = "BI-RADS 1, negative. Routine screening in two years."

STUDIES = (
    Study(
        "mammogram-2012", "MG", MAMMOGRAM, "2012-11-06", "Breast", _CLEAR_BREASTS, _BENIGN, images=4
    ),
    Study(
        "chest-xray-2013",
        "DX",
        CHEST,
        "2013-03-19",
        "Chest",
        "Lungs clear. Heart size normal. No effusion.",
        "No cause for the cough seen.",
    ),
    Study(
        "knee-xray-2014",
        "DX",
        Term("X-ray of right knee"),
        "2014-06-03",
        "Right knee",
        "Medial joint space narrowed, small osteophytes. No fracture.",
        "Moderate medial compartment osteoarthritis.",
    ),
    Study(
        "mammogram-2014", "MG", MAMMOGRAM, "2014-11-04", "Breast", _CLEAR_BREASTS, _BENIGN, images=4
    ),
    Study(
        "renal-ultrasound-2016",
        "US",
        Term("Ultrasound of kidneys"),
        "2016-03-22",
        "Kidneys",
        "Right kidney 10.4 cm, left 10.7 cm, cortex of normal echogenicity. No hydronephrosis, no "
        "stones.",
        "Normal-sized kidneys without obstruction.",
    ),
    Study(
        "mammogram-2016", "MG", MAMMOGRAM, "2016-11-08", "Breast", _CLEAR_BREASTS, _BENIGN, images=4
    ),
    Study(
        "mammogram-2018",
        "MG",
        MAMMOGRAM,
        "2018-05-29",
        "Breast",
        "New 9 mm oval mass, left breast, upper outer quadrant, margin partly obscured. Family "
        "history: breast cancer at 52 (mother).",
        "BI-RADS 0, incomplete. Recall for ultrasound.",
        images=4,
    ),
    Study(
        "breast-ultrasound-2018",
        "US",
        Term("Ultrasound of left breast"),
        "2018-06-20",
        "Left breast",
        "Oval hypoechoic mass of 9 mm at two o'clock, parallel, circumscribed. Axilla clear. Core "
        "biopsy taken.",
        "BI-RADS 4A, low suspicion. Await histology.",
        "Encounter/breast-2018-06-20",
        "10:20",
    ),
    Study(
        "mammogram-2020",
        "MG",
        MAMMOGRAM,
        "2020-11-10",
        "Breast",
        f"{_CLEAR_BREASTS} Known fibroadenoma, unchanged.",
        "BI-RADS 2, benign. Routine screening in two years.",
        images=4,
    ),
    Study(
        "chest-xray-2022-01",
        "DX",
        CHEST,
        "2022-01-12",
        "Chest",
        "Consolidation of the right lower lobe with air bronchograms. Small right effusion.",
        "Right lower lobe pneumonia. Repeat in six weeks.",
        "Encounter/admission-2022-01",
        "14:50",
    ),
    Study(
        "lung-scan-2022-01",
        "NM",
        Term("Ventilation-perfusion lung scan"),
        "2022-01-13",
        "Lungs",
        "Matched defect at the right base, as on the X-ray. No mismatched segmental defect.",
        "Low probability of pulmonary embolism.",
        "Encounter/admission-2022-01",
        "11:15",
    ),
    Study(
        "chest-xray-2022-03",
        "DX",
        CHEST,
        "2022-03-01",
        "Chest",
        "The right lower lobe has cleared. No effusion.",
        "Resolution of the pneumonia.",
    ),
    Study(
        "mammogram-2022",
        "MG",
        MAMMOGRAM,
        "2022-11-15",
        "Breast",
        f"{_CLEAR_BREASTS} Known fibroadenoma, unchanged.",
        "BI-RADS 2, benign. Routine screening in two years.",
        images=4,
    ),
    Study(
        "knee-xray-2023",
        "DX",
        Term("X-ray of right knee"),
        "2023-08-29",
        "Right knee",
        "Medial joint space nearly lost, osteophytes, subchondral sclerosis.",
        "Severe medial compartment osteoarthritis.",
    ),
    Study(
        "chest-xray-2024-02",
        "DX",
        CHEST,
        "2024-02-10",
        "Chest",
        "Enlarged heart, upper lobe diversion, small effusions. Nodular shadow projected over the "
        "right upper zone.",
        "Pulmonary edema. CT advised for the shadow.",
        "Encounter/admission-2024-02",
        "20:15",
    ),
    Study(
        "mammogram-2024",
        "MG",
        MAMMOGRAM,
        "2024-11-12",
        "Breast",
        f"{_CLEAR_BREASTS} Known fibroadenoma, unchanged.",
        "BI-RADS 2, benign. Routine screening in two years.",
        images=4,
    ),
)

CT_FINAL = Study(
    "ct-chest-2024-02",
    "CT",
    CT_CHEST,
    "2024-02-12",
    "Chest",
    "Solid nodule of 8 mm in the right upper lobe, smooth margin, no calcification. No enlarged "
    "nodes. Small effusions.",
    "8 mm solid nodule, right upper lobe. Repeat CT in six to twelve months.",
    "Encounter/admission-2024-02",
    "13:40",
    184,
)


def resources() -> Iterator[Json]:
    """Every study with its final report."""
    for study in (*STUDIES, CT_FINAL):
        yield imaging_study(study)
        yield report(study)


def imaging_study(study: Study) -> Json:
    """The ImagingStudy: one series."""
    number = sum(ord(c) * (i + 1) for i, c in enumerate(study.key))
    root = f"2.25.{number}{study.day.replace('-', '')}"
    modality = {"system": _DCM, "code": study.modality, "display": _MODALITIES[study.modality]}
    made: Json = {
        "resourceType": "ImagingStudy",
        "id": f"study-{study.key}",
        "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{root}"}],
        "status": "available",
        "modality": [modality],
        "subject": ref(PATIENT),
        "started": at(study.day, study.clock),
        "numberOfSeries": 1,
        "numberOfInstances": study.images,
        "description": study.term.text,
        "series": [
            {
                "uid": f"{root}.1",
                "number": 1,
                "modality": modality,
                "numberOfInstances": study.images,
                "bodySite": {"display": study.body},
            }
        ],
    }
    return made | ({"encounter": ref(study.encounter)} if study.encounter else {})


def report(study: Study, key: str = "", status: str = "final", issued: int = 95) -> Json:
    """The radiology DiagnosticReport, its text attached; `issued` is minutes after the study."""
    head = f"{study.term.text.upper()}, {study.day}"
    read = f"FINDINGS\n{study.findings}\n\nIMPRESSION\n{study.conclusion}"
    text = f"{head}\n\n{read}\n\n{display(RADIOLOGIST)}\n"
    made: Json = {
        "resourceType": "DiagnosticReport",
        "id": key or f"report-{study.key}",
        "status": status,
        "category": [
            concept(
                "Radiology", ("http://terminology.hl7.org/CodeSystem/v2-0074", "RAD", "Radiology")
            )
        ],
        "code": study.term.concept,
        "subject": ref(PATIENT),
        "effectiveDateTime": at(study.day, study.clock),
        "issued": at(study.day, study.clock, issued),
        "performer": [ref(HOSPITAL)],
        "resultsInterpreter": [ref(RADIOLOGIST, display(RADIOLOGIST))],
        "imagingStudy": [ref(f"ImagingStudy/study-{study.key}")],
        "conclusion": study.conclusion,
        "presentedForm": [attachment("text/plain; charset=utf-8", text.encode(), study.term.text)],
    }
    return made | ({"encounter": ref(study.encounter)} if study.encounter else {})
