"""`chartside serve` as a process: what it refuses, how it ends, what its children are given."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

COMMAND = Path(sys.executable).with_name("chartside")
PASSPHRASE = "canary passphrase of the keys"
OPERATOR = "canary token of the operator"
SECRET = "canary secret of the client"
SITE = """
url = "https://chartside.example"
operator_token = "OPERATOR"
[[ehr]]
name = "north"
fhir = "https://ehr.example/fhir"
client_id = "chartside"
client = "symmetric"
secret = "CLIENT_SECRET"
[ehr.people]
"Practitioner/1" = "physician"
"""


def environment(**more: str) -> dict[str, str]:
    secrets = {"CHARTSIDE_KEYS_PASSPHRASE": PASSPHRASE, "OPERATOR": OPERATOR}
    return {**os.environ, **secrets, "CLIENT_SECRET": SECRET, **more}  # noqa: TID251 - a process of its own


def written(folder: Path, text: str = SITE) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def serving(site: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--site", site, "--port", "0"],
            stdout=file,
            stderr=file,
            env=environment(),
        )
    try:
        while b"Listening on " not in log.read_bytes():
            assert process.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        address = log.read_text(encoding="utf-8").partition("Listening on ")[2].split()[0]
        yield process, address.rstrip(".")
    finally:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            found += [int(path.parent.name), *children(int(path.parent.name))]
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_child_is_given_a_secret_and_a_closed_terminal_ends_all(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with serving(written(tmp_path), log) as (process, address):
        while httpx.get(f"{address}/health/ready").status_code != 200:
            time.sleep(0.1)
        held = children(process.pid)
        assert held
        for pid in held:
            environ = Path(f"/proc/{pid}/environ").read_bytes().decode()
            for canary in (PASSPHRASE, OPERATOR, SECRET):
                assert canary not in environ
        process.send_signal(signal.SIGHUP)
        assert process.wait(60) == 0
        while any(Path(f"/proc/{pid}").exists() for pid in held):
            time.sleep(0.1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--site FILE, or --demo"),
        (["--demo", "--site", "{site}"], "not both"),
        (["--site", "{site}", "--cert", "{site}"], "--cert and --key go together"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    site = str(written(tmp_path))
    done = refused(*(one.format(site=site) for one in arguments))
    assert said in done.stderr
    assert done.returncode == 2


def refused(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "serve", *arguments],
        capture_output=True,
        text=True,
        env=environment(**more),
        timeout=120,
        check=False,
    )


def test_a_role_that_the_policy_does_not_know_is_refused_with_those_it_knows(
    tmp_path: Path,
) -> None:
    site = written(tmp_path, SITE.replace('"physician"', '"wizard"'))
    done = refused("--site", str(site))
    assert done.returncode == 2
    assert "no such role" in done.stderr
    assert "physician" in done.stderr


def test_a_passphrase_that_is_missing_or_another_one_is_refused(tmp_path: Path) -> None:
    site = str(written(tmp_path))
    missing = refused("--site", site, CHARTSIDE_KEYS_PASSPHRASE="")
    assert missing.returncode == 2
    assert "CHARTSIDE_KEYS_PASSPHRASE" in missing.stderr
    with serving(Path(site), tmp_path / "log.txt"):
        pass  # makes the keys' file
    wrong = refused("--site", site, CHARTSIDE_KEYS_PASSPHRASE="quite another passphrase, as long")
    assert wrong.returncode == 4


def test_an_operators_token_that_is_not_there_is_no_open_door(tmp_path: Path) -> None:
    done = refused("--site", str(written(tmp_path)), OPERATOR="")
    assert done.returncode == 2
    assert "operator" in done.stderr
