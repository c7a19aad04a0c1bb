"""What is measured on: the public records beside the checkout, or else the bundled demo record."""

import gzip
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chartside.demo import record_json

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FOLDERS = ("synthea", "synthea-notes", "synthea-variants")
ORDINARY = 1200  # resources of a long, ordinary record


@dataclass(frozen=True)
class Material:
    """Records, one patient a file; `name` says to a reader which they are."""

    name: str
    files: tuple[Path, ...]

    @cached_property
    def largest(self) -> Path:
        """The record with the most resources."""
        return max(self.files, key=lambda path: len(resources(path)))

    @cached_property
    def ordinary(self) -> Path:
        """The record nearest to 1,200 resources."""
        return min(self.files, key=lambda path: abs(len(resources(path)) - ORDINARY))


def material(scratch: Path) -> Material:
    """Records to measure on; without others, the demo record, written into `scratch`."""
    found = tuple(p for f in FOLDERS for p in sorted((SHARED / f).rglob("*.json.gz")))
    if found:
        return Material(f"{len(found)} Synthea records", found)
    demo = scratch / "demo.json"
    demo.write_bytes(record_json())
    return Material("the demo record (no shared/data beside the checkout)", (demo,))


def bundle(path: Path) -> dict[str, Any]:
    """A Bundle as plain values."""
    held = path.read_bytes()
    loaded: dict[str, Any] = json.loads(gzip.decompress(held) if path.suffix == ".gz" else held)
    return loaded


def resources(path: Path) -> list[dict[str, Any]]:
    """The resources of a Bundle."""
    return [entry["resource"] for entry in bundle(path)["entry"]]
