"""Stop a run and what is written so far is a draft that says so; kill it and it goes on."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.asking.budget import Budget
from chartside.agent.assistant import Assistant, Pending
from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.stopping import STOPPED
from chartside.draft import Draft, Status
from chartside.errors import ModelError
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.settings import Settings
from chartside.signoff import SignoffStore

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STOPPED_PY = Path(__file__).with_name("stopped.py")
SECTION = "allergies"


class Slow(Extractive):
    """Never comes to the end of one section."""

    async def write(self, task: Task) -> Any:
        if task.section.id == SECTION:
            await asyncio.Event().wait()
        return await super().write(task)


@pytest.fixture
def source(make: Any, tmp_path: Path) -> Path:
    make.record(
        *make.small(),
        make.order("amoxicillin", "Amoxicillin 500 mg capsule"),
        make.procedure("appendectomy", "Appendectomy", "1974"),
    )
    with RecordStore(tmp_path / "record.db") as store:
        ingest([tmp_path / "record-0.json"], store)
    return tmp_path / "record.db"


def signalled(home: Path, source: Path, what: str, number: signal.Signals) -> int:
    """A process that is sent a signal while it waits; its exit status."""
    words = [sys.executable, str(STOPPED_PY), str(home), str(source), what]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(number)
        return process.wait(timeout=60)


def assistant(home: Path, source: Path, **more: Any) -> Assistant:
    return Assistant(RecordStore(source), settings=Settings(home), **more)


def chart(source: Path) -> Any:
    return RecordStore(source).open_chart("Patient/1", as_of=NOW)


def texts(draft: Draft) -> list[str]:
    return [s.text for s in draft.statements]


@pytest.mark.slow
async def test_ctrl_c_leaves_an_unfinished_draft_that_says_so_and_the_run_can_go_on(
    tmp_path: Path, source: Path
) -> None:
    home = tmp_path / "home"
    assert signalled(home, source, SECTION, signal.SIGINT) == 130
    store = SignoffStore(home / "signoff.db")
    (held,) = store.drafts()
    said = [line for line in held.draft.set_aside if STOPPED in line]
    assert said[-1] == f"left out, {SECTION}: not written, {STOPPED}"
    assert all(s.verdict is not None for s in held.draft.statements)
    (pending,) = await assistant(home, source).pending()
    assert pending == Pending(held.draft.id, "write")
    whole = await assistant(home, source).resume(pending.draft_id)
    assert set(texts(held.draft)) < set(texts(whole))
    assert store.draft(whole.id).status is Status.DRAFT
    assert not [line for line in store.draft(whole.id).set_aside if STOPPED in line]
    assert len(store.versions(whole.id)) == 2


@pytest.mark.slow
async def test_a_killed_question_can_be_gone_on_with(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "home"
    assert signalled(home, source, "question", signal.SIGKILL) == -signal.SIGKILL
    (pending,) = await assistant(home, source).pending()
    answer = await assistant(home, source).resume(pending.draft_id)
    assert answer.kind == "answer"
    assert "otassium" in texts(answer)[0]


@pytest.mark.slow
async def test_a_question_that_was_called_off_is_forgotten_and_asked_again(
    tmp_path: Path, source: Path
) -> None:
    home = tmp_path / "home"
    assert signalled(home, source, "question", signal.SIGINT) == 130
    assert await assistant(home, source).pending() == ()
    assert SignoffStore(home / "signoff.db").drafts() == ()
    answer = await assistant(home, source).ask(chart(source), "What was her last potassium?")
    assert answer.statements


async def test_a_time_out_around_a_run_leaves_what_is_written(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "home"
    slow = assistant(home, source, reasoner=Slow())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slow.summarize(chart(source)), 3)
    (held,) = SignoffStore(home / "signoff.db").drafts()
    assert f"left out, {SECTION}: not written, {STOPPED}" in held.draft.set_aside


async def test_an_unfinished_draft_takes_no_whole_ones_place(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "home"
    whole = await assistant(home, source).summarize(chart(source))
    slow = assistant(home, source, reasoner=Slow())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slow.summarize(chart(source)), 3)
    (held,) = SignoffStore(home / "signoff.db").drafts()
    assert (held.draft.id, held.status) == (whole.id, Status.DRAFT)


async def test_a_run_ends_with_its_time_and_says_what_it_left_out(
    tmp_path: Path, source: Path
) -> None:
    slow = assistant(tmp_path / "home", source, reasoner=Slow(), budget=Budget(run=3))
    draft = await slow.summarize(chart(source))
    late = f"left out, {SECTION}: not written, the time of the run was over"
    assert late in draft.set_aside
    assert draft.statements
    stored = SignoffStore(tmp_path / "home" / "signoff.db").draft(draft.id)
    assert late in stored.set_aside


async def test_a_run_without_any_time_ends_and_gives_nothing(tmp_path: Path, source: Path) -> None:
    none = assistant(tmp_path / "home", source, budget=Budget(run=0))
    with pytest.raises(ModelError, match="in time"):
        await none.summarize(chart(source))
