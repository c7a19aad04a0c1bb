"""How often the answer to a clinician's question is among the first five passages.

The questions were written by reading the demo record, before any weight was chosen. Weights and
synonyms were looked at on TUNING only; HELD_BACK was scored when they were done.
"""

from collections.abc import Mapping

import pytest

from chartside.demo import PATIENT, record_json
from chartside.fhir.chart import Chart
from chartside.fhir.file import RecordFile
from chartside.fhir.retrieval import Ask, index_of

TUNING = {
    "why was lisinopril stopped": "letter-phone-2013-05-14 note-2013-06-11 note-2013-03-12",
    "first attack of gout": "note-2017-06-13",
    "family history of breast cancer": "intake-form-2018-06-20 report-mammogram-2018 "
    "letter-breast-2018-06-20 note-2018-06-12",
    "lung nodule follow up CT": "report-ct-chest-2024-02 discharge-2024-02-16 note-2024-03-12 "
    "ward-note-2024-02-12",
    "colonoscopy next due": "note-2021-12-14 letter-endoscopy-2021-10-19 note-2018-09-11 "
    "note-2026-10-06 note-2013-09-10",
    "shingles treatment": "letter-visit-2017-10-04 note-2017-12-12",
    "smoking history pack years": "note-2012-03-13",
    "LVEF echo": "letter-cardiology-2019-11-26 ward-note-2024-02-13 discharge-2024-02-16",
    "potassium from another patient's tube": "letter-phone-2023-06-08 note-2023-06-13",
    "monofilament test": "foot-clinic-2023-04-18-amended note-2023-03-14",
    "knee steroid injection": "letter-orthopedics-2017-01-17 note-2017-03-14",
    "ankle swelling from calcium channel blocker": "note-2019-03-12 note-2018-12-11",
    "heart attack in father": "intake-form-2018-06-20",
    "shortness of breath on exertion": "note-2023-12-12 ward-note-2024-02-10 discharge-2024-02-16",
    "when was insulin started": "note-2022-06-14",
    "hyperkalaemia on spironolactone": "note-2026-10-06 note-2026-09-08",
    "diabetic retinopathy first seen": "letter-eye-2018-11-06 note-2018-12-11",
    "sinusitis urgent care amoxicillin": "letter-urgent-2026-10-31",
    "ceftriaxone tolerated despite penicillin allergy": "discharge-2022-01-17 "
    "ward-note-2022-01-12 ward-note-2022-01-13 note-2022-03-08",
    "osteoarthritis knee imaging": "report-knee-xray-2014 report-knee-xray-2023 note-2014-06-10",
}

HELD_BACK = {
    "NSAID avoidance CKD": "note-2016-04-12 note-2023-09-12 note-2021-06-08 note-2026-03-10",
    "AF anticoagulation started": "letter-cardiology-2019-11-26 note-2019-12-10 "
    "letter-ed-2019-11-22",
    "PE ruled out V/Q scan": "ward-note-2022-01-13 report-lung-scan-2022-01 discharge-2022-01-17 "
    "note-2022-03-08",
    "hypoglycaemia on sulfonylurea": "note-2019-09-10",
    "cataract surgery right eye": "letter-surgery-2020-06-24 note-2020-09-08 note-2020-06-09 "
    "letter-eye-2020-05-05",
    "UTI antibiotic": "letter-phone-2015-02-10 note-2015-03-10",
    "sulfa allergy rash": "note-2012-03-13 letter-phone-2015-02-10",
    "hemolyzed potassium sample": "ward-note-2024-02-11 discharge-2024-02-16",
    "peripheral neuropathy feet": "note-2023-03-14 foot-clinic-2023-04-18-amended",
    "depression screen": "note-2016-12-13",
    "eGFR equation changed": "letter-nephrology-2022-05-17",
    "change of laboratory units SI": "note-2019-06-11",
    "covid vaccination penicillin allergy": "letter-phone-2021-01-26",
    "breast biopsy result": "pathology-breast-2018 letter-breast-2018-06-20 note-2018-09-11 "
    "report-breast-ultrasound-2018",
    "declined flu shot": "note-2025-09-09",
    "vomiting semaglutide held": "letter-phone-2026-07-14 note-2026-06-09 note-2026-09-08",
    "polyps pathology": "pathology-colon-2013 pathology-colon-2018 letter-endoscopy-2013-08-20 "
    "letter-endoscopy-2018-08-21",
    "renal US hydronephrosis": "report-renal-ultrasound-2016",
    "metformin dose reduction": "note-2021-03-09",
    "anaemia work-up iron": "note-2025-12-09 letter-nephrology-2025-05-20",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Chart:
    source = tmp_path_factory.mktemp("demo") / "demo.json"
    source.write_bytes(record_json())
    return RecordFile([source]).open_chart(PATIENT)


def recall_at_five(chart: Chart, questions: Mapping[str, str]) -> tuple[float, float]:
    """Of the documents that answer, how many are among the first five; and how often any is."""
    index = index_of(chart)
    recall, found = 0.0, 0
    for question, answers in questions.items():
        wanted = set(answers.split())
        order = [h.document.reference.split("/")[1] for h in index.passages(Ask(question)).items]
        first = set(list(dict.fromkeys(order))[:5])
        recall += len(wanted & first) / min(len(wanted), 5)
        found += bool(wanted & first)
    return recall / len(questions), found / len(questions)


def test_every_question_names_documents_of_the_record(demo: Chart) -> None:
    known = {r.split("/")[1] for d in demo.documents() for r in d.references}
    asked = TUNING | HELD_BACK
    assert len(asked) == len(TUNING) + len(HELD_BACK) == 40
    assert {name for answers in asked.values() for name in answers.split()} <= known


@pytest.mark.parametrize(
    ("questions", "recall", "any_found"),
    # When written: 0.907 and 1.00 of TUNING, 0.842 and 0.90 of HELD_BACK.
    [pytest.param(TUNING, 0.90, 1.0, id="tuning"), pytest.param(HELD_BACK, 0.84, 0.9, id="held")],
)
def test_the_answer_is_among_the_first_five_passages(
    demo: Chart, questions: Mapping[str, str], recall: float, any_found: float
) -> None:
    found = recall_at_five(demo, questions)
    assert found[0] >= recall
    assert found[1] >= any_found


def test_a_question_about_what_is_in_no_document_finds_nothing(demo: Chart) -> None:
    for question in ("xylophone", "tracheostomy", "Crohn", "hemodialysis"):
        found = index_of(demo).passages(Ask(question))
        assert found.items == (), question
        assert found.total == 0


def test_a_document_filed_three_times_is_found_once(demo: Chart) -> None:
    found = index_of(demo).passages(Ask("orthopnea six kilograms"))
    spans = [(h.document.reference, h.passage.start) for h in found.items]
    assert len(spans) == len(set(spans))
    assert spans[0][0] == "DocumentReference/discharge-2024-02-16"
    assert len(found.items[0].document.references) == 3
