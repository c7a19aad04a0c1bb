"""Published laboratory reports with the results that were sent with them, from a folder.

The folder holds `lab-reports/` (PDFs, and `ground_truth/` made from the FHIR bundles sent with
them) and `documents/au_cc0/` (PDFs of Australian reports and their Observations). The results say
neither where a value stands nor always the name that is printed: where no name of theirs stands in
the file, the value decides. Results that the file does not print are not asked for.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from chartside.evals.lab_extraction.matching import folded
from chartside.evals.lab_extraction.material import Document, text_of
from chartside.evals.lab_extraction.truth import ANY_NAME, TrueReport, TrueRow

_UNKNOWN: Final = frozenset({"unit", "box", "collected"})
_FLAGS: Final = frozenset({"L", "H", "LL", "HH", "A", "AA", "N"})
_ABROAD: Final = {
    "lipid-panel": "DiagnosticReport-lipid-panel-report",
    "creatinine-clearance": "Binary-creatinine-clearance-pdf-report-1",
    "rh-status": "Binary-rh-status-pdf-report-1",
}


def shared(folder: Path) -> Iterator[Document]:
    """Every published report of the folder that comes with results."""
    for path in sorted(Path(folder, "lab-reports", "ground_truth").glob("*.json")):
        held = _json(path)
        octets = Path(folder, "lab-reports", "pdf", held["pdf"]).read_bytes()
        text = folded(text_of(octets))
        rows = [_row(one, text) for one in held["results"] if one["value_found_in_pdf_text"]]
        born = held["patient"].get("birthDate") or ""
        report = TrueReport(_named(held["patient"]), born, "", "", rows)
        yield Document(path.stem, path.stem.split("_")[0], "shared", octets, (report,))
    yield from _australian(Path(folder, "documents", "au_cc0"))


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
        unknown=_UNKNOWN,
    )


def _bound(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _australian(folder: Path) -> Iterator[Document]:
    """The reports whose Observations are printed in the PDF that came with them."""
    for name, stem in _ABROAD.items():
        path = Path(folder, f"{stem}.pdf")
        report = next(folder.glob(f"DiagnosticReport-{name}-report*.json"), None)
        if report is None or not path.exists():
            continue
        octets = path.read_bytes()
        text = text_of(octets)
        linked = [r["reference"].split("/")[-1] for r in _json(report).get("result", [])]
        resources = [_json(Path(folder, f"Observation-{one}.json")) for one in linked]
        rows = [row for r in resources if (row := _observed(r, text)) is not None]
        yield Document(f"au-{name}", "au", "shared", octets, (TrueReport("", "", "", "", rows),))


def _observed(resource: dict[str, Any], text: str) -> TrueRow | None:
    """An Observation's result, None where its value is not printed."""
    quantity = resource.get("valueQuantity", {})
    coded = resource.get("valueCodeableConcept", {})
    said = coded.get("text") or next((c.get("display", "") for c in coded.get("coding", [])), "")
    printed = str(quantity.get("value", "")) or said
    if not printed or folded(printed) not in folded(text):
        return None
    limits = (resource.get("referenceRange") or [{}])[0]
    names = [resource["code"].get("text", "")]
    names += [c.get("display", "") for c in resource["code"].get("coding", [])]
    known = tuple(n for n in names if n and folded(n) in folded(text))
    return TrueRow(
        (known or tuple(names))[0],
        quantity.get("value"),
        quantity.get("comparator", ""),
        said,
        ucum=quantity.get("code", ""),
        low=_bound(limits.get("low", {}).get("value")),
        high=_bound(limits.get("high", {}).get("value")),
        also_named=known or (ANY_NAME,),
        unknown=_UNKNOWN | {"flag"},
    )
