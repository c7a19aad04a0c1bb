"""Free sentences of doctors: a date, a course, a word and a number where they belong.

Each space is crossed: every way of saying it, of every thing, and the false twin of each.
"""

from itertools import product

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.grounding import check
from chartside.grounding.judges.findings import side_of
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.sidewords import is_no_side

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})


def _verdict(text: str, chart: Chart, *references: str) -> Verdict:
    return check(Statement(text, tuple(Citation(r) for r in references)), chart).verdict


COURSES = {
    "nitrofurantoin": ("UTI", "MedicationRequest/nitrofurantoin-2015-02"),
    "valacyclovir": ("shingles", "MedicationRequest/valacyclovir-2017-10"),
}
PROBLEMS = {
    "UTI": "Condition/condition-urinary-infection",
    "shingles": "Condition/condition-shingles",
}
THEN = (
    "{Problem}, treated with {drug}.",
    "{Problem}, successfully treated with {drug}.",
    "{Problem} was treated by {drug}.",
    "For {problem} she got a course of {drug}.",
    "For {problem} she received {drug}.",
    "For {problem} the patient was given {drug}.",
    "For {problem} the patient took {drug}.",
)
NOW = (
    "For {problem} she takes {drug}.",
    "For {problem} she is on {drug}.",
    "For {problem} she is currently treated with {drug}.",
    "{Problem}, still treated with {drug}.",
)


@pytest.mark.parametrize(("form", "drug"), tuple(product(THEN, COURSES)))
def test_a_course_told_in_the_past_claims_nothing_of_today(
    form: str, drug: str, demo: Chart
) -> None:
    problem, order = COURSES[drug]
    text = form.format(problem=problem, Problem=problem[:1].upper() + problem[1:], drug=drug)
    assert _verdict(text, demo, PROBLEMS[problem], order) is Verdict.SUPPORTED


@pytest.mark.parametrize(("form", "drug"), tuple(product(NOW, COURSES)))
def test_a_finished_course_is_not_taken_today(form: str, drug: str, demo: Chart) -> None:
    problem, order = COURSES[drug]
    text = form.format(problem=problem, Problem=problem[:1].upper() + problem[1:], drug=drug)
    assert _verdict(text, demo, PROBLEMS[problem], order) in FOUND


NIGHTLY = ("at night", "at bedtime", "every night", "each night", "nightly", "in the evening")
EARLY = ("in the morning", "every morning", "mane", "with breakfast", "qAM", "at noon")


@pytest.mark.parametrize("hour", NIGHTLY)
def test_the_hour_of_a_dose_is_the_orders(hour: str, demo: Chart) -> None:
    night, day = "MedicationRequest/atorvastatin-2017-06", "MedicationRequest/furosemide-2024-02"
    assert _verdict(f"She takes atorvastatin 40 mg {hour}.", demo, night) not in FOUND
    assert _verdict(f"She takes furosemide 40 mg {hour}.", demo, day) in FOUND


@pytest.mark.parametrize("hour", EARLY)
def test_a_dose_of_the_night_is_not_taken_early(hour: str, demo: Chart) -> None:
    order = "MedicationRequest/atorvastatin-2017-06"
    assert _verdict(f"She takes atorvastatin 40 mg {hour}.", demo, order) in FOUND


BELONGS = (
    "By {when} her diabetes was long known, with an HbA1c of {value}.",
    "In {when} her type 2 diabetes was well documented and the HbA1c {value}.",
    "At the {when} review of her diabetes the HbA1c stood at {value}.",
)


@pytest.mark.parametrize("form", BELONGS)
def test_a_date_belongs_to_the_cited_entry_that_has_it(form: str, demo: Chart) -> None:
    cited = ("Condition/condition-diabetes", "Observation/hba1c-2026-06-02")
    true = form.format(when="June 2026", value="53 mmol/mol")
    assert _verdict(true, demo, *cited) not in FOUND
    assert _verdict(form.format(when="April 2026", value="53 mmol/mol"), demo, *cited) in FOUND
    assert _verdict(form.format(when="June 2026", value="63 mmol/mol"), demo, *cited) in FOUND


TIED = (
    "Gout since October 2017 and shingles since June 2017.",
    "Gout (October 2017) and shingles (June 2017).",
    "Gout in October 2017, shingles in June 2017.",
    "October 2017 gout and June 2017 shingles.",
)


@pytest.mark.parametrize("text", TIED)
def test_two_dates_exchanged_are_found(text: str, demo: Chart) -> None:
    cited = ("Condition/condition-gout", "Condition/condition-shingles")
    assert _verdict(text, demo, *cited) in FOUND


def test_the_only_one_is_alone_and_the_first_has_none_before_it(demo: Chart) -> None:
    last = "Procedure/colonoscopy-2021"
    assert _verdict("Her colonoscopy was in 2021.", demo, last) is Verdict.SUPPORTED
    assert _verdict("Her only colonoscopy was in 2021.", demo, last) in FOUND
    assert _verdict("Her first colonoscopy was in 2021.", demo, last) in FOUND
    first = "Procedure/colonoscopy-2013"
    assert _verdict("Her first colonoscopy was in 2013.", demo, first) is Verdict.SUPPORTED
    alone = "Procedure/appendectomy-1974"
    assert _verdict("Her only appendectomy was in 1974.", demo, alone) is Verdict.SUPPORTED


@pytest.mark.parametrize("name", ["osteoarthritis", "arthritis"])
def test_a_thing_may_be_called_by_its_wider_name(name: str, demo: Chart) -> None:
    knee = "Condition/condition-knee-osteoarthritis"
    assert _verdict(f"She has {name} of the right knee.", demo, knee) is Verdict.SUPPORTED
    assert _verdict(f"She has rheumatoid {name[-9:]}.", demo, knee) in FOUND
    assert _verdict(f"She has {name} of the left knee.", demo, knee) in FOUND


def test_a_medicine_may_be_cut_short_and_not_another(demo: Chart) -> None:
    order = "MedicationRequest/metoprolol-2024-02"
    assert _verdict("metop succ 100 mg PO daily", demo, order) is Verdict.SUPPORTED
    assert _verdict("metop succ 200 mg PO daily", demo, order) in FOUND
    assert _verdict("bisop 100 mg PO daily", demo, order) in FOUND


@pytest.mark.parametrize("words", ["within target", "at goal", "on target"])
def test_a_goals_own_bound_says_what_is_within_target(words: str, demo: Chart) -> None:
    low = ("Goal/goal-hba1c", "Observation/hba1c-2025-12-02")
    high = ("Goal/goal-hba1c", "Observation/hba1c-2026-09-29")
    assert _verdict(f"At 52 mmol/mol the HbA1c was {words}.", demo, *low) not in FOUND
    assert _verdict(f"At 60 mmol/mol the HbA1c is {words}.", demo, *high) in FOUND
    assert _verdict(f"At 60 mmol/mol the HbA1c is not {words}.", demo, *high) not in FOUND


LEFT = (
    ("This left her confused.", "left", 5, True),
    ("She left the hospital that day.", "left", 4, True),
    ("She left against advice.", "left", 4, True),
    ("He was left with weakness.", "left", 7, True),
    ("The left knee is swollen.", "left", 4, False),
    ("On the left with a bruise.", "left", 7, False),
    ("It was seen right away.", "right", 12, True),
    ("She is all right.", "right", 11, True),
    ("Pain in the right knee.", "right", 12, False),
)


@pytest.mark.parametrize(("text", "side", "start", "none"), LEFT)
def test_left_and_right_may_be_no_sides(text: str, side: str, start: int, none: bool) -> None:
    assert is_no_side(Cue("side", side, start, start + len(side)), text) is none


OPEN = "DocumentReference/letter-orthopedics-2023-09-05"
PLANNED = "DocumentReference/letter-nephrology-2023-05-16"
OPERATED = "DocumentReference/letter-surgery-2020-06-24"
NOTES = (
    ("The nephrologist raised the possibility of an SGLT2 inhibitor.", PLANNED, False),
    ("The nephrologist advised against an SGLT2 inhibitor.", PLANNED, True),
    ("The nephrologist recommended against an SGLT2 inhibitor.", PLANNED, True),
    ("She agreed to a knee replacement.", OPEN, True),
    ("Knee replacement was discussed.", OPEN, False),
    ("Apixaban was withheld for the operation.", OPERATED, True),
    ("Apixaban was continued for the operation.", OPERATED, False),
    ("Phacoemulsification under general anesthesia.", OPERATED, True),
    ("Phacoemulsification under topical anesthesia.", OPERATED, False),
)


@pytest.mark.parametrize(("text", "note", "false"), NOTES)
def test_a_note_is_told_as_it_tells_it(text: str, note: str, false: bool, demo: Chart) -> None:
    assert (_verdict(text, demo, note) in FOUND) is false


def test_the_name_of_the_source_is_not_denied(demo: Chart) -> None:
    scan = "DiagnosticReport/report-ct-chest-2024-02"
    assert _verdict("No enlarged nodes on the chest CT.", demo, scan) is Verdict.SUPPORTED
    assert _verdict("No effusions on the chest CT.", demo, scan) in FOUND


AGES = ("69F, CKD stage 3b.", "Summary. 69F, CKD stage 3b.", "Summary: 69F with CKD stage 3b.")


@pytest.mark.parametrize("text", AGES)
def test_an_age_in_one_line_is_the_patients(text: str, demo: Chart) -> None:
    cited = ("Patient/nora-lindqvist", "Condition/condition-ckd-3b")
    assert _verdict(text, demo, *cited) not in {Verdict.CONTRADICTED}
    assert _verdict(text.replace("69", "59"), demo, *cited) is Verdict.CONTRADICTED
    assert _verdict(text.replace("F", "M", 1), demo, *cited) is Verdict.CONTRADICTED


def test_a_fall_in_brackets_is_no_range(demo: Chart) -> None:
    cited = ("Observation/egfr-2026-03-03", "Observation/egfr-2026-11-03")
    text = "The eGFR has lost {} points between March and November 2026 ({} to 27)."
    assert _verdict(text.format(6, 33), demo, *cited) is Verdict.SUPPORTED
    assert _verdict(text.format(6, 43), demo, *cited) in FOUND
    assert _verdict(text.format(9, 33), demo, *cited) in FOUND


@pytest.mark.parametrize("dose", ["18u", "18 u", "18 units", "18U"])
def test_units_of_insulin_are_read_as_written(dose: str, demo: Chart) -> None:
    order = "MedicationRequest/glargine-2022-12"
    assert _verdict(f"glargine {dose} SC qHS", demo, order) is Verdict.SUPPORTED
    assert _verdict(f"glargine {dose.replace('18', '81')} SC qHS", demo, order) in FOUND
    assert _verdict(f"glargine {dose} SC qAM", demo, order) in FOUND


@pytest.mark.parametrize("said", ["Indeterminate", "Equivocal", "Borderline", "Inconclusive"])
def test_a_test_without_an_answer_is_neither_positive_nor_negative(said: str) -> None:
    assert side_of(said) == "neither"
    assert side_of("Positive") == "positive"
    assert side_of("Not detected") == "negative"
