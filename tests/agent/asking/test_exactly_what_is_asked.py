"""A question is answered as it is asked, or not at all: nothing that stands beside the answer."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from chartside.agent.assistant import Assistant
from chartside.demo import record_json
from chartside.draft import Draft, Verdict
from chartside.errors import NothingToSay
from chartside.fhir.record import open_record
from chartside.settings import Settings

NOW = datetime(2026, 11, 26, tzinfo=UTC)
Demo = Callable[[str], Draft]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Asks the demo record on 26 November 2026."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "demo.json").write_bytes(record_json())
    record = open_record(folder / "demo.json")
    assistant = Assistant(record, settings=Settings(folder / "home"))
    chart = record.open_chart(as_of=NOW)
    return lambda question: asyncio.run(assistant.ask(chart, question))


TOLD = [
    ("What is her ferritin?", "Ferritin taken on 3 March 2026: no result (sample insufficient)."),
    ("what stage is her CKD?", "Chronic kidney disease stage 3b, active, since 9 March 2021."),
    ("does she drink alcohol", "AUDIT-C total score: 1 points on 12 March 2024."),
    ("HbA1c in percent", "HbA1c 7.6 % (60 mmol/mol) on 29 September 2026, high."),
    ("first HbA1c in mmol/mol", "First recorded HbA1c 68.3 mmol/mol (8.4 %) on 20 March 2012"),
    ("creatinine in mg/dL", "Creatinine 1.9 mg/dL (172"),
    (
        "how much weight has she lost since 2025?",
        "Body weight 81.2 kg (179 lb) on 31 October 2026, down 6.8 kg from 88.0 kg on 11 March",
    ),
    ("average potassium in 2026", "Average potassium 5.23 mmol/L over 6 results from 3 March"),
    ("mean systolic this year", "Average systolic blood pressure 132 mmHg over 5 results"),
    ("Was her HbA1c above 8 after 2021?", "Yes: HbA1c 64 mmol/mol on 6 December 2022, high."),
    (
        "Was potassium higher on 3 March 2026 than on 29 September 2026?",
        "No: potassium 5.5 mmol/L on 29 September 2026, up from 4.8 mmol/L on 3 March 2026.",
    ),
]


@pytest.mark.parametrize(("question", "said"), TOLD, ids=[q for q, _ in TOLD])
def test_what_is_asked_is_answered(demo: Demo, question: str, said: str) -> None:
    draft = demo(question)
    assert said in " ".join(s.text for s in draft.statements)
    assert {s.verdict for s in draft.statements} == {Verdict.SUPPORTED}


SILENT = [
    "What is her blood type?",
    "blood group",
    "does she have cancer",
    "Has she ever had breast cancer?",
    "does she live alone?",
    "who does she live with?",
    "direct bilirubin",
    "was she on warfarin when her eGFR was under 45?",
    "What was her potassium after warfarin was started?",
]


@pytest.mark.parametrize("question", SILENT)
def test_what_the_chart_does_not_hold_has_no_answer(demo: Demo, question: str) -> None:
    with pytest.raises(NothingToSay) as silent:
        demo(question)
    assert silent.value.looked_for or "silent" in str(silent.value)


REFUSED = [
    ("which drugs raise potassium", "no drug effects"),
    ("what lowers her potassium?", "no drug effects"),
    ("which of her medicines lower potassium?", "no drug effects"),
    ("what is her phone number", "contact details"),
    ("address?", "contact details"),
    ("who is her next of kin?", "contact details"),
]


@pytest.mark.parametrize(("question", "said"), REFUSED, ids=[q for q, _ in REFUSED])
def test_what_no_record_is_read_for_is_said_plainly(demo: Demo, question: str, said: str) -> None:
    with pytest.raises(NothingToSay, match=said):
        demo(question)


def test_open_referrals_are_no_other_open_requests(demo: Demo) -> None:
    said = [s.text for s in demo("any outstanding referrals?").statements]
    assert len(said) == 1
    assert said[0].startswith("Referral to nephrology")


def test_sources_that_disagree_on_smoking_are_both_told(demo: Demo) -> None:
    said = [s.text for s in demo("does she smoke?").statements]
    assert said == [
        "Tobacco smoking status: Never smoker on 31 October 2026.",
        "Tobacco smoking status: Former smoker on 12 March 2024.",
    ]


TWO_CONDITIONS = [
    (
        "Was she on metformin when her eGFR was under 45?",
        "Yes: Metformin 500 mg tablet from 9 March 2021 to 6 October 2026, stopped.",
        "eGFR 29 mL/min/1.73 m2 on 29 September 2026.",
    ),
    (
        "HbA1c above 8 after insulin was started?",
        "Yes: HbA1c 64 mmol/mol on 6 December 2022, high.",
        "Insulin glargine 100 units/mL pen: started on 14 June 2022.",
    ),
    (
        "what was her HbA1c when insulin was started?",
        "HbA1c 76 mmol/mol on 7 June 2022, high.",
        "Insulin glargine 100 units/mL pen: started on 14 June 2022.",
    ),
    (
        "highest creatinine while on naproxen",
        "Creatinine 1.14 mg/dL on 1 March 2016.",
        "Naproxen 500 mg tablet from 10 June 2014 to 12 April 2016, stopped.",
    ),
    (
        "Was potassium above 5 after starting spironolactone?",
        "Yes: potassium 5.9 mmol/L on 3 November 2026, high.",
        "Spironolactone 25 mg tablet: started on 21 July 2026.",
    ),
    (
        "potassium before spironolactone was started",
        "Potassium 4.8 mmol/L on 2 June 2026.",
        "Spironolactone 25 mg tablet: started on 21 July 2026.",
    ),
]


@pytest.mark.parametrize(("question", "said", "beside"), TWO_CONDITIONS)
def test_a_question_of_two_conditions_is_answered_with_the_sources_of_both(
    demo: Demo, question: str, said: str, beside: str
) -> None:
    draft = demo(question)
    assert [s.text for s in draft.statements] == [said, beside]
    assert {s.verdict for s in draft.statements} == {Verdict.SUPPORTED}


WRITTEN_SO = [
    ("wht was her lst potasium pls?", "Potassium 5.9 mmol/L on 3 November 2026, high."),
    ("why was lisinopril stoped", "ough"),
    ("curr K", "Potassium 5.9 mmol/L on 3 November 2026, high."),
    ("hi, could you tell me the most recent hba1c for this lady?", "HbA1c 60 mmol/mol"),
    ("lst wt", "Body weight 179 lb on 31 October 2026."),
    ("is she on a water pill?", "Yes: Furosemide"),
]


@pytest.mark.parametrize(("question", "said"), WRITTEN_SO, ids=[q for q, _ in WRITTEN_SO])
def test_shorthand_slips_and_politeness_are_understood(
    demo: Demo, question: str, said: str
) -> None:
    assert said in " ".join(s.text for s in demo(question).statements)


def test_a_medicine_is_never_taken_for_one_of_nearly_the_same_name(demo: Demo) -> None:
    assert "Losartan" in demo("is she on losartin").statements[0].text
    for question in ("is she on valsartan", "is she on felodipine", "is she on metoclopramide"):
        with pytest.raises(NothingToSay):
            demo(question)
