"""Notes that call a stopped medicine current, or a current one stopped."""

from typing import Any

import pytest

from chartside.draft import Severity
from chartside.grounding.rules import find_conflicts
from chartside.grounding.rules.passages import bounds
from chartside.grounding.rules.said_of_medicines import status_said

STOPPED = [
    "Naproxen was stopped because of the kidneys.",
    "Naproxen 500 mg twice daily was discontinued in March.",
    "We stopped her naproxen last week.",
    "Stop naproxen.",
    "1. Discontinue naproxen",
    "- STOP naproxen",
    "She no longer takes naproxen.",
    "No longer taking naproxen or tramadol.",
    "Has been off naproxen for months.",
    "Discontinued: naproxen 500 mg",
    "Naproxen (500 mg) has been stopped.",
    "She has discontinued the naproxen by herself.",
]
TAKEN = [
    "She continues on naproxen 500 mg twice daily.",
    "Still taking naproxen for the knee.",
    "He takes naproxen daily.",
    "Patient is on naproxen 500 mg.",
    "Continue naproxen.",
    "Currently taking naproxen with food",
    "Current medications: lisinopril 10 mg, naproxen 500 mg",
    "Naproxen 500 mg twice daily is continued.",
    "Remains on naproxen.",
]
NEITHER = [
    "If the creatinine rises, stop naproxen.",
    "Naproxen should be stopped before surgery.",
    "Stop naproxen five days before the operation.",
    "Consider stopping naproxen.",
    "Naproxen was not stopped.",
    "She never stopped naproxen.",
    "Her mother takes naproxen.",
    "Naproxen was started in 2014.",
    "Avoid naproxen and other NSAIDs.",
    "Allergic to naproxen.",
    "She was on naproxen until April.",
    "Stopped lisinopril; naproxen helps.",
    "Stopped ibuprofen and started naproxen.",
    "Naproxen temporarily stopped.",
    "Naproxen stopped, then restarted.",
    "Discussed the risks of naproxen.",
    "Would she still be taking naproxen?",
    "Not taking naproxen regularly.",
    "He stopped smoking and takes paracetamol instead of naproxen.",
    "Refill naproxen if needed.",
    "Denies taking naproxen.",
    "Advised to stop naproxen.",
]


@pytest.mark.parametrize("sentence", STOPPED)
def test_a_sentence_that_says_stopped_is_read_as_stopped(sentence: str) -> None:
    assert status_said(sentence, ("naproxen",)) == "stopped"


@pytest.mark.parametrize("sentence", TAKEN)
def test_a_sentence_that_says_taken_is_read_as_taken(sentence: str) -> None:
    assert status_said(sentence, ("naproxen",)) == "taken"


@pytest.mark.parametrize("sentence", NEITHER)
def test_a_conditional_negated_past_or_relatives_sentence_says_neither(sentence: str) -> None:
    assert status_said(sentence, ("naproxen",)) == ""


def stopped(make: Any, **fields: Any) -> Any:
    until = {"repeat": {"boundsPeriod": {"start": "2014-06-10", "end": "2016-04-12"}}}
    base = {
        "authoredOn": "2014-06-10",
        "dosageInstruction": [{"text": "500 mg twice daily", "timing": until}],
    }
    return make.order("m", "Naproxen 500 mg tablet", "stopped", **{**base, **fields})


def test_a_letter_that_calls_a_stopped_medicine_current_is_quoted(make: Any) -> None:
    note = make.note("d", "Knee pain. She continues on naproxen 500 mg. Walks well.", "2023-09-05")
    chart = make.chart(stopped(make), note)
    (finding,) = find_conflicts(chart)
    cited = finding.citations[1]
    assert finding.rule == "stopped-medicine-called-current"
    assert cited.quote == "She continues on naproxen 500 mg."
    assert chart.documents()[0].text[cited.start : cited.end] == cited.quote
    assert "12 April 2016" in finding.text
    assert "5 September 2023" in finding.text


def test_a_letter_from_before_the_stop_is_no_conflict(make: Any) -> None:
    note = make.note("d", "She continues on naproxen 500 mg.", "2015-09-05")
    assert find_conflicts(make.chart(stopped(make), note)) == ()


def test_a_later_note_that_agrees_with_the_chart_settles_it(make: Any) -> None:
    wrong = make.note("d", "She continues on naproxen 500 mg.", "2023-09-05")
    right = make.note("e", "Not on any NSAID: naproxen was stopped in 2016.", "2023-10-05")
    assert [f.rule for f in find_conflicts(make.chart(stopped(make), wrong))] == [
        "stopped-medicine-called-current"
    ]
    assert find_conflicts(make.chart(stopped(make), wrong, right)) == ()


def test_an_order_without_an_end_is_held_against_notes_a_year_later_only(make: Any) -> None:
    order = make.order("m", "Naproxen 500 mg tablet", "stopped", authoredOn="2020-01-01")
    soon = make.note("d", "He takes naproxen daily.", "2020-06-01")
    late = make.note("d", "He takes naproxen daily.", "2022-06-01")
    assert find_conflicts(make.chart(order, soon)) == ()
    assert [f.rule for f in find_conflicts(make.chart(order, late))] == [
        "stopped-medicine-called-current"
    ]


def test_a_current_order_of_the_same_ingredient_makes_the_letter_right(make: Any) -> None:
    again = make.order("n", "Aleve 220 mg tablet", authoredOn="2023-01-01")
    note = make.note("d", "She continues on naproxen.", "2023-09-05")
    assert find_conflicts(make.chart(stopped(make), again, note)) == ()


def test_an_active_order_that_a_later_note_stops_is_a_conflict(make: Any) -> None:
    order = make.order("m", "Warfarin sodium 5 mg tablet", authoredOn="2024-01-01")
    note = make.note("d", "PLAN\n- Coumadin was stopped after the fall.\n- Walks.", "2025-03-04")
    (finding,) = find_conflicts(make.chart(order, note))
    assert finding.rule == "current-medicine-called-stopped"
    assert finding.severity is Severity.HIGH
    assert finding.citations[1].quote == "- Coumadin was stopped after the fall."


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Coumadin was stopped after the fall.", "2023-03-04"),  # ordered again since
        ("Coumadin was stopped for the colonoscopy and restarted.", "2025-03-04"),
        ("If she falls again, stop coumadin.", "2025-03-04"),
        ("Her brother was told that warfarin was stopped.", "2025-03-04"),
    ],
)
def test_a_note_that_does_not_stop_it_for_good_is_no_conflict(
    make: Any, text: str, day: str
) -> None:
    order = make.order("m", "Warfarin sodium 5 mg tablet", authoredOn="2024-01-01")
    assert find_conflicts(make.chart(order, make.note("d", text, day))) == ()


def test_a_superseded_note_is_not_read(make: Any) -> None:
    order = make.order("m", "Warfarin sodium 5 mg tablet", authoredOn="2024-01-01")
    note = make.note("d", "Warfarin was stopped.", "2025-03-04", status="superseded")
    assert find_conflicts(make.chart(order, note)) == ()


def test_a_sentence_broken_over_lines_is_one_passage() -> None:
    text = "PLAN\nShe continues on\nnaproxen 500 mg\ntwice daily.\n\nNext visit in May."
    start, end = bounds(text, text.index("naproxen"))
    assert text[start:end] == "She continues on\nnaproxen 500 mg\ntwice daily."


def test_a_document_without_any_full_stop_is_read_in_pieces() -> None:
    text = "word " * 20_000
    start, end = bounds(text, 50_000)
    assert end - start < 2_000
