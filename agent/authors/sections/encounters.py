"""Where the patient was seen last, and every recent admission."""

import re
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import RESULTS, newest_first, within
from chartside.agent.authors.visits import is_grave, met
from chartside.agent.authors.wording import said
from chartside.draft import Statement
from chartside.fhir.clinical import encounters as seen

LAST: Final = 5
_SMALL = re.compile(
    r"\b(?:blood test|phlebotomy|vaccin|immuni[sz]ation|administration of|laboratory|specimen)",
    re.IGNORECASE,
)


def encounters(evidence: Evidence) -> list[Statement]:
    """Admissions and emergencies of the last two years, and the last five other encounters.

    The newest first. Visits for a blood sample or a vaccine are left to those.
    """
    held = newest_first(evidence.recent(seen(evidence.chart)))
    grave = [e for e in held if is_grave(e) and within(e.when, RESULTS, evidence.chart)]
    others = [e for e in held if e not in grave]
    visits = [e for e in others if not _SMALL.search(e.label)] or others
    chosen = {e.reference for e in [*grave[:LAST], *visits[:LAST]]}
    return [said(met(e), e) for e in held if e.reference in chosen]
