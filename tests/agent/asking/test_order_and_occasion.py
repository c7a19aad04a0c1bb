"""The first and the last of several, lengths of time since, and what stands at a question's end.

The answers were worked out by reading the demo record's JSON, not by asking.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chartside.agent.asking.occasions import at_an_occasion
from chartside.agent.asking.question import About, Event, Link
from chartside.agent.asking.spans import timed
from chartside.agent.asking.understand import understand
from chartside.agent.assistant import Assistant
from chartside.demo import record_json
from chartside.draft import Draft, Verdict
from chartside.errors import NothingToSay
from chartside.fhir.record import open_record
from chartside.settings import Settings

TODAY = date(2026, 11, 26)
Demo = Callable[[str], Draft]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Asks the demo record on 26 November 2026."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "demo.json").write_bytes(record_json())
    record = open_record(folder / "demo.json")
    assistant = Assistant(record, settings=Settings(folder / "home"))
    chart = record.open_chart(as_of=datetime(2026, 11, 26, tzinfo=UTC))
    return lambda question: asyncio.run(assistant.ask(chart, question))


TOLD = [
    (
        "By how much has her HbA1c changed, last compared to the first?",
        "down 8.3 mmol/mol from 68.3 mmol/mol (8.4 %) on 20 March 2012",
    ),
    ("How has her body weight changed since the first measurement?", "from 86.4 kg"),
    ("Is the last potassium higher than the first?", "Yes: potassium 5.9 mmol/L"),
    ("When was the penultimate HbA1c?", "on 1 September 2026"),
    ("How many days since the last potassium?", "on 3 November 2026, 23 days ago"),
    ("How many days has it been since her last hospital admission?", "1020 days ago"),
    ("How many days since discharge from her last admission?", "1014 days ago"),
    ("How long is it since her last hospital admission?", "33 months ago"),
    ("How many weeks since the last HbA1c?", "8 weeks ago"),
    ("How many days since metformin was stopped?", "stopped on 6 October 2026, 51 days ago"),
    ("What was the name of the drug prescribed first in 2024?", "Furosemide 10 mg/mL injection"),
    ("What is the recommended dose of the drug last prescribed?", "Amoxicillin 500 mg capsule"),
    ("What is the name of the drug that was last prescribed in 2019?", "Apixaban 5 mg tablet"),
    ("Which medicine was stopped last?", "Metformin 500 mg tablet: stopped on 6 October 2026"),
    ("Why was sitagliptin stopped in 2021?", "Dose reduced because of falling kidney function"),
    ("Why was sitagliptin stopped after the cataract surgery?", "Semaglutide started"),
    ("What was her first hemoglobin after the knee injection?", "on 7 March 2017"),
    ("What was her weight before the last colonoscopy?", "on 14 September 2021"),
    ("What was the first drug prescribed during the admission in 2022?", "Ceftriaxone 1 g"),
    ("What was metoprolol's dose after the hospital admission in 2024?", "100 mg by mouth"),
]


@pytest.mark.parametrize(("question", "said"), TOLD, ids=[q for q, _ in TOLD])
def test_it_is_told_as_it_is_asked(demo: Demo, question: str, said: str) -> None:
    draft = demo(question)
    assert said in " ".join(s.text for s in draft.statements)
    assert {s.verdict for s in draft.statements} == {Verdict.SUPPORTED}


SILENT = [
    "Why was metformin stopped at discharge?",
    "Why was naproxen stopped at discharge?",
    "Why was lisinopril stopped after the colonoscopy?",
    "Why was sitagliptin stopped before the first cataract surgery?",
    "What was her potassium on admission?",
    "What medications was she on at discharge?",
    "What is the difference between the first and the second potassium?",
    "When was her second to last colonoscopy?",
    "How many drugs were prescribed first in 2024?",
    "Is her potassium higher since the hospital admission?",
    "Highest NT-proBNP since 2100",
]


@pytest.mark.parametrize("question", SILENT)
def test_what_hangs_on_more_than_is_known_is_not_answered(demo: Demo, question: str) -> None:
    with pytest.raises(NothingToSay):
        demo(question)


def test_the_name_of_a_drug_is_not_the_patients(demo: Demo) -> None:
    assert understand("What is the name of the drug?", TODAY).about is About.MEDICINE
    assert understand("What is the patient's name?", TODAY).about is About.PATIENT
    assert understand("What is the name of the patient?", TODAY).about is About.PATIENT
    said = " ".join(s.text for s in demo("What was the last drug prescribed in 2017?").statements)
    assert said.startswith("Valacyclovir 1 g tablet")


def test_a_list_of_all_is_no_question_of_order(demo: Demo) -> None:
    said = " ".join(s.text for s in demo("What are her current medications?").statements)
    assert "Losartan" in said
    assert "Apixaban" in said


@pytest.mark.parametrize(
    ("question", "link", "words"),
    [
        ("Why was naproxen stopped at discharge?", Link.AT, "discharge"),
        ("Highest potassium after her knee replacement?", Link.AFTER, "her knee replacement"),
        ("What was the sodium before the admission in 2148?", Link.BEFORE, "the admission in 2148"),
        ("Lowest hemoglobin during the hospital stay", Link.WHILE, "the hospital stay"),
    ],
)
def test_an_event_at_the_end_is_a_half_of_the_question(
    question: str, link: Link, words: str
) -> None:
    found = at_an_occasion(question)
    assert found is not None
    assert (found.link, found.event, found.words) == (link, Event.HAPPENED, words)


@pytest.mark.parametrize(
    "question",
    [
        "How many days since the last colonoscopy?",
        "When was the colonoscopy?",
        "How long after the operation did she stay?",
        "What happened after the surgery?",
        "How old was she at admission?",
    ],
)
def test_an_event_that_is_asked_about_is_no_half(question: str) -> None:
    assert at_an_occasion(question) is None


@pytest.mark.parametrize(
    ("text", "today", "since"),
    [
        ("hemoglobin 2146", date(2150, 1, 1), date(2146, 1, 1)),
        ("hemoglobin since 2146", date(2026, 1, 1), date(2146, 1, 1)),
        ("Was her NT-proBNP ever 2150?", date(2026, 1, 1), None),
        ("Was her NT-proBNP above 2150?", date(2160, 1, 1), None),
        ("Potassium 2020", date(2026, 1, 1), date(2020, 1, 1)),
    ],
)
def test_a_bare_number_is_a_year_once_it_has_come(
    text: str, today: date, since: date | None
) -> None:
    assert timed(text, today).first.since == since


def test_a_record_of_a_century_to_come_is_asked_by_its_years(make: Any, tmp_path: Any) -> None:
    record = make.record(
        make.lab("k1", 4.1, "2146-06-01"),
        make.lab("k2", 5.9, "2147-12-01"),
        make.lab("k3", 4.4, "2148-11-02"),
    )
    assistant = Assistant(record, settings=Settings(home=tmp_path / "home"))
    chart = record.open_chart(as_of=datetime(2150, 1, 1, tzinfo=UTC))

    def said(question: str) -> str:
        return " ".join(s.text for s in asyncio.run(assistant.ask(chart, question)).statements)

    assert "5.9" in said("What was the potassium in 2147?")
    assert "2 times" in said("How many times was potassium measured since 2147?")
    assert "4.1" in said("potassium before 2147")
