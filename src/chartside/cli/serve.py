"""Serve the sidebar, the HTTP API and CDS Hooks to EHRs."""

import logging
import sys
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final

import typer

from chartside.cli.options import new_app
from chartside.cli.output import notice
from chartside.errors import MissingExtra, UsageError
from chartside.settings import passphrase, settings

app = new_app()

PORT: Final = 8742
_ROOM: Final = "chartside.sidebar"


@app.command()
def serve(
    *,
    site: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What the site says: its address, its EHRs, who may sign (TOML; see the docs).",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help="Try all of it: a small EHR with the bundled record is served beside the sidebar.",
        ),
    ] = False,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="The address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="The port; 0 is any free one.")
    ] = PORT,
    cert: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The certificate for HTTPS (PEM).", exists=True),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its private key (PEM).", exists=True)
    ] = None,
) -> None:
    """Serve the sidebar, the HTTP API and CDS Hooks to EHRs.

    With `--demo` nothing has to be set up: open the address that is printed, and the sidebar runs
    in a frame of a small EHR, on the bundled record. Everything is on this machine, and is
    forgotten when the command ends.

    With `--site` it serves the EHRs of that file, which reach it at the address that the file
    gives: put it behind a proxy with HTTPS, or give `--cert` and `--key`. Keys of those who sign
    are sealed by the passphrase in CHARTSIDE_KEYS_PASSPHRASE; data lies in CHARTSIDE_HOME, in a
    folder for each EHR. One line a request goes to standard error, without anything of a chart.

    Exit status: 0 it was stopped, 2 usage, 4 the passphrase does not open the keys, 5 the port is
    taken, or a file cannot be used.
    """
    if demo == (site is not None):
        both = "--site FILE and --demo: not both" if demo else "give --site FILE, or --demo to try"
        raise UsageError(both)
    serving = _loaded("serving")
    _log_to_standard_error()
    tls = serving.Certificate(cert, key) if cert and key else None
    if (cert is None) != (key is None):
        raise UsageError("--cert and --key go together")
    where = serving.Listening(host, port, tls)
    if site is not None:
        house = serving.open_house(site, settings(), passphrase(serving.KEYS_VARIABLE, keep=False))
        notice(f"Serving {house.site.url} for {', '.join(e.name for e in house.site.ehr)}.")
        where = where.opened()
        notice(f"Listening on {where.url}.")
        serving.run(house, where)
        return
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="chartside-demo-")))
        demonstration = _loaded("demonstration").demonstration(home, where)
        show = stack.enter_context(demonstration)
        notice(f"A small EHR with the bundled record: open {show.address} in a browser.")
        notice(f"Its people sign in with the password `{show.password}`; Ctrl-C ends everything.")
        serving.run(show.house, show.listening)


def _loaded(module: str) -> Any:
    """What serves, loaded now: help needs no web server, and a site no demonstration."""
    try:
        return import_module(f"{_ROOM}.{module}")
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("chartside"):
            raise
        raise MissingExtra("the sidebar", "sidebar") from None


def _log_to_standard_error() -> None:
    """Our own lines, which hold no chart; none of the libraries', which may hold addresses."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    ours = logging.getLogger("chartside")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    for name in ("uvicorn", "httpx", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
