"""The page for review: the picture of each page with a box for every row, beside the table.

One file of HTML that asks nobody for anything: pictures are in it, its policy lets nothing else in,
and text of a report is text. Each row leads to its box and each box to its row, with and without
script.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Final

from chartside.fhir.lab_reports.page import Box
from chartside.fhir.lab_reports.pictures import Picture
from chartside.fhir.lab_reports.report import SetAside, State
from chartside.tools.labs.judged import Judged, JudgedFile, JudgedReport
from chartside.tools.labs.review_table import about, results_table, set_aside_table
from chartside.tools.labs.wording import along_words

_BLANK: Final = re.compile(r"%%(\w+)%%")
_AROUND: Final = 0.5
"""Points or pixels that a box is drawn wider than what stands in it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that was read, with pictures of its pages; those that are not there are left out."""

    file: JudgedFile
    pictures: tuple[Picture, ...] = ()


def review_page(shown: Sequence[Shown], title: str = "Laboratory results for review") -> str:
    """The page as HTML."""
    template = files(__package__).joinpath("review_page.html").read_text(encoding="utf-8")
    held = {
        "title": escape(title),
        "style": _hash(template, "style"),
        "script": _hash(template, "script"),
        "body": "\n".join(_file(one, f"{n}-") for n, one in enumerate(shown)),
    }
    return _BLANK.sub(
        lambda found: held[found[1]], template
    )  # once: a text of a report is no blank


def _hash(template: str, element: str) -> str:
    """What stands in an element, as a Content Security Policy allows it (CSP 3, 2.3.1)."""
    held = template.partition(f"<{element}>")[2].partition(f"</{element}>")[0]
    return f"sha256-{base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()}"


def _file(shown: Shown, prefix: str) -> str:
    file = shown.file
    refused = (match.sentence for match in file.refused)
    said = [file.read.reason, *refused, *along_words(file.reading)]
    lines = "".join(f"<p>{escape(one[:1].upper() + one[1:])}.</p>" for one in said if one)
    head = f"<section><h2>{escape(file.name)}</h2>{lines}"
    if not file.reports:
        return f"{head}</section>"
    drawn = "".join(_picture(p, shown, prefix) for p in shown.pictures)
    missing = len({p.number for p in file.read.pages} - file.others) - len(shown.pictures)
    more = f'<p class="about">{missing} more pages without a picture.</p>' if missing > 0 else ""
    told = "".join(_report(r, f"{prefix}{n}-") for n, r in enumerate(file.reports))
    return (
        f'{head}<div class="beside"><div class="pictures">{drawn}{more}</div>'
        f"<div>{told}</div></div></section>"
    )


def _report(held: JudgedReport, prefix: str) -> str:
    return (
        f"{about(held)}{results_table(held, prefix)}"
        f"{set_aside_table(held.report.set_aside, prefix)}"
    )


def _picture(picture: Picture, shown: Shown, prefix: str) -> str:
    number, width, height = picture.page, picture.width, picture.height
    data = base64.b64encode(picture.data).decode()
    boxes = "".join(_boxes(shown.file.reports, number, prefix))
    return (
        f'<figure><figcaption>Page {number}</figcaption><div class="sheet">'
        f'<img alt="Page {number} of the report" src="data:{picture.media_type};base64,{data}">'
        f'<svg viewBox="0 0 {width:.1f} {height:.1f}" preserveAspectRatio="none" '
        f'role="group" aria-label="Rows of page {number}">{boxes}</svg></div></figure>'
    )


def _boxes(reports: Sequence[JudgedReport], page: int, prefix: str) -> Iterator[str]:
    for n, held in enumerate(reports):
        for place, one in enumerate(held.results):
            if one.result.printed.page == page:
                name = one.result.name.text
                yield _box(f"{prefix}{n}-{place}", _kind(one), one.result.row, name)
        for place, row in enumerate(held.report.set_aside):
            if row.page == page:
                yield _box(f"{prefix}{n}-a{place}", "aside", row.box, _words(row))


def _words(row: SetAside) -> str:
    return f"Set aside: {row.reason}"


def _kind(one: Judged) -> str:
    if one.doubts or one.result.state not in {State.FINAL, State.PRELIMINARY, State.CORRECTED}:
        return "unsure"
    return "judged" if one.result.flag and one.result.flag.value != "N" else "plain"


def _box(key: str, kind: str, box: Box, words: str) -> str:
    left, top, right, bottom = box
    left, top = left - _AROUND, top - _AROUND
    width, height = right + _AROUND - left, bottom + _AROUND - top
    return (
        f'<a id="b{key}" class="{kind}" data-of="{key}" href="#r{key}" '
        f'aria-label="{escape(words)}"><title>{escape(words)}</title>'
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"/></a>'
    )
