"""Workers: what they hold, how they die, and that none is left over."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.settings import PostgreSQL, drafting_environment
from chartside.sidebar.running import Job, Run, Runs, RunState
from chartside.sidebar.running.job import job_from_json
from chartside.sidebar.running.process import Worker
from chartside.sidebar.running.wire import places
from chartside.signoff import SignoffStore

LEFT_ALONE = Path(__file__).with_name("left_alone.py")
SECRET = "Zebrastripes-over-nine-hills"
SECRETS = (
    "CHARTSIDE_PASSPHRASE",
    "CHARTSIDE_WRITE_BACK_TOKEN",
    "CHARTSIDE_MCP_TOKEN",
    "CHARTSIDE_DICOMWEB_TOKEN",
    "EHR_CLIENT_SECRET",
    "PGPASSWORD",
    "MY_SIGNING_PASSPHRASE",
)


def gone(pid: int) -> bool:
    """Whether a child has been waited for: it is no child any more, not even a dead one."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def in_file(job: Job) -> bool:
    """Whether drafts lie in a file of the data folder."""
    return Path(job.home, "signoff.db").exists()


async def test_a_worker_holds_no_key_token_or_passphrase_of_whoever_started_it(
    job: Any, watch: Any, stalling: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, SECRET)
    key = tmp_path / "identity.key"
    key.write_text(SECRET, encoding="utf-8")
    with key.open(encoding="utf-8") as held:
        os.set_inheritable(held.fileno(), True)
        async with Runs() as runs:
            run = await runs.start("anna", job(reasoner=stalling.reasoner))
            await watch.until(run, "section")
            process = Path("/proc", str(watch.worker_of(runs, run).pid))
            environment = (process / "environ").read_bytes()
            arguments = (process / "cmdline").read_bytes()
            files = [os.readlink(f) for f in (process / "fd").iterdir() if f.is_symlink()]
    assert b"PATH=" in environment
    assert SECRET.encode() not in environment + arguments
    assert not [name for name in SECRETS if name.encode() in environment]
    assert str(key) not in files
    ours = [f for f in files if f.startswith("/") and not f.startswith("/dev/")]
    assert ours
    assert {Path(f).name.split(".db")[0] for f in ours} <= {"record", "signoff", "checkpoints"}


def test_what_a_worker_may_see_of_the_environment_is_an_allow_list(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    for name in (*SECRETS, "SOMETHING_NEW"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("CHARTSIDE_ENDPOINT_KEY", "for-the-model")
    seen = drafting_environment()
    assert SECRET not in seen.values()
    assert seen["CHARTSIDE_HOME"] == str(home)
    assert seen["CHARTSIDE_ENDPOINT_KEY"] == "for-the-model"


def test_the_process_that_serves_pages_does_not_load_the_agent() -> None:
    probe = "import sys, chartside.sidebar.running; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "chartside.sidebar.running.runs" in loaded
    assert not [m for m in loaded if m.startswith(("langgraph", "chartside.agent"))]


@pytest.mark.slow
async def test_a_worker_that_is_killed_fails_its_run_which_another_one_goes_on_with(
    job: Any, watch: Any, stalling: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with Runs() as runs:
        run = await runs.start("anna", job(reasoner=stalling.reasoner))
        await watch.until(run, "section")
        worker = watch.worker_of(runs, run)
        os.kill(worker.pid, signal.SIGKILL)
        await run.end()
        last = run.events[-1]
        assert (last.name, last.data["code"]) == ("failed", "worker-died")
        assert last.data["draft"] == run.draft_id
        assert gone(worker.pid)
        stalling.go_on()
        again = await runs.start("anna", job(resume=run.draft_id, reasoner=stalling.reasoner))
        assert (await watch.heard(again))[-1].data["draft"] == run.draft_id
        assert runs.counts()["died"] == 1
        assert runs.counts()["workers"] == 1
    assert f"run {run.id}: its worker ended, status -9" in caplog.text
    assert watch.canary not in caplog.text


@pytest.mark.slow
async def test_a_worker_that_died_without_work_costs_nobody_a_run(job: Any, watch: Any) -> None:
    async with Runs() as runs:
        run = await runs.start("anna", job(kind="sonnet"))
        await watch.until(run, "failed")
        (worker,) = runs._staff
        os.kill(worker.pid, signal.SIGKILL)
        await worker._process.wait()
        assert (await watch.heard(await runs.start("anna", job())))[-1].name == "ended"
        assert runs.counts()["died"] == 0


@pytest.mark.slow
async def test_a_worker_that_has_done_enough_is_replaced(job: Any, watch: Any) -> None:
    async with Runs(jobs=1) as runs:
        for _ in range(2):
            assert (await watch.heard(await runs.start("anna", job())))[-1].name == "ended"
        assert runs.counts()["recycled"] >= 1
        assert runs.counts()["ended"] == 2
    assert runs.counts()["workers"] == 0


@pytest.mark.slow
async def test_workers_beside_each_other_draft_for_many_without_getting_in_each_others_way(
    job: Any, watch: Any
) -> None:
    async with Runs(workers=2) as runs:
        asked = [await runs.start(f"owner {n}", job()) for n in range(6)]
        ends = [(await watch.heard(run))[-1].name for run in asked]
    assert ends == ["ended"] * 6
    assert len({run.draft_id for run in asked}) == 6


@pytest.mark.slow
async def test_a_worker_that_does_not_come_up_fails_the_run_and_says_so_in_the_log(
    job: Any, watch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with Runs(environment={"PYTHONHOME": "/nowhere"}) as runs:
        run = await runs.start("anna", job())
        last = (await watch.heard(run))[-1]
    assert (last.name, last.data["code"]) == ("failed", "worker")
    assert "worker did not start" in caplog.text


@pytest.mark.slow
async def test_a_run_that_does_not_end_in_time_is_stopped(job: Any, watch: Any) -> None:
    async with Runs(longest=timedelta(0)) as runs:
        run = await runs.start("anna", job())
        last = (await watch.heard(run))[-1]
        assert (last.name, last.data["code"]) == ("failed", "slow")
        assert "draft" not in last.data  # it has not begun: there is nothing to go on with
        assert run.over


@pytest.mark.slow
async def test_a_worker_that_does_not_stop_is_struck_down(
    job: Any, watch: Any, stalling: Any
) -> None:
    async with Runs(grace=timedelta(0)) as runs:
        run = await runs.start("anna", job(reasoner=stalling.reasoner))
        await watch.until(run, "section")
        os.kill(watch.worker_of(runs, run).pid, signal.SIGSTOP)
        await runs.cancel("anna", run.id)
        assert [e.data for e in run.events if e.final] == [{"draft": ""}]
        assert run.state is RunState.CANCELLED


@pytest.mark.slow
async def test_closing_calls_off_what_runs_and_leaves_no_process(
    job: Any, watch: Any, stalling: Any
) -> None:
    async with Runs() as runs:
        run = await runs.start("anna", job(reasoner=stalling.reasoner))
        waits = await runs.start("anna", job())
        await watch.until(run, "section")
        pid = watch.worker_of(runs, run).pid
    assert (run.state, waits.state) == (RunState.CANCELLED, RunState.CANCELLED)
    assert run.events[-1].data == {"draft": run.draft_id}
    assert gone(pid)


@pytest.mark.slow
def test_a_worker_ends_when_whoever_started_it_is_killed(
    record: Path, tmp_path: Path, watch: Any, stalling: Any
) -> None:
    words = [sys.executable, str(LEFT_ALONE), str(record), str(tmp_path), stalling.reasoner]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        worker = int(process.stdout.readline())
        process.kill()
    assert watch.ended(worker)


@pytest.mark.slow
def test_ctrl_c_at_the_terminal_is_for_whoever_started_it_who_then_ends_its_workers(
    record: Path, tmp_path: Path, watch: Any, stalling: Any
) -> None:
    words = [sys.executable, str(LEFT_ALONE), str(record), str(tmp_path), stalling.reasoner]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, text=True, start_new_session=True, **quiet) as process:  # type: ignore[call-overload]  # the same for both
        worker = int(process.stdout.readline())
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) in {1, 130, -signal.SIGINT}
    assert watch.ended(worker)
    assert len(SignoffStore(tmp_path / "signoff.db").drafts()) == 1


PRETENDER = """
import json, sys
sys.stderr.write({early!r} + chr(10)); sys.stderr.flush()
print('{{"ready": true}}', flush=True)
job = json.loads(sys.stdin.readline())
sys.stderr.write({late!r} + chr(10)); sys.stderr.flush()
{then}
sys.stdin.read()
"""


@pytest.fixture
def pretending(job: Any) -> Callable[[str], Any]:
    """A run that is given to a program which speaks as a worker does, and then says something."""

    @asynccontextmanager
    async def given(then: str, late: str = SECRET) -> AsyncIterator[tuple[Worker, Run]]:
        program = PRETENDER.format(early="starting", late=late, then=then)
        worker = await Worker.begin({}, (sys.executable, "-c", program))
        run = Run("r1", "anna", job(), "d1")
        run.begin()
        try:
            assert await worker.ready()
            await worker.do(run)
            yield worker, run
        finally:
            await worker.close()

    return given


async def test_what_a_library_writes_beside_the_events_is_counted_and_not_logged(
    pretending: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = 'print(json.dumps({"run": "r1", "name": "ended", "data": {"draft": "d1"}}), flush=True)'
    async with pretending(said) as (_, run):
        assert run.state is RunState.ENDED
    assert SECRET not in caplog.text
    assert "lines to standard error" in caplog.text


@pytest.mark.parametrize(
    "said",
    [
        'print("no JSON", flush=True)',
        'print("[1]", flush=True)',
        'print("x" * 2**25, flush=True)',
        "sys.exit(3)",
    ],
    ids=["no JSON", "no object", "too long", "nothing"],
)
async def test_a_worker_that_makes_no_sense_is_ended(pretending: Any, said: str) -> None:
    async with pretending(said) as (worker, run):
        assert not worker.alive
        assert not run.over


async def test_a_worker_can_tell_no_event_that_is_none(pretending: Any) -> None:
    said = 'print(json.dumps({"run": "r1", "name": "signed", "data": {}}), flush=True)'
    async with pretending(said) as (_, run):
        assert run.state is RunState.FAILED
        assert [e.name for e in run.events] == ["failed"]


async def test_what_a_worker_says_of_another_run_is_not_told_of_this_one(pretending: Any) -> None:
    line = 'print(json.dumps({{"run": "{0}", "name": "{1}", "data": {{}}}}), flush=True)'
    async with pretending(line.format("r0", "section") + "\n" + line.format("r1", "ended")) as (
        _,
        run,
    ):
        assert [e.name for e in run.events] == ["ended"]


def test_a_fault_is_told_by_its_place_and_not_by_what_it_says() -> None:
    try:
        job_from_json({"record": SECRET, "patient": SECRET, "home": None})
    except UsageError as fault:
        said = places(fault)
    assert said[0] == "UsageError"
    assert said[1].startswith("test_workers.py:")
    assert said[2].startswith("sidebar/running/job.py:")
    assert SECRET not in repr(said)


@pytest.mark.slow
async def test_where_a_database_keeps_everything_a_worker_lays_its_draft_there(
    job: Any, watch: Any, postgresql: PostgreSQL
) -> None:
    seen = {
        **drafting_environment(),
        "CHARTSIDE_DATABASE": postgresql.url,
        "CHARTSIDE_ANCHOR": str(postgresql.anchor),
    }
    async with Runs(environment=seen) as runs:
        run = await runs.start("anna", job())
        assert (await watch.heard(run))[-1].name == "ended"
    assert SignoffStore(postgresql).draft(run.draft_id).patient == "Patient/1"
    assert not in_file(job())
