"""Runs whose checkpoints lie in PostgreSQL: begun here, decided there, gone on with elsewhere."""

import asyncio
import multiprocessing
import os
import signal
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from chartside.agent.assistant import Assistant
from chartside.agent.checkpoints import checkpoints, threads
from chartside.demo import record_json
from chartside.draft import Status
from chartside.errors import StoreError
from chartside.fhir.record import open_record
from chartside.settings import PostgreSQL, Settings
from chartside.signoff import (
    SignoffStore,
    create_identity,
    decline,
    events,
    show,
    sign,
    unlock,
    verify,
)

FORK = multiprocessing.get_context("fork")
PASSPHRASE = "Zebrastripes over nine hills"


@pytest.fixture
def here(postgresql: PostgreSQL, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", database=postgresql.url)


@pytest.fixture
def demo(tmp_path: Path) -> str:
    (tmp_path / "demo.json").write_bytes(record_json())
    return str(tmp_path / "demo.json")


async def test_a_draft_is_written_signed_and_filed_with_nothing_kept_in_files(
    here: Settings, demo: str
) -> None:
    record = open_record(demo)
    chart = record.open_chart()
    draft = await Assistant(record, settings=here).summarize(chart)
    assert await Assistant(record, settings=here).pending()
    store = SignoffStore(here.signoff)
    create_identity(here.identities, "asha", "Asha Rao, MD", "physician", PASSPHRASE)
    asha = unlock(here.identities, "asha", PASSPHRASE)
    attested = [s.id for s in draft.statements if s.verdict not in {"supported", None}]
    seen = show(store, draft.id, chart).seen
    sign(store, draft.id, asha, meaning="author", chart=chart, seen=seen, attested=attested)
    outcome = await Assistant(record, settings=here).finish(draft.id)
    assert outcome.status is Status.SIGNED
    assert outcome.filed.endswith(".md")
    assert verify(store).problems == ()
    assert not list(here.home.glob("*.db*"))
    async with checkpoints(here.checkpoints) as saver:
        assert await threads(saver) == []


async def test_two_machines_that_finish_one_draft_at_once_file_it_once(
    here: Settings, demo: str
) -> None:
    record = open_record(demo)
    chart = record.open_chart()
    draft = await Assistant(record, settings=here).summarize(chart)
    store = SignoffStore(here.signoff)
    create_identity(here.identities, "asha", "Asha Rao, MD", "physician", PASSPHRASE)
    asha = unlock(here.identities, "asha", PASSPHRASE)
    attested = [s.id for s in draft.statements if s.verdict not in {"supported", None}]
    seen = show(store, draft.id, chart).seen
    sign(store, draft.id, asha, meaning="author", chart=chart, seen=seen, attested=attested)
    one, other = Assistant(record, settings=here), Assistant(record, settings=here)
    outcomes = await asyncio.gather(one.finish(draft.id), other.finish(draft.id))
    assert {o.status for o in outcomes} == {Status.SIGNED}
    assert [row.event for row in events(store, draft.id)].count("filed") == 1


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, 4, 9, 14])
async def test_a_run_killed_at_a_step_goes_on_elsewhere_to_one_draft(
    here: Settings, demo: str, step: int
) -> None:
    def run() -> None:
        steps = count(1)

        def die(_: object) -> None:
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        record = open_record(demo)
        writing = Assistant(record, settings=here).summarize(record.open_chart(), progress=die)
        asyncio.run(writing)

    process = FORK.Process(target=run)
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL
    assistant = Assistant(open_record(demo), settings=here)
    (cut_off,) = {run.draft_id for run in await assistant.pending()}
    draft = await assistant.resume(cut_off)
    store = SignoffStore(here.signoff)
    assert [held.draft.id for held in store.drafts()] == [cut_off]
    assert draft.statements == store.draft(cut_off).statements
    assert verify(store).problems == ()


async def test_a_run_of_a_declined_draft_is_forgotten(here: Settings, demo: str) -> None:
    record = open_record(demo)
    assistant = Assistant(record, settings=here)
    draft = await assistant.summarize(record.open_chart())
    create_identity(here.identities, "asha", "Asha Rao, MD", "physician", PASSPHRASE)
    asha = unlock(here.identities, "asha", PASSPHRASE)
    decline(SignoffStore(here.signoff), draft.id, asha, reason="the wrong visit")
    assert await assistant.pending() == ()
    async with checkpoints(here.checkpoints) as saver:
        assert await threads(saver) == []


async def test_many_that_come_first_make_the_tables_once(here: Settings) -> None:
    async def first() -> list[str]:
        async with checkpoints(here.checkpoints) as saver:
            return await threads(saver)

    assert await asyncio.gather(*(first() for _ in range(6))) == [[]] * 6


async def test_a_server_that_is_not_there_is_an_error_without_the_password(
    here: Settings, tmp_path: Path
) -> None:
    gone = replace(here, database=f"postgresql://asha:Xylophone@/postgres?host={tmp_path}")
    with pytest.raises(StoreError, match="cannot be reached") as failed:
        async with checkpoints(gone.checkpoints):
            pass
    assert "Xylophone" not in str(failed.value)
    assert "Xylophone" not in repr(gone)
