"""A record as its JSON has it: resources by patient, and the few readings that questions need.

Written apart from `chartside.fhir`: what is computed here must not share its mistakes.
"""

import codecs
import gzip
import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from chartside.errors import SourceError, UsageError

Body = dict[str, Any]

_log: Final = logging.getLogger(__name__)

AS_OF: Final = date(2026, 11, 26)
"""The "now" of every question, so that a run can be repeated."""

_SUFFIXES: Final = (".json", ".json.gz", ".ndjson", ".ndjson.gz")


@dataclass(frozen=True)
class Person:
    """A patient of a record, the resources about this patient, and everything in the file.

    `everything` leads from `Type/id` and from a Bundle's `fullUrl` to the resource.
    """

    path: Path
    body: Body
    resources: tuple[Body, ...]
    everything: dict[str, Body]

    @property
    def reference(self) -> str:
        """`Patient/id`."""
        return name_of(self.body)

    def of(self, *kinds: str) -> list[Body]:
        """The resources of these types, without those entered in error."""
        return [r for r in self.resources if r["resourceType"] in kinds and not mistaken(r)]


def people(path: Path) -> list[Person]:
    """Every patient of a Bundle, an NDJSON file or a folder of them.

    Raises:
        UsageError: There is no such file.
        SourceError: It cannot be read.
    """
    everything: dict[str, Body] = {}
    bodies: list[Body] = []
    lost: list[str] = []
    for url, body in _entries(path, lost):
        if everything.get(name_of(body)) != body:  # else the same came twice
            bodies.append(body)
        everything[name_of(body)] = body
        if url:
            everything[url] = body
    if lost:
        _log.warning("lines or files that are no JSON, and were passed over: %d", len(lost))
    patients = [b for b in bodies if b["resourceType"] == "Patient"]
    about: dict[str, list[Body]] = {name_of(p): [] for p in patients}
    for body in bodies:
        whose = at(body, "subject", "reference") or at(body, "patient", "reference")
        target = name_of(everything[whose]) if whose in everything else whose
        if target in about:
            about[target].append(body)
    return [Person(path, p, tuple(about[name_of(p)]), everything) for p in patients]


def _entries(path: Path, lost: list[str]) -> Iterator[tuple[str, Body]]:
    """Resources with their full URLs; what is no JSON is no truth, and its file goes to `lost`."""
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.name.endswith(_SUFFIXES) and inner.is_file():
                yield from _entries(inner, lost)
        return
    if not path.is_file():
        raise UsageError("questions are made from files: a Bundle, NDJSON or a folder of them")
    text = _bytes(path)
    lines = text.splitlines() if ".ndjson" in path.name else [text]
    for line in lines:
        if line.strip():
            try:
                yield from _resources(json.loads(line, parse_float=Decimal))
            except (ValueError, RecursionError):
                lost.append(path.name)


def _bytes(path: Path) -> bytes:
    """What a file holds, unpacked.

    Raises:
        SourceError: The disk refuses, or what calls itself gzip is none.
    """
    try:
        held = path.read_bytes()
        text = gzip.decompress(held) if path.suffix == ".gz" else held
    except (OSError, EOFError, zlib.error) as wrong:
        raise SourceError(f"{path.name} cannot be read: {type(wrong).__name__}") from None
    return text.removeprefix(codecs.BOM_UTF8)


def _resources(value: Any) -> Iterator[tuple[str, Body]]:
    if at(value, "resourceType") == "Bundle":
        for entry in listed(value, "entry"):
            if isinstance(at(entry, "resource", "resourceType"), str):
                yield str(at(entry, "fullUrl") or ""), entry["resource"]
    elif isinstance(at(value, "resourceType"), str):
        yield "", value


def name_of(body: Body) -> str:
    """`Type/id`."""
    return f"{body['resourceType']}/{body.get('id', '')}"


def at(value: Any, *way: str | int) -> Any:
    """What stands at the end of a way into JSON; None where it has another shape."""
    for step in way:
        known = isinstance(value, dict if isinstance(step, str) else list)
        if not known or (step not in value if isinstance(step, str) else step >= len(value)):
            return None
        value = value[step]
    return value


def listed(value: Any, *way: str | int) -> list[Any]:
    """The list at the end of a way; empty where there is none."""
    found = at(value, *way)
    return found if isinstance(found, list) else []


def label(concept: Any) -> str:
    """The words of a CodeableConcept: its text, else the first display."""
    shown = at(concept, "text") or next(
        (d for c in listed(concept, "coding") if (d := at(c, "display"))), ""
    )
    return " ".join(str(shown).replace("\u200b", "").split())


def codes(concept: Any) -> frozenset[str]:
    """The codes of all codings."""
    return frozenset(str(c) for x in listed(concept, "coding") if (c := at(x, "code")))


def state(body: Body, name: str) -> str:
    """A status that is a CodeableConcept, as its first code (`clinicalStatus`)."""
    return str(at(body, name, "coding", 0, "code") or at(body, name, "text") or "")


def mistaken(body: Body) -> bool:
    """Entered in error, by either status."""
    return "entered-in-error" in {body.get("status"), state(body, "verificationStatus")}


def day(text: Any) -> str:
    """The date of a FHIR dateTime as far as it is known: `2019`, `2019-03`, `2019-03-02`."""
    return str(text)[:10] if isinstance(text, str) else ""


def past(text: str) -> bool:
    """A date that is known and not after "now"."""
    return bool(text) and text <= AS_OF.isoformat()[: len(text)]


def earliest(text: str) -> date:
    """The first day that a date known to the year, month or day may be."""
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])  # noqa: PLR2004 - a year


def latest(text: str) -> date:
    """The last day that it may be."""
    if len(text) == 10:  # noqa: PLR2004 - the length of a whole date
        return date.fromisoformat(text)
    first = earliest(text)
    months = 12 if len(text) == 4 else 1  # noqa: PLR2004 - a year
    after = first.month - 1 + months
    return date.fromordinal(
        date(first.year + after // 12, after % 12 + 1, 1).toordinal() - 1,
    )
