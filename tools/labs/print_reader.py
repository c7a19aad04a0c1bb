"""Whoever reads print in pictures, loaded when the first picture turns up and not before."""

from functools import cached_property
from importlib import import_module

from chartside.errors import MissingExtra
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.text.found import Unread
from chartside.tools.labs.files import PictureReader
from chartside.tools.labs.watch import UNWATCHED, Watch


class ReaderWhenNeeded:
    """The best reader of print that is installed; without one, pictures say what is missing."""

    @cached_property
    def _reader(self) -> PictureReader:
        reader: PictureReader = import_module("chartside.tools.labs.pages").PrintReader()
        return reader

    @property
    def name(self) -> str:
        """The engines and their versions; empty where none was needed or there is none."""
        return self._reader.name if "_reader" in self.__dict__ else ""

    def pages(self, octets: bytes, watch: Watch = UNWATCHED) -> tuple[Page, ...] | Unread:
        """The words of each page in a picture file that the watch asks for.

        Raises:
            ModelError: The engine failed.
        """
        try:
            return self._reader.pages(octets, watch)
        except MissingExtra as missing:
            return Unread(f"it is a picture, and {missing}")
