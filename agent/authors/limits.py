"""Recorded limits of treatment: what must not be done to this patient."""

import re

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import newest_first
from chartside.fhir.clinical import active_problems
from chartside.fhir.entry import Entry, Kind

_LIMIT = re.compile(
    r"\b(?:DNR|DNAR|DNACPR|DNI|POLST|MOLST)\b"
    r"|\b(?:[Nn]o|[Nn]ot|[Ww]ithout)\b.{0,25}\b(?:CPR|[Rr]esuscitat\w*|[Ii]ntubat\w*)"
    r"|\b[Aa]llow natural death|\b[Cc]omfort (?:care|measures) only",
)


def limits(evidence: Evidence) -> list[Entry]:
    """Orders in force, and conditions, that limit treatment; the newest first."""
    chart = evidence.chart
    orders = [e for e in chart.of(Kind.ORDER) if e.live and e.status == "active"]
    held = evidence.only((*orders, *active_problems(chart)))
    return newest_first(tuple(e for e in held if _LIMIT.search(e.label)))
