"""Boxes of pages that were straightened to be read, back on the picture that a reviewer sees."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chartside.fhir.lab_reports.page import Box, Page, Straightened, Strip
from chartside.fhir.lab_reports.report import LabReport, Limits, Printed, Result


def on_picture(page: Page, box: Box) -> Box:
    """Where a box of a page stands on the picture as it came."""
    if page.straightened is None:
        return box
    left, top, right, bottom = box
    held = _strip(page.straightened, (top + bottom) / 2).to_picture
    corners = [_point(held, x, y) for x in (left, right) for y in (top, bottom)]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def shown_page(page: Page) -> Page:
    """The page with its boxes on the picture as it came."""
    held = page.straightened
    if held is None:
        return page
    words = tuple(replace(word, box=on_picture(page, word.box)) for word in page.words)
    rules = tuple(on_picture(page, rule) for rule in page.rules)
    return Page(page.number, held.width, held.height, words, rules)


def shown_report(report: LabReport, pages: Iterable[Page]) -> LabReport:
    """The report that was read from pages, each of its boxes on the picture as it came."""
    turned = {page.number: page for page in pages if page.straightened}
    if not turned:
        return report
    return replace(
        report,
        results=tuple(_result(one, turned) for one in report.results),
        set_aside=tuple(
            replace(one, box=on_picture(turned[one.page], one.box)) if one.page in turned else one
            for one in report.set_aside
        ),
    )


def scaled(page: Page, by: float) -> Page:
    """The page measured in another unit: pixels of a picture drawn of it as points, say."""
    held = page.straightened
    words = tuple(replace(word, box=_times(word.box, by)) for word in page.words)
    if held is not None:
        strips = tuple(Strip(one.top * by, _scaled(one.to_picture, by)) for one in held.strips)
        held = Straightened(held.width * by, held.height * by, strips)
    rules = tuple(_times(rule, by) for rule in page.rules)
    return Page(page.number, page.width * by, page.height * by, words, rules, held)


def _result(result: Result, turned: dict[int, Page]) -> Result:
    page = turned.get(result.name.page)
    if page is None:
        return result
    return replace(
        result,
        name=_printed(result.name, turned),
        printed=_printed(result.printed, turned),
        row=on_picture(page, result.row),
        limits=tuple(_limits(one, turned) for one in result.limits),
    )


def _limits(limits: Limits, turned: dict[int, Page]) -> Limits:
    return replace(limits, printed=_printed(limits.printed, turned))


def _printed(printed: Printed, turned: dict[int, Page]) -> Printed:
    page = turned.get(printed.page)
    return replace(printed, box=on_picture(page, printed.box)) if page else printed


def _strip(held: Straightened, height: float) -> Strip:
    above = [strip for strip in held.strips if strip.top <= height]
    return above[-1] if above else held.strips[0]


def _point(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    across, down, weight = (
        matrix[row] * x + matrix[row + 1] * y + matrix[row + 2] for row in (0, 3, 6)
    )
    return across / weight, down / weight


def _scaled(matrix: Sequence[float], by: float) -> tuple[float, ...]:
    """The homography between the same two pages, both measured in the other unit."""
    rows = (by, by, 1.0)
    columns = (1 / by, 1 / by, 1.0)
    return tuple(matrix[3 * r + c] * rows[r] * columns[c] for r in range(3) for c in range(3))


def _times(box: Box, by: float) -> Box:
    left, top, right, bottom = box
    return left * by, top * by, right * by, bottom * by
