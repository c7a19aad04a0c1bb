"""What every test gets: a home of its own, no network, and shared test material if there is any."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

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
