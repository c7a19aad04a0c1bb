"""A study of the chart whose images are on the site's archive: a real Orthanc."""

import base64
from pathlib import Path
from typing import Any

import pytest

from chartside.settings import Settings
from chartside.sidebar.imaging import Look, Looks, State, Wanted


@pytest.fixture
def archived(
    orthanc: Any, image_charts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The archive holds the slices of the study that the chart names."""
    for number, octets in enumerate(image_charts.slices(4)):
        file = tmp_path / f"{number}.dcm"
        file.write_bytes(octets)
        orthanc.store(file)
    key = base64.b64encode(f"{orthanc.user}:{orthanc.password}".encode()).decode()
    monkeypatch.setenv("CHARTSIDE_DICOMWEB_TOKEN", f"Basic {key}")
    return Settings(home=tmp_path / "home", dicomweb=orthanc.dicomweb)


async def seen(here: Settings, imaged: Path) -> Look:
    async with Looks(here) as looks:
        look = looks.start("asha", Wanted(str(imaged), "Patient/1", "ImagingStudy/ct"))
        await look.wait()
        return look


async def test_a_study_comes_from_the_archive_that_the_site_names(
    archived: Settings, imaged: Path
) -> None:
    look = await seen(archived, imaged)
    assert (look.state, look.message) == (State.DONE, "")
    assert [one.uid.rpartition(".")[2] for one in look.frames] == list("1234")


async def test_an_archive_that_refuses_is_told_as_that(
    archived: Settings, imaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHARTSIDE_DICOMWEB_TOKEN")
    look = await seen(archived, imaged)
    assert (look.state, look.code) == (State.FAILED, "dicomweb")
