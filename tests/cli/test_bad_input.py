"""Whatever is given: one clear sentence, the right exit status, nothing lost, no traceback.

Each test runs the real program in a process of its own.
"""

import gzip
import json
import os
import resource
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROGRAM = [sys.executable, "-c", "from chartside.cli import main; main()"]
CANARY = "Xanthippe-canary"
PERSON = {
    "resourceType": "Patient",
    "id": "p",
    "name": [{"family": CANARY}],
    "birthDate": "1950-01-02",
}


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    status: int
    out: bytes
    err: str

    def said(self, status: int, *words: str) -> None:
        """It ended with this status and one sentence that holds these words, and no canary."""
        assert self.status == status, (self.status, self.err)
        assert "Traceback" not in self.err
        assert "a bug in Chartside" not in self.err
        assert CANARY not in self.err
        for word in words:
            assert word in self.err, self.err


Chartside = Callable[..., Ended]


@pytest.fixture
def chartside(home: Path) -> Chartside:
    """Run the program in a process of its own."""

    def run(*words: str | Path | bytes, program: list[str] | None = None, **how: Any) -> Ended:
        given = [os.fspath(word) for word in words]
        done = subprocess.run(
            [*(program or PROGRAM), *given],
            env={"PATH": os.defpath, "CHARTSIDE_HOME": str(home), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
            **how,
        )
        return Ended(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

    return run


def bundle(*resources: dict[str, Any]) -> str:
    entries = [{"resource": r} for r in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


WRONG_FILES = {
    "not-json.json": (f"Dear colleague, {CANARY} was seen", "not JSON"),
    "not-fhir.json": (json.dumps({"patient": CANARY}), "no resourceType"),
    "list.json": (json.dumps([PERSON]), "JSON list"),
    "empty.json": ("", "empty"),
    "blank.ndjson": ("\n \n", "empty"),
    "cut.json": (bundle(PERSON)[:-20], "cut off"),
    "cda.xml": (f"<ClinicalDocument><name>{CANARY}</name></ClinicalDocument>", "C-CDA"),
    "v2.hl7": (f"MSH|^~\\&|LAB|{CANARY}", "HL7 v2"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
@pytest.mark.parametrize(
    "command", [("chart",), ("search", "Patient"), ("ingest",)], ids=lambda c: c[0]
)
def test_a_file_that_is_not_fhir_is_named_for_what_it_is(
    chartside: Chartside, tmp_path: Path, name: str, command: tuple[str, ...]
) -> None:
    text, said = WRONG_FILES[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    more = ("--store", str(tmp_path / "r.db")) if command[0] == "ingest" else ()
    ended = chartside(command[0], tmp_path / name, *command[1:], *more)
    ended.said(5, said, name)
    assert ended.out == b""


@pytest.mark.parametrize("command", ["chart", "ingest"])
def test_a_truncated_gzip_is_said_to_be_cut_off(
    chartside: Chartside, tmp_path: Path, command: str
) -> None:
    packed = gzip.compress(bundle(PERSON, *({**PERSON, "id": f"p{n}"} for n in range(99))).encode())
    (tmp_path / "r.json.gz").write_bytes(packed[: len(packed) // 2])
    more = ("--store", str(tmp_path / "r.db")) if command == "ingest" else ()
    chartside(command, tmp_path / "r.json.gz", *more).said(5, "cut off")


def test_what_is_not_there_is_a_mistake_of_the_caller(chartside: Chartside, tmp_path: Path) -> None:
    gone = tmp_path / "gone.json"
    for words in (
        ("chart", gone),
        ("chart", tmp_path / "gone.db"),
        ("search", gone, "Patient"),
        ("ingest", gone, "--store", tmp_path / "r.db"),
    ):
        chartside(*words).said(2, "no such")
    chartside("search", put(tmp_path), "--queries", gone).said(2, "no such file")
    chartside("search", put(tmp_path), "--queries", tmp_path).said(5, "directory")


def put(folder: Path, *resources: dict[str, Any]) -> Path:
    path = folder / "record.json"
    path.write_text(bundle(*(resources or (PERSON,))), encoding="utf-8")
    return path


def test_of_two_patients_one_must_be_named_and_neither_is_told(
    chartside: Chartside, tmp_path: Path
) -> None:
    path = put(tmp_path, PERSON, {**PERSON, "id": "q"})
    chartside("chart", path).said(5, "2 patients", "--patient")
    chartside("chart", path, "--json").said(5, "2 patients")


@pytest.mark.parametrize(
    "who", ["nobody", "Patient/nobody", "Observation/p", CANARY + " Jane", "", b"\xff"]
)
def test_a_patient_who_is_not_there_is_refused(
    chartside: Chartside, tmp_path: Path, who: str | bytes
) -> None:
    ended = chartside("chart", put(tmp_path), "--patient", who, "--json")
    ended.said(5, "no-such-patient")
    assert json.loads(ended.out)["error"]["code"] == "no-such-patient"
    assert CANARY not in ended.out.decode()


def test_a_record_without_a_patient_says_so(chartside: Chartside, tmp_path: Path) -> None:
    other = {"resourceType": "Organization", "id": "o", "name": CANARY}
    chartside("chart", put(tmp_path, other)).said(5, "no patient")


def filled(chartside: Chartside, folder: Path) -> Path:
    chartside("ingest", put(folder), "--store", folder / "r.db").said(0)
    return folder / "r.db"


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(
    chartside: Chartside, tmp_path: Path
) -> None:
    store = filled(chartside, tmp_path)
    with closing(sqlite3.connect(store)) as conn:
        conn.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        conn.commit()
    before = store.read_bytes()
    for words in (
        ("chart", store),
        ("search", store, "Patient"),
        ("ingest", put(tmp_path), "--store", store),
    ):
        chartside(*words).said(5, "newer Chartside", "upgrade")
    assert store.read_bytes() == before


def test_a_sign_off_store_of_a_newer_version_is_refused(chartside: Chartside, desk: Any) -> None:
    with closing(sqlite3.connect(desk.store.path)) as conn:
        conn.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        conn.commit()
    for words in (("audit", "verify"), ("audit", "show"), ("export", desk.signed)):
        chartside(*words).said(5, "newer Chartside", "upgrade")


def test_a_file_that_is_no_store_is_refused(chartside: Chartside, tmp_path: Path) -> None:
    (tmp_path / "r.db").write_text(CANARY * 200, encoding="utf-8")
    chartside("chart", tmp_path / "r.db").said(5, "not a SQLite file")
    chartside("ingest", put(tmp_path), "--store", tmp_path / "r.db").said(5, "not a SQLite file")
    assert (tmp_path / "r.db").read_text(encoding="utf-8") == CANARY * 200


@pytest.fixture
def closable(tmp_path: Path) -> Iterator[Path]:
    """A folder that a test may close; opened again so that it can be removed."""
    folder = tmp_path / "closable"
    folder.mkdir()
    yield folder
    folder.chmod(0o755)


def as_a_user() -> list[str]:
    """The program without root's right to pass over the modes of files."""
    if os.geteuid() != 0:
        return PROGRAM
    if shutil.which("setpriv") is None:
        pytest.skip("root may write anywhere, and there is no setpriv to take that right away")
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *PROGRAM]


def test_a_read_only_folder_is_said_to_be_one(chartside: Chartside, closable: Path) -> None:
    record = put(closable)
    record.chmod(0o644)
    closable.chmod(0o555)
    ended = chartside("ingest", record, "--store", closable / "r.db", program=as_a_user())
    ended.said(5, "[store]")
    assert sorted(p.name for p in closable.iterdir()) == ["record.json"]
    chartside("chart", record, program=as_a_user()).said(0)


def test_a_data_folder_that_cannot_be_made_is_said_to_be_one(
    closable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closable.chmod(0o555)
    monkeypatch.setenv("CHARTSIDE_HOME", str(closable / "home"))
    monkeypatch.setenv("SECRET_OF_THE_TEST", "Zebrastripes over nine hills")
    made = ("identity", "create", "asha", "--name", "Asha", "--role", "nurse")
    for words, status in (((*made, "--passphrase-env", "SECRET_OF_THE_TEST"), 5), (("doctor",), 5)):
        done = subprocess.run(
            [*as_a_user(), *words], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == status, done.stderr
        assert "Permission denied" in done.stderr or "cannot be written to" in done.stdout
        assert "Traceback" not in done.stderr


def test_a_file_without_the_right_to_read_it_is_said_to_be_one(
    chartside: Chartside, closable: Path
) -> None:
    record = put(closable)
    record.chmod(0o000)
    for words in (("chart", record), ("search", record, "Patient")):
        chartside(*words, program=as_a_user()).said(5, "Permission denied")


def small_files() -> None:
    """No file may grow past this: what a full disk does."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_full_disk_is_said_to_be_one_and_what_was_there_stays(
    chartside: Chartside, tmp_path: Path
) -> None:
    store = filled(chartside, tmp_path)
    more = put(tmp_path, *({**PERSON, "id": f"p{n}"} for n in range(2000)))
    chartside("ingest", more, "--store", store, preexec_fn=small_files).said(5, "[store]")
    ended = chartside("chart", store, "--patient", "p", "--json")
    ended.said(0)
    assert json.loads(ended.out)["patient"]["reference"] == "Patient/p"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_to_a_full_disk_is_an_error_and_no_bug(tmp_path: Path) -> None:
    for words in (
        ("chart", put(tmp_path)),
        ("chart", put(tmp_path), "--json"),
        ("--help",),
        ("doctor",),
    ):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [*PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.returncode == 5, words
        assert "No space left" in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_leaves_early_is_no_error(demo_file: Path) -> None:
    for words in (
        ("chart", "--kind", "lab"),
        ("chart", "--json"),
        ("search", "Observation", "--json"),
    ):
        with subprocess.Popen(
            [*PROGRAM, words[0], demo_file, *words[1:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running:
            assert running.stdout is not None
            assert running.stderr is not None
            running.stdout.readline()
            running.stdout.close()
            said = running.stderr.read()
        assert running.returncode == 0, said
        assert b"Traceback" not in said
        assert b"Exception" not in said


def test_a_closed_standard_output_is_no_error(demo_file: Path) -> None:
    for words in ("", "--json"):
        command = f"{shlex.join([*PROGRAM, 'chart', str(demo_file)])} {words} >&-"
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_an_interrupted_ingest_ends_quietly_and_can_be_run_again(
    chartside: Chartside, tmp_path: Path
) -> None:
    record = tmp_path / "big.ndjson"
    lines = (json.dumps({**PERSON, "id": f"p{n}"}) for n in range(60_000))
    record.write_text("\n".join(lines), encoding="utf-8")
    store = tmp_path / "r.db"
    with subprocess.Popen(
        [*PROGRAM, "ingest", record, "--store", store],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        while not store.exists():
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert out == b""
    assert b"interrupted" in err
    assert b"Traceback" not in err
    ended = chartside("ingest", record, "--store", store, "--json")
    ended.said(0)
    assert json.loads(ended.out)["resources"] == 60_000


@pytest.mark.parametrize(
    "words",
    [
        (b"\xff",),
        ("chart", b"/nowhere/\xff.json"),
        ("chart", "RECORD", "--kind", b"\xff"),
        ("chart", "RECORD", "--as-of", b"\xff"),
        ("search", "RECORD", b"Patient?name=\xff"),
        ("search", "RECORD", "Patient", "--queries", b"\xff"),
        ("export", b"\xff\xfe\xfd\xfc"),
        ("audit", "show", "--draft", b"\xff\xfe\xfd\xfc"),
        (
            "identity",
            "create",
            b"\xff",
            "--name",
            "A",
            "--role",
            "nurse",
            "--passphrase-env",
            b"\xff",
        ),
        ("identity", "create", "a", "--name", "A", "--role", b"\xff", "--passphrase-env", "HOME"),
    ],
    ids=ascii,
)
@pytest.mark.usefixtures("desk")
def test_an_argument_that_is_not_utf_8_is_a_mistake_of_the_caller(
    chartside: Chartside, tmp_path: Path, words: tuple[str | bytes, ...]
) -> None:
    record = put(tmp_path)
    chartside(*(record if word == "RECORD" else word for word in words)).said(2)


def test_a_file_whose_name_is_not_utf_8_is_read(chartside: Chartside, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/\xff.ndjson"
    with open(odd, "w", encoding="utf-8") as file:
        file.write(json.dumps(PERSON) + '\n{"resourceType": "Nonsense"}\n')
    ended = chartside("ingest", odd, "--store", tmp_path / "r.db", "--json")
    ended.said(0)
    assert json.loads(ended.out)["set_aside"][0]["line"] == 2
    chartside("chart", odd).said(0)


def test_an_output_that_knows_only_ascii_still_gets_everything(demo_file: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "chart", demo_file, "--kind", "vital"],
        env={"PATH": os.defpath, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"\\xb0F" in done.stdout


def test_the_url_of_a_server_holds_no_query(chartside: Chartside) -> None:
    chartside("chart", f"https://ehr.example/fhir?name={CANARY}").said(2, "no password, query")


def test_no_word_of_a_record_reaches_standard_error(chartside: Chartside, tmp_path: Path) -> None:
    odd = {
        "resourceType": "Observation",
        "id": "o",
        "status": [CANARY],
        "code": {"text": CANARY},
        "subject": {"reference": "Patient/p"},
    }
    path = put(
        tmp_path,
        PERSON,
        odd,
        {"resourceType": "Condition", "id": CANARY + "!", "code": {"text": CANARY}},
        {"resourceType": CANARY, "id": "x"},
        {**odd, "id": "o2", "status": "final", "subject": {"reference": f"Patient?name={CANARY}"}},
    )
    for words in (
        ("chart", path),
        ("chart", path, "--json"),
        ("search", path, "Observation"),
        ("search", path, "Patient?name=x", "--json"),
        ("ingest", path, "--store", tmp_path / "r.db"),
        ("ingest", path, "--store", tmp_path / "r.db", "--json"),
    ):
        chartside(*words).said(0)
