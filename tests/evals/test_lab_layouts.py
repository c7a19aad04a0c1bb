"""The laboratory reports that are made from known results: what is printed is what is true."""

import json
import random
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest

from chartside.evals.lab_extraction.analytes import LANGUAGES, analytes, words
from chartside.evals.lab_extraction.browser_pages import browser
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import draw
from chartside.evals.lab_extraction.layouts.every import LAYOUTS, chosen
from chartside.evals.lab_extraction.layouts.layout import Layout, Made
from chartside.evals.lab_extraction.matching import folded
from chartside.evals.lab_extraction.truth import WITHOUT_VALUE, TrueRow
from chartside.fhir.ucum import size


@pytest.fixture(scope="module", params=sorted(LAYOUTS))
def layout(request: pytest.FixtureRequest) -> Layout:
    held = LAYOUTS[request.param]
    if held.producer == "browser" and browser() is None:
        pytest.skip("no Chromium on the path, which prints this layout")
    return held


@pytest.fixture(scope="module")
def made(layout: Layout) -> Made:
    return layout.report("1")


def printed_in(page: pdfplumber.page.Page, row: TrueRow) -> str:
    """The letters whose middle lies in the box of a row's value."""
    left, top, right, bottom = row.box or (0, 0, 0, 0)
    return "".join(
        c["text"]
        for c in page.chars
        if left <= (c["x0"] + c["x1"]) / 2 <= right
        and top <= (c["top"] + c["bottom"]) / 2 <= bottom
    )


def test_every_value_stands_in_the_box_that_the_truth_gives(made: Made) -> None:
    with pdfplumber.open(BytesIO(made.octets)) as document:
        for row in (row for report in made.reports for row in report.rows):
            shown = printed_in(document.pages[row.page - 1], row)
            if row.value is None:
                assert folded(row.text) in folded(shown)
            else:
                assert re.sub(r"\D", "", str(row.value)) in re.sub(r"\D", "", shown)


def test_every_name_is_printed_on_the_page_of_its_value(made: Made) -> None:
    with pdfplumber.open(BytesIO(made.octets)) as document:
        texts = [folded(page.extract_text(x_tolerance=2) or "") for page in document.pages]
    for row in (row for report in made.reports for row in report.rows):
        first = folded(re.split(r"[ -]", row.name)[0])
        assert first in texts[row.page - 1]


def test_the_person_is_printed(made: Made) -> None:
    with pdfplumber.open(BytesIO(made.octets)) as document:
        text = folded("".join(page.extract_text() or "" for page in document.pages))
    for report in made.reports:
        assert folded(report.patient) in text
        assert folded(report.born[:4]) in text


def test_the_same_seed_makes_the_same_results_and_another_seed_others(
    layout: Layout, made: Made
) -> None:
    again, other = (layout.report(seed) for seed in ("1", "2"))
    assert [r.as_json() for r in made.reports] == [r.as_json() for r in again.reports]
    assert [r.as_json() for r in made.reports] != [r.as_json() for r in other.reports]


def test_a_truth_can_be_written_down(made: Made) -> None:
    assert json.loads(json.dumps([r.as_json() for r in made.reports]))


def test_there_are_layouts_of_both_halves_from_three_producers() -> None:
    splits = [one.split for one in LAYOUTS.values()]
    assert splits.count("dev") >= 7
    assert splits.count("held-out") >= 7
    assert len(LAYOUTS) >= 14
    assert {one.producer for one in LAYOUTS.values()} == {"typst", "browser", "drawn"}


def test_half_of_the_held_out_layouts_are_plain_tables_and_half_are_not() -> None:
    kinds = [one.kind for one in LAYOUTS.values() if one.split == "held-out"]
    assert set(kinds) == {"plain", "hard"}
    assert kinds.count("plain") >= 7
    assert kinds.count("hard") >= 7
    assert all(one.kind == "" for one in LAYOUTS.values() if one.split == "dev")


def test_no_layout_is_chosen_for_a_split_that_is_not_its_own() -> None:
    assert {one.split for one in chosen("dev")} == {"dev"}
    assert {one.split for one in chosen("held-out")} == {"held-out"}


def test_whoever_writes_a_reader_is_told_not_to_read_the_held_out_layouts(root: Path) -> None:
    for path in (root / "evals" / "lab_extraction" / "layouts").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if '"held-out",' in text and path.name != "layout.py":
            assert text.startswith('"""HELD OUT')


def test_the_reader_and_the_layouts_share_no_word_list(root: Path) -> None:
    for path in (root / "fhir" / "lab_reports").rglob("*.py"):
        assert "lab_extraction" not in path.read_text(encoding="utf-8")


def test_at_least_eighty_analytes_have_names_in_five_languages_and_plausible_ranges() -> None:
    assert len(analytes()) >= 80
    for analyte in analytes():
        assert all(analyte.names[language] for language in LANGUAGES)
        for scale in (analyte.si, analyte.conventional):
            if scale is None:
                continue
            assert size(scale.ucum) is not None, scale.ucum
            for low, high in ((scale.low, scale.high), scale.women or (None, None)):
                assert low is None or high is None or low < high
        assert analyte.si is not None or analyte.words


def test_every_language_has_a_word_for_everything() -> None:
    assert {frozenset(words(language)) for language in LANGUAGES} == {frozenset(words("en"))}


def test_results_come_in_every_way_that_reports_print(made_many: list[TrueRow]) -> None:
    assert {row.state for row in made_many} >= {"final", "corrected"} | WITHOUT_VALUE
    assert {row.comparator for row in made_many} >= {"", "<", ">"}
    assert {row.flag for row in made_many} >= {"", "L", "H", "LL", "HH", "A"}
    assert any(row.value is None and row.state == "final" for row in made_many)
    assert any(row.low is None and row.high is not None for row in made_many)
    assert any(row.high is None and row.low is not None for row in made_many)


@pytest.fixture(scope="module")
def made_many() -> list[TrueRow]:
    held = [one for one in LAYOUTS.values() if one.producer != "browser"]
    made = [one.report(str(seed)) for one in held for seed in range(3)]
    return [row for one in made for report in one.reports for row in report.rows]


@pytest.mark.parametrize("country", ["us", "uk", "nl", "fr", "de", "es"])
def test_results_out_of_range_are_graded_and_results_in_range_are_not(country: str) -> None:
    rng = random.Random(country)  # noqa: S311 - invented results, no secret
    panels = sorted({one.panel for one in analytes()})
    for _ in range(5):
        case = draw(style_of(country, rng), rng, panels, rows=99)
        for row in (row for panel in case.panels for row in panel.rows):
            if row.value is None:
                continue
            low = row.low is not None and row.value < row.low
            high = row.high is not None and row.value > row.high
            assert row.grade in ({"L", "LL"} if low else {"H", "HH"} if high else {""})


def test_earlier_results_are_earlier_and_fall_back_in_time() -> None:
    rng = random.Random(1)  # noqa: S311 - invented results, no secret
    case = draw(style_of("de", rng), rng, ("chemistry",), earlier=3)
    days: list[datetime] = [case.collected, *case.earlier]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == 4
