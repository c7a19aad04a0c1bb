"""A picture of a report, read by the engines that are installed: values, and where they stand."""

from io import BytesIO

import numpy as np
import pytest
import typst
from PIL import Image, ImageDraw

from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.lab_reports.report import LabReport
from chartside.fhir.lab_reports.selecting import selection
from chartside.fhir.lab_reports.shown import shown_page, shown_report
from chartside.fhir.text.found import Unread
from chartside.models.page_images.readers import word_reader
from chartside.tools.labs.pages import ILLEGIBLE, PrintReader
from chartside.tools.labs.watch import TOO_LONG, Watch
from chartside.tools.labs.weighing import weighed

TABLE = """
#set page(width: 17cm, height: auto, margin: 1cm)
#set text(font: "Libertinus Serif", 11pt)
*Laboratoire d'analyses médicales* \\
Patient : Lefèvre Amélie \\ Né(e) le : 14/03/1958 \\ Prélevé le : 02/11/2026 07:40
#v(4mm)
#table(columns: (2fr, 1fr, 1fr, 1fr), stroke: none,
  [*Analyse*], [*Résultat*], [*Unité*], [*Référence*],
  [Sodium], [140], [mmol/L], [136 - 145],
  [Potassium], [3,9], [mmol/L], [3,5 - 5,1],
  [Créatinine], [112], [\xb5mol/L], [45 - 90],
  [Ferritine], [\\<15], [\xb5g/L], [15 - 150],
  [Calcium], [2,31], [mmol/L], [2,20 - 2,55],
)
"""


def set_in_type() -> Image.Image:
    png = typst.compile(TABLE.encode(), format="png", ppi=130)
    assert isinstance(png, bytes)
    return Image.open(BytesIO(png)).convert("L")


def saved(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    held = BytesIO()
    image.save(held, kind, **how)
    return held.getvalue()


@pytest.fixture(scope="module")
def reader() -> PrintReader:
    return PrintReader(word_reader("rapidocr"))


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """A scan that lay upside down and three degrees askew."""
    return set_in_type().rotate(183, expand=True, fillcolor=252, resample=Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def pages(reader: PrintReader, picture: Image.Image) -> tuple[Page, ...]:
    found = reader.pages(saved(picture))
    assert not isinstance(found, Unread)
    return found


@pytest.fixture(scope="module")
def report(pages: tuple[Page, ...]) -> LabReport:
    (report,) = read_report(pages)
    return shown_report(weighed(report, pages, "an engine"), pages)


def test_a_scan_that_lay_upside_down_and_askew_is_read_value_by_value(report: LabReport) -> None:
    read = {r.name.text: f"{r.comparator}{r.value} {r.ucum}" for r in report.results}
    assert read["Sodium"] == "140 mmol/L"
    assert read["Potassium"] == "3.9 mmol/L"
    assert read["Ferritine"] == "<15 ug/L"
    assert read["Calcium"] == "2.31 mmol/L"


def test_each_value_is_shown_where_its_ink_is_on_the_picture_as_it_came(
    report: LabReport, picture: Image.Image
) -> None:
    dark = np.asarray(picture) < 128
    for result in report.results:
        left, top, right, bottom = (round(side) for side in result.printed.box)
        assert dark[top:bottom, left:right].any(), result.name.text
        outside = (
            dark[top:bottom, left - 6 : left].sum() + dark[top:bottom, right : right + 6].sum()
        )
        assert outside < dark[top:bottom, left:right].sum() / 4


def test_every_result_says_who_read_it_and_how_sure_that_is(report: LabReport) -> None:
    assert {result.read_by for result in report.results} == {("an engine",)}
    assert all(result.confidence and 0 < result.confidence <= 1 for result in report.results)


def test_the_page_that_is_shown_has_the_size_of_the_picture(
    pages: tuple[Page, ...], picture: Image.Image
) -> None:
    (shown,) = map(shown_page, pages)
    assert (shown.width, shown.height) == picture.size


def test_a_blank_page_of_a_fax_is_a_page_without_words(reader: PrintReader) -> None:
    blank = Image.new("L", (600, 800), 255)
    found = reader.pages(saved(blank, "TIFF", save_all=True, append_images=[blank]))
    assert not isinstance(found, Unread)
    assert [(page.number, page.words) for page in found] == [(1, ()), (2, ())]


def test_of_a_fax_only_the_pages_that_were_asked_for_are_read_and_none_when_the_time_is_up(
    reader: PrintReader,
) -> None:
    blank = Image.new("L", (600, 800), 255)
    fax = saved(blank, "TIFF", save_all=True, append_images=[blank, blank])
    told: list[tuple[int, int]] = []
    chosen = Watch(selection("2"), lambda done, total: told.append((done, total)))
    found = reader.pages(fax, chosen)
    assert not isinstance(found, Unread)
    assert ([page.number for page in found], told) == ([2], [(0, 1)])
    assert reader.pages(fax, Watch(until=0.0)) == Unread(TOO_LONG)


def test_scrawl_is_not_read_as_print(reader: PrintReader) -> None:
    image = Image.new("L", (900, 500), 255)
    draw = ImageDraw.Draw(image)
    steps = np.random.default_rng(3).integers(-14, 15, (12, 60, 2))
    for number, row in enumerate(steps):
        across, down = 20 + np.abs(row[:, 0]).cumsum(), 40 + 38 * number + row[:, 1].cumsum()
        draw.line([*zip(across.tolist(), down.tolist(), strict=True)], fill=20, width=2)
    found = reader.pages(saved(image))
    assert found == Unread(ILLEGIBLE) or all(not page.words for page in found)


def test_a_damaged_picture_says_so(reader: PrintReader) -> None:
    found = reader.pages(saved(set_in_type(), "JPEG")[:4000])
    assert isinstance(found, Unread)
    assert "damaged" in found.reason
