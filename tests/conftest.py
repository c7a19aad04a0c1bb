"""What every test gets: a home of its own, no network, and shared test material if there is any."""

import gc
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import settings

from chartside.settings import PostgreSQL

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}

settings.register_profile("no-clock", deadline=None)  # machines are shared: no test asserts a time
settings.load_profile("no-clock")


class NetworkForbidden(BaseException):
    """A test tried to leave the machine. Not an `Exception`, so that no handler swallows it."""


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Stop a connection of this process to any host but its own."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise NetworkForbidden
    elif event == "socket.getaddrinfo" and arguments[0] not in {*LOOPBACK, None, ""}:
        raise NetworkForbidden


sys.addaudithook(refuse_network)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty CHARTSIDE_HOME: no test reads or writes the user's own data folder."""
    folder = tmp_path / "chartside-home"
    monkeypatch.setenv("CHARTSIDE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository root."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Public test records beside the checkout; the test is skipped where there are none."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no shared/data beside the checkout")
    return folder


def _beside(name: str) -> Any:
    """A module of this folder that is no test."""
    found = importlib.util.spec_from_file_location(name, ROOT / "tests" / f"{name}.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def printer() -> Any:
    """Makes PDFs by hand: `printed(rows, head)` a laboratory report, `letter(*lines)` none."""
    return _beside("printed")


@pytest.fixture
def no_leftovers() -> Iterator[None]:
    """Collect what Inspect leaves within the test that may ignore what is said of it.

    Inspect leaves streams of its own to the garbage collector, which says so.
    """
    yield
    gc.collect()


@pytest.fixture
def model_server() -> Iterator[Callable[..., Any]]:
    """Starts servers of models that say what a test has them say; see `model_server.py`."""
    started: list[Any] = []

    def start(says: str | Callable[[str], str], model: str = "medgemma-1.5-4b-it") -> Any:
        started.append(_beside("model_server").ModelServer(says, model))
        return started[-1]

    yield start
    for one in started:
        one.close()


@dataclass(frozen=True)
class DatabaseServer:
    """A real PostgreSQL server of this test session, on a socket in a folder of its own."""

    folder: Path
    user: str

    def url(self, schema: str = "", user: str = "chartside") -> str:
        path = f"&options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://{user}@/postgres?host={self.folder}{path}"


def _database_programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder
    pytest.skip("no PostgreSQL server on this machine (Debian: apt-get install postgresql)")


@pytest.fixture(scope="session")
def database_server() -> Iterator[DatabaseServer]:
    """PostgreSQL, started for the session; who runs as root lends it to another user."""
    programs = _database_programs()
    root = os.geteuid() == 0
    who: dict[str, object] = (
        {"user": "nobody", "group": "nogroup", "extra_groups": []} if root else {}
    )
    folder = Path(tempfile.mkdtemp(prefix="chartside-pg-"))  # short: a socket's path has a limit
    if root:
        shutil.chown(folder, "nobody", "nogroup")

    def done(*words: str) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        subprocess.run(words, check=True, **quiet, **who)  # type: ignore[call-overload]

    data = str(folder / "data")
    control = str(programs / "pg_ctl")
    done(str(programs / "initdb"), "-D", data, "-U", "chartside", "-A", "trust", "--no-sync")
    fast = f"-c listen_addresses='' -c fsync=off -c max_connections=150 -k {folder}"
    done(control, "-D", data, "-w", "-o", fast, "-l", str(folder / "log"), "start")
    try:
        yield DatabaseServer(folder, "chartside")
    finally:
        done(control, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql(database_server: DatabaseServer, tmp_path: Path) -> Iterator[PostgreSQL]:
    """An empty schema of its own on the session's server, and a folder for the anchor."""
    from chartside.signoff.backends.postgresql import disconnect

    url = database_server.url(f"t{uuid4().hex}")
    yield PostgreSQL(url, tmp_path / "signoff.head", tmp_path / "audit-archive")
    disconnect()


@dataclass(frozen=True)
class ImageArchive:
    """A real Orthanc with its DICOMweb plug-in, and who may ask it."""

    url: str
    user: str
    password: str

    @property
    def dicomweb(self) -> str:
        return f"{self.url}/dicom-web"

    def store(self, *files: Path) -> None:
        """Put DICOM files into it."""
        with self._asking() as client:
            for file in files:
                client.post("/instances", content=file.read_bytes()).raise_for_status()

    def answers(self) -> bool:
        with self._asking() as client:
            try:
                return client.get("/system").is_success
            except httpx.TransportError:
                return False

    def _asking(self) -> httpx.Client:
        key = (self.user, self.password)
        return httpx.Client(base_url=self.url, auth=key, trust_env=False, timeout=60)


def _orthanc() -> tuple[str, str]:
    program = shutil.which("Orthanc") or shutil.which("Orthanc", path="/usr/sbin:/usr/local/sbin")
    folders = ("/usr/share/orthanc/plugins", "/usr/local/share/orthanc/plugins")
    plugins = [Path(folder) / "libOrthancDicomWeb.so" for folder in folders]
    plugin = next((one for one in plugins if one.exists()), None)
    if program is None or plugin is None:
        pytest.skip("no Orthanc here (Debian: apt-get install orthanc orthanc-dicomweb)")
    return program, str(plugin)


@pytest.fixture(scope="session")
def orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImageArchive]:
    """Orthanc, started for the session on a free port, empty, in a folder of its own."""
    program, plugin = _orthanc()
    folder = tmp_path_factory.mktemp("orthanc")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    archive = ImageArchive(f"http://127.0.0.1:{port}", "reader", "not-a-secret")
    said = {
        "StorageDirectory": str(folder / "files"),
        "IndexDirectory": str(folder / "files"),
        "Plugins": [plugin],
        "HttpPort": port,
        "RemoteAccessAllowed": False,
        "DicomServerEnabled": False,
        "AuthenticationEnabled": True,
        "RegisteredUsers": {archive.user: archive.password},
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    (folder / "orthanc.json").write_text(json.dumps(said), encoding="utf-8")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [program, str(folder / "orthanc.json")], stdout=log, stderr=log, cwd=folder
        )
    try:
        for _ in range(600):
            if archive.answers() or server.poll() is not None:
                break
            time.sleep(0.1)
        if not archive.answers():
            pytest.skip("Orthanc does not start here")
        yield archive
    finally:
        server.terminate()
        server.wait()
