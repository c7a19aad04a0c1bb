"""`search_notes` and `read_note`: what they give can be quoted and cited as it stands."""

from base64 import b64encode
from typing import Any

import pytest

from chartside.demo import PATIENT, record_json
from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.file import RecordFile
from chartside.tools import read_note, search_notes


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Chart:
    source = tmp_path_factory.mktemp("demo") / "demo.json"
    source.write_bytes(record_json())
    return RecordFile([source]).open_chart(PATIENT)


def note(make: Any, name: str, text: str, **more: Any) -> Any:
    data = b64encode(text.encode()).decode()
    base = {
        "status": "current",
        "type": {"text": "Progress note"},
        "date": "2024-03-01",
        "content": [{"attachment": {"contentType": "text/plain", "data": data}}],
    }
    return make.resource("DocumentReference", name, **{**base, **more})


async def test_a_row_says_where_its_quote_stands_and_under_which_heading(make: Any) -> None:
    text = "HISTORY\nKnee pain.\n\nPLAN\nStop naproxen for good. No NSAIDs."
    (row,) = (await search_notes(make.chart(note(make, "d", text)), "naproxen")).items
    assert (row.reference, row.date, row.kind) == (
        "DocumentReference/d",
        "2024-03-01",
        "Progress note",
    )
    assert text[row.start : row.end] == row.quote == "Stop naproxen for good. No NSAIDs."
    assert row.heading == "PLAN"
    assert row.passage_start <= row.start < row.end <= row.passage_end
    assert row.line == (
        '2024-03-01 Progress note, PLAN: "Stop naproxen for good. No NSAIDs." '
        "[DocumentReference/d 25-59]"
    )


async def test_a_superseded_note_is_marked_in_its_line(make: Any) -> None:
    chart = make.chart(note(make, "d", "Monofilament normal.", status="superseded"))
    (row,) = (await search_notes(chart, "monofilament")).items
    assert "Progress note (superseded)" in row.line


async def test_every_quote_is_the_text_that_read_note_gives_there(demo: Chart) -> None:
    for query in ("potassium spironolactone", "family history of breast cancer", "nodule CT"):
        for row in (await search_notes(demo, query)).items:
            document = demo.document(row.reference)
            assert document
            assert document.text[row.start : row.end] == row.quote
            pages = (await read_note(demo, row.reference, start=row.start)).items
            assert pages[0].start <= row.start < pages[0].end


async def test_notes_are_chosen_by_kind_type_and_day(demo: Chart) -> None:
    reports = (await search_notes(demo, "nodule", kind="imaging")).items
    assert {r.reference.split("/")[0] for r in reports} == {"DiagnosticReport"}
    (summary, *_) = (await search_notes(demo, "nodule", document_type="discharge summary")).items
    assert summary.kind == "Discharge summary"
    late = (await search_notes(demo, "nodule", since="2024-03", until="2024-03-31")).items
    assert {r.date[:7] for r in late} == {"2024-03"}


async def test_newer_notes_come_first_only_where_that_is_asked_for(demo: Chart) -> None:
    plain = await search_notes(demo, "naproxen")
    recent = await search_notes(demo, "naproxen", order="recent")
    assert plain.total == recent.total
    assert "order" not in plain.query
    assert "order=recent" in recent.query
    assert [r.reference for r in plain.items] != [r.reference for r in recent.items]


async def test_silence_names_the_documents_that_could_not_be_read(demo: Chart) -> None:
    found = await search_notes(demo, "tracheostomy")
    assert found.items == ()
    assert "DocumentReference/old-records-2012" in {a.reference for a in found.set_aside}


async def test_a_long_note_is_read_in_pages_that_join_to_the_whole(make: Any) -> None:
    text = "".join(f"Sentence {n} of a long hospital course. " for n in range(600)).strip()
    chart = make.chart(note(make, "d", text))
    rows, cursor = [], ""
    while True:
        found = await read_note(chart, "DocumentReference/d", cursor=cursor)
        assert found.items[-1].end - found.items[0].start <= 4000
        assert all(text[r.start : r.end] == r.text for r in found.items)
        rows += found.items
        if not (cursor := found.next or ""):
            break
    assert " ".join(r.text for r in rows) == text
    assert found.total == len(rows)


async def test_a_note_is_read_by_the_reference_of_its_copy(demo: Chart) -> None:
    found = await read_note(demo, "DocumentReference/discharge-2024-02-16-copy")
    assert {r.reference for r in found.items} == {"DocumentReference/discharge-2024-02-16"}


@pytest.mark.parametrize("other", ["Observation/1", "DocumentReference/none", "", "Patient/2"])
async def test_what_is_no_document_of_this_chart_is_said_to_be_none(
    other: str, demo: Chart
) -> None:
    found = await read_note(demo, other)
    assert (found.items, found.total) == ((), 0)
    assert found.set_aside[0].reason == "this chart holds no document of that reference"


async def test_a_document_without_text_says_why(demo: Chart) -> None:
    found = await read_note(demo, "DocumentReference/old-records-2012")
    assert found.items == ()
    assert found.set_aside[0].reason == "not read: its content is kept elsewhere"


async def test_reading_begins_where_it_is_asked_to(demo: Chart) -> None:
    with pytest.raises(ToolError, match="start must be 0 or more"):
        await read_note(demo, "DocumentReference/discharge-2024-02-16", start=-1)
    assert (
        await read_note(demo, "DocumentReference/discharge-2024-02-16", start=10**9)
    ).items == ()
