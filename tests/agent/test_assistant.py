"""The assistant: what embeds the graph for the command line and for Python."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.assistant import Assistant, Pending
from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.progress import Progress
from chartside.draft import Draft, Statement, Status, Verdict
from chartside.errors import ChartsideError, NothingToSay, UsageError
from chartside.settings import Settings
from chartside.signoff import SignoffStore


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def assistant(record: Any, home: Path, **more: Any) -> Assistant:
    return Assistant(record, settings=Settings(home), **more)


def opened(record: Any) -> Any:
    return record.open_chart("Patient/1", as_of=None)


def words(draft: Draft) -> str:
    return "\n".join(s.text for s in draft.statements)


async def test_a_summary_is_cited_checked_and_on_the_desk(make: Any, home: Path) -> None:
    record = make.record(*make.small())
    draft = await assistant(record, home).summarize(opened(record))
    assert all(s.citations and s.verdict is Verdict.SUPPORTED for s in draft.statements)
    assert [s.id for s in draft.statements] == [
        f"s{n}" for n in range(1, len(draft.statements) + 1)
    ]
    assert SignoffStore(home / "signoff.db").draft(draft.id) == draft
    assert draft.author.name == "extractive"
    assert draft.record.resources == 7


async def test_the_same_chart_gives_the_same_sentences(make: Any, home: Path) -> None:
    record = make.record(*make.small())
    chart = opened(record)
    one, other = [await assistant(record, home).summarize(chart) for _ in range(2)]
    assert one.id != other.id
    assert one.sections == other.sections


async def test_an_empty_chart_says_nothing_and_leaves_nothing_behind(make: Any, home: Path) -> None:
    record = make.record()
    asked = assistant(record, home)
    with pytest.raises(NothingToSay):
        await asked.summarize(opened(record))
    assert await asked.pending() == ()
    with sqlite3.connect(home / "checkpoints.db") as held:
        left = [
            held.execute("SELECT count(*) FROM checkpoints").fetchone(),
            held.execute("SELECT count(*) FROM writes").fetchone(),
        ]
    held.close()
    assert left == [(0,), (0,)]
    assert not (home / "signoff.db").exists() or SignoffStore(home / "signoff.db").drafts() == ()


async def test_a_run_whose_draft_was_superseded_is_over_and_forgotten(
    make: Any, home: Path
) -> None:
    record = make.record(*make.small())
    asked = assistant(record, home)
    older = await asked.summarize(opened(record))
    newer = await asked.summarize(opened(record))
    assert await asked.pending() == (Pending(newer.id, "review"),)
    assert older.id.encode() not in (home / "checkpoints.db").read_bytes()
    assert (await asked.finish(older.id)).status is Status.SUPERSEDED


class Unreachable(Extractive):
    """An author whose model is away."""

    async def write(self, task: Task) -> tuple[Statement, ...]:
        raise ConnectionRefusedError(111, f"no model for {task.section.id}")


async def test_an_author_that_cannot_be_reached_is_not_called_a_broken_checkpoint_file(
    make: Any, home: Path
) -> None:
    record = make.record(*make.small())
    with pytest.raises(ConnectionRefusedError):
        await assistant(record, home, reasoner=Unreachable()).summarize(opened(record))
    (pending,) = await assistant(record, home).pending()
    draft = await assistant(record, home).resume(pending.draft_id)
    assert words(draft)


@pytest.mark.parametrize("since", ["soon", "2019-13", "01/02/2019"])
async def test_a_first_day_that_is_no_date_is_refused(make: Any, home: Path, since: str) -> None:
    record = make.record(*make.small())
    with pytest.raises(UsageError, match="since must be a date such as"):
        await assistant(record, home).summarize(opened(record), since=since)


async def test_an_unknown_kind_is_refused_before_a_run_begins(make: Any, home: Path) -> None:
    record = make.record(*make.small())
    asked = assistant(record, home)
    with pytest.raises(UsageError, match="no document kind 'poem'"):
        await asked.summarize(opened(record), "poem")
    assert await asked.pending() == ()


async def test_since_leaves_out_what_happened_before_and_keeps_what_is_in_force(
    make: Any, home: Path
) -> None:
    record = make.record(
        make.problem("asthma", "Asthma", onsetDateTime="1998"),
        make.order("losartan", "Losartan 50 mg tablet", authoredOn="2012-01-01"),
        make.allergy("penicillin", "Penicillin", recordedDate="1979-01-01"),
        make.procedure("old", "Appendectomy", "2024-12-30"),
        make.procedure("new", "Cholecystectomy", "2025-03-04"),
        make.visit("v1", "Office visit", "2024-12-31"),
        make.visit("v2", "Eye clinic", "2025-02-01"),
    )
    told = words(await assistant(record, home).summarize(opened(record), since="2025"))
    assert all(name in told for name in ("Asthma", "Losartan", "penicillin", "Cholecystectomy"))
    assert "Eye clinic" in told
    assert "Appendectomy" not in told
    assert "Office visit" not in told


async def test_progress_is_told_while_it_works(make: Any, home: Path) -> None:
    record = make.record(*make.small())
    heard: list[Progress] = []
    await assistant(record, home).summarize(opened(record), progress=heard.append)
    steps = dict.fromkeys(p.step for p in heard if p.event == "finished")
    assert list(steps) == ["open", "survey", "plan", "gather", "write", "check"]
    assert heard[-1] == Progress("review", "waiting")


async def test_a_kind_of_the_sites_own_is_written(make: Any, home: Path) -> None:
    (home / "kinds").mkdir(parents=True)
    (home / "kinds" / "brief.md").write_text(
        "---\nid: brief\nversion: 1\ntitle: Brief\naudience: a nurse\nlength: 9\nchange: First.\n"
        "sections:\n  - {id: a, title: Problems, evidence: [problems], limit: 9}\n---\nWrite.\n",
        encoding="utf-8",
    )
    record = make.record(*make.small())
    draft = await assistant(record, home).summarize(opened(record), "brief")
    assert words(draft) == "Asthma, active since 1998."
    assert draft.prompts["brief"].startswith("1:")


async def test_evidence_that_nobody_gathers_is_refused(make: Any, home: Path) -> None:
    (home / "kinds").mkdir(parents=True)
    (home / "kinds" / "odd.md").write_text(
        "---\nid: odd\nversion: 1\ntitle: Odd\naudience: a nurse\nlength: 9\nchange: First.\n"
        "sections:\n  - {id: a, title: A, evidence: [horoscope], limit: 9}\n---\nWrite.\n",
        encoding="utf-8",
    )
    record = make.record(*make.small())
    asked = assistant(record, home)
    with pytest.raises(UsageError, match="asks for unknown evidence: horoscope"):
        await asked.summarize(opened(record), "odd")


@pytest.mark.parametrize("reasoner", ["medgemma", "ftp://host/v1#medgemma", "", "http://[::1"])
def test_a_reasoner_that_nobody_knows_is_refused(reasoner: str, make: Any) -> None:
    with pytest.raises(UsageError):
        Assistant(make.record(), reasoner=reasoner)


def test_a_folder_without_weights_is_no_reasoner(make: Any, tmp_path: Path) -> None:
    with pytest.raises(ChartsideError):
        Assistant(make.record(), reasoner=f"local:{tmp_path}")


class Collector(BaseHTTPRequestHandler):
    """Counts the runs that a tracer sends; its client asks (GET) what the server can, too."""

    runs: int = 0

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self.rfile.read(int(self.headers.get("content-length", 0)))
        type(self).runs += self.command != "GET"
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


TRACED = """
import asyncio, sys
from pathlib import Path
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith import traceable
from chartside.agent.assistant import Assistant
from chartside.fhir.record import open_record
from chartside.settings import Settings

record = open_record(sys.argv[1])
@traceable
def control(): return 1
if sys.argv[3] == "control":
    control()
else:
    asked = Assistant(record, settings=Settings(Path(sys.argv[2])))
    asyncio.run(asked.summarize(record.open_chart()))
wait_for_all_tracers()
from langsmith.run_trees import get_cached_client
get_cached_client().flush()
"""


@pytest.mark.parametrize(("what", "sent"), [("control", True), ("summary", False)])
def test_nothing_is_traced_though_the_environment_switches_langsmith_on(
    what: str,
    sent: bool,
    make: Any,
    home: Path,
    collector: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make.record(*make.small())
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_not_a_key")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
    Collector.runs = 0
    done = subprocess.run(
        [sys.executable, "-c", TRACED, str(make.folder / "record-0.json"), str(home), what],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (Collector.runs > 0) is sent
