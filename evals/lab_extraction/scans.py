"""The same pages as a scanner, a fax or a telephone hands them on: pictures, and worse ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageFilter

from chartside.evals.lab_extraction.material import Document
from chartside.evals.lab_extraction.truth import TrueReport

DPI = 200
_POINTS = 72


@dataclass(frozen=True, slots=True)
class Wear:
    """What happened to a page on its way."""

    tilt: float
    """Degrees, counterclockwise."""
    turns: int
    """Quarters of a turn, counterclockwise, after the tilt."""
    blur: float
    """Standard deviation in pixels."""
    noise: float
    """Standard deviation in levels of 255."""
    shade: float
    """How many levels darker the far side is."""
    quality: int
    """Of JPEG, from 1 to 95."""


def drawn(rng: random.Random) -> Wear:
    """Mostly a fair office scan; one in four lies sideways or upside down."""
    return Wear(
        rng.uniform(-2.5, 2.5),
        rng.choice((1, 2, 3)) if rng.random() < 0.25 else 0,
        rng.uniform(0.0, 0.9),
        rng.uniform(0.0, 9.0),
        rng.uniform(0.0, 40.0),
        rng.randint(45, 88),
    )


def worn(page: Image.Image, wear: Wear, rng: random.Random) -> Image.Image:
    """The page after all of it, in gray."""
    tilted = page.convert("L").rotate(
        wear.tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )
    turned = tilted.rotate(90 * wear.turns, expand=True)
    soft = turned.filter(ImageFilter.GaussianBlur(wear.blur))
    levels: Any = np.asarray(soft, dtype=np.float64)
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0.0, wear.noise, levels.shape)
    shade = np.linspace(0.0, wear.shade, levels.shape[1])
    held = np.clip(levels + grain - shade, 0, 255).astype(np.uint8)
    packed = BytesIO()
    Image.fromarray(held).save(packed, "JPEG", quality=wear.quality)
    return Image.open(packed)


def scanned(octets: bytes, seed: str) -> bytes:
    """A PDF's pages as one TIFF of worn pictures, each worn in its own way."""
    rng = random.Random(f"scan {seed}")
    document = pypdfium2.PdfDocument(octets)
    pages = [page.render(scale=DPI / _POINTS).to_pil() for page in document]
    document.close()
    pictures = [worn(page, drawn(rng), rng) for page in pages]
    packed = BytesIO()
    pictures[0].save(
        packed, "TIFF", save_all=True, append_images=pictures[1:], compression="tiff_lzw"
    )
    return packed.getvalue()


def as_scans(documents: Iterator[Document], seed: str) -> Iterator[Document]:
    """Each file as a scan; where a value stands is not asked for, the pages being turned."""
    for one in documents:
        for report in one.reports:
            _forget_places(report)
        octets = scanned(one.octets, f"{seed} {one.name}")
        yield replace(one, octets=octets, split=f"{one.split}, scanned")


def _forget_places(report: TrueReport) -> None:
    for row in report.rows:
        row.box = None
