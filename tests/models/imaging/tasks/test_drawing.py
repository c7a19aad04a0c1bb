"""Pictures show the frames that a finding names, and a page holds words as words."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from chartside.models.imaging import read_images
from chartside.models.imaging.drawing import drawings, findings_page
from chartside.models.imaging.drawing.boxes import marked
from chartside.models.imaging.drawing.sheets import contact_sheet, key_slices, two_studies
from chartside.models.imaging.tasks.finding import FoundBox, ImageFinding, Task, used
from chartside.models.imaging.tasks.seeing import see

HEADING = 22
"""Rows of the line of words over a picture of 480 columns."""


@pytest.fixture
def white(tmp_path: Path) -> Any:
    """One white image of 480 x 480, as a model sees it."""
    Image.new("RGB", (480, 480), (255, 255, 255)).save(tmp_path / "white.png")
    (seen,) = see(read_images([tmp_path / "white.png"]))
    return seen


def test_a_box_is_drawn_on_the_pixels_that_it_names(white: Any) -> None:
    (frame,) = white.frames
    picture = np.asarray(marked(frame, [FoundBox("heart", (100, 200, 300, 400), 0)]))
    image = picture[picture.shape[0] - 480 :]
    orange = (image == (230, 90, 0)).all(axis=-1)
    rows, columns = np.nonzero(orange)
    assert (columns.min(), columns.max()) == (100, 299)
    assert rows.max() == 399
    assert orange[390, 100]
    assert orange[200, 290]
    assert not orange[300, 200]


def test_a_box_of_another_frame_is_not_drawn_on_this_one(white: Any) -> None:
    (frame,) = white.frames
    here = np.asarray(marked(frame, [FoundBox("heart", (100, 200, 300, 400), 1)]))
    none = np.asarray(marked(frame, []))
    assert np.array_equal(here, none)


def test_a_small_frame_is_enlarged_with_its_box(tmp_path: Path) -> None:
    Image.new("RGB", (24, 24), (255, 255, 255)).save(tmp_path / "small.png")
    (seen,) = see(read_images([tmp_path / "small.png"]))
    picture = np.asarray(marked(seen.frames[0], [FoundBox("x", (6, 12, 18, 24), 0)]))
    image = picture[picture.shape[0] - 480 :]
    rows, columns = np.nonzero((image == (230, 90, 0)).all(axis=-1))
    assert (columns.min(), columns.max(), rows.max()) == (120, 359, 479)


def test_a_contact_sheet_has_a_cell_for_every_frame_in_the_order_it_was_sent(
    series: Any, at: Any
) -> None:
    levels = [0, 60, 120, 180, 240]
    slices = [(np.full((16, 16), n, np.int16), "MR", at(float(z))) for z, n in enumerate(levels)]
    slices[0][0][0, 0] = 0
    (seen,) = see(read_images([series("mr", slices)]))
    sheet = np.asarray(contact_sheet(seen.frames))
    row = sheet[-20]
    middles = [int(row[160 * n + 80][0]) for n in range(5)]
    assert middles == sorted(middles)
    assert (middles[0], middles[-1]) == (0, 255)


def test_two_studies_stand_side_by_side_whole_and_the_earlier_one_on_the_left(
    dicom: Any,
) -> None:
    """Of another size and polarity: each is shown at one height, in its own proportions."""

    def study(name: str, day: str, rows: int, columns: int, split: int, **said: Any) -> Path:
        pixels = np.full((rows, columns), 900, np.uint16)
        pixels[:, split:] = 100
        elements = {"PatientID": "7", "StudyDate": day, "StudyInstanceUID": f"1.2.{day}", **said}
        return dicom(name, pixels, "DX", **elements)

    now = study("a.dcm", "20260101", 200, 300, 100, PhotometricInterpretation="MONOCHROME1")
    before = study("b.dcm", "20250101", 480, 360, 240)
    seen = see(read_images([now, before]))
    sheet = np.asarray(two_studies([one.frames[0] for one in seen]))
    image = sheet[sheet.shape[0] - 480 :]
    assert image.shape[1] == 360 + 4 + 720
    row = image[400, :, 0].tolist()
    assert [row[at] for at in (20, 230, 250, 340)] == [255, 255, 0, 0]
    assert [row[364 + at] for at in (20, 230, 250, 700)] == [0, 0, 255, 255]
    assert not image[:, 360:364].any()


@pytest.mark.parametrize(
    ("words", "slices"),
    [
        ("A cyst on slices 12-13 and 40.", (12, 13, 40)),
        ("See SLICE 7, 9 and 11.", (7, 9, 11)),
        ("slices 3 to 5", (3, 4, 5)),
        ("slice 900 is not there", (1, 21, 40, 60)),
        ("The slices are clear; 2 cysts.", (1, 21, 40, 60)),
        ("slices 1-60", (1, 2, 3, 4, 5, 6)),
    ],
)
def test_the_slices_that_the_words_name_are_shown_large(
    words: str, slices: tuple[int, ...]
) -> None:
    assert key_slices(words, 60) == slices


def test_one_slice_is_its_own_key_slice() -> None:
    assert key_slices("", 1) == (1,)


def finding(seen: Any, **said: Any) -> ImageFinding:
    held = {"question": "", "model": "m", **said}
    return ImageFinding(task=held.pop("task", Task.DESCRIBE), frames=used(seen.frames), **held)


class Elements(HTMLParser):
    """Which elements a page has, and the words in them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.images: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "img":
            self.images.append(str(dict(attrs)["src"]))


def test_words_of_a_model_are_words_on_the_page_and_never_its_code(white: Any) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="y">%%style%% "quoted"'
    held = finding(white, words=evil, question=evil, model=evil, notices=(evil,))
    page = findings_page([(held, drawings(held, [white]))])
    read = Elements()
    read.feed(page)
    assert "script" not in read.tags
    assert len(read.images) == 1
    assert page.count("&lt;script&gt;") >= 3
    assert "%%style%%" in page


def test_the_page_asks_nobody_for_anything_and_says_so_to_the_browser(white: Any) -> None:
    held = finding(white, words="Clear.")
    page = findings_page([(held, drawings(held, [white]))])
    assert "default-src 'none'" in page
    assert re.search(r"""(?:src|href)=["'](?!data:)""", page) is None
    assert "not a diagnosis" in page


def test_every_picture_says_that_software_marked_it(white: Any) -> None:
    (drawn,) = drawings(finding(white, words="Clear."), [white])
    picture = np.asarray(drawn.picture)
    heading = picture[: picture.shape[0] - 480]
    assert heading.shape[0] >= HEADING
    assert (heading == 255).any()


def test_only_frames_that_a_finding_names_are_drawn(white: Any) -> None:
    held = finding(white)
    other = ImageFinding(Task.DESCRIBE, "", (), "m")
    assert drawings(other, [white]) == ()
    assert len(drawings(held, [white])) == 1
