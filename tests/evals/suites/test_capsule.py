"""The capsule of a run, and the run once more from it."""

import asyncio
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from chartside.demo import record_json
from chartside.errors import EndpointFailed, OffSchema, SourceError, UsageError
from chartside.evals.capsule.failures import failure_again, failure_of
from chartside.evals.capsule.keeping import read_capsule
from chartside.evals.capsule.models import Noted, Replayed, Replies
from chartside.evals.capsule.notes import Notes, noting
from chartside.evals.running.patients import Records
from chartside.evals.running.replaying import replay
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]
RECORDS = Records(panel=0)
SAYS = json.dumps({"sentences": [{"text": "She takes warfarin.", "sources": [1]}]})


@pytest.fixture
def ran(model_server: Callable[..., Any], tmp_path: Path) -> tuple[Path, Any]:
    """A run by a model whose server is gone afterwards."""
    served = model_server(SAYS, "medgemma-27b-it")
    run(Asked(("chart-questions", "summaries"), RECORDS, served.reasoner, limit=2), tmp_path)
    served.close()
    return tmp_path, served


def test_a_run_is_replayed_without_its_model_to_the_last_bit(ran: tuple[Path, Any]) -> None:
    folder, served = ran
    asked = len(served.asked)
    found = replay(folder)
    assert len(served.asked) == asked > 0
    assert found.different == ()
    assert found.same == 2 * (2 + 2)  # each worked on, and graded
    assert found.changed == {}


def test_the_capsule_holds_each_prompt_answer_and_result_of_a_tool(ran: tuple[Path, Any]) -> None:
    folder, served = ran
    cases = read_capsule(folder).cases.values()
    calls = [call for case in cases for call in case["calls"]]
    assert len(calls) == len(served.asked)
    sent = "\n".join(m["content"] for one in served.asked for m in one["messages"])
    assert all(call["request"]["messages"][-1]["content"] in sent for call in calls)
    assert {call["reply"]["content"] for call in calls} == {SAYS}
    tools = [tool for case in cases for tool in case["tools"]]
    assert {"tool", "arguments", "given", "digest"} <= tools[0].keys()
    assert any(tool["given"]["lines"] for tool in tools)


@pytest.mark.parametrize("part", ["completion", "tool"])
def test_what_differs_is_said_of_the_case_in_which_it_does(
    ran: tuple[Path, Any], part: str
) -> None:
    folder, _ = ran
    file = folder / "capsule" / "cases.jsonl.gz"
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    changed = next(line for line in lines if line["tools"])
    if part == "completion":
        changed["outcome"]["completion"] += " "
    else:
        changed["tools"][0]["given"]["query"] += " "
    file.write_bytes(gzip.compress(b"\n".join(json.dumps(line).encode() for line in lines)))
    found = replay(folder)
    assert [(d.suite, d.case) for d in found.different] == [(changed["suite"], changed["case"])]


def test_a_model_that_failed_fails_again(model_server: Callable[..., Any], tmp_path: Path) -> None:
    served = model_server("", "medgemma-27b-it")
    served.status = 400
    report = run(Asked(("chart-questions",), RECORDS, served.reasoner, limit=2), tmp_path)
    assert report.suites[0].failed == {"endpoint": 2}
    served.close()
    assert replay(tmp_path).different == ()


def test_other_records_are_refused(ran: tuple[Path, Any], tmp_path: Path) -> None:
    folder, _ = ran
    other = tmp_path / "other.json"
    other.write_text('{"resourceType": "Bundle", "type": "collection"}', encoding="utf-8")
    about = folder / "capsule" / "about.json"
    held = json.loads(about.read_text(encoding="utf-8"))
    held["digests"] = {"source": "0" * 64}
    about.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(UsageError, match="source"):
        replay(folder, str(other))


def test_what_is_no_capsule_is_refused_and_one_cut_off_is_read_as_far_as_it_goes(
    ran: tuple[Path, Any], tmp_path: Path
) -> None:
    folder, _ = ran
    with pytest.raises(UsageError):
        read_capsule(tmp_path / "none")
    whole = read_capsule(folder).cases
    file = folder / "capsule" / "cases.jsonl.gz"
    file.write_bytes(file.read_bytes()[:-20])
    assert len(read_capsule(folder).cases) == len(whole) - 1
    (folder / "capsule" / "about.json").write_text("{", encoding="utf-8")
    with pytest.raises(SourceError):
        read_capsule(folder)


def test_the_capsule_is_its_owners_alone(ran: tuple[Path, Any]) -> None:
    folder, _ = ran
    assert (folder / "capsule").stat().st_mode & 0o077 == 0
    assert (folder / "capsule" / "cases.jsonl.gz").stat().st_mode & 0o077 == 0


def test_an_error_is_the_same_again() -> None:
    for error in (EndpointFailed("too-long"), OffSchema("Written", ("truncated",), 2)):
        again = failure_again(json.loads(json.dumps(failure_of(error))))
        assert type(again) is type(error)
        assert (str(again), vars(again)) == (str(error), vars(error))
    assert type(failure_again(failure_of(KeyError("of a library")))).__name__ == "KeyError"


def test_what_is_not_in_a_capsule_is_a_difference(ran: tuple[Path, Any]) -> None:
    folder, _ = ran
    (folder / "capsule" / "cases.jsonl.gz").write_bytes(b"")
    found = replay(folder)
    assert found.same == 0
    assert {d.what for d in found.different} == {"it is not in the capsule"}


def test_a_replay_asks_no_server_that_a_capsule_names(ran: tuple[Path, Any]) -> None:
    folder, _ = ran
    about = folder / "capsule" / "about.json"
    held = json.loads(about.read_text(encoding="utf-8"))
    held["asked"]["records"]["source"] = "http://127.0.0.1:9/fhir"
    about.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(UsageError, match="--source"):
        replay(folder)
    held["asked"] |= {"records": {"source": ""}, "unknown": 1}
    about.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(UsageError, match="options"):
        replay(folder)


def test_a_capsule_that_was_cut_off_is_gone_on_with_and_one_torn_within_is_damaged(
    ran: tuple[Path, Any],
) -> None:
    folder, served = ran
    asked = Asked(("chart-questions", "summaries"), RECORDS, served.reasoner, limit=2, resume=True)
    file = folder / "capsule" / "cases.jsonl.gz"
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    run(asked, folder)  # every case was measured: what is torn is taken away
    assert len(read_capsule(folder).cases) == 7
    file.write_bytes(whole[:-20] + whole)
    with pytest.raises(SourceError):
        read_capsule(folder)


def test_a_run_is_not_resumed_on_records_that_changed(tmp_path: Path) -> None:
    record, folder = tmp_path / "record.json", tmp_path / "logs"
    record.write_bytes(record_json())
    asked = Asked(("abstention",), Records(str(record)), limit=2)
    run(asked, folder)
    with pytest.raises(UsageError, match="limit"):
        run(replace(asked, limit=3, resume=True), folder)
    record.write_bytes(record_json() + b" ")
    with pytest.raises(UsageError, match="records"):
        run(replace(asked, resume=True), folder)


def test_nobody_else_reads_what_is_written_in_a_folder_that_is_open(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    run(Asked(("abstention",), RECORDS, limit=1), folder)
    assert [p.name for p in folder.rglob("*") if p.stat().st_mode & 0o077] == []


async def test_a_call_that_was_cancelled_is_noted_and_has_no_answer() -> None:
    class Slow(FakeListChatModel):
        async def _agenerate(self, *_: Any, **__: Any) -> Any:
            await asyncio.sleep(60)

    notes = Notes("suite", "case", "work")
    model = Noted(inner=Slow(responses=[""]), identity={"parameters": {}})
    with noting(notes):
        asking = asyncio.create_task(model.ainvoke("?"))
        await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert notes.calls[0]["cancelled"] is True
    held = {notes.key: {"calls": notes.calls}}
    again = Replayed(identity={"parameters": {}}, replies=Replies(held))
    with noting(Notes("suite", "case", "work")), pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(again.ainvoke("?"), 0.05)
