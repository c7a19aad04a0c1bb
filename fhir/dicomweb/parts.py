"""The body of an answer as files: one DICOM file, or several as parts of multipart/related.

The parts are told apart as they come, so that memory does not grow with them.
"""

import logging
from email.message import Message
from pathlib import Path
from typing import BinaryIO, Final

from chartside.errors import DicomWebError, MissingExtra
from chartside.fhir.dicomweb.limits import Limits

try:
    from python_multipart import exceptions, multipart
except ImportError:  # the extra `imaging` is not installed
    INSTALLED = False
else:
    INSTALLED = True

logging.getLogger("python_multipart").addHandler(logging.NullHandler())
# else its word on a wrong body would stand on standard error beside ours

DICOM: Final = "application/dicom"
_SEVERAL: Final = "multipart/related"
_LONGEST: Final = 250
"""Characters of a boundary: RFC 2046 has 70, and archives have more."""
_AS_IT_IS: Final = frozenset({"", "binary", "8bit", "identity"})


class Files:
    """Writes what comes into a folder of this call's own, under names that are numbers.

    Args:
        folder: Where; it exists.
        kind: The media type of the answer with its parameters, as the archive sent it.
        limits: How much may come.

    Raises:
        MissingExtra: What takes an answer apart is not installed.
        DicomWebError: `not-dicomweb` for another type, here and in `feed` for the type of a part.
    """

    def __init__(self, folder: Path, kind: str, limits: Limits) -> None:
        if not INSTALLED:
            raise MissingExtra("images from an archive", "imaging")
        self.written: list[Path] = []
        self._folder = folder
        self._limits = limits
        self._open: BinaryIO | None = None
        self._size = 0
        self._whole = 0
        self._name = b""
        self._value = b""
        self._headers: dict[str, str] = {}
        self._ended = False
        self._parser = self._of(kind)

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the body.

        Raises:
            DicomWebError: `too-large`, `too-many`, `not-dicomweb` or `no-room`.
        """
        self._whole += len(chunk)
        if self._whole > self._limits.whole:
            raise DicomWebError("too-large")
        try:
            if self._parser is None:
                self._data(chunk, 0, len(chunk))
            else:
                self._parser.write(chunk)
        except exceptions.MultipartParseError:
            raise DicomWebError("not-dicomweb") from None

    def finish(self) -> tuple[Path, ...]:
        """The files, all of them whole.

        Raises:
            DicomWebError: `cut`, where the last part has no end.
        """
        if self._parser is not None and not self._ended:
            raise DicomWebError("cut")
        self.close()
        return tuple(self.written)

    def close(self) -> None:
        """Ends the file that is being written."""
        if self._open is not None:
            try:
                self._open.close()
            except OSError:
                raise DicomWebError("no-room") from None
            finally:
                self._open = None

    def discard(self) -> None:
        """Takes all files of this call away again."""
        if self._open is not None:
            self._open.close()
        for path in self.written:
            path.unlink(missing_ok=True)
        self.written.clear()

    def _of(self, kind: str) -> "multipart.MultipartParser | None":
        said = _media(kind)
        if said.get_content_type() == DICOM:
            self._begin()
            return None
        boundary = said.get_boundary("")
        wrapped = str(said.get_param("type", DICOM)).partition(";")[0].strip().lower()
        if said.get_content_type() != _SEVERAL or wrapped != DICOM:
            raise DicomWebError("not-dicomweb")
        if not 0 < len(boundary) <= _LONGEST or not boundary.isascii():
            raise DicomWebError("not-dicomweb")
        return multipart.MultipartParser(
            boundary.encode("ascii"),
            {
                "on_part_begin": self._headers.clear,
                "on_header_begin": self._header_begins,
                "on_header_field": self._field,
                "on_header_value": self._content,
                "on_header_end": self._header_ends,
                "on_headers_finished": self._part_begins,
                "on_part_data": self._data,
                "on_part_end": self.close,
                "on_end": self._all_ended,
            },
        )

    def _header_begins(self) -> None:
        self._name = self._value = b""

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _content(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        name = self._name.decode("latin-1").strip().lower()
        self._headers[name] = self._value.decode("latin-1").strip()

    def _part_begins(self) -> None:
        kind = _media(self._headers.get("content-type", DICOM)).get_content_type()
        coded = (self._headers.get(f"content-{n}", "") for n in ("transfer-encoding", "encoding"))
        if kind != DICOM or not all(word.lower() in _AS_IT_IS for word in coded):
            raise DicomWebError("not-dicomweb")
        self._begin()

    def _begin(self) -> None:
        if len(self.written) == self._limits.files:
            raise DicomWebError("too-many")
        path = self._folder / f"{len(self.written) + 1:05d}.dcm"
        try:
            self._open = path.open("xb")
        except OSError:
            raise DicomWebError("no-room") from None
        self.written.append(path)
        self._size = 0

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._size > self._limits.file:
            raise DicomWebError("too-large")
        if self._open is None:  # what follows the last part
            return
        try:
            self._open.write(memoryview(data)[start:end])
        except OSError:
            raise DicomWebError("no-room") from None

    def _all_ended(self) -> None:
        self._ended = True


def _media(kind: str) -> Message:
    said = Message()
    said["content-type"] = "".join(kind.splitlines())
    return said
