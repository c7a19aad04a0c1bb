"""What a model saw in an image stands in a draft only where a report says the same."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.draft import (
    Author,
    Citation,
    Draft,
    RecordStamp,
    Section,
    Severity,
    Statement,
    Verdict,
)
from chartside.fhir.chart import Chart
from chartside.grounding import check_draft
from chartside.grounding.image_findings import is_marked, written
from chartside.grounding.report_mentions import Mention, mention_of

Judge = Callable[..., Statement]
STUDY = "ImagingStudy/study-chest-xray-2022-01"
REPORT = "DiagnosticReport/report-chest-xray-2022-01"
"""`Consolidation of the right lower lobe with air bronchograms. Small right effusion.`"""
EARLIER = "ImagingStudy/study-chest-xray-2013"
OTHER = "DiagnosticReport/report-chest-xray-2013"
"""`Lungs clear. Heart size normal. No effusion.`"""
WHERE = "instance 1.2.840.99.1, frame 0"


@pytest.mark.parametrize("seen", [True, False, None])
@pytest.mark.parametrize("name", ["pleural effusion", "consolidation", "pneumothorax"])
def test_a_finding_that_only_an_image_bears_out_is_not_found_and_gravely_so(
    name: str, seen: bool | None, judge: Judge
) -> None:
    judged = judge(written(name, WHERE, seen=seen), STUDY)
    assert (judged.verdict, judged.severity) == (Verdict.NOT_FOUND, Severity.HIGH)
    assert "never the only source" in judged.reasons[0]


def test_a_finding_stands_where_a_report_that_is_cited_says_the_same(judge: Judge) -> None:
    seen = written("pleural effusion", WHERE, seen=True)
    assert judge(seen, STUDY, REPORT).verdict is Verdict.SUPPORTED
    unseen = written("pleural effusion", WHERE, seen=False)
    assert judge(unseen, EARLIER, OTHER).verdict is Verdict.SUPPORTED


def test_the_report_of_another_examination_bears_nothing_out(judge: Judge) -> None:
    unseen = written("pleural effusion", WHERE, seen=False)
    assert judge(unseen, STUDY, OTHER).verdict is Verdict.NOT_FOUND
    assert judge(unseen, OTHER, STUDY).verdict is Verdict.NOT_FOUND


def test_a_finding_on_one_side_is_not_borne_out_by_one_on_the_other(judge: Judge) -> None:
    """The report has it on the right."""
    left = written("left pleural effusion", WHERE, seen=True)
    assert judge(left, STUDY, REPORT).verdict is Verdict.NOT_FOUND
    right = written("right pleural effusion", WHERE, seen=True)
    assert judge(right, STUDY, REPORT).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("seen", "study", "report"), [(False, STUDY, REPORT), (True, EARLIER, OTHER)]
)
def test_a_finding_that_the_report_contradicts_is_contradicted(
    seen: bool, study: str, report: str, judge: Judge
) -> None:
    judged = judge(written("pleural effusion", WHERE, seen=seen), study, report)
    assert (judged.verdict, judged.severity) == (Verdict.CONTRADICTED, Severity.HIGH)
    assert report in judged.reasons[0]


def test_a_report_that_says_nothing_of_it_does_not_bear_it_out(judge: Judge) -> None:
    judged = judge(written("pneumothorax", WHERE, seen=False), STUDY, REPORT)
    assert judged.verdict is Verdict.NOT_FOUND


def test_no_answer_is_nothing_that_a_report_could_agree_with(judge: Judge) -> None:
    assert judge(written("effusion", WHERE, seen=None), REPORT).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        written("pleural effusion", WHERE, seen=True) + " Potassium is 9.9 mmol/L.",
        "AI image finding, not a diagnosis: pleural effusion: seen; she takes warfarin.",
        "AI image finding: the lungs are clear.",
        "The AI image finding was an effusion.",
        written("pleural effusion", WHERE, seen=True).replace(
            "frame 0", "frame 0, so stop insulin"
        ),
    ],
)
def test_what_is_hung_onto_such_a_sentence_does_not_pass_with_it(text: str, judge: Judge) -> None:
    assert not is_marked(text)
    assert judge(text, STUDY, REPORT).verdict in {Verdict.NOT_FOUND, Verdict.CONTRADICTED}


@pytest.mark.parametrize(
    "text",
    [
        "There is a pneumothorax.",
        "No pneumothorax.",
        "There is a pleural effusion.",
        "The lungs are hyperinflated.",
    ],
)
def test_a_sentence_without_the_mark_is_not_borne_out_by_an_image_either(
    text: str, judge: Judge
) -> None:
    assert judge(text, STUDY).verdict in {Verdict.NOT_FOUND, Verdict.CONTRADICTED}


def test_that_an_examination_took_place_may_still_cite_the_study(judge: Judge) -> None:
    assert judge("Chest X-ray on 12 January 2022.", STUDY).verdict is Verdict.SUPPORTED


def test_a_source_that_is_not_in_the_chart_does_not_bear_it_out(judge: Judge) -> None:
    seen = written("pleural effusion", WHERE, seen=True)
    assert judge(seen, STUDY, "DiagnosticReport/elsewhere").verdict is Verdict.NOT_FOUND


def test_a_draft_is_checked_so_too(demo: Chart) -> None:
    sentence = Statement(written("pleural effusion", WHERE, seen=True), (Citation(STUDY),), "s1")
    draft = Draft(
        id="d",
        kind="summary",
        patient=demo.patient.reference,
        author=Author("model"),
        created="2026-11-26T09:00:00Z",
        record=RecordStamp(demo.digest, len(demo.entries), demo.as_of.isoformat()),
        sections=(Section("Imaging", (sentence,)),),
    )
    assert check_draft(draft, demo).statements[0].verdict is Verdict.NOT_FOUND
    agreed = replace(sentence, citations=(Citation(STUDY), Citation(REPORT)))
    draft = replace(draft, sections=(Section("Imaging", (agreed,)),))
    assert check_draft(draft, demo).statements[0].verdict is Verdict.SUPPORTED


@given(st.text(max_size=60), st.booleans())
def test_whatever_was_looked_for_the_sentence_has_its_one_form(name: str, seen: bool) -> None:
    text = written(name, "frame 0", seen=seen)
    assert "\n" not in text
    assert is_marked(text) or not any(c.isalnum() for c in name) or not name.isprintable()


PRESENT, ABSENT = Mention.PRESENT, Mention.ABSENT
UNCLEAR, SILENT = Mention.UNCLEAR, Mention.NOT_MENTIONED


@pytest.mark.parametrize(
    ("name", "report", "mention"),
    [
        ("pneumothorax", "There is a left apical pneumothorax of 2 cm.", PRESENT),
        ("pneumothorax", "No focal consolidation, effusion or pneumothorax.", ABSENT),
        ("pleural effusion", "Small right effusion.", PRESENT),
        ("pleural effusion", "Pericardial effusion.", SILENT),
        ("pleural effusion", "Right effusion. No left effusion.", UNCLEAR),
        ("cardiomegaly", "Heart size normal.", ABSENT),
        ("cardiomegaly", "The heart is enlarged.", PRESENT),
        ("edema", "No overt pulmonary oedema.", ABSENT),
        ("pneumonia", "Findings may represent pneumonia.", UNCLEAR),
        ("pneumonia", "Pneumonia cannot be excluded.", UNCLEAR),
        ("pneumothorax", "The previously seen pneumothorax has resolved.", UNCLEAR),
        ("pneumonia", "Indication: pneumonia?", UNCLEAR),
        ("lung nodule", "8 mm solid nodule, right upper lobe.", PRESENT),
        ("lung nodule", "Thyroid nodule.", SILENT),
        ("lung nodule", "Nodule in the right lobe of the thyroid.", SILENT),
        ("mass", "No mass effect.", SILENT),
        ("consolidation", "Neither consolidation nor effusion is seen.", ABSENT),
        ("renal calculus", "Two kidney stones on the left.", PRESENT),
        (
            "pneumothorax",
            "Clear without focal consolidation, pleural effusion or pneumothorax.",
            ABSENT,
        ),
        ("consolidation", "No effusion, right lower lobe consolidation.", UNCLEAR),
        ("consolidation", "No effusion but right lower lobe consolidation.", PRESENT),
        ("pleural effusion", "Evaluate for effusion.", UNCLEAR),
        ("pneumonia", "R/O pneumonia", UNCLEAR),
        ("atelectasis", "Linear opacities at the bases, favoring atelectasis.", UNCLEAR),
        ("cardiomegaly", "Normal heart size.", ABSENT),
        ("cardiomegaly", "Cardiomediastinal silhouette is normal.", ABSENT),
        ("emphysema", "Subcutaneous emphysema along the right chest wall.", SILENT),
        ("left pleural effusion", "Small right effusion.", SILENT),
        ("left pleural effusion", "Small left effusion.", PRESENT),
        ("left-sided effusion", "Small left-sided pleural effusion.", PRESENT),
        ("left pleural effusion", "Small effusion.", UNCLEAR),
        ("left pleural effusion", "No pleural effusion.", ABSENT),
        ("left pleural effusion", "No right effusion.", SILENT),
        ("left pleural effusion", "Bilateral pleural effusions.", PRESENT),
        ("left effusion", "The left effusion is larger than the right one.", UNCLEAR),
        ("bilateral effusion", "Small left effusion.", UNCLEAR),
        ("pericardial effusion", "No effusion.", UNCLEAR),
        ("large effusion", "Small effusion.", UNCLEAR),
        ("fracture", "", SILENT),
        ("", "No fracture.", SILENT),
        ("...", "No fracture.", SILENT),
    ],
)
def test_a_report_says_that_it_is_there_that_it_is_not_or_nothing(
    name: str, report: str, mention: Mention
) -> None:
    assert mention_of(name, report) is mention


@given(st.text(max_size=40), st.text(max_size=300))
def test_any_name_and_any_report_are_read(name: str, report: str) -> None:
    assert mention_of(name, report) in Mention
