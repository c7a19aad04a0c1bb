"""What the EHR's own page shows of a chart: a few lines, and the documents that came from apps."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from chartside.sidebar.demo_ehr.people import named
from chartside.sidebar.demo_ehr.records import JSON, Records, decode

RESULTS: Final = 8
LONGEST_TEXT: Final = 20_000
_NOT_BELIEVED: Final = frozenset({"entered-in-error", "refuted"})
_OURS: Final = "ehr-"


@dataclass(frozen=True, slots=True)
class Charting:
    """Reads the record for the page. Everything it gives is text."""

    records: Records

    def facts(self, patient: str) -> JSON | None:
        """A chart at a glance; None for a patient who is not known."""
        held = self.records.held("Patient", patient)
        if held is None:
            return None
        who = decode(held.raw)
        numbers = [one.get("value", "") for one in who.get("identifier", [])]
        return {
            "id": patient,
            "name": named(who),
            "born": who.get("birthDate", ""),
            "sex": who.get("gender", ""),
            "number": numbers[0] if numbers else "",
            "problems": [_code(one) for one in self._clinical("Condition", patient)],
            "allergies": [_code(one) for one in self._clinical("AllergyIntolerance", patient)],
            "medicines": [
                _code(one, "medicationCodeableConcept")
                for one in self._found("MedicationRequest", patient, status="active")
            ],
            "results": [_result(one) for one in self._results(patient)],
        }

    def _clinical(self, kind: str, patient: str) -> Iterator[JSON]:
        for one in self._found(kind, patient, **{"clinical-status": "active"}):
            codes = {c.get("code") for c in one.get("verificationStatus", {}).get("coding", [])}
            if not codes & _NOT_BELIEVED:
                yield one

    def _results(self, patient: str) -> list[JSON]:
        more = {"category": "laboratory", "status": "final", "_sort": "-date"}
        return list(self._found("Observation", patient, **more, _count=str(RESULTS)))

    def _found(self, kind: str, patient: str, **more: str) -> Iterator[JSON]:
        asked = urlencode({"patient": patient, **more})
        found = self.records.store.search_bundle(f"{kind}?{asked}")
        for entry in found.get("entry", []):
            yield decode(entry["resource"])

    def written(self, patient: str) -> list[JSON]:
        """The documents that apps have written into this chart, the newest first."""
        made = [
            _document(one)
            for one in self._found("DocumentReference", patient)
            if str(one["id"]).startswith(_OURS)
        ]
        return sorted(made, key=lambda one: one["at"], reverse=True)


def _code(resource: JSON, name: str = "code") -> str:
    concept = resource.get(name) or {}
    shown = [one.get("display", "") for one in concept.get("coding", [])]
    return str(concept.get("text") or next(filter(None, shown), "not named"))


def _result(resource: JSON) -> JSON:
    quantity: JSON = resource.get("valueQuantity") or {}
    value = (
        f"{quantity.get('comparator', '')}{quantity.get('value', '')} {quantity.get('unit', '')}"
    )
    return {
        "name": _code(resource),
        "value": value.strip() or str(resource.get("valueString", "no value")),
        "day": str(resource.get("effectiveDateTime", ""))[:10],
    }


def _document(resource: JSON) -> JSON:
    content: list[Any] = resource.get("content") or [{}]
    attachment = content[0].get("attachment", {})
    authors = [one.get("display") or one.get("reference", "") for one in resource.get("author", [])]
    meta = resource.get("meta", {})
    return {
        "id": resource["id"],
        "version": meta.get("versionId", ""),
        "at": meta.get("lastUpdated", ""),
        "title": attachment.get("title") or _code(resource, "type"),
        "status": f"{resource.get('status', '')} {resource.get('docStatus', '')}".strip(),
        "authors": ", ".join(authors),
        "labels": [one.get("code", "") for one in meta.get("security", [])],
        "text": _text(attachment),
        "markdown": str(attachment.get("contentType", "")).startswith("text/markdown"),
    }


def _text(attachment: JSON) -> str:
    kind = str(attachment.get("contentType", ""))
    if not kind.startswith("text/"):
        return f"({kind or 'no text'})"
    try:
        return base64.b64decode(attachment.get("data", "")).decode("utf-8", "replace")[
            :LONGEST_TEXT
        ]
    except (binascii.Error, ValueError):
        return "(not to be read)"
