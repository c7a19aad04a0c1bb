"""The traps of real charts that are documents.

Each is named in README.md, with what the product must do with it.
"""

from collections.abc import Iterator

from chartside.demo.contacts import Contact
from chartside.demo.hospital import HEART_FAILURE, HEART_FAILURE_SUMMARY
from chartside.demo.notes import CONSULT, DISCHARGE, PROGRESS, REFERRAL, document, plain
from chartside.demo.people import (
    BRANDT,
    HOSPITAL,
    HOSPITALIST,
    NURSE,
    ORTHOPAEDIST,
    PRACTICE,
    SURGEON,
    display,
)
from chartside.demo.shapes import PATIENT, Json, Term, at, attachment, concept, ref

STILL_ON_NAPROXEN = Contact(
    "orthopedics-2023-09-05",
    "15:10",
    25,
    ORTHOPAEDIST,
    "Orthopedic consultation",
    "Right knee: severe medial osteoarthritis on the X-ray of 29 August. She continues on "
    "naproxen 500 mg twice daily with partial relief. Walks half a mile.",
    ("Ibuprofen 600 mg three times daily.", "Knee replacement discussed, she will think it over."),
    term=CONSULT,
    reason="Right knee osteoarthritis",
)

_HISTORY_FORM = """\
BREAST CLINIC INTAKE FORM, 20 June 2018

PAST HISTORY
Appendix out in 1974.
Breast cancer at 52 (mother).
Heart attack at 61 (father).
Diabetes, high blood pressure.

Filled in by the patient.
"""

_FOOT_DRAFT = "FOOT CLINIC, 18 April 2023\n\nMonofilament normal at all sites.\n\nLise Petersen\n"
_FOOT_FINAL = (
    "FOOT CLINIC, 18 April 2023 (AMENDED)\n\nMonofilament reduced at both great toes. Pulses "
    "present. No ulcer. High-risk foot care explained.\n\nReplaces the first version, in which the "
    "result was left at its default.\n\nLise Petersen\n"
)

_RTF = (
    r"{\rtf1\ansi{\fonttbl\f0\fswiss Helvetica;}\f0\pard Physiotherapy discharge "
    r"letter, 4 November 2014.\par "
    r"Six sessions for the right knee. Quadriceps strength improved from 4 to "
    r"5 minus. Home exercises.\par}"
)

_LATIN = (
    "NURSE CLINIC, 21 November 2017\n\nInjection technique not needed. Glucose meter checked: "
    "control solution 5.8 mmol/L.\nTemperature of the drug fridge 4 °C. Seen with her niece Zoë. "
    "Vitamin D tablet strength is 25 \N{MICRO SIGN}g.\n\nLise Petersen\n"
)


def resources() -> Iterator[Json]:
    """Duplicates, a replaced letter, formats and encodings that cannot or can only just be read."""
    yield from STILL_ON_NAPROXEN.resources()
    yield from _copies()
    yield document(
        "intake-form-2018-06-20",
        Term("Patient history form"),
        SURGEON,
        at("2018-06-20", "10:05"),
        plain("Breast clinic intake form", _HISTORY_FORM),
        encounter="Encounter/breast-2018-06-20",
    )
    yield from _foot_clinic()
    rtf = attachment("application/rtf", _RTF.encode("ascii"), "Physiotherapy discharge letter")
    letter = document("physiotherapy-2014-11-04", CONSULT, BRANDT, at("2014-11-04", "10:00"), rtf)
    yield letter | {"author": [{"display": "Physiotherapy, Ellery County Hospital"}]}
    latin = attachment("text/plain; charset=iso-8859-1", _LATIN.encode("latin-1"), "Nurse clinic")
    yield document("nurse-note-2017-11-21", PROGRESS, NURSE, at("2017-11-21", "11:30"), latin)
    yield _elsewhere()


def _copies() -> Iterator[Json]:
    """The discharge letter of 2024 again: sent twice, and once more as a DiagnosticReport."""
    content = plain("Discharge summary", HEART_FAILURE_SUMMARY)
    yield document(
        "discharge-2024-02-16-copy",
        DISCHARGE,
        HOSPITALIST,
        at("2024-02-19", "08:15"),
        content,
        encounter=HEART_FAILURE,
        custodian=PRACTICE,
    )
    yield {
        "resourceType": "DiagnosticReport",
        "id": "report-discharge-2024-02-16",
        "status": "final",
        "category": [
            concept("Discharge summary", ("http://loinc.org", "18842-5", "Discharge summary"))
        ],
        "code": DISCHARGE.concept,
        "subject": ref(PATIENT),
        "encounter": ref(HEART_FAILURE),
        "effectiveDateTime": at("2024-02-16", "12:00"),
        "issued": at("2024-02-16", "12:00"),
        "performer": [ref(HOSPITALIST, display(HOSPITALIST)), ref(HOSPITAL)],
        "presentedForm": [content],
    }


def _foot_clinic() -> Iterator[Json]:
    when = at("2023-04-18", "10:30")
    first = document(
        "foot-clinic-2023-04-18", PROGRESS, NURSE, when, plain("Foot clinic", _FOOT_DRAFT)
    )
    yield first | {"status": "superseded"}
    amended = document(
        "foot-clinic-2023-04-18-amended",
        PROGRESS,
        NURSE,
        at("2023-04-19", "09:00"),
        plain("Foot clinic", _FOOT_FINAL),
    )
    yield amended | {
        "docStatus": "amended",
        "relatesTo": [
            {"code": "replaces", "target": ref("DocumentReference/foot-clinic-2023-04-18")}
        ],
    }


def _elsewhere() -> Json:
    """A scan that the old practice keeps: an address and no content, no type we can read."""
    made = document("old-records-2012", REFERRAL, BRANDT, at("2012-04-02", "09:00"), {})
    scan = {
        "contentType": "image/tiff",
        "url": "https://old-practice.example/scans/48213.tif",
        "title": "Records before 2012",
    }
    return made | {
        "author": [{"display": "Her practice until 2012"}],
        "content": [{"attachment": scan}],
    }
