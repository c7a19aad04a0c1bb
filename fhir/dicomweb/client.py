"""What an archive is asked, and what its answers hold: matches of a search, and files."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import httpx
import msgspec

from chartside.errors import DicomWebError, UsageError
from chartside.fhir.dicomweb import matches
from chartside.fhir.dicomweb.connection import Connection
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.dicomweb.matches import SeriesMatch, StudyMatch
from chartside.fhir.dicomweb.parts import DICOM, Files
from chartside.fhir.found import Found, SetAside
from chartside.fhir.imaging.uids import uid_of

T = TypeVar("T")
Json = dict[str, Any]
Progress = Callable[[int, int], None]

_JSON: Final = "application/dicom+json"
_JSONS: Final = frozenset({_JSON, "application/json"})
_DECOMPRESSED: Final = f'multipart/related; type="{DICOM}"'
_AS_STORED: Final = f"{_DECOMPRESSED}; transfer-syntax=*"
"""Without the last part an archive would decompress the files (PS3.18 8.7.3)."""
_NOT_SO: Final = frozenset({httpx.codes.BAD_REQUEST, httpx.codes.NOT_ACCEPTABLE})
"""What an archive says that does not know that part."""
_LONGEST: Final = 64
"""Characters of a patient id or an accession number in DICOM (LO; SH has 16)."""
_PATTERN: Final = frozenset("*?\\")
"""What makes a search match more than what is written (PS3.4 C.2.2.2.4)."""
_NOT_ASKED: Final = "the archive gave one that was not asked for"
_NO_UID: Final = "it has no UID"


class DicomWeb:
    """A client of one archive, to be used as an async context manager.

    Args:
        base: The URL of its DICOMweb service.
        auth: What authorises each request; None sends none. It goes to this origin and no other.
        limits: How much it may send.
        plain_http: Allow http to another machine.

    Raises:
        UsageError: `base` is no such URL.
    """

    def __init__(
        self,
        base: str,
        auth: httpx.Auth | None = None,
        *,
        limits: Limits | None = None,
        plain_http: bool = False,
    ) -> None:
        self.limits = limits or Limits()
        self._connection = Connection(base, auth, self.limits, plain_http=plain_http)
        self.base = self._connection.base

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes its connections."""
        await self._connection.aclose()

    async def studies(
        self, *, patient: str = "", accession: str = "", study: str = ""
    ) -> Found[StudyMatch]:
        """Studies of a patient, of an accession number, or of a UID; of all that are named.

        The words of the search go into the address, as QIDO-RS has no other way.

        Raises:
            UsageError: Nothing is named, or something that would match more than itself.
            DicomWebError: The archive gave no usable answer.
        """
        asked = {matches.PATIENT: _word(patient), matches.ACCESSION: _word(accession)}
        asked = {tag: value for tag, value in asked.items() if value}
        if study:
            asked[matches.STUDY] = _uid(study)
        if not asked:
            raise UsageError("name whose studies: a patient id, an accession number or a study UID")
        return await self._found("studies", asked, matches.study_match)

    async def series(self, study: str) -> Found[SeriesMatch]:
        """The series of a study.

        Raises:
            UsageError: That is no UID.
            DicomWebError: The archive gave no usable answer.
        """
        return await self._found(f"studies/{_uid(study)}/series", {}, matches.series_match)

    async def instances(self, study: str, series: str) -> Found[str]:
        """The UIDs of the instances of a series.

        Raises:
            UsageError: One is no UID.
            DicomWebError: The archive gave no usable answer.
        """
        path = f"studies/{_uid(study)}/series/{_uid(series)}/instances"
        return await self._found(path, {}, matches.instance_match)

    async def retrieve(
        self,
        folder: Path,
        study: str,
        series: str = "",
        instance: str = "",
        progress: Progress | None = None,
    ) -> tuple[Path, ...]:
        """The files of a study, of one of its series, or one of its instances.

        They are written below `folder`, into a new folder of this call. Where one of them fails,
        all of them are removed.

        Args:
            folder: Where; it exists.
            study: Its UID.
            series: Its UID; empty for all of them.
            instance: Its UID; it needs the series.
            progress: Is told how many bytes came, and how many were announced (0: not said).

        Raises:
            UsageError: One is no UID.
            DicomWebError: The archive gave no usable answer.
        """
        path = f"studies/{_uid(study)}"
        path += f"/series/{_uid(series)}" if series or instance else ""
        path += f"/instances/{_uid(instance)}" if instance else ""
        try:
            return await self._files(path, _AS_STORED, folder, progress)
        except DicomWebError as why:
            if why.status not in _NOT_SO:
                raise
        return await self._files(path, _DECOMPRESSED, folder, progress)

    async def _files(
        self, path: str, accept: str, folder: Path, progress: Progress | None
    ) -> tuple[Path, ...]:
        async with self._connection.answer(path, {}, accept, self.limits.seconds) as response:
            if response.status_code == httpx.codes.NO_CONTENT:
                raise DicomWebError("unknown")
            announced = _announced(response)
            if announced > self.limits.whole:
                raise DicomWebError("too-large")
            own = _new_folder(folder)
            files = Files(own, response.headers.get("content-type", ""), self.limits)
            try:
                came = 0
                async for chunk in response.aiter_raw():
                    files.feed(chunk)
                    came += len(chunk)
                    if progress is not None:
                        progress(came, announced)
                written = files.finish()
            except BaseException:
                files.discard()
                raise
        if not written:
            raise DicomWebError("unknown")
        return written

    async def _found(
        self, path: str, asked: Mapping[str, str], read: Callable[[Json], T | None]
    ) -> Found[T]:
        """Page by page until one brings nothing new: an archive may give fewer than are asked."""
        found: dict[T, None] = {}
        aside: list[SetAside] = []
        try:
            async with asyncio.timeout(self.limits.search):
                more = await self._pages(path, asked, read, (found, aside))
        except TimeoutError:
            raise DicomWebError("slow") from None
        query = path + ("?" + "&".join(asked) if asked else "")
        return Found(tuple(found), query, tuple(aside), truncated=more)

    async def _pages(
        self,
        path: str,
        asked: Mapping[str, str],
        read: Callable[[Json], T | None],
        into: tuple[dict[T, None], list[SetAside]],
    ) -> bool:
        """Whether there may be more than the limit."""
        (found, aside), offset = into, 0
        while (left := self.limits.matches - offset) > 0:
            page = {"limit": str(self.limits.page), "offset": str(offset)}
            rows = await self._page(path, {**asked, **page})
            before = len(found)
            for line, row in enumerate(rows[:left], start=offset + 1):
                match = read(row)
                if match is None or not matches.agrees(row, asked):
                    aside.append(SetAside(path, line, _NO_UID if match is None else _NOT_ASKED))
                else:
                    found[match] = None
            offset += len(rows)
            if len(found) == before:
                return False
        return True

    async def _page(self, path: str, params: Mapping[str, str]) -> list[Json]:
        async with self._connection.answer(path, params, _JSON, self.limits.still) as response:
            if response.status_code == httpx.codes.NO_CONTENT:
                return []
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind not in _JSONS:
                raise DicomWebError("not-dicomweb")
            data = bytearray()
            async for chunk in response.aiter_raw():
                data += chunk
                if len(data) > self.limits.answer:
                    raise DicomWebError("too-large")
        try:
            rows = msgspec.json.decode(data) if data.strip() else []
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            rows = None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise DicomWebError("not-dicomweb")
        return rows


def _new_folder(folder: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(dir=folder))
    except OSError:
        raise DicomWebError("no-room") from None


def _announced(response: httpx.Response) -> int:
    said = response.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < _LONGEST else 0


def _uid(text: str) -> str:
    found = uid_of(text)
    if not found:
        raise UsageError("that is no DICOM UID: digits with dots between them, 64 at most")
    return found


def _word(text: str) -> str:
    """A word of a search that matches itself and nothing else."""
    word = text.strip()
    if len(word) > _LONGEST or not word.isprintable() or _PATTERN & set(word):
        raise UsageError("a patient id or accession number has 64 characters at most, no * ? or \\")
    return word
