"""The MCP server itself, in this process: a bug tells nothing, and no row is forged."""

from datetime import UTC, datetime
from typing import Any

from mcp import Client
from typing_extensions import override

from chartside.fhir.chart import Chart, Demographics
from chartside.tools.adapters.mcp_server import chart_server

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
