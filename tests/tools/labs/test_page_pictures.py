"""The pictures beside the table: each page that was read, in the size that its boxes count in."""

import asyncio
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chartside.fhir.lab_reports.opening import open_octets
from chartside.fhir.lab_reports.page import Page, Word
from chartside.fhir.lab_reports.pictures import png_of
from chartside.tools.labs.files import How
from chartside.tools.labs.judged import JudgedFile
from chartside.tools.labs.judging import judge_file
from chartside.tools.labs.page_pictures import pictures_for
from chartside.tools.labs.reading import by_words
from chartside.tools.labs.review_page import Shown, review_page
from chartside.tools.labs.watch import UNWATCHED, Watch

SIZE = (620, 877)


class Clerk:
    """Reads each of so many pages as one row."""

    name = "clerk"

    def __init__(self, pages: int = 1) -> None:
        self._pages = pages

    def pages(self, octets: bytes, watch: Watch = UNWATCHED) -> tuple[Page, ...]:
        del octets, watch
        texts = ("Potassium", "5.9", "mmol/L", "3.5 - 5.1")
        row = tuple(Word(t, (40 + 150 * n, 200, 140 + 150 * n, 214)) for n, t in enumerate(texts))
        heads = ("Test", "Result", "Unit", "Range")
        top = tuple(Word(t, (40 + 150 * n, 170, 140 + 150 * n, 184)) for n, t in enumerate(heads))
        return tuple(Page(n, *map(float, SIZE), (*top, *row)) for n in range(1, self._pages + 1))


def image(kind: str, pages: int = 1) -> bytes:
    held = BytesIO()
    sheets = [Image.new("RGB", SIZE, (200, 220 - 20 * n, 240)) for n in range(pages)]
    more = {"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}
    sheets[0].save(held, kind, **more)
    return held.getvalue()


def judged(octets: bytes, pages: int = 1) -> JudgedFile:
    (opened,) = open_octets(octets)  # type: ignore[misc]  # the tests open what can be opened
    return judge_file("scan", asyncio.run(by_words(opened, How(pictures=Clerk(pages)))))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_a_browser_shows_is_shown_as_it_came(kind: str) -> None:
    octets = image(kind)
    (held,) = pictures_for(judged(octets))
    assert (held.data, held.media_type) == (octets, f"image/{kind.lower()}")
    assert (held.width, held.height) == SIZE


def test_a_fax_of_two_pages_is_shown_page_by_page() -> None:
    held = pictures_for(judged(image("TIFF", 2), 2))
    assert [(p.page, p.pixels, p.media_type) for p in held] == [
        (1, SIZE, "image/png"),
        (2, SIZE, "image/png"),
    ]
    assert Image.open(BytesIO(held[1].data)).getpixel((5, 5)) != 255


def test_the_page_draws_each_row_where_it_stands_on_its_picture() -> None:
    file = judged(image("TIFF", 2), 2)
    html = review_page([Shown(file, pictures_for(file))])
    assert html.count(f'viewBox="0 0 {SIZE[0]}.0 {SIZE[1]}.0"') == 2
    assert html.count('<a id="b') == 2
    assert html.count('y="199.5"') == 2


def test_a_page_that_was_drawn_is_a_png_of_the_same_pixels() -> None:
    pixels = bytes(range(256))
    for channels, mode in ((1, "L"), (4, "RGBA")):
        size = (256 // channels // 8, 8)
        shown = Image.open(BytesIO(png_of(pixels, size, channels)))
        assert (shown.mode, shown.size, shown.tobytes()) == (mode, size, pixels)
    padded = Image.open(BytesIO(png_of(pixels, (12, 16), 1, 16)))
    assert padded.tobytes() == b"".join(pixels[16 * n : 16 * n + 12] for n in range(16))


def test_a_file_without_results_has_no_picture(printer: Any) -> None:
    assert pictures_for(judged(printer.letter("Dear colleague,"))) == ()
