"""An archive may send anything: every answer ends in bounds, in one sentence, with nothing left."""

import json
import logging
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count, repeat
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import DicomWebError, UsageError
from chartside.fhir.dicomweb.client import DicomWeb
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.network.token import Token

SMALL = Limits(still=20, file=200_000, whole=1_000_000, files=5, answer=100_000, page=10)
STUDY = "1.2.840.99"
PARTS = 'multipart/related; type="application/dicom"; boundary=edge'
HEAD = b"--edge\r\nContent-Type: application/dicom\r\n\r\n"
MATCHES = "application/dicom+json"


@pytest.fixture
async def client(liar: Any) -> AsyncIterator[DicomWeb]:
    async with DicomWeb(liar.url, Token("the-token"), limits=SMALL) as made:
        yield made


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def refused(client: DicomWeb, folder: Path) -> str:
    """Why a study was not taken in; nothing of it is left, and nothing of it is told."""
    with pytest.raises(DicomWebError) as why:
        await client.retrieve(folder, STUDY)
    assert left_in(folder) == []
    assert "token" not in str(why.value)
    assert "127.0.0.1" not in str(why.value)
    return why.value.reason


@pytest.mark.parametrize(
    "body",
    [
        lambda: repeat(b"\0" * 65_536),
        lambda: (HEAD + b"\0" * 65_536 for _ in count()),
        lambda: repeat(b"--edge--\r\n" * 1000),
        lambda: repeat(b"--edge\r\nX-Header: " + b"a" * 60_000),
    ],
)
async def test_an_archive_that_never_ends_is_left_after_the_limit(
    liar: Any, client: DicomWeb, tmp_path: Path, body: Callable[[], Iterator[bytes]]
) -> None:
    liar.tells(body=(chunk for chunks in ([HEAD], body()) for chunk in chunks), Content_Type=PARTS)
    assert await refused(client, tmp_path) in {"too-large", "too-many", "not-dicomweb"}
    assert liar.sent < 50_000_000


async def test_ten_gigabytes_that_are_announced_are_not_begun(
    liar: Any, client: DicomWeb, tmp_path: Path
) -> None:
    liar.tells(body=repeat(b"\0" * 65_536), Content_Type=PARTS, Content_Length=str(10**10))
    assert await refused(client, tmp_path) == "too-large"
    assert liar.sent < 50_000_000


async def test_one_file_and_the_number_of_files_have_limits_of_their_own(
    liar: Any, client: DicomWeb, tmp_path: Path
) -> None:
    liar.tells(body=HEAD + b"\0" * 300_000 + b"\r\n--edge--", Content_Type=PARTS)
    assert await refused(client, tmp_path) == "too-large"
    liar.tells(body=HEAD + b"\0" * 300_000, Content_Type="application/dicom")
    assert await refused(client, tmp_path) == "too-large"
    liar.tells(body=(HEAD + b"a\r\n") * 6 + b"--edge--", Content_Type=PARTS)
    assert await refused(client, tmp_path) == "too-many"


BOMB = zlib.compress(b"\0" * 50_000_000)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content_Type": "text/html"}, b"<html>sign in</html>"),
        ({"Content_Type": "application/zip"}, b"PK\3\4" + b"\0" * 100),
        ({"Content_Type": PARTS, "Content_Encoding": "gzip"}, BOMB),
        ({"Content_Type": PARTS, "Content_Encoding": "deflate"}, BOMB),
        ({}, b"DICM"),
        ({"Content_Type": "multipart/related"}, HEAD + b"a\r\n--edge--"),
        ({"Content_Type": PARTS.replace("edge", '""')}, HEAD),
        ({"Content_Type": PARTS.replace("edge", "e" * 400)}, HEAD),
        ({"Content_Type": PARTS.replace("dicom", "dicom+json")}, HEAD),
        ({"Content_Type": PARTS.replace("related", "form-data")}, HEAD),
        ({"Content_Type": PARTS}, b"nothing like a part"),
        ({"Content_Type": PARTS}, b"--edgeX\r\n\r\na\r\n--edge--"),
        ({"Content_Type": PARTS}, HEAD.replace(b"application/dicom", b"text/html") + b"a"),
        ({"Content_Type": PARTS}, HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\na\r\n--edge--"),
        ({"Content_Type": PARTS}, HEAD[:-2] + b"Content-Transfer-Encoding: base64\r\n\r\na"),
    ],
)
async def test_what_is_no_dicom_is_not_taken_for_it(
    liar: Any, client: DicomWeb, tmp_path: Path, headers: dict[str, str], body: bytes
) -> None:
    liar.tells(body=body, **headers)
    assert await refused(client, tmp_path) == "not-dicomweb"


async def test_an_archive_that_does_not_know_stored_encodings_is_asked_for_plain_ones(
    liar: Any, client: DicomWeb, tmp_path: Path
) -> None:
    answers = iter([
        (406, {}, iter(())),
        (200, {"Content-Type": PARTS}, iter([HEAD + b"plain\r\n--edge--"])),
    ])  # fmt: skip
    liar.tell = lambda _: next(answers)
    (file,) = await client.retrieve(tmp_path, STUDY)
    assert file.read_bytes() == b"plain"
    file.unlink()
    liar.tells(406)
    assert await refused(client, tmp_path) == "refused"
    assert len(liar.asked) == 4


async def test_names_that_an_archive_gives_to_its_parts_are_not_used(
    liar: Any, client: DicomWeb, tmp_path: Path
) -> None:
    named = (
        b'Content-Disposition: attachment; filename="../../../evil.dcm"\r\n'
        b"Content-Location: file:///etc/passwd\r\n\r\n"
    )
    liar.tells(body=HEAD[:-2] + named + b"one\r\n--edge--\r\n", Content_Type=PARTS)
    (file,) = await client.retrieve(tmp_path, STUDY)
    assert file.read_bytes() == b"one"
    assert file.name == "00001.dcm"
    assert file.parent.parent == tmp_path


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (HEAD + b"half of", {"Content_Type": PARTS}),
        (HEAD + b"one\r\n" + HEAD + b"tw", {"Content_Type": PARTS}),
        (HEAD + b"one\r\n--edge", {"Content_Type": PARTS}),
        (b"", {"Content_Type": PARTS}),
        (b"half", {"Content_Type": "application/dicom", "Content_Length": "8"}),
    ],
)
async def test_half_an_answer_is_no_answer(
    liar: Any, client: DicomWeb, tmp_path: Path, body: bytes, headers: dict[str, str]
) -> None:
    liar.tells(body=body, **headers)
    assert await refused(client, tmp_path) == "cut"


@pytest.mark.parametrize(
    "where", ["http://169.254.169.254/latest/meta-data", "//{trap}/x", "http://{trap}/x", "/x"]
)
async def test_no_redirect_is_followed_and_no_key_goes_elsewhere(
    liars: Any, tmp_path: Path, where: str
) -> None:
    liar, trap = liars(), liars()
    trap.tells(body=b"[]", Content_Type=MATCHES)
    liar.tells(302, Location=where.format(trap=trap.url.removeprefix("http://")))
    async with DicomWeb(liar.url, Token("the-token"), limits=SMALL) as client:
        assert await refused(client, tmp_path) == "redirected"
        with pytest.raises(DicomWebError, match=r"redirected \(HTTP 302\)"):
            await client.series(STUDY)
    assert (len(liar.asked), trap.asked) == (2, [])


def found(**values: Any) -> dict[str, Any]:
    return {tag.lstrip("t"): {"vr": "UI", "Value": [value]} for tag, value in values.items()}


async def test_urls_and_uids_of_an_answer_lead_nowhere(liars: Any) -> None:
    liar, trap = liars(), liars()
    rows = [
        found(t0020000D=uid, t00081190=f"{trap.url}/studies/1", t00100020="4711")
        for uid in ("../../admin", "1.2/series", "http://169.254.169.254", 12, None, "1.2.3")
    ]
    liar.tells(body=json.dumps(rows).encode(), Content_Type=MATCHES)
    async with DicomWeb(liar.url, limits=SMALL) as client:
        answer = await client.studies(patient="4711")
    assert [study.uid for study in answer.items] == ["1.2.3"]
    assert {aside.reason for aside in answer.set_aside} == {"it has no UID"}
    assert trap.asked == []


async def test_studies_that_were_not_asked_for_are_set_aside(liar: Any, client: DicomWeb) -> None:
    rows = [
        found(t0020000D="1.2.1", t00100020="4711"),
        found(t0020000D="1.2.2", t00100020="9999"),
        found(t0020000D="1.2.3"),
    ]
    liar.tells(body=json.dumps(rows).encode(), Content_Type=MATCHES)
    answer = await client.studies(patient="4711")
    assert [study.uid for study in answer.items] == ["1.2.1"]
    assert {aside.reason for aside in answer.set_aside} == {
        "the archive gave one that was not asked for"
    }


async def test_pages_without_an_end_are_cut_off_and_said_to_be(liar: Any) -> None:
    numbers = count(1)

    def page(_: str) -> Any:
        rows = [found(t00080018=f"1.2.{next(numbers)}") for _ in range(7)]
        return 200, {"Content-Type": MATCHES}, iter([json.dumps(rows).encode()])

    liar.tell = page
    async with DicomWeb(liar.url, limits=Limits(matches=20, page=10)) as client:
        answer = await client.instances(STUDY, STUDY)
    assert (len(answer.items), answer.truncated, len(liar.asked)) == (20, True, 3)


async def test_an_archive_that_repeats_its_first_page_is_asked_twice(
    liar: Any, client: DicomWeb
) -> None:
    liar.tells(body=json.dumps([found(t00080018="1.2.3")]).encode(), Content_Type=MATCHES)
    answer = await client.instances(STUDY, STUDY)
    assert (answer.items, answer.truncated, len(liar.asked)) == (("1.2.3",), False, 2)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "not-dicomweb"),
        (b'{"0020000D": 1}', "not-dicomweb"),
        (b"[1, 2]", "not-dicomweb"),
        (b'[{"0020000D": ', "not-dicomweb"),
        (b"[" * 90_000, "not-dicomweb"),
        (b"\xff\xfe[]", "not-dicomweb"),
        (b"[" + b"{}," * 40_000, "too-large"),
    ],
)
async def test_a_list_of_matches_that_is_none_is_refused(
    liar: Any, client: DicomWeb, body: bytes, reason: str
) -> None:
    liar.tells(body=body, Content_Type=MATCHES)
    with pytest.raises(DicomWebError, match=reason):
        await client.series(STUDY)


async def test_matches_of_odd_shapes_are_read_as_far_as_they_go(
    liar: Any, client: DicomWeb
) -> None:
    odd: list[Any] = [{"Value": "1.2"}, {"Value": [{}]}, {"vr": "UI"}, "1.2", None, {"Value": []}]
    rows = [{"0020000E": one, "00080060": one, "00201209": one} for one in odd]
    rows.append(found(t0020000E="1.2.3", t00201209="-4"))
    liar.tells(body=json.dumps(rows).encode(), Content_Type=MATCHES)
    (series,) = (await client.series(STUDY)).items
    assert (series.uid, series.modality, series.images) == ("1.2.3", "", None)


@pytest.mark.parametrize(("status", "said"), [(401, "401"), (403, "403"), (500, "500")])
async def test_a_refusal_is_told_by_its_status_and_its_page_is_not_read(
    liar: Any, client: DicomWeb, status: int, said: str
) -> None:
    liar.tells(status, body=repeat(b"Wilhelmina"), Content_Type="text/html")
    with pytest.raises(DicomWebError, match=rf"refused \(HTTP {said}\)$"):
        await client.studies(patient="4711")


async def test_nobody_is_waited_for_without_end(liar: Any, tmp_path: Path) -> None:
    def dribble() -> Iterator[bytes]:
        for _ in range(200):
            yield b"\r\n"
            time.sleep(0.05)

    liar.tell = lambda _: (200, {"Content-Type": PARTS}, dribble())
    async with DicomWeb(liar.url, limits=Limits(still=5, seconds=0.5)) as client:
        assert await refused(client, tmp_path) == "slow"

    def still() -> Iterator[bytes]:
        time.sleep(5)
        yield b""

    liar.tell = lambda _: (200, {"Content-Type": PARTS}, still())
    async with DicomWeb(liar.url, limits=Limits(still=0.3, search=0.3)) as client:
        assert await refused(client, tmp_path) == "slow"
        liar.tell = lambda _: (200, {"Content-Type": MATCHES}, still())
        with pytest.raises(DicomWebError, match="slow"):
            await client.series(STUDY)


async def test_an_archive_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    async with DicomWeb("http://127.0.0.1:9", limits=SMALL) as client:
        assert await refused(client, tmp_path) == "unreachable"


@pytest.mark.parametrize("uid", ["", "..", "1.2/../3", "1.2?x=1", "1.2%2f3", "1.2#", "1." * 40])
async def test_nothing_but_a_uid_becomes_part_of_an_address(
    liar: Any, client: DicomWeb, tmp_path: Path, uid: str
) -> None:
    for asking in (
        client.retrieve(tmp_path, uid),
        client.retrieve(tmp_path, STUDY, uid or "x"),
        client.retrieve(tmp_path, STUDY, STUDY, uid or "x"),
        client.instances(STUDY, uid),
    ):
        with pytest.raises(UsageError):
            await asking
    assert liar.asked == []


@pytest.mark.parametrize("word", ["*", "47?1", "4711\\4712", "", " ", "a" * 65, "4\n7"])
async def test_a_search_names_one_patient_and_no_pattern(
    liar: Any, client: DicomWeb, word: str
) -> None:
    with pytest.raises(UsageError):
        await client.studies(patient=word)
    assert liar.asked == []


async def test_a_patient_id_is_quoted_in_the_address_and_in_no_log(
    liar: Any, client: DicomWeb, caplog: pytest.LogCaptureFixture
) -> None:
    liar.tells(body=b"[]", Content_Type=MATCHES)
    with caplog.at_level(logging.DEBUG):
        await client.studies(patient="ward&bed=/ #%")
    assert liar.asked == ["/studies?00100020=ward%26bed%3D%2F+%23%25&limit=10&offset=0"]
    assert liar.keys == ["Bearer the-token"]
    assert "ward" not in caplog.text.replace(liar.url, "")
    assert "the-token" not in caplog.text


LEADS_HERE = """
import asyncio, sys
from chartside.errors import DicomWebError
from chartside.fhir.dicomweb.client import DicomWeb
from chartside.fhir.network.token import Token

async def main():
    async with DicomWeb(sys.argv[1], Token("the-token"), plain_http=True) as client:
        try:
            await client.series("1.2.3")
        except DicomWebError as why:
            print(why.reason)

asyncio.run(main())
"""


@pytest.mark.parametrize("name", ["127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]"])
def test_a_name_that_leads_to_this_machine_gets_no_request(liar: Any, name: str) -> None:
    url = liar.url.replace("127.0.0.1", name)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", LEADS_HERE, url],
        capture_output=True,
        text=True,
        check=False,
    )
    assert liar.asked == []
    assert ran.stdout == "elsewhere\n" or "names an address that no server has" in ran.stderr
