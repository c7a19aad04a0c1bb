"""Runs, questions, the chart beside a draft, files, the record system's look, refusals."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from chartside.demo import PATIENT
from chartside.sidebar.pages.appearance import contrast, style_sheet
from chartside.sidebar.pages.runs import _latest
from chartside.sidebar.running import Event


@pytest.fixture
def working(sidebar: Any) -> Iterator[Any]:
    """The same with the processes that write drafts."""
    with sidebar.client:
        yield sidebar


def ended(sidebar: Any, where: str) -> Any:
    """The page of a run once it is over."""
    while (page := sidebar.get(where)).all("//*[@data-live]"):
        time.sleep(0.1)
    return page


def begun(sidebar: Any, **asked: str) -> str:
    answer = sidebar.post("/runs", **asked)
    assert answer.status == 303
    return str(answer.answer.headers["location"])


def test_a_document_is_shown_as_it_is_written_and_marked_as_not_checked(working: Any) -> None:
    where = begun(working, kind="handoff")
    with working.client.stream("GET", f"{where}/live", headers={"Cookie": working.cookie}) as live:
        assert live.headers["content-type"].startswith("text/event-stream")
        told = "".join(live.iter_text())
    assert told.index("event: section") < told.index("event: end")
    for section in re.findall(r"event: section\n((?:data: .*\n)+)", told):
        assert "Not checked yet" in section
        assert "Supported" not in section
    (draft,) = re.findall(r'data-go="(/drafts/[0-9a-f]+)"', told)
    assert "Handoff" in working.get(draft).words


def test_the_events_of_a_run_go_on_where_they_were_cut_off(working: Any) -> None:
    where = begun(working, question="What is her latest potassium?")
    ended(working, where)
    headers = {"Cookie": working.cookie}
    whole = working.client.get(f"{where}/live", headers=headers).text
    numbers = [int(n) for n in re.findall(r"^id: (\d+)$", whole, re.MULTILINE)]
    rest = working.client.get(
        f"{where}/live", headers={**headers, "Last-Event-ID": str(numbers[1])}
    ).text
    assert [int(n) for n in re.findall(r"^id: (\d+)$", rest, re.MULTILINE)] == numbers[2:]


def test_a_question_that_the_chart_does_not_answer_says_what_was_looked_for(
    working: Any,
) -> None:
    where = begun(working, question="What is her blood group?")
    page = ended(working, where)
    assert "The chart does not say." in page.words
    assert "What was looked for:" in page.words
    assert "blood group" in page.told("//ul[@class='lines']/li")[0]


def test_a_run_may_be_stopped_and_says_what_was_kept(working: Any) -> None:
    where = begun(working, kind="summary")
    assert working.post(f"{where}/stop").status == 303
    assert "Stopped." in ended(working, where).words


def test_a_document_that_cannot_be_written_as_asked_says_what_to_look_at(working: Any) -> None:
    page = ended(working, begun(working, kind="problem"))
    assert "look at the problem, the date and the kind" in page.words


def test_a_third_draft_at_once_waits_for_one_of_the_two(working: Any) -> None:
    first, _ = begun(working, kind="summary"), begun(working, kind="summary")
    third = working.post("/runs", kind="summary")
    assert third.status == 429
    assert "Two drafts are being written already" in third.words
    assert "Being written" in working.get("/").words
    ended(working, first)


def test_somebody_elses_run_is_as_little_there_as_a_made_up_one(working: Any, comes: Any) -> None:
    where = begun(working, question="What is her latest potassium?")
    ended(working, where)
    other = comes("nurse")
    for path in (where, f"{where}/live", "/runs/made-up"):
        assert other.get(path).status == 404


def test_a_sidebar_that_is_opened_again_finds_what_is_being_written(
    working: Any, comes: Any
) -> None:
    where = begun(working, question="What is her latest potassium?")
    assert comes().get(where).status == 200


def test_a_section_that_is_told_again_takes_its_own_place() -> None:
    def event(number: int, section: str, text: str) -> Event:
        told = {"section": section, "title": section, "statements": [{"text": text}]}
        return Event(number, "section", told)

    held = _latest((event(1, "a", "one"), event(2, "b", "two"), event(3, "a", "three")))
    assert [section["texts"] for section in held] == [["three"], ["two"]]


def test_an_answer_stands_under_its_question(working: Any) -> None:
    page = ended(working, begun(working, question="What is her latest potassium?"))
    (draft,) = page.all("//*[@data-go]/@data-go")
    assert working.get(draft).told("//p[@class='asked']") == ["What is her latest potassium?"]


def test_answers_there_are_stand_on_the_page_for_questions(working: Any) -> None:
    ended(working, begun(working, question="What is her latest potassium?"))
    assert "Potassium 5.9 mmol/L on 3 November 2026, high." in working.get("/ask").words


def test_results_that_are_out_of_range_come_first(sidebar: Any) -> None:
    page = sidebar.get("/results")
    labs = page.all("//section[1]//a[contains(@class, 'result')]")
    out = ["out" in one.get("class").split() for one in labs]
    assert out == sorted(out, reverse=True)
    assert any(out)
    assert not all(out)
    misfiled = page.all("//a[contains(@href, 'misfiled') or contains(@href, 'wrong-tube')]")
    assert misfiled == []


def test_notes_are_listed_newest_first_and_say_which_have_no_text(sidebar: Any) -> None:
    rows = sidebar.get("/notes").told("//li[@class='row']")
    assert "31 October 2026" in rows[0]
    assert any("text not read" in row for row in rows)


def test_imaging_studies_lead_to_what_was_reported(sidebar: Any) -> None:
    page = sidebar.get("/images")
    assert "CT chest without contrast" in page.words
    assert sidebar.get(page.all("//li[@class='row']/a/@href")[0]).status == 200


def test_a_file_is_kept_for_ever_under_the_hash_of_what_it_holds(sidebar: Any) -> None:
    sheet, script, *_ = (
        *sidebar.get("/").all("//link[@rel='stylesheet']/@href"),
        *sidebar.get("/").all("//script/@src"),
    )
    for path in (sheet, script):
        answer = sidebar.client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert sidebar.client.get("/static/0000000000000000/sidebar.css").status_code == 404
    assert sidebar.client.get("/static/0/..%2fpages%2fwords.toml").status_code == 404
    assert sidebar.get("/").answer.headers["cache-control"] == "no-store"


def test_no_page_names_another_origin(sidebar: Any, at: str) -> None:
    for path in ("/", at, f"{at}/sign", "/notes", "/results"):
        page = sidebar.get(path)
        addresses = page.all("//@href | //@src | //@action | //@hx-get | //@hx-post")
        assert addresses
        assert [a for a in addresses if not a.startswith(("/", "#"))] == []
        assert page.all("//@style | //style | //script[not(@src)] | //@onclick") == []


def test_the_look_of_the_record_system_is_taken_where_it_stays_readable(
    comes: Any,
) -> None:
    style = (("color_highlight", "#0b5cad"), ("dim_border_radius", "2px"), ("color_text", "#fff"))
    sidebar = comes(style=style)
    assert "/style.css" in sidebar.get("/").all("//link[@rel='stylesheet']/@href")
    sheet = sidebar.get("/style.css").answer.text
    assert "--accent: #0b5cad" in sheet
    assert "--radius: 2px" in sheet
    assert "#fff" not in sheet


@pytest.mark.parametrize(
    "style",
    [
        {"color_highlight": "#ffee00"},
        {"color_highlight": "red"},
        {"color_highlight": "#0b5cad;} * { display: none"},
        {"dim_border_radius": "400px"},
        {"dim_border_radius": "4px; } body { display: none"},
        {"font_family_body": "x; } @import url(//evil.example)"},
        {"font_family_body": '"Open Sans'},
    ],
)
def test_a_look_that_hides_something_or_says_more_than_a_value_is_left_out(
    style: dict[str, str],
) -> None:
    assert style_sheet(style) == ""


def test_contrast_is_measured_as_wcag_has_it() -> None:
    assert round(contrast("#767676"), 2) == 4.54
    assert round(contrast("#000000"), 1) == 21.0
    assert contrast("#12345") == 0.0


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nothing-here", 404, "There is nothing here"),
        ("/drafts/made-up", 404, "There is nothing here"),
        ("/drafts/../../etc/passwd", 404, "There is nothing here"),
        ("/launch?iss=https://evil.example&launch=x", 403, "Chartside could not be opened"),
    ],
)
def test_what_cannot_be_shown_is_told_in_words_with_its_code(
    sidebar: Any, path: str, status: int, said: str
) -> None:
    page = sidebar.get(path)
    assert page.status == status
    assert said in page.words
    assert page.all("//p[@class='ref']")


@pytest.mark.parametrize("field", ["kind", "question", "since", "focus", "length"])
def test_a_field_longer_than_its_box_is_refused_whatever_the_browser_lets_through(
    sidebar: Any, field: str
) -> None:
    page = sidebar.post("/runs", **{field: "canary" * 200})
    assert page.status == 422
    assert "canary" not in page.answer.text


def test_only_a_signed_document_goes_into_a_scratchpad(sidebar: Any, at: str) -> None:
    assert sidebar.post(f"{at}/scratchpad").status == 403
    page = sidebar.get(at).all("//footer[@class='acts']/a[contains(@href, '/sign')]/@href")
    seen = page[0].partition("seen=")[2]
    assert sidebar.post(f"{at}/sign", seen=seen, meaning="author").status == 303
    resource = json.loads(sidebar.post(f"{at}/scratchpad").answer.text)
    assert resource["resourceType"] == "DocumentReference"
    assert resource["subject"]["reference"] == PATIENT
    rows = asyncio.run(_exports(sidebar))
    assert rows == 1


async def _exports(sidebar: Any) -> int:
    with sidebar.store.read() as tx:
        return len(tx.all("SELECT seq FROM audit WHERE event = 'exported'"))
