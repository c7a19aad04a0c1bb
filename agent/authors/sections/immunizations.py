"""Vaccines, the last dose of each."""

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.clinical import immunizations as given
from chartside.tools.names import name_of


def immunizations(evidence: Evidence) -> list[Statement]:
    """The last dose of each vaccine, the newest first."""
    held = newest_first(evidence.recent(given(evidence.chart)))
    return [said(f"{name_of(e)} given{on(e.when)}", e) for e in held]
