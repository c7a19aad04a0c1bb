"""All rows of the audit chain: those in the database, and those that left for an archive."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from chartside.signoff import chain
from chartside.signoff.archives import is_archive_name, read_archive
from chartside.signoff.counting import counted
from chartside.signoff.row import AuditRow
from chartside.signoff.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class Link:
    """A row's place in the chain; `row` is None where its archive is not at hand."""

    seq: int
    prev_row_hash: str
    row_hash: str
    row: AuditRow | None


@dataclass(frozen=True, slots=True)
class History:
    """Every link of the chain in order, the rows at hand, and what is wrong with archives.

    `archived` counts the rows that left.
    """

    links: tuple[Link, ...]
    rows: tuple[AuditRow, ...]
    archived: int
    problems: tuple[str, ...]


def read_history(tx: Transaction, folder: Path) -> History:
    """The chain from its first row to its last; `folder` is where archives lie."""
    live = [chain.as_row(row) for row in tx.all("SELECT * FROM audit ORDER BY seq")]
    stubs = tx.all("SELECT seq, prev_row_hash, row_hash, file FROM archived ORDER BY seq")
    if not stubs:  # nearly always
        return History(tuple(map(_link, live)), tuple(live), 0, ())
    recorded = {row.detail: row.document_sha256 for row in live if row.event == "archived"}
    told: list[str] = []
    held: dict[int, AuditRow] = {}
    for file in dict.fromkeys(stub["file"] for stub in stubs):
        mine = [stub for stub in stubs if stub["file"] == file]
        rows = _opened(folder, file, recorded, len(mine), told)
        found = {row.seq: row for row in rows or ()}
        if rows is not None:
            told += _absent(mine, found)
        held |= {stub["seq"]: found[stub["seq"]] for stub in mine if stub["seq"] in found}
    links = [_stub(stub, held.get(stub["seq"])) for stub in stubs] + list(map(_link, live))
    ordered = tuple(sorted(links, key=attrgetter("seq")))
    at_hand = tuple(link.row for link in ordered if link.row is not None)
    return History(ordered, at_hand, len(stubs), tuple(told))


def _opened(
    folder: Path,
    file: object,
    recorded: Mapping[str | None, str | None],
    rows: int,
    told: list[str],
) -> tuple[AuditRow, ...] | None:
    """The rows of an archive; None, and what is wrong told, where it is not what left."""
    said = counted(rows, "row")
    if not is_archive_name(file) or str(file) not in recorded:
        told.append(f"{said} left for an archive that the chain does not name")
        return None
    try:
        found = read_archive(folder / str(file), recorded[str(file)])
    except OSError:
        told.append(f"archive {file} with {said} is not in its place, or cannot be read")
        return None
    if found is None:
        told.append(f"archive {file} with {said} was changed")
    return found


def _absent(stubs: list[Row], found: Mapping[int, AuditRow]) -> Iterator[str]:
    """Rows that are said to be in an archive and are not, or not as they were."""
    for stub in stubs:
        row = found.get(stub["seq"])
        if row is None or row.row_hash != stub["row_hash"]:
            yield f"row {stub['seq']} is not in the archive that it left for"


def _link(row: AuditRow) -> Link:
    return Link(row.seq, row.prev_row_hash, row.row_hash, row)


def _stub(stub: Row, row: AuditRow | None) -> Link:
    return Link(stub["seq"], stub["prev_row_hash"], stub["row_hash"], row)
