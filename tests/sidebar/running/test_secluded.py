"""A worker cannot read the passphrase where it was given: in the process that started it."""

import subprocess
import sys

import pytest

SECRET = "Zebrastripes-over-nine-hills"
PARENT = """
import ctypes, os, subprocess, sys
from chartside.sidebar.running.secluded import seclude
if os.geteuid() == 0:  # a superuser may look at everything
    os.setgid(65534)
    os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # a process that changed who it is begins closed
if sys.argv[1] == "closed":
    assert seclude()
seen = subprocess.run(["cat", f"/proc/{os.getpid()}/environ"], env={"PATH": os.environ["PATH"]})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process close itself")
@pytest.mark.parametrize(("how", "seen"), [("open", True), ("closed", False)])
def test_a_process_that_closed_itself_shows_its_environment_to_no_other_of_its_account(
    how: str, *, seen: bool
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PARENT, how],
        env={"SECRET": SECRET, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        cwd="/",
        check=True,
    )
    assert (f"SECRET={SECRET}".encode() in done.stdout) is seen
    assert (b"Permission denied" in done.stderr) is not seen
