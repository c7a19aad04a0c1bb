"""Which reader of words a page gets: the best one that is installed, or the one that is named.

Measured on reports as scans (`chartside.evals.lab_extraction --scans --engine NAME`): both engines
together read most numbers right, and leave the fewest wrong ones unmarked.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

from chartside.errors import MissingExtra, UsageError
from chartside.models.page_images.words import WordReader

READERS: Final[Mapping[str, tuple[str, str]]] = {
    "both": ("both", "BothReader"),
    "rapidocr": ("rapid", "RapidReader"),
    "tesseract": ("tesseract", "TesseractReader"),
}
"""By name, the module and the class, best first."""


@cache
def word_reader(name: str = "") -> WordReader:
    """The reader of this name, or the best one that is installed.

    Raises:
        UsageError: There is no reader of this name.
        MissingExtra: It, or any, is not installed.
    """
    if name and name not in READERS:
        raise UsageError(f"a reader of words is one of {', '.join(READERS)}")
    for one in [name] if name else READERS:
        module, kind = READERS[one]
        try:
            reader: WordReader = getattr(
                import_module(f"chartside.models.page_images.{module}"), kind
            )()
        except MissingExtra:
            if name:
                raise
            continue
        return reader
    raise MissingExtra("reading words off a picture", "ocr")
