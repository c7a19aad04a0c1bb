"""What a search of an archive found, out of DICOM JSON (PS3.18 F); any of it may be nonsense."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.fhir.imaging.uids import uid_of

STUDY: Final = "0020000D"
SERIES: Final = "0020000E"
INSTANCE: Final = "00080018"
PATIENT: Final = "00100020"
ACCESSION: Final = "00080050"
_DATE: Final = "00080020"
_MODALITY: Final = "00080060"
_MODALITIES: Final = "00080061"
_NUMBER: Final = "00200011"
_IMAGES: Final = "00201208"
_OF_SERIES: Final = "00201209"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StudyMatch:
    """A study that an archive keeps. Its `repr` shows whose it is to nobody."""

    uid: str
    patient: str = field(default="", repr=False)
    accession: str = field(default="", repr=False)
    date: str = field(default="", repr=False)
    modalities: tuple[str, ...] = ()
    images: int | None = None
    """Instances, as the archive counts them."""


@dataclass(frozen=True, slots=True)
class SeriesMatch:
    """A series of a study."""

    uid: str
    modality: str = ""
    number: int | None = None
    images: int | None = None


def study_match(row: Json) -> StudyMatch | None:
    """A study; None without a UID."""
    uid = uid_of(_text(row, STUDY))
    if not uid:
        return None
    modalities = tuple(m for m in _values(row, _MODALITIES) if isinstance(m, str))
    said = (_text(row, PATIENT), _text(row, ACCESSION), _text(row, _DATE))
    return StudyMatch(uid, *said, modalities, _whole(row, _IMAGES))


def series_match(row: Json) -> SeriesMatch | None:
    """A series; None without a UID."""
    uid = uid_of(_text(row, SERIES))
    if not uid:
        return None
    return SeriesMatch(uid, _text(row, _MODALITY), _whole(row, _NUMBER), _whole(row, _OF_SERIES))


def instance_match(row: Json) -> str | None:
    """The UID of an instance; None without one."""
    return uid_of(_text(row, INSTANCE)) or None


def agrees(row: Json, asked: Mapping[str, str]) -> bool:
    """Whether a row has the values that were asked for: an archive may not look at all of them."""
    return all(_text(row, tag) == value for tag, value in asked.items())


def _values(row: Json, tag: str) -> list[Any]:
    held = row.get(tag)
    values = held.get("Value") if isinstance(held, Mapping) else None
    return values if isinstance(values, list) else []


def _text(row: Json, tag: str) -> str:
    first = next(iter(_values(row, tag)), "")
    return first.strip().strip("\0") if isinstance(first, str) else ""


def _whole(row: Json, tag: str) -> int | None:
    """A count: a number, or its digits, which PS3.18 allows as well."""
    first = next(iter(_values(row, tag)), None)
    if isinstance(first, str) and first.strip().isascii() and first.strip().isdecimal():
        first = int(first.strip()[:9])
    return first if isinstance(first, int) and not isinstance(first, bool) and first >= 0 else None
