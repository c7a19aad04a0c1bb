"""Who reads pictures of reports on this machine: an OCR engine, where one is installed."""

from importlib import import_module

from chartside.errors import MissingExtra
from chartside.tools.labs.files import PictureReader


def print_reader() -> PictureReader | None:
    """The best reader of print that is installed; None where the optional part `ocr` is not.

    It is loaded here and not before: its models take a second and some 200 MB.
    """
    try:
        reader: PictureReader = import_module("chartside.tools.labs.pages").PrintReader()
    except MissingExtra:
        return None
    return reader
