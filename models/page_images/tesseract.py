"""Tesseract, the system's own program: it keeps the gaps between words and knows accents."""

import subprocess
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from PIL import Image

from chartside.errors import MissingExtra, ModelError
from chartside.models.page_images.placing import Gray
from chartside.models.page_images.words import ReadWord

try:
    import pytesseract  # type: ignore[import-untyped]  # ships no types
except ImportError as missing:
    raise MissingExtra("reading words off a picture", "ocr") from missing

LANGUAGES: Final = ("eng", "nld", "fra", "deu", "spa")
SPARSE: Final = 11
"""Its mode that finds as much print as there is, in no order: a report is no column of prose."""
BLOCK: Final = 6
"""Its mode for one block of lines."""
_SECONDS: Final = 120
"""For one page; a hostile picture must not hold the program for ever."""


@cache
def languages() -> tuple[str, ...]:
    """Those of `LANGUAGES` that the program has its data for; none where it is not there."""
    try:
        held = set(pytesseract.get_languages(config=""))
    except (OSError, pytesseract.TesseractError, subprocess.SubprocessError):
        return ()
    return tuple(one for one in LANGUAGES if one in held)


class TesseractReader:
    """A `WordReader`.

    Raises, when it is made:
        MissingExtra: The program, or its data for any of the languages, is not on this machine.
    """

    def __init__(self) -> None:
        if not languages():
            raise MissingExtra(
                "tesseract (a program of the system, with data of a language)", "ocr"
            )
        self._languages = "+".join(languages())

    @property
    def name(self) -> str:
        """As `tesseract 5.3.0`."""
        return f"tesseract {pytesseract.get_tesseract_version()}"

    def read(self, gray: Gray) -> tuple[ReadWord, ...]:
        """The words of a page; raises as `laid_out` does."""
        return self.laid_out(gray, SPARSE)

    def laid_out(self, gray: Gray, mode: int) -> tuple[ReadWord, ...]:
        """The words of a picture whose lines lie as a mode of the program says.

        Raises:
            ModelError: The program failed, or took too long.
        """
        try:
            told: Mapping[str, list[Any]] = pytesseract.image_to_data(
                Image.fromarray(gray),
                lang=self._languages,
                config=f"--psm {mode}",
                timeout=_SECONDS,
                output_type=pytesseract.Output.DICT,
            )
        except (OSError, RuntimeError) as failed:
            raise ModelError(f"tesseract failed: {type(failed).__name__}") from None
        keys = ("text", "left", "top", "width", "height", "conf")
        return tuple(
            ReadWord(text.strip(), (left, top, left + wide, top + high), float(sure) / 100)
            for text, left, top, wide, high, sure in zip(*(told[key] for key in keys), strict=True)
            if text.strip() and float(sure) >= 0
        )
