"""What a search found, each resource as an entry that can be put into words."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from chartside.fhir.entry import Entry
from chartside.fhir.projection.intake import SUBJECTS, Intake
from chartside.fhir.projection.source import Lookup

_decode = msgspec.json.Decoder().decode


class Hit(NamedTuple):
    """One resource of a searchset; `entry` is None where it does not have the shape of FHIR."""

    mode: str
    reference: str
    entry: Entry | None


def hits(found: Mapping[str, Any], resolve: Callable[[str], str | None]) -> list[Hit]:
    """The resources of a searchset in its order, each read for the patient that it names.

    A name that stands in another resource (a medicine, a practitioner) is known where the searchset
    includes that resource. `resolve` gives the `Type/id` that a reference means in the record.
    """
    raws: dict[str, bytes] = {}
    modes: dict[str, str] = {}
    bodies: dict[str, Mapping[str, Any]] = {}
    for item in found.get("entry", ()):
        raw = bytes(item["resource"])
        body = _decode(raw)
        reference = f"{body['resourceType']}/{body['id']}"
        raws[reference], bodies[reference] = raw, body
        modes[reference] = item["search"]["mode"]

    def here(text: str) -> str:
        return resolve(text) or text

    return [
        Hit(modes[reference], reference, _entry(reference, raw, bodies[reference], (here, raws)))
        for reference, raw in raws.items()
    ]


def _entry(
    reference: str,
    raw: bytes,
    body: Mapping[str, Any],
    record: tuple[Callable[[str], str], Mapping[str, bytes]],
) -> Entry | None:
    here, others = record
    subject = reference if reference.startswith("Patient/") else _subject(body, here)
    return Intake(Lookup(subject, here, others.get)).take(reference, "", raw)


def _subject(body: Mapping[str, Any], here: Callable[[str], str]) -> str:
    for name in SUBJECTS:
        written = body.get(name)
        if isinstance(written, dict) and isinstance(text := written.get("reference"), str):
            return here(text)
    return ""
