"""Many patients out of few: the records of `material` again and again, under new ids.

Ids, the references to them and the business identifiers of patients are rewritten in every copy;
organisations, practitioners and places stay as they are, shared as in a real hospital. A resource
without `meta.lastUpdated` gets one, as a server would have given it. The same copies come out of
every run.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from material import bundle

COPY = b"@@copy@@"
"""Stands in a template where the number of the copy goes; no record holds it."""
SHARED_TYPES = frozenset({"Organization", "Practitioner", "PractitionerRole", "Location"})
_FIRST_UPDATE = datetime(2020, 1, 1, tzinfo=UTC)
_UPDATES = 5 * 365 * 86_400  # seconds over which they are spread


@dataclass(frozen=True)
class Panel:
    """Records, one patient each, and the patients that are made of them.

    With `most`, a patient has at most so many resources of their own: the first ones.
    """

    files: tuple[Path, ...]
    most: int | None = None

    @cached_property
    def templates(self) -> tuple[tuple[bytes, ...], ...]:
        """For each record its resources as one line of JSON each; what is shared comes first."""
        return tuple(_template(path) for path in self.files)

    @cached_property
    def shared(self) -> tuple[bytes, ...]:
        """What no patient owns, once each."""
        found: dict[str, bytes] = {}
        for line in (t for record in self.templates for t in record if COPY not in t):
            found.setdefault(json.loads(line)["id"], line)
        return tuple(found.values())

    def patients(self) -> Iterator[tuple[bytes, ...]]:
        """Patients without end: every record, then every record under other ids."""
        owned = [[t for t in record if COPY in t][: self.most] for record in self.templates]
        copy = 0
        while True:
            name = f"-{copy:04d}".encode()
            for record in owned:
                yield tuple(line.replace(COPY, name) for line in record)
            copy += 1

    def registered(self) -> Iterator[bytes]:
        """Patients without end of whom there is only the Patient resource, as in any index."""
        known = [t for record in self.templates for t in record if b'"resourceType":"Patient"' in t]
        copy = 0
        while True:
            for line in known:
                yield line.replace(COPY, f"-r{copy:04d}".encode())
            copy += 1

    def bodies(self) -> list[dict[str, Any]]:
        """The resources of the first copy of every record, and what they share."""
        first = islice(self.patients(), len(self.files))
        return [json.loads(line) for record in (self.shared, *first) for line in record]


@dataclass(frozen=True, slots=True)
class Written:
    """An NDJSON file: its resources, patients and bytes."""

    path: Path
    resources: int
    patients: int
    size: int


def write(panel: Panel, path: Path, *, registered: int = 0, **least: int) -> Written:
    """Whole patients, after what they share, until there are as many of each as asked for.

    Args:
        panel: What they are made of.
        path: The NDJSON file to write.
        registered: Patients beside them who have only their Patient resource.
        least: `resources`, `patients` or `size` in bytes.
    """
    lines = [*panel.shared, *islice(panel.registered(), registered)]
    count, people = len(lines), registered
    with path.open("wb") as out:
        out.writelines(line + b"\n" for line in lines)
        for patient in panel.patients():
            if not _short(least, Written(path, count, people, out.tell())):
                break
            out.writelines(line + b"\n" for line in patient)
            count, people = count + len(patient), people + 1
        return Written(path, count, people, out.tell())


def _short(least: Mapping[str, int], written: Written) -> bool:
    return any(getattr(written, name) < number for name, number in least.items())


def _template(path: Path) -> tuple[bytes, ...]:
    entries = [e for e in bundle(path)["entry"] if "resource" in e]
    names: dict[str, str] = {}
    for entry in entries:
        body = entry["resource"]
        name = f"{body['resourceType']}/{body['id']}"
        names[name] = names[entry.get("fullUrl", name)] = f"{name}{_mark(body['resourceType'])}"
    return tuple(
        json.dumps(
            _renamed(e["resource"], names), ensure_ascii=False, separators=(",", ":")
        ).encode()
        for e in entries
    )


def _mark(kind: str) -> str:
    return "" if kind in SHARED_TYPES else COPY.decode()


def _renamed(body: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    kind = body["resourceType"]
    found: dict[str, Any] = {**_led(body, names), "id": f"{body['id']}{_mark(kind)}"}
    found["meta"] = {"lastUpdated": _updated(body["id"]), **body.get("meta", {})}
    if kind == "Patient":
        found["identifier"] = [
            {**item, "value": f"{item['value']}{_mark(kind)}"}
            for item in found.get("identifier", [])
            if "value" in item
        ]
    return found


def _updated(identity: str) -> str:
    spread = int.from_bytes(sha256(identity.encode()).digest()[:6]) % _UPDATES
    return (_FIRST_UPDATE + timedelta(seconds=spread)).isoformat().replace("+00:00", "Z")


def _led(value: Any, names: dict[str, str]) -> Any:
    """The same JSON, its references leading to the names of the copy."""
    if isinstance(value, list):
        return [_led(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _led(item, names) for name, item in value.items()}
    if isinstance(target := value.get("reference"), str):
        found["reference"] = names.get(target, target)
    return found
