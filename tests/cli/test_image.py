"""`chartside image`: what a model would see, for people and for programs; the rest is off."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

Run = Callable[..., Any]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    rows = np.arange(30, dtype=np.uint8)[:, None, None]
    columns = np.arange(20, dtype=np.uint8)[None, :, None]
    rgb = np.concatenate([rows + 0 * columns, columns + 0 * rows, 7 + 0 * (rows + columns)], axis=2)
    Image.fromarray(rgb).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def test_prepare_prints_what_another_program_needs_to_compare_its_own(
    run: Run, picture: Path
) -> None:
    ran = run("image", picture, "--task", "prepare", "--json")
    assert ran.status == 0
    (frame,) = ran.json["frames"]
    assert frame["sop_instance_uid"] is None
    assert frame["index"] == 0
    assert frame["shape"] == [30, 20, 3]
    assert frame["mean"] == pytest.approx([14.5, 9.5, 7])
    assert frame["padding"] == {"top": 0, "bottom": 0, "left": 5, "right": 5}
    assert frame["probe"] == [[r, c, 7] for r in (3, 11, 18, 26) for c in (2, 7, 12, 17)]
    assert frame["model_mean"] == pytest.approx([14.5 * 2 / 3, 9.5 * 2 / 3, 7 * 2 / 3], abs=0.5)
    assert "box" not in frame


def test_a_box_is_given_in_pixels_without_the_padding(run: Run, picture: Path) -> None:
    ran = run("image", picture, "--box", "0,0,500,500", "--json")
    assert ran.json["frames"][0]["box"] == [0, 0, 10, 15]


def test_out_writes_the_frames_under_names_that_say_nothing(
    run: Run, picture: Path, tmp_path: Path
) -> None:
    assert run("image", picture, "--out", tmp_path / "out").status == 0
    (written,) = (tmp_path / "out").iterdir()
    assert written.name == "frame-000.png"
    assert np.array_equal(np.asarray(Image.open(written)), np.asarray(Image.open(picture)))


def test_out_does_not_mix_with_what_lies_there(run: Run, picture: Path, tmp_path: Path) -> None:
    ran = run("image", picture, "--out", tmp_path)
    assert ran.status == 2
    assert "not empty" in ran.err


def test_people_read_a_table_of_series(run: Run, shared_data: Path) -> None:
    ran = run("image", shared_data / "dicom" / "medgemma_ct_series")
    assert ran.status == 0
    assert "R -1024 to 1024, G -135 to 215, B 0 to 80 HU" in ran.out
    assert "1 of 10 slices lie where another one does" in ran.err
    assert "set aside, 1 file: no image of a known format (README.md)" in ran.err


@pytest.mark.parametrize("task", ["describe", "answer", "compare", "locate", "classify"])
def test_what_interprets_an_image_is_off_until_it_is_switched_on(
    task: str, run: Run, picture: Path
) -> None:
    ran = run("image", picture, "--task", task)
    assert ran.status == 4
    assert "imaging is off" in ran.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--box", "1,2,3"], "four numbers"),
        (["--box", "500,0,100,9"], "upper left corner first"),
        (["--magnification", "7"], "5, 10 or 20"),
    ],
)
def test_a_wrong_option_is_said_to_be_one(
    words: list[str], says: str, run: Run, picture: Path
) -> None:
    ran = run("image", picture, *words)
    assert ran.status == 2
    assert says in ran.err


def test_a_file_that_is_no_image_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ZEBRA^ZOE.dcm").write_text("nothing", encoding="utf-8")
    ran = run("image", tmp_path / "ZEBRA^ZOE.dcm", "--json")
    assert ran.status == 5
    assert ran.json["error"]["code"] == "unreadable-image"
    assert ran.err == "chartside: no image of a known format [unreadable-image]\n"


def test_a_path_that_is_not_there_is_said_to_be_missing(run: Run, tmp_path: Path) -> None:
    assert run("image", tmp_path / "gone").status == 2


WITHOUT = """
import sys
sys.modules["pydicom"] = None
from chartside.cli import main
main(["image", sys.argv[1]])
"""


def test_without_the_optional_part_one_sentence_says_what_to_install(picture: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(picture)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'chartside[imaging]'" in done.stderr
