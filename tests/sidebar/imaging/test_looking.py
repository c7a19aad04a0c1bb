"""Images of a chart are got and decoded apart, told within bounds, and seen by who looked."""

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from chartside.errors import NotThere, TooManyRuns, UsageError
from chartside.settings import Settings
from chartside.sidebar.imaging import Look, Looks, State, Wanted
from chartside.sidebar.imaging.environment import ASK, FETCH, SHOW, environment_of
from chartside.sidebar.imaging.told import heard

Looking = Callable[..., Any]
FAKE = """
import json, sys, time
sys.stdin.readline()
{body}
"""


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", imaging=True)


@pytest_asyncio.fixture
async def looking(here: Settings, imaged: Path) -> AsyncIterator[Looking]:
    """Look at an entry to the end."""
    async with Looks(here) as looks:

        async def taken(reference: str, task: str = "", words: str = "") -> Look:
            wanted = Wanted(str(imaged), "Patient/1", reference, task, words)
            return await over(looks.start("asha", wanted))

        yield taken


async def over(look: Look) -> Look:
    async with asyncio.timeout(120):
        await look.wait()
    return look


def written(file: Path) -> None:
    """Wait until a process has written into a file."""
    for _ in range(1000):
        if file.exists() and file.read_text(encoding="utf-8"):
            return
        time.sleep(0.02)
    pytest.fail("nothing was written")


def picture_of(look: Look, number: int) -> Image.Image:
    name = look.address(number).rpartition("/")[2]
    return Image.open(BytesIO(look.pictures[name]))


def told_by(here: Settings, body: str, **bounds: Any) -> Looks:
    """Looks whose process says what a test wrote down, in place of ours."""
    return Looks(here, command=(sys.executable, "-c", FAKE.format(body=body)), **bounds)


def wanted(reference: str = "Media/photo", **asked: str) -> Wanted:
    return Wanted("/nowhere.db", "Patient/1", reference, **asked)


async def test_a_radiograph_is_shown_whole_with_its_levels(looking: Looking) -> None:
    look = await looking("DiagnosticReport/xray")
    assert look.state is State.DONE
    assert look.code == ""
    (frame,) = look.frames
    assert (frame.index, frame.of, frame.size) == (0, 0, "240 x 300")
    assert frame.uid.endswith(".1.1")
    assert picture_of(look, frame.picture).size == (240, 300)
    (series,) = look.series
    assert (series.modality, series.images, series.shown) == ("DX", 1, 1)


async def test_slices_come_in_their_order_under_their_numbers(looking: Looking) -> None:
    look = await looking("DiagnosticReport/ct")
    assert [one.index for one in look.frames] == list(range(6))
    assert [one.uid.rpartition(".")[2] for one in look.frames] == list("123456")
    bright = [_bright(picture_of(look, one.picture)) for one in look.frames]
    assert bright == sorted(bright)
    assert look.series[0].ranges[1] == "-135 … 215"
    grey = [picture_of(look, one.displayed) for one in look.frames]
    assert {one.mode for one in grey} == {"L"}
    assert {picture_of(look, one.picture).mode for one in look.frames} == {"RGB"}


def _bright(picture: Image.Image) -> int:
    return sum(picture.convert("L").histogram()[128:])


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("Media/other", "policy"),
        ("Media/bomb", "unreadable-image"),
        ("Media/torn", "unreadable-image"),
        ("ImagingStudy/ct", "usage"),
        ("Media/nothing", "usage"),
    ],
)
async def test_images_of_somebody_else_and_what_is_no_image_are_told_and_never_shown(
    looking: Looking, image_charts: Any, reference: str, code: str
) -> None:
    look = await looking(reference)
    assert (look.state, look.code) == (State.FAILED, code)
    assert look.message
    assert not set(image_charts.CANARY.split()) & set(look.message.split())
    assert look.frames == []
    assert look.pictures == {}


async def test_a_models_boxes_come_with_the_picture_they_are_on_and_with_what_was_published(
    looking: Looking, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = '```json\n[{"box_2d": [200, 500, 700, 900], "label": "left lung"}]\n```'
    served = model_server(f"Final Answer: {says}")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    look = await looking("DiagnosticReport/xray", "locate", "left lung")
    assert look.code == "", look.message
    (finding,) = look.findings
    (box,) = finding.boxes
    assert (box.label, box.frame) == ("left lung", 0)
    (drawn,) = finding.pictures
    assert drawn.kind == "boxes"
    colours = picture_of(look, drawn.picture).convert("RGB").getcolors(2**24) or []
    assert any(colour == (230, 90, 0) for _, colour in colours)
    assert "medgemma" in finding.model
    assert finding.published
    assert finding.frames[0].uid.endswith(".1.1")


@pytest.mark.parametrize(
    ("asked", "answer", "report"),
    [
        ("pneumothorax", "yes", "report disagrees"),
        ("pneumothorax", "no", "report agrees"),
        ("pleural effusion", "yes", "report agrees"),
        ("rib fracture", "yes", "report does not mention it"),
    ],
)
async def test_an_answer_is_held_to_the_report_on_the_same_images(
    looking: Looking,
    model_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    answer: str,
    report: str,
) -> None:
    served = model_server(f"Final Answer: {answer}")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    look = await looking("DiagnosticReport/xray", "answer", asked)
    (finding,) = look.findings
    assert finding.answer == answer
    (row,) = finding.beside
    assert (row.finding, row.answer, row.report) == (asked, answer, report)


async def test_an_answer_on_a_volume_comes_with_every_slice_that_was_sent(
    looking: Looking, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = model_server("Seen on slices 2-3. Final Answer: yes")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    look = await looking("DiagnosticReport/ct", "answer", "renal calculus")
    (finding,) = look.findings
    assert [one.kind for one in finding.pictures] == ["keys", "sent"]
    assert [one.index for one in finding.frames] == list(range(6))
    assert finding.beside[0].report == "report disagrees"
    described = await looking("DiagnosticReport/ct", "describe")
    assert described.code == "usage"


async def test_no_model_is_asked_where_imaging_is_off_or_none_is_named(
    tmp_path: Path, imaged: Path, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = model_server("Final Answer: yes")
    asked = Wanted(str(imaged), "Patient/1", "DiagnosticReport/xray", "answer", "edema")
    async with Looks(Settings(home=tmp_path, imaging=True)) as looks:
        unnamed = await over(looks.start("asha", asked))
    assert (unnamed.code, unnamed.findings) == ("usage", [])
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    monkeypatch.setenv("CHARTSIDE_IMAGING", "on")
    async with Looks(Settings(home=tmp_path, imaging=False)) as looks:
        off = await over(looks.start("asha", asked))
    assert (off.code, off.findings) == ("policy", [])
    assert served.asked == []


async def test_without_the_part_that_reads_images_a_sentence_says_so(
    here: Settings, imaged: Path
) -> None:
    body = (
        "import sys; sys.modules['pydicom'] = None\n"
        "from chartside.sidebar.imaging.worker import main; main()"
    )
    async with Looks(here, command=(sys.executable, "-c", body)) as looks:
        look = await over(looks.start("asha", Wanted(str(imaged), "Patient/1", "Media/photo")))
    assert look.code == "missing-extra"
    assert "imaging" in look.message


async def test_a_model_that_fails_is_told_as_that(
    looking: Looking, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = model_server("Final Answer: yes")
    served.status = 400
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    look = await looking("DiagnosticReport/xray", "answer", "edema")
    assert look.state is State.FAILED
    assert look.code == "endpoint"


def test_a_process_sees_what_its_step_needs_and_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {
        "CHARTSIDE_DICOMWEB_TOKEN": "archive-token",
        "CHARTSIDE_ENDPOINT_KEY": "model-key",
        "CHARTSIDE_KEYS_PASSPHRASE": "keys-passphrase",
        "CHARTSIDE_DATABASE": "postgresql://drafts",
        "CHARTSIDE_FHIR_TOKEN": "ehr-token",
        "CHARTSIDE_WRITE_BACK_TOKEN": "write-token",
        "CLIENT_SECRET": "smart-secret",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    here = Settings(home=tmp_path, dicomweb="https://archive.example/dicom-web")
    held = {
        step: {value for value in environment_of(step, here).values() if value in secrets.values()}
        for step in (FETCH, SHOW, ASK)
    }
    assert held == {FETCH: {"archive-token"}, SHOW: set(), ASK: {"model-key"}}
    assert environment_of(FETCH, here)["CHARTSIDE_DICOMWEB"] == here.dicomweb
    assert "CHARTSIDE_IMAGING" not in environment_of(ASK, here)


async def test_a_look_is_found_by_its_owner_and_by_nobody_else(
    here: Settings, imaged: Path
) -> None:
    async with Looks(here) as looks:
        asked = Wanted(str(imaged), "Patient/1", "Media/photo")
        look = await over(looks.start("asha", asked))
        name = next(iter(look.pictures))
        assert looks.picture("asha", look.id, name).startswith(b"\x89PNG")
        assert looks.of("asha", "Media/photo") == (look,)
        assert looks.of("ben", "Media/photo") == ()
        for owner, key in (("ben", name), ("asha", "other"), ("", name)):
            with pytest.raises(NotThere):
                looks.picture(owner, look.id, key)
    with pytest.raises(NotThere):
        looks.picture("asha", look.id, name)


async def test_what_was_seen_is_forgotten_in_time(here: Settings, imaged: Path) -> None:
    async with Looks(here, keep=timedelta(0)) as looks:
        await over(looks.start("asha", Wanted(str(imaged), "Patient/1", "Media/photo")))
        await asyncio.sleep(0.05)  # timers run in the order in which they are due
        assert looks.of("asha", "Media/photo") == ()


async def test_one_person_has_one_look_at_a_time_and_all_of_them_have_a_bound(
    here: Settings,
) -> None:
    async with told_by(here, "time.sleep(60)", waiting=2) as looks:
        first = looks.start("asha", wanted())
        assert looks.start("asha", wanted()) is first
        with pytest.raises(TooManyRuns):
            looks.start("asha", wanted("Media/other"))
        looks.start("ben", wanted())
        with pytest.raises(TooManyRuns):
            looks.start("cleo", wanted())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("print('nonsense')", "bug"),
        ("print(json.dumps([1]))", "bug"),
        ("print(json.dumps({'step': {'name': 'rm -rf'}}))", "bug"),
        ("print(json.dumps({'picture': {'number': 1, 'data': 'PHN2Zz4='}}))", "bug"),
        ("print(json.dumps({'picture': {'number': 1, 'data': '<svg>'}}))", "bug"),
        ("print(json.dumps({'failed': {'code': '<b>', 'message': ''}}))", "bug"),
        ("print('x' * 2**25)", "bug"),
        ("\nwhile True: print(json.dumps({'notices': ['x' * 1000] * 400}))", "bug"),
        ("sys.exit(3)", "died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "died"),
        ("print(json.dumps({'fault': ['KeyError', 'showing.py:3']}))", "bug"),
    ],
)
async def test_a_process_that_was_turned_ends_the_look_and_shows_nothing(
    here: Settings, body: str, code: str
) -> None:
    async with told_by(here, body) as looks:
        look = await over(looks.start("asha", wanted()))
    assert (look.state, look.code) == (State.FAILED, code)
    assert look.pictures == {}


async def test_a_process_that_does_not_end_is_ended(here: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "pid"
    body = f"import os; open({str(kept)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    async with told_by(here, body, seconds=3.0) as looks:
        look = await over(looks.start("asha", wanted()))
    assert look.code == "slow"
    with pytest.raises(ProcessLookupError):
        os.kill(int(kept.read_text(encoding="utf-8")), 0)


async def test_a_process_ends_with_the_service(here: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "pid"
    body = f"import os; open({str(kept)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    async with told_by(here, body) as looks:
        looks.start("asha", wanted())
        await asyncio.to_thread(written, kept)
    with pytest.raises(ProcessLookupError):
        os.kill(int(kept.read_text(encoding="utf-8")), 0)


async def test_no_file_of_a_look_is_left_behind_and_no_word_of_it_is_logged(
    looking: Looking,
    image_charts: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    caplog.set_level(logging.DEBUG)
    for reference in ("DiagnosticReport/xray", "Media/other", "Media/bomb"):
        await looking(reference)
    assert list(place.iterdir()) == []
    assert not [one for one in image_charts.CANARY.split() if one in caplog.text]


@pytest.mark.parametrize(
    "asked", [("answer", ""), ("describe", "x"), ("draw", "x"), ("answer", "x" * 121)]
)
def test_what_cannot_be_asked_is_refused_before_a_process_starts(asked: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        wanted(task=asked[0], words=asked[1])


def test_a_line_has_one_kind_and_its_form() -> None:
    assert heard(json.loads('{"done": true}')) == ("done", True)
    for line in ({}, {"done": True, "step": {}}, {"done": False}, {"unknown": 1}, "done"):
        with pytest.raises(ValueError, match=r"."):
            heard(line)
