"""Picture files: bounded before they are decoded, seen as a viewer shows them."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from chartside.errors import UsageError
from chartside.fhir.lab_reports.opening import open_octets
from chartside.fhir.text.found import Unread
from chartside.models.page_images.opening import MOST_PAGES, Picture, open_pictures


def saved(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    held = BytesIO()
    image.save(held, kind, **how)
    return held.getvalue()


def only(octets: bytes) -> Picture:
    (picture,) = open_pictures(octets)
    return picture


def test_every_page_of_a_fax_is_a_page() -> None:
    pages = [Image.new("1", (40, 60), colour) for colour in (0, 1, 1)]
    octets = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [int(p.gray.mean()) for p in open_pictures(octets)] == [0, 255, 255]


def test_a_photograph_is_turned_as_its_camera_says_and_boxes_are_those_of_the_turned_picture() -> (
    None
):
    image = Image.new("L", (80, 40), 255)
    image.paste(0, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    picture = only(saved(image, "JPEG", exif=exif, quality=95))
    assert (picture.width, picture.height) == (40, 80)
    assert picture.gray[:15, 25:].mean() < 20 < picture.gray[40:, :].mean()


def test_a_clear_ground_is_white_paper() -> None:
    image = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    assert only(saved(image)).gray.min() == 255


def test_sixteen_bits_of_gray_are_not_clipped() -> None:
    deep = np.linspace(20_000, 40_000, 900).reshape(30, 30).astype(np.uint16)
    gray = only(saved(Image.fromarray(deep), "TIFF")).gray
    assert (gray.min(), gray.max()) == (0, 255)
    assert len(np.unique(gray)) > 200


def test_a_large_photograph_is_worked_on_smaller_and_measured_in_its_own_pixels() -> None:
    picture = only(saved(Image.new("RGB", (6000, 4500), "white"), "JPEG"))
    assert max(picture.gray.shape) <= 4000
    assert (picture.width, picture.height) == (6000, 4500)
    wide = picture.gray.shape[1]
    assert picture.placing.point(wide, 0)[0] == pytest.approx(6000)


def png_of(wide: int, high: int) -> bytes:
    """A PNG that says how large it is, and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


@pytest.mark.parametrize("size", [(30_000, 30_000), (9000, 9000)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match=r"large|pixels"):
        only(png_of(*size))


def test_a_file_of_very_many_pages_is_refused() -> None:
    page = Image.new("1", (8, 8))
    octets = saved(page, "TIFF", save_all=True, append_images=[page] * MOST_PAGES)
    with pytest.raises(UsageError, match="pages"):
        only(octets)


HALF = saved(Image.effect_noise((300, 300), 80), "JPEG")[:9000]


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nrest", HALF])
def test_what_is_no_whole_picture_is_refused(octets: bytes) -> None:
    with pytest.raises(UsageError, match="damaged"):
        only(octets)


@pytest.mark.parametrize("kind", ["GIF", "BMP"])
def test_what_no_scanner_writes_is_refused_here_as_it_is_where_files_are_opened(kind: str) -> None:
    octets = saved(Image.new("L", (30, 30), 255), kind)
    assert isinstance(open_octets(octets), Unread)
    with pytest.raises(UsageError):
        only(octets)
