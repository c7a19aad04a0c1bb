"""Where each value came to stand: every printed value is a link, and links have boxes."""

from collections.abc import Sequence
from io import BytesIO

import pdfplumber

from chartside.evals.lab_extraction.truth import Box, TrueReport, TrueRow

ADDRESS = "https://value.invalid/"


class Marks:
    """Hands out numbers to rows while a report is written down."""

    def __init__(self) -> None:
        self.rows: list[TrueRow] = []

    def mark(self, report: TrueReport, row: TrueRow) -> int:
        """The number of a row, which now belongs to the report."""
        report.rows.append(row)
        self.rows.append(row)
        return len(self.rows) - 1


def place(octets: bytes, marks: Marks) -> None:
    """Writes into each row the page and box of its value.

    Raises:
        ValueError: A value did not come to stand anywhere, or twice.
    """
    seen: dict[int, list[tuple[int, Box]]] = {}
    with pdfplumber.open(BytesIO(octets)) as document:
        for page in document.pages:
            for link in page.hyperlinks:
                uri = str(link.get("uri") or "")
                if uri.startswith(ADDRESS):
                    box = (link["x0"], link["top"], link["x1"], link["bottom"])
                    seen.setdefault(int(uri.removeprefix(ADDRESS)), []).append(
                        (page.page_number, box)
                    )
    for number, row in enumerate(marks.rows):
        if number not in seen:
            raise ValueError(f"value {number} stands nowhere")
        row.page, row.box = _whole(seen[number])


def _whole(places: Sequence[tuple[int, Box]]) -> tuple[int, Box]:
    """One box around the pieces of a value on one page."""
    page = places[0][0]
    boxes = [box for number, box in places if number == page]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return page, (min(lefts), min(tops), max(rights), max(bottoms))
