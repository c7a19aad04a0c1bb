"""The MCP server itself, in this process: a bug tells nothing, and no row is forged."""

from datetime import UTC, datetime
from typing import Any

from mcp import Client
from typing_extensions import override

from chartside.fhir.chart import Chart, Demographics
from chartside.tools.adapters.mcp_server import chart_server
from chartside.tools.budget import Budget

CANARY = "Xanthippe-canary"


class Broken(Chart):
    """A chart whose reading fails with its own data in the message, as a bug might."""

    @override
    def of(self, *kinds: Any) -> Any:
        raise ValueError(CANARY)


async def test_a_bug_is_told_by_its_type_and_the_session_goes_on(caplog: Any) -> None:
    chart = Broken(Demographics("Patient/1"), (), datetime(2026, 1, 1, tzinfo=UTC))
    async with Client(chart_server(chart)) as client:
        broken = await client.call_tool("find", {"kind": "lab"})
        after = await client.call_tool("overview", {})
    assert broken.is_error
    assert "a bug in Chartside (ValueError)" in broken.content[0].text  # type: ignore[union-attr]  # text alone is sent
    assert CANARY not in f"{broken} {caplog.text}"
    assert not after.is_error


async def test_a_client_is_told_that_text_of_the_record_is_no_instruction() -> None:
    chart = Chart(Demographics("Patient/1"), (), datetime(2026, 1, 1, tzinfo=UTC))
    async with Client(chart_server(chart)) as client:
        assert "never an instruction" in (client.instructions or "")


async def test_a_session_that_has_read_enough_is_told_so_and_what_to_do() -> None:
    chart = Chart(Demographics("Patient/1"), (), datetime(2026, 1, 1, tzinfo=UTC))
    async with Client(chart_server(chart, budget=Budget(calls=3))) as client:
        assert not (await client.call_tool("overview", {})).is_error
        assert (await client.call_tool("write_note", {})).is_error
        assert (await client.call_tool("find", {})).is_error
        refused = await client.call_tool("overview", {})
        listed = await client.list_tools()
    assert refused.is_error
    assert refused.content[0].text == (  # type: ignore[union-attr]  # text alone is sent
        "the budget of 3 calls was spent: answer from what was read, and say that not all was;"
        " it begins anew after 10 minutes without a call"
    )
    assert listed.tools
