"""What holds for every tool, whatever it looks for."""

import base64
import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.demo import PATIENT, record_json
from chartside.errors import ToolError
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.entry import Kind
from chartside.fhir.file import RecordFile
from chartside.tools import TOOLS, Tool

NEEDED: Mapping[str, dict[str, Any]] = {
    "calculate": {"formula": "egfr"},
    "find": {"kind": "lab"},
    "lab_report": {"document": "DocumentReference/printed"},
    "read_note": {"note": "DocumentReference/discharge-2024-02-16"},
    "read_resource": {"entry": "MedicationRequest/metformin-2012-06"},
    "search_notes": {"query": "potassium"},
}
HEAD = ("Name: Nora Ellen Lindqvist", "Date of birth: 14/08/1957", "Collected: 02/11/2025")
EVERY = [pytest.param(tool, id=name) for name, tool in TOOLS.items()]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, printer: Any) -> Chart:
    """The demo record, with a laboratory report attached that nobody has filed."""
    source = tmp_path_factory.mktemp("demo") / "demo.json"
    bundle = json.loads(record_json())
    page = base64.b64encode(printer.printed(head=HEAD)).decode()
    document = {
        "resourceType": "DocumentReference",
        "id": "printed",
        "status": "current",
        "subject": {"reference": PATIENT},
        "content": [{"attachment": {"contentType": "application/pdf", "data": page}}],
    }
    request = {"method": "PUT", "url": "DocumentReference/printed"}
    bundle["entry"].append({"resource": document, "request": request})
    source.write_text(json.dumps(bundle), encoding="utf-8")
    return RecordFile([source]).open_chart(PATIENT)


@pytest.mark.parametrize("tool", EVERY)
async def test_a_row_is_typed_cites_entries_of_the_chart_and_is_one_line(
    tool: Tool, demo: Chart
) -> None:
    found = await tool.call(demo, NEEDED.get(tool.name, {}))
    assert found.items
    for row in found.items:
        assert dataclasses.is_dataclass(row)
        assert row.line
        assert "\n" not in row.line
        assert all(demo.get(ref) for ref in row.references)
    assert all(row.references for row in found.items) or tool.name == "overview"


@pytest.mark.parametrize("tool", EVERY)
async def test_an_empty_chart_is_answered_with_what_was_asked(tool: Tool, make: Any) -> None:
    found = await tool.call(make.chart(), NEEDED.get(tool.name, {}))
    assert found.query.startswith(f"{tool.name}(")
    assert not found.truncated
    assert not found.items or tool.name in {"overview", "calculate"}
    assert found.total == len(found.items)


@pytest.mark.parametrize("tool", EVERY)
def test_a_schema_describes_every_argument_and_lets_no_other_in(tool: Tool) -> None:
    schema = tool.schema
    assert schema["additionalProperties"] is False
    assert set(schema.get("properties", {})) == set(tool.arguments)
    assert all(p["description"] for p in schema.get("properties", {}).values())
    assert tool.description
    assert "Args:" not in tool.description


@pytest.mark.parametrize("tool", EVERY)
def test_no_argument_of_a_tool_can_name_a_patient(tool: Tool) -> None:
    naming = {"chart", "patient", "subject", "reference", "id", "mrn", "name", "identifier"}
    assert not naming & set(tool.schema.get("properties", {}))


@pytest.mark.parametrize("tool", EVERY)
@pytest.mark.parametrize("argument", ["chart", "patient", "subject", "Patient/2", "__class__", ""])
async def test_an_argument_that_does_not_exist_is_refused_and_not_repeated(
    tool: Tool, argument: str, make: Any
) -> None:
    sent = {**NEEDED.get(tool.name, {}), argument: "Patient/2"}
    with pytest.raises(ToolError, match=f"{tool.name}: wrong arguments: there is ") as refused:
        await tool.call(make.chart(), sent)
    assert "Patient/2" not in str(refused.value)


@pytest.mark.parametrize("tool", EVERY)
async def test_an_argument_of_a_wrong_type_is_named_and_its_value_is_not(
    tool: Tool, make: Any
) -> None:
    for name in tool.schema.get("properties", {}):
        with pytest.raises(ToolError, match=rf"wrong arguments: {name}$") as refused:
            await tool.call(make.chart(), {**NEEDED.get(tool.name, {}), name: {"Quackenbush": 1}})
        assert "Quackenbush" not in str(refused.value)


async def test_a_needed_argument_that_is_missing_is_named(make: Any) -> None:
    with pytest.raises(ToolError, match="find: wrong arguments: kind"):
        await TOOLS["find"].call(make.chart(), {})


DATED = [
    (name, a)
    for name, t in TOOLS.items()
    for a in ("since", "until", "on", "as_of")
    if a in t.arguments
]


@pytest.mark.parametrize(("name", "argument"), DATED)
@pytest.mark.parametrize("wrong", ["yesterday", "2019-13", "02/03/2019", "2019-02-30", "0000"])
async def test_a_date_that_is_none_is_refused_with_how_to_write_it(
    name: str, argument: str, wrong: str, make: Any
) -> None:
    with pytest.raises(ToolError, match=f"{argument} must be a date such as 2019"):
        await TOOLS[name].call(make.chart(), {**NEEDED.get(name, {}), argument: wrong})


PAGED = [name for name, tool in TOOLS.items() if "cursor" in tool.arguments]


@pytest.mark.parametrize("name", PAGED)
@pytest.mark.parametrize("wrong", ["2", "AAAA", "\u202e", "MTIuYWJj", "9" * 5000, "LTEuYQ=="])
async def test_a_cursor_that_no_tool_gave_is_refused(name: str, wrong: str, demo: Chart) -> None:
    with pytest.raises(ToolError, match="cursor"):
        await TOOLS[name].call(demo, {**NEEDED.get(name, {}), "cursor": wrong})


@pytest.mark.parametrize("name", PAGED)
async def test_pages_together_are_the_whole_answer_and_each_says_that_there_is_more(
    name: str, demo: Chart
) -> None:
    rows: list[Any] = []
    cursor = ""
    while True:
        found = await TOOLS[name].call(demo, {**NEEDED.get(name, {}), "cursor": cursor})
        rows += found.items
        assert found.truncated == (found.next is not None)
        if found.next is None:
            break
        cursor = found.next
    assert len(rows) == len(set(rows)) == found.total


async def test_a_cursor_of_one_query_is_refused_by_another(demo: Chart) -> None:
    found = await TOOLS["find"].call(demo, {"kind": "lab"})
    with pytest.raises(ToolError, match="another query"):
        await TOOLS["find"].call(demo, {"kind": "encounter", "cursor": found.next})


async def test_words_that_look_like_arguments_do_not_make_one_query_pass_for_another(
    make: Any,
) -> None:
    chart = make.chart(*(make.visit(f"v{n}", "Visit since=2019", "2025-01-01") for n in range(60)))
    found = await TOOLS["find"].call(chart, {"kind": "encounter", "words": "visit, since=2019"})
    with pytest.raises(ToolError, match="another query"):
        await TOOLS["find"].call(
            chart, {"kind": "encounter", "words": "visit", "since": "2019", "cursor": found.next}
        )


LIMITED = [name for name, tool in TOOLS.items() if "limit" in tool.arguments]


@pytest.mark.parametrize("name", LIMITED)
@pytest.mark.parametrize("limit", [0, -1, 201])
async def test_a_limit_out_of_bounds_is_refused(name: str, limit: int, demo: Chart) -> None:
    with pytest.raises(ToolError, match="limit must be from 1 to 200"):
        await TOOLS[name].call(demo, {**NEEDED.get(name, {}), "limit": limit})


@given(
    name=st.sampled_from(sorted(TOOLS)),
    arguments=st.dictionaries(
        st.sampled_from(["kind", "words", "since", "until", "on", "test", "of", "status", "cursor"])
        | st.text(max_size=12),
        st.text(max_size=40) | st.integers() | st.none() | st.booleans(),
        max_size=4,
    ),
)
async def test_whatever_a_model_sends_is_answered_or_refused_as_a_tool_error(
    name: str, arguments: dict[str, Any]
) -> None:
    try:
        found = await TOOLS[name].call(EMPTY, arguments)
    except ToolError:
        return
    assert found.query.startswith(name)


@pytest.mark.parametrize("kind", list(Kind))
async def test_what_was_entered_in_error_is_in_no_answer(kind: Kind, demo: Chart) -> None:
    void = {e.reference for e in demo.entries if not e.live}
    assert void
    for name, tool in TOOLS.items():
        arguments = {"kind": kind.value} if name == "find" else NEEDED.get(name, {})
        found = await tool.call(demo, arguments)
        told = {ref for row in found.items for ref in row.references}
        assert told & void <= ({"Observation/ferritin-2026-03-03"} if name == "gaps" else set())


def _empty() -> Chart:
    rows = [Row("Patient", "1", "1", b'{"resourceType": "Patient", "id": "1"}')]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


EMPTY = _empty()


async def test_an_argument_that_is_no_name_and_no_question_is_refused_unread(make: Any) -> None:
    with pytest.raises(ToolError, match=r"at most 4,000 characters: document_type$"):
        await TOOLS["search_notes"].call(
            make.chart(), {"query": "potassium", "document_type": "a" * 4_001}
        )
