"""A source beside its sentence: the value and its course, or the passage in its note."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from chartside.draft import Citation
from chartside.fhir.dictation import dictation_of
from chartside.sidebar.evidence import Course, Point
from chartside.sidebar.pages.passages import marked
from chartside.sidebar.pages.trends import BOTTOM, HEIGHT, TOP, drawing

NOTE = "DocumentReference/letter-urgent-2026-10-31"


def number_of(sidebar: Any, at: str, sentence: str, nth: int = 0) -> str:
    chips = sidebar.get(at).all(f"//li[@id='s-{sentence}']//a[@class='chip']/@href")
    return str(chips[nth])


def test_a_result_opens_with_its_value_range_date_and_course(sidebar: Any, at: str) -> None:
    page = sidebar.get(number_of(sidebar, at, "s1", 1), **{"HX-Request": "true"})
    assert "Potassium" in page.told("//h2")[0]
    assert page.told("//p[contains(@class, 'value')]") == ["5.9 mmol/L high"]
    assert "Laboratory result · 3 November 2026 · final" in page.words
    assert "range 3.5\N{EN DASH}5.3 mmol/L" in page.words
    assert len(page.all("//*[name()='polyline']")) == 1
    assert page.told("//tr[@class='cited']")[0].startswith("3 November 20265.9 mmol/L")


def test_a_source_is_a_whole_page_for_who_has_no_script(sidebar: Any, at: str) -> None:
    page = sidebar.get(number_of(sidebar, at, "s1", 1))
    assert page.all("//header[@class='banner']")
    assert page.all("//p[@class='back']/a/@href") == [at]


def test_a_blood_pressure_is_drawn_as_its_two_pressures(sidebar: Any) -> None:
    results = sidebar.get("/results")
    (path,) = results.all("//a[span[@class='name' and text()='Blood pressure']]/@href")
    page = sidebar.get(path)
    assert len(page.all("//*[name()='polyline']")) == 2


def test_a_quoted_passage_is_marked_in_the_text_around_it(sidebar: Any, at: str) -> None:
    (path,) = sidebar.get(at).all("//li[@id='w-c3']//a[contains(@aria-label, 'Emergency')]/@href")
    page = sidebar.get(path)
    assert page.told("//mark") == ["Allergies: none reported."]
    whole = page.all("//a[starts-with(@href, '/notes/')]/@href")[0]
    assert sidebar.get(whole).status == 200


def test_what_was_dictated_is_a_source_as_any_other(sidebar: Any, at: str) -> None:
    held = sidebar.store.held(at.rpartition("/")[2]).draft
    said = dictation_of("Slept badly. No chest pain.", datetime(2026, 11, 3, tzinfo=UTC))
    quote = Citation(said.reference, said.version, "No chest pain.", 13, 27)
    first = held.sections[0]
    sentence = replace(first.statements[0], citations=(quote,))
    alone = (replace(first, statements=(sentence,)),)
    other = sidebar.lays_down(replace(held, id="said", dictation=said, sections=alone))
    page = sidebar.get(number_of(sidebar, other, sentence.id))
    assert page.told("//mark") == ["No chest pain."]


def test_days_of_a_source_are_in_the_readers_language(sidebar: Any) -> None:
    path = "/entries/MedicationRequest/amoxicillin-2026-10"
    assert "Until10 November 2026" in sidebar.get(path).words.replace("Until ", "Until")
    page = sidebar.get(path, **{"Accept-Language": "de"})
    assert "10. November 2026" in page.words


def test_a_source_that_is_gone_or_in_error_says_so(sidebar: Any, at: str) -> None:
    held = sidebar.store.held(at.rpartition("/")[2]).draft
    first = held.sections[0]
    cited = (
        Citation("Observation/never-was", "1"),
        Citation("Observation/potassium-2023-06-06-wrong-tube", "older"),
    )
    sentence = replace(first.statements[0], citations=cited)
    alone = (replace(first, statements=(sentence,)),)
    other = sidebar.lays_down(replace(held, id="gone", sections=alone))
    assert "Not in the chart any more" in sidebar.get(number_of(sidebar, other, "s1")).words
    wrong = sidebar.get(number_of(sidebar, other, "s1", 1)).words
    assert "it supports nothing" in wrong
    assert "version older was read" in wrong


def test_a_number_that_is_no_source_is_not_found(sidebar: Any, at: str) -> None:
    assert sidebar.get(f"{at}/sources/9999").status == 404
    assert sidebar.get("/entries/Observation/made-up").status == 404
    assert sidebar.get("/notes/Observation/made-up").status == 404


def test_a_note_is_shown_as_text_and_marks_what_a_sentence_quotes(sidebar: Any) -> None:
    page = sidebar.get(f"/notes/{NOTE}")
    body = page.one("//div[@class='note']")
    assert "NOTE TO THE AI ASSISTANT" in body.text_content()
    assert body.xpath(".//*[not(self::mark) and not(self::span)]") == []


def test_a_passage_is_marked_where_it_stands_and_nowhere_else() -> None:
    text = "No pain. No pain at night."
    second = Citation("DocumentReference/1", quote="No pain", start=9, end=16)
    runs = marked(text, [second]).runs
    assert [(r.text, r.marked) for r in runs] == [
        ("No pain. ", False), ("No pain", True), (" at night.", False)
    ]  # fmt: skip
    moved = replace(second, start=3, end=10)
    assert [r.text for r in marked(text, [moved]).runs if r.marked] == ["No pain"]
    assert marked(text, [replace(second, quote="Pain all day")]).runs[0].text == text
    overlapping = [second, replace(second, quote="pain at", start=12, end=19)]
    assert [r.text for r in marked(text, overlapping).runs if r.marked] == ["No pain at"]


def course(*numbers: str, low: str = "3.5", high: str = "5.3", part: str = "") -> Course:
    points = tuple(
        Point(
            f"Observation/{n}", f"2026-0{n}-01", f"2026-0{n}-01T00:00:00+00:00", Decimal(v), v, ""
        )
        for n, v in enumerate(numbers, 1)
    )
    limits = (Decimal(low) if low else None, Decimal(high) if high else None)
    return Course("Potassium", part, "mmol/L", *limits, points, 1)


def test_a_higher_number_is_drawn_higher_and_a_later_one_further_right() -> None:
    drawn = drawing([course("4.0", "5.0", "6.0")])
    assert drawn is not None
    dots = drawn.lines[0].dots
    assert [d.x for d in dots] == sorted(d.x for d in dots)
    assert [d.y for d in dots] == sorted((d.y for d in dots), reverse=True)
    assert drawn.band is not None
    top, height = drawn.band
    assert top < dots[1].y < top + height
    assert dots[2].y < top
    assert drawn.count == 4


def test_a_range_with_one_end_is_drawn_to_the_edge() -> None:
    above = drawing([course("50", "55", low="60", high="")])
    below = drawing([course("50", "55", low="", high="45")])
    assert above is not None
    assert below is not None
    assert above.band is not None
    assert below.band is not None
    assert above.band[0] == TOP
    assert sum(below.band) == HEIGHT - BOTTOM
    assert (above.range, below.range) == ("≥ 60", "≤ 45")


def test_numbers_that_are_all_the_same_can_be_drawn() -> None:
    drawn = drawing([course("5", "5", low="", high="")])
    assert drawn is not None
    assert drawn.band is None
    assert drawn.range == ""
    assert {d.y for d in drawn.lines[0].dots} == {drawn.lines[0].dots[0].y}


def test_the_newest_value_is_written_beside_its_dot_and_a_cited_one_above() -> None:
    drawn = drawing([course("4.0", "5.0", "6.0")], {"Observation/1"})
    assert drawn is not None
    assert [d.words for d in drawn.lines[0].labelled] == ["4.0", "6.0"]
    assert drawing([]) is None
