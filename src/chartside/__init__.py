"""Chartside drafts clinical text from a FHIR record: cited, checked, and nothing leaves unsigned.

The names below are the public surface. Each is loaded when it is first asked for: `import
chartside` brings neither the graph nor the FHIR models.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from chartside.agent.assistant import Assistant
    from chartside.agent.graph import build_graph
    from chartside.draft import (
        Citation,
        Draft,
        Finding,
        Proposal,
        Section,
        Severity,
        Statement,
        Status,
        Verdict,
    )
    from chartside.errors import ChartsideError
    from chartside.fhir.chart import Chart
    from chartside.fhir.entry import Entry
    from chartside.fhir.found import Found
    from chartside.fhir.ingest import ingest
    from chartside.fhir.record import RecordSource, open_record
    from chartside.fhir.store import RecordStore
    from chartside.settings import Settings
    from chartside.signoff.gate import Signed

_HOME: Final = {
    "Assistant": "chartside.agent.assistant",
    "Chart": "chartside.fhir.chart",
    "ChartsideError": "chartside.errors",
    "Citation": "chartside.draft",
    "Draft": "chartside.draft",
    "Entry": "chartside.fhir.entry",
    "Finding": "chartside.draft",
    "Found": "chartside.fhir.found",
    "Proposal": "chartside.draft",
    "RecordSource": "chartside.fhir.record",
    "RecordStore": "chartside.fhir.store",
    "Section": "chartside.draft",
    "Settings": "chartside.settings",
    "Severity": "chartside.draft",
    "Signed": "chartside.signoff.gate",
    "Statement": "chartside.draft",
    "Status": "chartside.draft",
    "Verdict": "chartside.draft",
    "build_graph": "chartside.agent.graph",
    "ingest": "chartside.fhir.ingest",
    "open_record": "chartside.fhir.record",
}
"""Where each public name lives."""

__all__ = [
    "Assistant",
    "Chart",
    "ChartsideError",
    "Citation",
    "Draft",
    "Entry",
    "Finding",
    "Found",
    "Proposal",
    "RecordSource",
    "RecordStore",
    "Section",
    "Settings",
    "Severity",
    "Signed",
    "Statement",
    "Status",
    "Verdict",
    "build_graph",
    "ingest",
    "open_record",
]


def __getattr__(name: str) -> Any:
    """A public name, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOME[name]), name)
    globals()[name] = found
    return found
