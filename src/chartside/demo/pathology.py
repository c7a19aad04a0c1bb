"""What the pathologist and the microbiologist wrote: words, not numbers."""

from collections.abc import Iterator

from chartside.demo.hospital import PNEUMONIA
from chartside.demo.labs import laboratory
from chartside.demo.notes import PATHOLOGY
from chartside.demo.people import display
from chartside.demo.shapes import PATIENT, Json, at, attachment, concept, loinc, ref, status

CULTURE = loinc("600-7", "Bacteria identified in Blood by Culture", "Blood culture")

_HISTOLOGY = (
    (
        "pathology-colon-2013",
        "endoscopy-2013-08-20",
        "09:00",
        "2013-08-26",
        "Ascending colon, polyp of 4 mm: tubular adenoma, low-grade dysplasia. Sigmoid colon, "
        "polyp of 8 mm: tubular adenoma, low-grade dysplasia.",
        "Two tubular adenomas, low-grade dysplasia.",
    ),
    (
        "pathology-breast-2018",
        "breast-2018-06-20",
        "10:30",
        "2018-06-27",
        "Left breast, core biopsy: fibroepithelial lesion, bland stroma, no atypia, no malignancy.",
        "Fibroadenoma. No malignancy.",
    ),
    (
        "pathology-colon-2018",
        "endoscopy-2018-08-21",
        "09:00",
        "2018-08-27",
        "Descending colon, polyp of 12 mm: tubulovillous adenoma, low-grade dysplasia, margins "
        "clear.",
        "Tubulovillous adenoma, low-grade dysplasia, completely removed.",
    ),
)


def resources() -> Iterator[Json]:
    """Three histology reports, and the blood culture of 2022 that stayed without growth."""
    for row in _HISTOLOGY:
        yield _report(*row)
    yield {
        "resourceType": "Observation",
        "id": "blood-culture-2022-01-12",
        "status": "final",
        "category": [status("observation-category", "laboratory")],
        "code": CULTURE.concept,
        "subject": ref(PATIENT),
        "encounter": ref(PNEUMONIA),
        "effectiveDateTime": at("2022-01-12", "15:00"),
        "issued": at("2022-01-17", "09:00"),
        "performer": [ref(laboratory("2022-01-12"), display(laboratory("2022-01-12")))],
        "valueString": "No growth after five days",
    }


def _report(
    key: str, contact: str, clock: str, issued: str, findings: str, conclusion: str
) -> Json:
    taken = contact[-10:]
    text = f"HISTOLOGY, {taken}\n\nFINDINGS\n{findings}\n\nDIAGNOSIS\n{conclusion}\n"
    category = ("http://terminology.hl7.org/CodeSystem/v2-0074", "SP", "Surgical Pathology")
    return {
        "resourceType": "DiagnosticReport",
        "id": key,
        "status": "final",
        "category": [concept("Pathology", category)],
        "code": PATHOLOGY.concept,
        "subject": ref(PATIENT),
        "encounter": ref(f"Encounter/{contact}"),
        "effectiveDateTime": at(taken, clock),
        "issued": at(issued, "14:00"),
        "performer": [ref(laboratory(taken), display(laboratory(taken)))],
        "conclusion": conclusion,
        "presentedForm": [attachment("text/plain; charset=utf-8", text.encode(), PATHOLOGY.text)],
    }
