"""A record of two patients, and the real program that serves the chart of one of them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

OTHER = "Xanthippe-canary"
"""A name of the patient who is not served; it must be nowhere."""
OWN = "Wilhelmina-canary"
"""A name of the patient who is; it must be in no log."""


def _entry(kind: str, name: str, /, **fields: Any) -> dict[str, Any]:
    return {"resource": {"resourceType": kind, "id": name, **fields}}


def _lab(name: str, patient: str, text: str, number: float, day: str) -> dict[str, Any]:
    return _entry(
        "Observation",
        name,
        status="final",
        category=[{"coding": [{"code": "laboratory"}]}],
        code={"text": text},
        subject={"reference": patient},
        effectiveDateTime=day,
        valueQuantity={"value": number, "unit": "mmol/L", "code": "mmol/L"},
    )


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Bundle of two patients."""
    entries = [
        _entry("Patient", "1", name=[{"family": OWN}], gender="female", birthDate="1960-05-17"),
        _entry("Patient", "2", name=[{"family": OTHER}], gender="male", birthDate="1950-01-01"),
        *(_lab(f"k{n}", "Patient/1", "Potassium", 4.0 + n / 10, f"2025-{n}-01") for n in (10, 11)),
        _lab("other", "Patient/2", f"Potassium {OTHER}", 7.9, "2025-10-01"),
        _entry("Condition", "p", subject={"reference": "Patient/1"}, code={"text": f"Gout {OWN}"}),
    ]
    path = tmp_path_factory.mktemp("served") / "record.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return path


@dataclass(frozen=True)
class Program:
    """`chartside mcp` over the record, in a process of its own."""

    record: Path
    own: str = OWN
    other: str = OTHER

    @property
    def home(self) -> Path:
        """Where it would write, if it wrote."""
        return self.record.with_name("home")

    @property
    def start(self) -> list[str]:
        """What comes after the interpreter, up to the patient."""
        return ["-c", "from chartside.cli import main; main()", "mcp", str(self.record)]

    @property
    def patient(self) -> list[str]:
        """The same, for Patient/1."""
        return [*self.start, "--patient", "1"]

    def environment(self, token: str = "") -> dict[str, str]:
        """This environment, with a home that is not there, and this token or none."""
        held = dict(os.environ)  # noqa: TID251 - handed on to a command, not read as settings
        return {**held, "CHARTSIDE_MCP_TOKEN": token, "CHARTSIDE_HOME": str(self.home)}

    def ended(self, *words: str, token: str = "") -> subprocess.CompletedProcess[str]:
        """How it ends when it is started so and nobody speaks to it."""
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment(token),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def program(record: Path) -> Program:
    return Program(record)


@dataclass
class Served:
    """A server in a process of its own: where it is, all that it wrote, and how it ended."""

    url: str = ""
    said: str = ""
    status: int | None = None

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`."""
        return self.url.removeprefix("http://").removesuffix("/mcp")


Serve = Callable[..., AbstractContextManager[Served]]


@pytest.fixture(scope="module")
def serve(program: Program) -> Serve:
    """Start `chartside mcp --http` for Patient/1; `said` is whole once it has ended."""

    @contextmanager
    def started(token: str = "") -> Iterator[Served]:
        process = subprocess.Popen(
            [sys.executable, *program.patient, "--http", "127.0.0.1:0"],
            env=program.environment(token),
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        served = Served()
        try:
            served.said = process.stderr.readline()
            served.url = served.said.split()[-1]
            yield served
        finally:
            process.terminate()
            served.said += "".join(process.communicate(timeout=60))
            served.status = process.returncode

    return started
