"""Pages of reports set with real type, then turned, tilted, shaded and laid on a table.

Everything on them is made up. A page is A4 at 110 pixels to the inch unless a test says otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

Gray = NDArray[np.uint8]

ROWS = (
    ("Hemoglobine", "8,7", "mmol/L", "7,5 - 10,0"),
    ("Leukozyten", "11,2 +", "10*9/L", "4,0 - 10,0"),
    ("Ferritine", "<15", "\xb5g/L", "15 - 150"),
    ("Créatinine", "78", "\xb5mol/L", "45 - 90"),
    ("Kalium", "3,9", "mmol/L", "3,5 - 5,1"),
    ("Protéine C réactive", "4,0", "mg/L", "< 5,0"),
    ("Tiempo de protrombina", "98", "%", "70 - 120"),
    ("TSH", "2,31", "mU/L", "0,27 - 4,20"),
)


@dataclass(frozen=True)
class Setting:
    """How a page is set and drawn."""

    font: str = "New Computer Modern"
    size: int = 11
    dpi: int = 110
    title: str = "Laboratorium voor klinische biologie"
    rows: tuple[tuple[str, ...], ...] = ROWS
    across: bool = False


def drawn(setting: Setting = Setting()) -> Gray:
    """A page with a head, a table and a foot."""
    cells = "".join(f"[{_typed(cell)}]," for row in setting.rows for cell in row)
    text = f"""
#set page(paper: "a4", flipped: {str(setting.across).lower()}, margin: 2cm)
#set text(font: "{setting.font}", size: {setting.size}pt)
= {setting.title}
Patient: Vandenbroeck Liesbeth \\ Geboren op: 06/04/1961 \\ Staalname op: 17/02/2026 08:15
#v(8mm)
#table(columns: (2fr, 1fr, 1fr, 1fr), stroke: none, {cells})
#v(1fr)
Afgedrukt op 17/02/2026 12:10 #h(1fr) 1/1
"""
    png = typst.compile(text.encode(), format="png", ppi=setting.dpi)
    assert isinstance(png, bytes)
    return np.asarray(Image.open(BytesIO(png)).convert("L"))


def _typed(cell: str) -> str:
    return "".join(f"\\{sign}" if sign in "*<>_#$[]@" else sign for sign in cell)


def turned_by(gray: Gray, degrees: float, around: int = 255) -> Gray:
    """The page turned clockwise, whole, on a ground of one shade."""
    high, wide = gray.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (int(high * sine + wide * cosine), int(high * cosine + wide * sine))
    matrix[:, 2] += ((size[0] - wide) / 2, (size[1] - high) / 2)
    return cv2.warpAffine(gray, matrix, size, borderValue=around).astype(np.uint8)


def on_table(gray: Gray, shade: int = 70) -> tuple[Gray, NDArray[np.float64]]:
    """A photograph of the page from one side, on a dark table; and from page to photograph."""
    high, wide = gray.shape
    size = (round(wide * 1.35), round(high * 1.25))
    corners = np.array(((0, 0), (wide, 0), (wide, high), (0, high)), np.float32)
    left, top = size[0] - wide, size[1] - high
    there = np.array(
        (
            (0.55 * left, 0.4 * top),
            (0.45 * left + wide, 0.5 * top),
            (0.6 * left + wide, 0.6 * top + high),
            (0.3 * left, 0.5 * top + high),
        ),
        np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, there)
    photo = cv2.warpPerspective(gray, matrix, size, borderValue=shade).astype(np.float64)
    light = np.linspace(1.0, 0.6, size[0])[None, :]
    return np.clip(photo * light, 0, 255).astype(np.uint8), np.asarray(matrix, np.float64)


SetLine = Callable[[str, str], tuple[Gray, list[float]]]


def line_of_type(line: str, font: str) -> tuple[Gray, list[float]]:
    """One line, and the middle of each letter that is no blank, as its ink has it.

    Each letter is drawn again by itself in red, so that where it stands is seen and not reckoned.
    """
    middles = []
    for number, sign in enumerate(line):
        if sign.isspace():
            continue
        parts = (line[:number], sign, line[number + 1 :])
        before, one, after = (part.replace('"', '\\"') for part in parts)
        shown = _set(f'#"{before}"#text(fill: red, "{one}")#"{after}"', font)
        red = (shown[:, :, 0].astype(int) - shown[:, :, 1]) > 100
        middles.append(float(np.flatnonzero(red.any(axis=0)).mean()))
    plain = _set('#"' + line.replace('"', '\\"') + '"', font)
    return np.ascontiguousarray(plain.min(axis=2)), middles


def _set(text: str, font: str) -> NDArray[np.uint8]:
    source = f'#set page(width: auto, height: auto, margin: 5mm)\n#set text(font: "{font}", 11pt)\n'
    png = typst.compile((source + text).encode(), format="png", ppi=200)
    assert isinstance(png, bytes)
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))
