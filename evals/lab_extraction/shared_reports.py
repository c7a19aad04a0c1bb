"""Published laboratory reports with the results that were sent with them, from a folder.

The folder holds `lab-reports/` (PDFs, and `ground_truth/` made from the FHIR bundles sent with
them) and `documents/au_cc0/` (PDFs of Australian reports, whose rows were copied by hand). The
results say neither where a value stands nor always the name that is printed: where no name of
theirs stands in the file, the value decides. Units and ranges that they leave out may be printed
and are not asked for. Results that the file does not print are not asked
for, and results that it prints and that were not sent with it count as wrong.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from chartside.evals.lab_extraction.matching import folded
from chartside.evals.lab_extraction.material import Document, text_of
from chartside.evals.lab_extraction.truth import ANY_NAME, TrueReport, TrueRow

_UNKNOWN: Final = frozenset({"unit", "box", "collected"})
_FLAGS: Final = frozenset({"L", "H", "LL", "HH", "A", "AA", "N"})


def shared(folder: Path) -> Iterator[Document]:
    """Every published report of the folder that comes with results."""
    for path in sorted(Path(folder, "lab-reports", "ground_truth").glob("*.json")):
        held = _json(path)
        octets = Path(folder, "lab-reports", "pdf", held["pdf"]).read_bytes()
        printed = text_of(octets)
        text = folded(printed)
        rows = [_row(one, text) for one in held["results"] if one["value_found_in_pdf_text"]]
        born = held["patient"].get("birthDate") or ""
        report = TrueReport(_named(held["patient"]), born, "", "", rows)
        layout = path.stem.split("_")[0]
        yield Document(path.stem, layout, "shared", octets, (report,), printed)
    yield from _australian(Path(folder, "documents", "au_cc0"))


def shared_scans(folder: Path) -> Iterator[Document]:
    """The degraded pictures of the folder; each is of a report of one page."""
    for one in shared(folder):
        path = Path(folder, "lab-reports", "scans", f"{one.name}.jpg")
        if path.exists():
            yield replace(one, octets=path.read_bytes(), split="shared, scanned")


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _named(patient: dict[str, Any]) -> str:
    name = (patient.get("name") or [{}])[0]
    return " ".join([name.get("family", ""), *name.get("given", [])]).strip()


def _row(one: dict[str, Any], text: str) -> TrueRow:
    """A result of the ground truth; a value that is a string is in words."""
    value, limits = one["value"], (one["reference_ranges"] or [{}])[0]
    known = [name for name in one["names"] if folded(name) and folded(name) in text]
    codes = [code for code in one["interpretation"] if code in _FLAGS]
    waits = one["status"] == "registered"
    number = None if isinstance(value, str) or waits or value is None else Decimal(value)
    return TrueRow(
        known[0] if known else one["names"][0],
        number,
        one["comparator"] or "",
        str(value) if number is None else "",
        ucum="" if one["unit"] in {None, "{}"} else one["unit"],
        low=_bound(limits.get("low")),
        high=_bound(limits.get("high")),
        flag=codes[0] if codes else "",
        state="registered" if waits else "final",
        also_named=tuple(known) if known else (ANY_NAME,),
        unknown=_UNKNOWN
        | ({"range"} if limits.get("low") is limits.get("high") is None else set())
        | ({"ucum"} if not one["unit"] else set()),
    )


def _bound(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _australian(folder: Path) -> Iterator[Document]:
    """The Australian example reports, with what is printed on them."""
    text = files("chartside.evals.lab_extraction").joinpath("printed.toml")
    for stem, held in tomllib.loads(text.read_text(encoding="utf-8")).items():
        path = Path(folder, f"{stem}.pdf")
        if path.exists():
            rows = [_copied(row) for row in held["rows"]]
            report = TrueReport(held["patient"], held["born"], "", "", rows)
            octets = path.read_bytes()
            yield Document(stem, "au", "shared", octets, (report,), text_of(octets))


def _copied(row: dict[str, Any]) -> TrueRow:
    return TrueRow(
        row["name"],
        Decimal(row["value"]) if "value" in row else None,
        text=row.get("text", ""),
        ucum=row.get("ucum", ""),
        low=Decimal(row["low"]) if "low" in row else None,
        high=Decimal(row["high"]) if "high" in row else None,
        flag=row.get("flag", ""),
        also_named=tuple(row.get("also", ())),
        unknown=_UNKNOWN,
    )
