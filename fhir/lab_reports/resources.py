"""A report as FHIR R4 that is proposed, and is nothing yet: what has no signature is preliminary.

Observations (US Core laboratory result, HL7 US Core 9.0.0), one DiagnosticReport, one
DocumentReference of the source. They name one another by the URN of their identifier, which is made
of the source, the patient and the row: the same report read again gives the same resources, and the
transaction creates each once. Numbers stay Decimals.

Where a value stands on its page is in `derivedFrom.display`, in words (docs/adr/0015): an extension
of our own would be dropped by servers that do not know it.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from chartside.fhir.codes import LOINC
from chartside.fhir.lab_reports.coding.scoring import Candidate
from chartside.fhir.lab_reports.observations import observation, printed_once
from chartside.fhir.lab_reports.report import LabReport
from chartside.fhir.lab_reports.source import Source, attachment, line
from chartside.fhir.lab_reports.times import effective
from chartside.fhir.written_here import AIAST

JSON = dict[str, Any]

URI: Final = "urn:ietf:rfc:3986"
_NAMESPACE: Final = uuid.UUID("5f0f6f0e-8d6c-5b0a-9b0e-6d1c6a1f4c55")
_REPORT: Final = {
    "coding": [{"system": LOINC, "code": "11502-2", "display": "Laboratory report"}],
    "text": "Laboratory report",
}
_CATEGORY: Final = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/v2-0074",
            "code": "LAB",
            "display": "Laboratory",
        }
    ]
}


@dataclass(frozen=True, slots=True)
class _Names:
    """The URNs of everything that is made of one source for one patient."""

    seed: str

    def urn(self, what: str) -> str:
        """Always the same for the same source, patient and part."""
        return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{self.seed} {what}')}"


def bundle_of(
    report: LabReport, patient: str, source: Source, codes: Sequence[Candidate | None] = ()
) -> JSON:
    """The transaction that files a report; every resource in it is still to be signed.

    Args:
        report: As it was read.
        patient: `Patient/id` of the open chart; empty where no chart is open.
        source: What the report was read from.
        codes: The code of each result, None where none is sure; all None by default.
    """
    codes = codes or (None,) * len(report.results)
    names = _Names(f"{hashlib.sha256(source.octets).hexdigest()} {patient}")
    document = names.urn("document")
    own = f"{report.number} pages {report.pages}"
    subject = {"reference": patient} if patient else {"type": "Patient", "display": "not known"}
    parts: dict[str, JSON] = {document: _document(report, subject, source)}
    listed = []
    for result, code, key in zip(report.results, codes, printed_once(report), strict=True):
        made = observation(result, report, source, code)
        place = made.pop("derivedFrom")[0]
        urn = names.urn(f"{report.number} {key}")
        parts[urn] = {
            **made,
            "subject": subject,
            "derivedFrom": [{"reference": document, **place}],
        }
        listed.append({"reference": urn})
    parts[names.urn(f"report {own}")] = _report(report, subject, source, listed)
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [_entry(urn, part) for urn, part in parts.items()],
    }


def _entry(urn: str, resource: JSON) -> JSON:
    own = {"system": URI, "value": urn}
    kind = resource["resourceType"]
    held = {**resource, "identifier": [own, *resource.get("identifier", ())]}
    request = {"method": "POST", "url": kind, "ifNoneExist": f"identifier={URI}|{urn}"}
    return {"fullUrl": urn, "resource": held, "request": request}


def _document(report: LabReport, subject: JSON, source: Source) -> JSON:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "preliminary",
        "type": _REPORT,
        "category": [_CATEGORY],
        "subject": subject,
        "description": line(report.title) or _REPORT["text"],
        "content": [{"attachment": attachment(source)}],
    }


def _report(report: LabReport, subject: JSON, source: Source, listed: list[JSON]) -> JSON:
    made: JSON = {
        "resourceType": "DiagnosticReport",
        "status": "preliminary",
        "category": [_CATEGORY],
        "code": {**_REPORT, "text": line(report.title) or _REPORT["text"]},
        "subject": subject,
        **effective(report.collected)[0],
        "presentedForm": [attachment(source, inline=False)],
    }
    if number := line(report.number):
        made["identifier"] = [{"value": number}]
    if listed:
        made["result"] = listed
    if laboratory := line(report.laboratory):
        made["performer"] = [{"type": "Organization", "display": laboratory}]
    if any(source.read_by_model(result) for result in report.results):
        made["meta"] = {"security": [AIAST]}
    return made
