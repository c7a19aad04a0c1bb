"""What checking promises to those who call it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

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
from chartside.grounding import check, check_draft, check_sections, claims_in

Judge = Callable[..., Statement]

POTASSIUM = "Observation/potassium-2026-11-03"
CT = "DiagnosticReport/report-ct-chest-2024-02"


def test_only_verdict_severity_and_reasons_of_a_sentence_change(demo: Chart):
    before = Statement("Potassium 5.8 mmol/L.", (Citation(POTASSIUM, "v"),), id="s7")
    after = check(before, demo)
    assert (after.id, after.text, after.citations) == (before.id, before.text, before.citations)
    assert after.verdict is Verdict.CONTRADICTED


def test_a_reason_names_the_source_its_date_and_both_values(judge: Judge):
    judged = judge("Potassium 5.8 mmol/L.", POTASSIUM)
    assert judged.reasons == (
        f"{POTASSIUM} of 3 November 2026 is 5.9 mmol/L; the sentence says 5.8 mmol/L",
    )


def test_a_verdict_that_a_sentence_brings_along_counts_for_nothing(demo: Chart):
    claimed = Statement("Potassium 5.8 mmol/L.", (Citation(POTASSIUM),), verdict=Verdict.SUPPORTED)
    assert check(claimed, demo).verdict is Verdict.CONTRADICTED


def test_a_sentence_without_a_source_is_not_found(judge: Judge):
    judged = judge("Potassium 5.9 mmol/L on 3 November 2026.")
    assert judged.verdict is Verdict.NOT_FOUND
    assert judged.reasons == ("the sentence cites no source",)


def test_absence_needs_no_source_and_is_checked_against_the_whole_chart(judge: Judge):
    assert judge("There is no record of stroke.").verdict is Verdict.SUPPORTED
    denied = judge("There is no record of gout.")
    assert denied.verdict is Verdict.CONTRADICTED
    assert any("Condition/condition-gout" in r for r in denied.reasons)


def test_absolute_and_versioned_references_are_tolerated(judge: Judge):
    text = "Potassium 5.9 mmol/L on 3 November 2026."
    assert (
        judge(text, f"https://ehr.example/fhir/{POTASSIUM}/_history/3").verdict is Verdict.SUPPORTED
    )


def test_a_true_fact_with_the_wrong_source_is_not_found_and_the_right_one_is_named(judge: Judge):
    judged = judge("Hypertension since 1998.", "Condition/condition-gout")
    assert judged.verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
    assert any("Condition/condition-hypertension" in r for r in judged.reasons)


def test_a_half_false_sentence_is_false(judge: Judge):
    judged = judge("Potassium is 5.9 mmol/L and eGFR 72.", POTASSIUM, "Observation/egfr-2026-11-03")
    assert judged.verdict is Verdict.CONTRADICTED


def test_what_asserts_nothing_typed_is_not_checkable(judge: Judge):
    assert judge("She is doing well.", POTASSIUM).verdict is Verdict.NOT_CHECKABLE


def test_an_ambiguous_date_is_not_guessed(judge: Judge):
    assert judge("Potassium 5.9 mmol/L on 11/03/2026.", POTASSIUM).verdict is Verdict.NOT_CHECKABLE
    assert (
        judge("BP 134/76 on 31/10/2026.", "Observation/bp-2026-10-31").verdict is Verdict.SUPPORTED
    )


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Apixaban 10 mg twice daily.", Severity.HIGH),
        ("Losartan was stopped.", Severity.MODERATE),
        ("Seen at urgent care on 30 October 2026.", Severity.LOW),
    ],
)
def test_severity_follows_the_consequence(text: str, severity: Severity, judge: Judge):
    sources = {
        "Apix": "MedicationRequest/apixaban-2019-11",
        "Losa": "MedicationRequest/losartan-2014-03",
        "Seen": "Encounter/urgent-2026-10-31",
    }
    assert judge(text, sources[text[:4]]).severity is severity


def test_a_section_title_says_what_a_bare_name_means(judge: Judge):
    reference = "MedicationRequest/simvastatin-2012-03"
    text = "Simvastatin 20 mg tablet, ordered 13 March 2012."
    assert judge(text, reference, section="Current medicines").verdict is Verdict.CONTRADICTED
    assert judge(text, reference, section="Past medicines").verdict is Verdict.SUPPORTED


def test_a_quote_must_stand_in_the_cited_text(judge: Judge, demo: Chart):
    document = demo.document(CT)
    passage = document.text[40:90]
    right = Statement("CT of the chest.", (Citation(CT, quote=passage, start=40, end=90),))
    assert check(right, demo).verdict is Verdict.SUPPORTED
    moved = replace(right, citations=(Citation(CT, quote=passage, start=0, end=50),))
    assert check(moved, demo).verdict is Verdict.NOT_FOUND
    made_up = replace(
        right, citations=(Citation(CT, quote="No nodule was seen.", start=0, end=19),)
    )
    assert check(made_up, demo).verdict is Verdict.NOT_FOUND
    assert judge('CT of the chest reads "no abnormality at all".', CT).verdict is Verdict.NOT_FOUND


def test_white_space_in_a_quote_does_not_matter(judge: Judge):
    assert (
        judge('CT chest: "8 mm  solid nodule,\n right upper lobe."', CT).verdict
        is Verdict.SUPPORTED
    )


def test_sections_keep_their_shape(demo: Chart):
    sections = (
        Section("Results", (Statement("Potassium 5.9 mmol/L.", (Citation(POTASSIUM),)),)),
        Section("Empty"),
    )
    checked = check_sections(sections, demo)
    assert [s.title for s in checked] == ["Results", "Empty"]
    assert checked[0].statements[0].verdict is Verdict.SUPPORTED


def test_a_draft_gets_verdicts_omissions_and_conflicts_and_nothing_else(demo: Chart):
    draft = Draft(
        id="d",
        kind="summary",
        patient=demo.patient.reference,
        author=Author("test"),
        created="2026-11-26T00:00:00+00:00",
        record=RecordStamp(demo.digest, len(demo.entries), demo.as_of.isoformat()),
        sections=(
            Section("Results", (Statement("Potassium 5.9 mmol/L.", (Citation(POTASSIUM),), "s1"),)),
        ),
    )
    checked = check_draft(draft, demo)
    assert [s.verdict for s in checked.statements] == [Verdict.SUPPORTED]
    assert checked.omissions
    assert any(
        {"AllergyIntolerance/allergy-penicillin", "MedicationRequest/amoxicillin-2026-10"}
        <= {c.reference for c in f.citations}
        for f in checked.conflicts
    )
    assert replace(checked, sections=draft.sections, omissions=(), conflicts=()) == draft


def test_the_same_draft_gets_the_same_verdicts_twice(demo: Chart):
    statement = Statement("Potassium 5.8 mmol/L and creatinine 17.", (Citation(POTASSIUM),))
    assert check(statement, demo) == check(statement, demo)


@pytest.mark.parametrize(
    "text",
    [
        "5.9/72/3/" * 1_000,
        "between 1 and " * 700,
        "no " * 3_333,
        "(" * 10_000,
        "1,000,000," * 1_000,
        "3 March 2019 and " * 600,
        '"' * 9_999,
        "\u0130\u0131\ufb01 \U0001d7d9 mmol/L" * 500,
        "x" * 50_000,
        "",
        "\x00",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_is_judged_and_ends(text: str, judge: Judge):
    assert judge(text, POTASSIUM).verdict is not Verdict.SUPPORTED


def test_a_sentence_too_long_to_be_read_is_not_supported(judge: Judge):
    text = "Potassium 5.9 mmol/L on 3 November 2026. " + " " * 10_000 + "She takes warfarin."
    assert judge(text, POTASSIUM).verdict is Verdict.NOT_CHECKABLE


def test_a_reference_of_any_shape_is_only_looked_up(judge: Judge):
    for reference in (
        "",
        "/",
        "Patient",
        "../../etc/passwd",
        "Observation/" + "9" * 10_000,
        "' OR 1=1 --",
    ):
        assert judge("Potassium 5.9 mmol/L.", reference).verdict is Verdict.NOT_FOUND


def test_the_claims_of_a_sentence_can_be_shown(demo: Chart):
    text = "Potassium 5.9 mmol/L on 3 November 2026, up from 4.8 mmol/L on 2 June 2026."
    claim = claims_in(text, demo, [POTASSIUM, "Observation/potassium-2026-06-02"])[0]
    assert claim.words == "Potassium"
    assert [(str(r.quantity.number), r.dated and r.dated.text, r.role) for r in claim.readings] == [
        ("5.9", "3 November 2026", ""),
        ("4.8", "2 June 2026", "earlier"),
    ]
    assert claim.says("trend") == {"up"}


def test_claims_are_found_without_citations_too(demo: Chart):
    claims = claims_in("Takes apixaban and has no known history of stroke.", demo)
    assert claims[0].words == "apixaban"
