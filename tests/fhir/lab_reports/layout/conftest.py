"""Pages to read: typed on a typewriter, or drawn in a PDF by hand."""

import re
from collections.abc import Callable
from textwrap import dedent

import pytest

from chartside.fhir.lab_reports.page import Box, Page, Word
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.lab_reports.report import LabReport

LETTER, HEIGHT, PITCH = 6.0, 11.5, 14.0


def typed(text: str, number: int = 1, rules: tuple[Box, ...] = ()) -> Page:
    """A page of a typewriter: a letter is 6 points wide, a line 14 high; `*words*` are bold."""
    words: list[Word] = []
    for row, line in enumerate(dedent(text).strip("\n").split("\n")):
        bold = line.strip().startswith("*") and line.strip().endswith("*")
        for match in re.finditer(r"\S+", line):
            said = match[0].strip("*") if bold else match[0]
            left, top = 40 + LETTER * match.start(), 40 + PITCH * row
            box = (left, top, left + LETTER * len(match[0]), top + HEIGHT)
            words.append(Word(said, box, bold))
    return Page(number, 595.0, 842.0, tuple(words), rules)


@pytest.fixture(scope="session")
def page() -> Callable[..., Page]:
    """A page as it is typed."""
    return typed


@pytest.fixture(scope="session")
def read() -> Callable[..., tuple[LabReport, ...]]:
    """The reports that typed pages hold."""
    return lambda *texts: read_report([typed(text, n) for n, text in enumerate(texts, 1)])


@pytest.fixture(scope="session")
def rows() -> Callable[[str], list[tuple[str, ...]]]:
    """Name, value, unit, range and flag of each result of one typed page."""

    def read_rows(text: str) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for report in read_report([typed(text)]):
            for one in report.results:
                value = one.comparator + (str(one.value) if one.value is not None else one.text)
                lead = one.limits[0] if one.limits else None
                bounds = f"{lead.low}..{lead.high}" if lead else ""
                flag = one.flag.value if one.flag else ""
                found.append((one.name.text, value, one.unit, bounds, flag))
        return found

    return read_rows


@pytest.fixture(scope="session")
def pdf() -> Callable[..., bytes]:
    """A PDF of one page of 300 by 200 points with a content stream, in Helvetica."""

    def drawn(content: str, rotate: int = 0) -> bytes:
        body = content.encode("latin-1")
        parts = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 300 200] >>",
            b"<< /Type /Page /Parent 2 0 R /Rotate %d /Contents 4 0 R /Resources << /Font "
            b"<< /F 5 0 R /B 6 0 R >> >> >>" % rotate,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
        ]
        out, places = b"%PDF-1.4\n", []
        for number, part in enumerate(parts, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        end = b"xref\n0 7\n0000000000 65535 f \n%s" % table
        return out + end + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)

    return drawn
