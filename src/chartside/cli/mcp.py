"""Serve one patient's chart to an MCP client, read-only."""

import asyncio
import logging
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer

from chartside.cli.options import Patient, Source, new_app
from chartside.cli.output import notice
from chartside.cli.source import opened
from chartside.fhir.chart import Chart
from chartside.settings import mcp_token

app = new_app()


@app.command()
def mcp(
    source: Source,
    *,
    patient: Patient = None,
    http: Annotated[
        str | None,
        typer.Option(
            "--http",
            metavar="HOST:PORT",
            help="Listen there by streamable HTTP instead of standard input and output.",
        ),
    ] = None,
) -> None:
    """Serve one patient's chart to an MCP client, read-only.

    The patient is fixed when it starts: no client and no model can ask for another, and no tool
    writes. Without `--http` a client starts this command itself and speaks by standard input and
    output. With it, only this machine is served unless CHARTSIDE_MCP_TOKEN holds a token of 32
    characters or more, which clients then send as a bearer token; the server speaks plain HTTP, so
    beyond this machine put it behind TLS. What is read in one session has bounds; a session ends
    after 10 minutes without a call.

    Exit status: 0 the client went away or the server was stopped, 2 usage, 4 not this machine and
    no token, 5 no such patient, the record cannot be read, or the port is taken.
    """
    places: Any = import_module("chartside.tools.adapters.mcp_http")  # help needs no web server
    where = places.place(http) if http is not None else None
    token = mcp_token()
    if where is not None:
        places.require_allowed(where, token)
    with opened(source) as record:
        chart = record.open_chart(patient)
    _silence()
    if where is None:
        notice(f"Serving {chart.patient.reference} by standard input and output.")
        with suppress(KeyboardInterrupt):
            asyncio.run(_by_pipe(chart))
        return
    held, where = places.listening(where)
    with held:
        notice(f"Serving {chart.patient.reference} at {where.url}")
        with suppress(KeyboardInterrupt):  # to be stopped is how a server ends
            asyncio.run(_by_http(_server(chart), places, where, token, held))


def _server(chart: Chart) -> Any:
    return import_module("chartside.tools.adapters.mcp_server").chart_server(chart)


async def _by_pipe(chart: Chart) -> None:
    stdio: Any = import_module("mcp.server.stdio")
    server = _server(chart)
    async with stdio.stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


async def _by_http(server: Any, places: Any, where: Any, token: str | None, held: Any) -> None:
    uvicorn: Any = import_module("uvicorn")
    config = uvicorn.Config(
        places.http_app(server, where, token),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
    )
    await uvicorn.Server(config).serve(sockets=[held])


def _silence() -> None:
    """No log of the libraries: they write of requests, and with a bug of what was in them."""
    for name in ("mcp", "uvicorn", "sse_starlette", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
