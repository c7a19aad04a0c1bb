"""Records that lie in a store or on a server, or of some patients only, laid down as files.

Truth is computed from JSON that no code of ours has parsed, so each resource is written with its
bytes as received, in a Bundle for each patient, beside what it refers to that is nobody's.
"""

import hashlib
import tomllib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final, TypeVar

from chartside.errors import NoSuchPatient, SourceError, StoreError, UsageError
from chartside.evals.running.bundles import Held, held_of, write_bundle
from chartside.evals.running.patients import LAID_DOWN, Records
from chartside.fhir.mirror.mirror import RecordMirror
from chartside.fhir.network.apart import apart
from chartside.fhir.record import is_server, open_record
from chartside.fhir.server.authorised import authorised
from chartside.fhir.server.record import FHIRServer
from chartside.fhir.store import RecordStore
from chartside.fhir.withheld import reasons, withheld
from chartside.settings import fhir_plain_http

FOLDER: Final = "records"
"""Where in the folder of a run the records lie."""

_FAILED: Final = ("broken", "not-fhir", "loop", "too-large", "too-many", "elsewhere")
"""Why a type was not given by a server that might give it tomorrow."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lying:
    """Records as files, what they were asked as, and how many resources a server kept back."""

    records: Records
    set_aside: int = 0


def is_elsewhere(records: Records) -> bool:
    """Whether they have to be laid down: a store, a server, or some patients of files."""
    source = records.source
    return bool(records.patients) or is_server(source) or source.lower().endswith(".db")


def laid_down(records: Records, folder: Path) -> Lying:
    """The records as files: where they lie, or in the folder of the run, where they are kept.

    They are written beside their place and moved there once they are whole: what a server gave
    before it failed is thrown away. A run that is resumed finds them as they were.

    Raises:
        UsageError: There is no such record, it has no such patient, or the folder holds others.
        NoSuchPatient: As above, or a server has too many patients to list.
        SourceError: A server does not answer, or fails to give a part. Nothing is kept.
        StoreError: The store cannot be read, or the folder not be written to.
    """
    if records.patients and not records.source:
        raise UsageError("--patient is of the records that --source names")
    if not is_elsewhere(records):
        return Lying(records)
    place = folder.resolve() / FOLDER
    if not place.exists():
        with _moved_to(place) as beside:
            _lay_down(records, beside)
    said = _said(place)
    if said.get("asked") != _asked(records):
        raise UsageError(f"the folder holds {FOLDER} of another source or of other patients")
    kept = replace(records, source=str(place), patients=())
    return Lying(kept, int(str(said.get("set-aside", 0))))


def _asked(records: Records) -> str:
    """What was asked for, as a digest: an address may tell more than a log should."""
    words = "\n".join([_place_of(records.source), *sorted(map(_bare, records.patients))])
    return hashlib.sha256(words.encode()).hexdigest()


def _place_of(source: str) -> str:
    return source.rstrip("/") if is_server(source) else str(Path(source).resolve())


def _bare(patient: str) -> str:
    return patient.removeprefix("Patient/")


def _said(place: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((place / LAID_DOWN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(
            f"{place} was not made by this command, or not to its end: move it away"
        ) from None


@contextmanager
def _moved_to(place: Path) -> Iterator[Path]:
    """A folder beside the place, its owner's alone, which is moved there if nothing fails."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = Path(mkdtemp(prefix=f".{FOLDER}-", dir=place.parent))
        try:
            yield beside
            beside.rename(place)
        finally:
            rmtree(beside, ignore_errors=True)
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise StoreError(f"the records cannot be laid down in {place}: {reason}") from wrong


def _lay_down(records: Records, folder: Path) -> None:
    """Every patient's Bundle, and last of all what says that they are whole."""
    if is_server(records.source):
        set_aside = apart(lambda: _pulled(records, folder))
    else:
        record = open_record(records.source)
        if not isinstance(record, RecordStore):
            raise UsageError("records are laid down from a store, files or a FHIR server")
        with record as store:
            patients = [*records.patients] or list(store.patients())
            _bundles(store, patients, folder)
            set_aside = 0
    said = f"# Resources of these records as received.\nasked = '{_asked(records)}'\n"
    (folder / LAID_DOWN).write_text(f"{said}set-aside = {set_aside}\n", encoding="utf-8")


def _bundles(store: RecordStore, patients: Iterable[str], folder: Path, first: int = 1) -> None:
    for number, patient in enumerate(_each(patients), start=first):
        held: list[Held] = held_of(store, patient)
        write_bundle(held, folder / f"{number:06}.json")


def _each(patients: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(map(_bare, patients)))
    if not found:
        raise NoSuchPatient("the record holds no patient")
    return found


async def _pulled(records: Records, folder: Path) -> int:
    """Each patient of a server through a store that is gone afterwards; what was set aside."""
    async with _server(records.source) as server:
        patients = [*records.patients] or await _listed(server)
        set_aside = 0
        for number, patient in enumerate(_each(patients), start=1):
            with RecordStore(None, indexed=False) as store:
                done = await RecordMirror(server, store).pull(patient)
                _bundles(store, [patient], folder, number)
            _require_whole(reasons(done.set_aside))
            set_aside += len(done.set_aside)
        return set_aside


def _require_whole(lines: Iterable[str]) -> None:
    """What a server may not give us is missing on every day; what it failed to give is not.

    Raises:
        SourceError: It failed to give a type, or gave fewer resources of one than it counts.
    """
    held = tuple(lines)
    failed = [line for line in held for why in _FAILED if f"({why}): " in line]
    if failed or withheld(held).short:
        raise SourceError(
            "the server gave a part of a patient's record only, so that nothing was kept of it: "
            + "; ".join(failed or held)
        )


async def _listed(server: FHIRServer) -> list[str]:
    got = await server.gather("Patient")
    if got.next is not None:
        raise NoSuchPatient("the server has too many patients to list: name some with --patient")
    return sorted(one.id for one in got.matches)


@asynccontextmanager
async def _server(base: str) -> AsyncIterator[FHIRServer]:
    """The server, asked with what the environment says of us."""
    plain = fhir_plain_http()
    async with authorised(base, plain_http=plain) as auth:
        yield FHIRServer(base, auth=auth, plain_http=plain)
