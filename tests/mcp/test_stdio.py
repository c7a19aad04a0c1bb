"""`chartside mcp` by standard input and output, with the client of the protocol's own library."""

import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from chartside.tools import TOOLS


@pytest.fixture
def started(program: Any) -> StdioServerParameters:
    """How a client starts the server."""
    return StdioServerParameters(
        command=sys.executable, args=program.patient, env=program.environment()
    )


def text(result: Any) -> str:
    """What a model would read of it."""
    return "\n".join(part.text for part in result.content)


async def test_a_client_is_offered_every_tool_as_reading_only(started: Any) -> None:
    async with Client(started) as client:
        offered = (await client.list_tools()).tools
    assert {t.name for t in offered} == set(TOOLS)
    for tool in offered:
        assert tool.annotations
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert tool.description
        assert tool.input_schema["additionalProperties"] is False


async def test_an_answer_names_its_sources_and_comes_as_data_too(started: Any) -> None:
    async with Client(started) as client:
        result = await client.call_tool("lab_trend", {"test": "potassium"})
    assert text(result).splitlines()[1].startswith("- [Observation/k10, Observation/k11] Potassium")
    row = result.structured_content["rows"][0]
    assert (row["low"], row["high"], row["count"]) == ("5.0", "5.1", 2)


async def test_no_call_reaches_another_patient(started: Any, program: Any) -> None:
    said = []
    async with Client(started) as client:
        for name, tool in TOOLS.items():
            for argument in ("patient", "subject", "chart", *tool.arguments):
                sent = {"kind": "lab", "query": "potassium", "formula": "egfr"}
                known = {k: v for k, v in sent.items() if k in tool.arguments}
                result = await client.call_tool(name, {**known, argument: "Patient/2"})
                said.append(f"{text(result)} {result.structured_content}")
        for entry in (
            "Patient/2",
            "Observation/other",
            "http://x/Patient/2",
            "Patient/2/_history/1",
        ):
            said.append(text(await client.call_tool("read_resource", {"entry": entry})))
    assert len(said) > 60
    assert not any(program.other in s or "7.9" in s for s in said)


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("find", {"kind": "diagnosis"}, "kind must be one of patient, problem"),
        ("find", {}, "find: wrong arguments: kind"),
        ("find", {"kind": "lab", "since": "May"}, "since must be a date such as 2019"),
        ("write_note", {"text": "x"}, "there is no tool of this name; there is assessments"),
        ("find", {"kind": "lab", "cursor": "zz"}, "cursor"),
    ],
)
async def test_what_is_refused_says_what_to_do_and_ends_nothing(
    name: str, arguments: dict[str, Any], told: str, started: Any
) -> None:
    async with Client(started) as client:
        refused = await client.call_tool(name, arguments)
        after = await client.call_tool("overview", {})
    assert refused.is_error
    assert told in text(refused)
    assert not after.is_error


async def test_reading_writes_nothing_and_logs_no_word_of_the_chart(
    program: Any, tmp_path: Path
) -> None:
    before = sorted(program.record.parent.iterdir()), program.record.read_bytes()
    log = tmp_path / "stderr.txt"
    quiet = StdioServerParameters(
        command="/bin/sh",
        args=["-c", f'"$0" "$@" 2>"{log}"', sys.executable, *program.patient],
        env=program.environment(),
    )
    async with Client(quiet) as client:
        await client.call_tool("problems", {})
        await client.call_tool("find", {"kind": program.own})
        await client.call_tool("read_resource", {"entry": f"Condition/{program.own}"})
    after = sorted(program.record.parent.iterdir()), program.record.read_bytes()
    assert after == before
    assert log.read_text() == "Serving Patient/1 by standard input and output.\n"


def test_several_patients_and_none_named_is_refused_before_anything_is_served(program: Any) -> None:
    ended = program.ended(*program.start)
    assert (ended.returncode, ended.stdout) == (5, "")
    assert program.other not in ended.stderr


def test_without_the_optional_part_one_sentence_names_it(program: Any) -> None:
    _, code, *words = program.patient
    ended = program.ended("-c", f"import sys; sys.modules['mcp'] = None; {code}", *words)
    assert ended.returncode == 2
    assert "pip install 'chartside[mcp]'" in ended.stderr
