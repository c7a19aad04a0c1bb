"""Files out of the parts of a body: the same bytes, however the body is cut on its way."""

import subprocess
import sys
import tempfile
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.errors import DicomWebError, UsageError
from chartside.fhir.dicomweb.address import archive_address
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.dicomweb.parts import Files
from chartside.fhir.network.guard import Guard

EDGE = b"e-dge"
KIND = f'multipart/related; type="application/dicom"; boundary="{EDGE.decode()}"'
NEAR = (b"\r\n", b"\r\n-", b"\r\n--e-dg", b"--", b"\r", b"\n", b"e-dge", b"-- e-dge", b"\0" * 99)
content = st.lists(st.sampled_from(NEAR) | st.binary(max_size=50), max_size=8).map(b"".join)


def taken(kind: str, body: bytes, cuts: list[int]) -> list[bytes]:
    """What is written of a body that arrives in these pieces."""
    places = sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder), kind, Limits())
        try:
            for start, end in pairwise(places):
                files.feed(body[start:end])
            return [path.read_bytes() for path in files.finish()]
        finally:
            files.discard()


@given(
    parts=st.lists(content.filter(lambda c: b"\r\n--" + EDGE not in c), min_size=1, max_size=5),
    cuts=st.lists(st.integers(0, 10_000), max_size=20),
    named=st.booleans(),
)
def test_each_part_is_a_file_of_the_same_bytes(
    parts: list[bytes], cuts: list[int], named: bool
) -> None:
    head = b'Content-Type: application/dicom; transfer-syntax="1.2"\r\n' if named else b""
    body = b"".join(b"--%s\r\n%s\r\n%s\r\n" % (EDGE, head, part) for part in parts)
    assert taken(KIND, body + b"--" + EDGE + b"--\r\n", cuts) == parts


@given(octets=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300), max_size=5))
def test_an_answer_that_is_one_file_is_that_file(octets: bytes, cuts: list[int]) -> None:
    assert taken("application/dicom; transfer-syntax=1.2", octets, cuts) == [octets]


@given(kind=st.text(max_size=60) | st.just(KIND), body=st.binary(max_size=300) | content)
def test_anything_else_is_refused_and_breaks_nothing(kind: str, body: bytes) -> None:
    try:
        files = taken(kind, b"--" + EDGE + b"\r\n\r\n" + body, [7])
    except DicomWebError as why:
        assert why.reason in {"not-dicomweb", "cut"}
    else:
        assert len(files) < 99


def test_memory_does_not_grow_with_what_comes(tmp_path: Path) -> None:
    chunk = b"\0" * 65_536
    tracemalloc.start()
    try:
        files = Files(tmp_path, KIND, Limits())
        files.feed(b"--%s\r\n\r\n" % EDGE)
        for _ in range(1000):
            files.feed(chunk)
        files.feed(b"\r\n--%s--" % EDGE)
        (written,) = files.finish()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written.stat().st_size == 65_536_000
    assert peak < 2_000_000


QUIET = """
from pathlib import Path
from chartside.errors import DicomWebError
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.dicomweb.parts import Files

for body in (b"--edge--\\r\\nWilhelmina", b"Wilhelmina", b"--edgeW"):
    files = Files(Path("."), 'multipart/related; boundary=edge', Limits())
    try:
        files.feed(body)
        files.finish()
    except DicomWebError as why:
        print(why.reason)
"""


def test_what_is_wrong_with_a_body_is_said_once_and_without_a_word_of_it(tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", "-c", QUIET]
    ran = subprocess.run(words, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert (ran.stdout, ran.stderr) == ("not-dicomweb\nnot-dicomweb\n", "")


WITHOUT = """
import sys
for name in ("pydicom", "python_multipart", "nibabel", "openslide", "numpy", "PIL"):
    sys.modules[name] = None
import chartside.tools
from pathlib import Path
from chartside.errors import MissingExtra
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.dicomweb.parts import Files

try:
    Files(Path("."), "application/dicom", Limits())
except MissingExtra as why:
    print(why)
"""


def test_without_the_optional_part_the_tools_are_there_and_archives_say_what_to_install() -> None:
    words = [sys.executable, "-W", "error", "-c", WITHOUT]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    said = "images from an archive needs an optional part: pip install 'chartside[imaging]'\n"
    assert (ran.stdout, ran.stderr) == (said, "")


FULL = """
import resource, sys
from pathlib import Path
from chartside.errors import DicomWebError
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.dicomweb.parts import Files

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
files = Files(Path(sys.argv[1]), "application/dicom", Limits())
try:
    files.feed(bytes(200_000))
except DicomWebError as why:
    files.discard()
    print(why.reason)
"""


def test_a_disk_without_room_ends_it_and_keeps_no_half_of_a_file(tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", "-c", FULL, str(tmp_path)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    assert (ran.stdout, list(tmp_path.iterdir())) == ("no-room\n", [])


@pytest.mark.parametrize(
    ("host", "may", "never"),
    [
        ("pacs.example", "10.0.0.1 192.168.1.9 203.0.114.9 fd00::1 2a00::1", "127.0.0.1 ::1"),
        ("pacs.example", "::ffff:10.0.0.1", "::ffff:127.0.0.1 ::ffff:169.254.169.254"),
        ("pacs.example", "172.16.0.1", "169.254.169.254 fe80::1 fe80::1%eth0 224.0.0.1 0.0.0.0 ::"),
        ("pacs.example", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe 64:ff9b::7f00:1 2002:7f00:1::"),
        ("localhost", "127.0.0.1 ::1", "169.254.169.254 fe80::1 pacs"),
        ("127.0.0.1", "127.0.0.1", ""),
    ],
)
def test_an_archive_may_be_in_a_network_and_not_where_a_cloud_keeps_its_secrets(
    host: str, may: str, never: str
) -> None:
    guard = Guard(host)
    assert [one for one in may.split() if not guard.allows(one)] == []
    assert [one for one in never.split() if guard.allows(one)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pacs.example/dicom-web",
        "ftp://pacs.example",
        "file:///etc/passwd",
        "http://pacs.example/dicom-web",
        "https://user:word@pacs.example",
        "https://pacs.example@169.254.169.254/",
        "https://169.254.169.254/latest",
        "https://[::ffff:169.254.169.254]/",
        "https://pacs.example/?key=1",
        "https://pacs.example/#1",
        "https://pacs.example/a/../b",
        "https://pacs.example:99999/",
        "https://pacs.example\\@evil.example/",
        "https://pacs.example/a b",
        "https://p\u00e4cs.example/",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_of_an_archive_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        archive_address(text)
    assert "word" not in str(refused.value).replace("password", "")


def test_images_come_over_plain_http_from_this_machine_or_with_leave() -> None:
    assert archive_address("http://localhost:8042/dicom-web/") == "http://localhost:8042/dicom-web"
    said = archive_address("http://pacs.example", plain_http=True)
    assert said == "http://pacs.example"
