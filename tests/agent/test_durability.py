"""Kill it at any point: it goes on where it was, and nothing is proposed, signed or filed twice."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.assistant import Assistant, Pending
from chartside.draft import Draft, Status
from chartside.errors import UsageError
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.settings import Settings
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    create_identity,
    events,
    show,
    sign,
    unlock,
    verify,
)

pytestmark = pytest.mark.slow

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PASSPHRASE = "Zebrastripes over nine hills"
Process = subprocess.Popen[str]
MORTAL = Path(__file__).with_name("mortal.py")


@dataclass
class House:
    """A home folder beside a record, and what happens in it."""

    home: Path
    record: RecordStore
    source: Path
    signer: UnlockedIdentity
    mortals: Process

    @property
    def assistant(self) -> Assistant:
        """A fresh one, as a new process would make it."""
        return Assistant(self.record, settings=Settings(self.home))

    @property
    def store(self) -> SignoffStore:
        return SignoffStore(self.home / "signoff.db")

    def chart(self) -> Any:
        return self.record.open_chart("Patient/1", as_of=NOW)

    def killed(self, *words: str) -> None:
        """A process was told to die in this node, and did."""
        job = json.dumps([str(self.home), str(self.source), *words])
        assert self.mortals.stdin
        assert self.mortals.stdout
        self.mortals.stdin.write(f"{job}\n")
        self.mortals.stdin.flush()
        assert int(self.mortals.stdout.readline()) == -signal.SIGKILL

    def sign(self, draft: Draft) -> None:
        seen = show(self.store, draft.id, self.chart()).seen
        unsure = [s.id for s in draft.statements if s.verdict and s.verdict.value != "supported"]
        sign(
            self.store,
            draft.id,
            self.signer,
            meaning="author",
            chart=self.chart(),
            seen=seen,
            attested=unsure,
        )

    def happened(self, event: str) -> int:
        return sum(row.event == event for row in events(self.store))

    def filed(self) -> list[str]:
        return sorted(p.name for p in (self.home / "documents").glob("*"))


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> UnlockedIdentity:
    folder = tmp_path_factory.mktemp("identities")
    create_identity(folder, "grey", "Dr. Meredith Grey", "physician", PASSPHRASE)
    return unlock(folder, "grey", PASSPHRASE)


@pytest.fixture(scope="module")
def mortals() -> Iterator[Process]:
    """Does jobs in processes that die; with no type of ours readable from a checkpoint."""
    strict = ["env", "LANGGRAPH_STRICT_MSGPACK=true"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([*strict, sys.executable, str(MORTAL)], **pipes) as process:
        yield process


@pytest.fixture
def house(make: Any, tmp_path: Path, signer: UnlockedIdentity, mortals: Process) -> Iterator[House]:
    make.record(
        *make.small(),
        make.order("amoxicillin", "Amoxicillin 500 mg capsule"),
        make.procedure("appendectomy", "Appendectomy", "1974"),
        make.note("n1", "Seen today, well."),
    )
    with RecordStore(tmp_path / "record.db") as store:
        ingest([tmp_path / "record-0.json"], store)
        yield House(tmp_path / "home", store, tmp_path / "record.db", signer, mortals)


def told(draft: Draft) -> Draft:
    """What a draft says, without what differs from run to run."""
    return replace(draft, id="", created="")


NODES = ("open", "survey", "plan", "gather", "write", "check", "review")


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("node", NODES)
async def test_a_run_killed_in_any_node_gives_the_draft_of_one_that_was_not(
    node: str, moment: str, house: House, tmp_path: Path
) -> None:
    house.killed("summarize", node, moment)
    (pending,) = await house.assistant.pending()
    assert pending == Pending(pending.draft_id, node)
    draft = await house.assistant.resume(pending.draft_id)
    undisturbed = replace(house, home=tmp_path / "undisturbed")
    assert told(draft) == told(await undisturbed.assistant.summarize(house.chart()))
    assert len(draft.statements) > 8
    assert await house.assistant.pending() == (Pending(draft.id, "review"),)
    (held,) = house.store.drafts()
    assert told(held.draft) == told(draft)
    assert len(house.store.versions(draft.id)) == house.happened("proposed") == 1
    assert verify(house.store).ok


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("node", ["review", "file"])
async def test_a_run_killed_between_signing_and_the_filed_document_files_it_once(
    node: str, moment: str, house: House
) -> None:
    draft = await house.assistant.summarize(house.chart())
    house.sign(draft)
    house.killed("finish", draft.id, node, moment)
    outcome = await house.assistant.finish(draft.id)
    assert outcome.status is Status.SIGNED
    assert await house.assistant.finish(draft.id) == outcome
    assert house.happened("filed") == 1
    require_one_signed_and_filed(house, outcome.filed)


def require_one_signed_and_filed(house: House, name: str) -> None:
    assert [house.happened(e) for e in ("proposed", "signed")] == [1, 1]
    stem = name.removesuffix(".md")
    assert house.filed() == [f"{stem}.fhir.json", name, f"{stem}.signed.json"]
    assert verify(house.store).ok


async def test_a_process_that_never_came_back_after_signing_files_with_the_next_one(
    house: House,
) -> None:
    house.killed("summarize", "review", "after")
    (pending,) = await house.assistant.pending()
    house.sign(house.store.draft(pending.draft_id))
    outcome = await house.assistant.finish(pending.draft_id)
    assert await house.assistant.pending() == ()
    require_one_signed_and_filed(house, outcome.filed)


async def test_two_that_finish_at_once_file_one_document(house: House) -> None:
    draft = await house.assistant.summarize(house.chart())
    house.sign(draft)
    both = await asyncio.gather(*(house.assistant.finish(draft.id) for _ in range(2)))
    assert len(set(both)) == 1
    require_one_signed_and_filed(house, both[0].filed)


async def test_a_run_killed_again_and_again_still_comes_to_its_draft(house: House) -> None:
    house.killed("summarize", "survey", "before")
    (pending,) = await house.assistant.pending()
    for node in ("gather", "check", "review"):
        house.killed("finish", pending.draft_id, node, "after")
    draft = await house.assistant.resume(pending.draft_id)
    assert house.happened("proposed") == 1
    assert house.store.draft(draft.id).status is Status.DRAFT


async def test_a_draft_that_waits_is_not_ended_by_looking_and_an_unknown_one_is_refused(
    house: House,
) -> None:
    draft = await house.assistant.summarize(house.chart())
    assert (await house.assistant.finish(draft.id)).status is Status.DRAFT
    assert await house.assistant.pending() == (Pending(draft.id, "review"),)
    with pytest.raises(UsageError):
        await house.assistant.finish("d-unknown")
    with pytest.raises(UsageError):
        await house.assistant.resume("d-unknown")
