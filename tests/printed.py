"""Laboratory reports as PDFs by hand: words where a test puts them, and no typesetter."""

import zlib
from collections.abc import Iterable, Sequence

COLUMNS = (50, 220, 300, 380, 480)
HEADINGS = ("Test", "Result", "Unit", "Reference range", "Flag")
ROWS = (
    ("Potassium", "5.90", "mmol/L", "3.5 - 5.1", "H"),
    ("Sodium", "140", "mmol/L", "135 - 145", ""),
    ("Creatinine", "0.62", "mg/dL", "0.50 - 0.90", ""),
    ("TSH", "<0.01", "mIU/L", "0.40 - 4.00", "L"),
)
HEAD = (
    "Name: Quackenbush, Wilhelmina",
    "Date of birth: 17/05/1960  Sex: female",
    "Collected: 02/11/2025 08:10",
)


def printed(rows: Iterable[Sequence[str]] = ROWS, head: Sequence[str] = HEAD) -> bytes:
    """A PDF of one page with a head, a table and nothing else."""
    return pdf(page(rows, head))


def page(rows: Iterable[Sequence[str]] = ROWS, head: Sequence[str] = HEAD) -> str:
    """What such a page draws."""
    lines = [(COLUMNS[0], text) for text in head]
    placed = [(x, 800 - 16 * n, text) for n, (x, text) in enumerate(lines)]
    for down, row in enumerate((HEADINGS, *rows), len(lines) + 1):
        placed += [(x, 800 - 16 * down, t) for x, t in zip(COLUMNS, row, strict=True) if t]
    return " ".join(f"1 0 0 1 {x} {y} Tm ({_shown(text)}) Tj" for x, y, text in placed)


def letter(*lines: str) -> bytes:
    """A page of sentences."""
    placed = ((800 - 16 * n, text) for n, text in enumerate(lines))
    return pdf(" ".join(f"1 0 0 1 50 {y} Tm ({_shown(text)}) Tj" for y, text in placed))


def pdf(text: str) -> bytes:
    """A PDF of one page of A4 that draws this text."""
    return bound(text)


def bound(*texts: str) -> bytes:
    """A PDF of a page of A4 for each of these texts."""
    return drawing(*(f"BT /F1 10 Tf {text} ET".encode("latin-1") for text in texts))


def grey() -> bytes:
    """What draws a grey picture over most of a page."""
    data = zlib.compress(bytes(range(256)) * 40).hex().encode()
    return b"q 500 0 0 700 40 60 cm BI /W 128 /H 80 /BPC 8 /CS /G /F [/AHx /Fl] ID %s> EI Q" % data


def drawing(*drawn: bytes) -> bytes:
    """A PDF of a page of A4 for each of these content streams."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(drawn)))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(drawn)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, stream in enumerate(drawn):
        sheet = f"/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * number} 0 R"
        parts.append(f"<<{sheet}/Resources<</Font<</F1 3 0 R>>>>>>".encode())
        parts.append(b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream")
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (len(parts) + 1, len(made))
    return made + head + table + end


def _shown(text: str) -> str:
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return text
