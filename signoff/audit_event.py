"""An audit row as a FHIR R4 AuditEvent, and the few shared pieces of FHIR that sign-off writes."""

from typing import Any

from chartside.fhir import written_here
from chartside.signoff.row import AuditRow

URI = written_here.URI
AIAST = written_here.AIAST
_LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
_WHAT = {
    "proposed": ("originate", "C"),
    "viewed": ("access", "R"),
    "edited": ("amend", "U"),
    "rechecked": ("verify", "E"),
    "signed": ("attest", "U"),
    "amendment_opened": ("originate", "C"),
    "exported": ("disclose", "R"),
    "filed": ("disclose", "R"),
    "written": ("transmit", "C"),
    "write_refused": ("transmit", "C"),
    "amended": ("deprecate", "U"),
    "superseded": ("deprecate", "U"),
    "expired": ("deprecate", "U"),
    "declined": ("deprecate", "U"),
    "retracted": ("deprecate", "U"),
    "archived": ("archive", "E"),
    "anchored": ("verify", "E"),
}
_OTHER = ("access", "E")
_SUCCESS, _MINOR_FAILURE = "0", "4"
_SOFTWARE = {"display": "Chartside"}


def coding(system: str, code: str, display: str) -> dict[str, str]:
    """A FHIR Coding."""
    return {"system": system, "code": code, "display": display}


def practitioner(row: AuditRow, local_id: str) -> dict[str, Any]:
    """The signer as a contained Practitioner, identified by their key."""
    return {
        "resourceType": "Practitioner",
        "id": local_id,
        "identifier": [{"system": URI, "value": row.key_id}],
        "name": [{"text": row.name}],
    }


def audit_event(row: AuditRow, target: dict[str, Any] | None = None) -> dict[str, Any]:
    """One row as an AuditEvent.

    `target` is the resource it was about, where that is known on the server.
    """
    code, action = _WHAT.get(row.event, _OTHER)
    return {
        "resourceType": "AuditEvent",
        "type": {"system": _LIFECYCLE, "code": code},
        "subtype": [{"system": "urn:chartside:audit-event", "code": row.event}],
        "action": action,
        "recorded": row.at,
        "outcome": _MINOR_FAILURE if row.event in {"denied", "write_refused"} else _SUCCESS,
        **({"outcomeDesc": row.detail} if row.detail else {}),
        "agent": [_agent(row)],
        "source": {"observer": _SOFTWARE},
        "entity": _entities(row, target),
    }


def _agent(row: AuditRow) -> dict[str, Any]:
    if row.key_id:
        who = {
            "type": "Practitioner",
            "identifier": {"system": URI, "value": row.key_id},
            "display": row.name,
        }
        return {
            "who": who,
            "altId": row.who,
            "name": row.name,
            "role": [{"text": row.role}],
            "requestor": True,
        }
    return {"who": {"display": row.who} if row.who else _SOFTWARE, "requestor": bool(row.who)}


def _entities(row: AuditRow, target: dict[str, Any] | None) -> list[dict[str, Any]]:
    chained = {
        "seq": str(row.seq),
        "draft_version": None if row.draft_version is None else str(row.draft_version),
        "document_sha256": row.document_sha256,
        "signed_sha256": row.signed_sha256,
        "prev_row_hash": row.prev_row_hash,
        "row_hash": row.row_hash,
    }
    detail = [{"type": name, "valueString": value} for name, value in chained.items() if value]
    draft = {
        "what": target or {"identifier": {"value": row.draft_id or "none"}},
        "name": row.draft_id or "none",
        "detail": detail,
    }
    return [draft, *([{"what": {"reference": row.patient}}] if row.patient else [])]
