"""A note that denies what the chart lists as an active allergy.

The last note that speaks of allergies in general counts, and only if it was written after the
allergy was recorded. Source: FHIR R4 AllergyIntolerance, "No known allergies"; see
`allergy_denied`.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies
from chartside.fhir.entry import Entry
from chartside.grounding.rules.allergy_against_order import allergen
from chartside.grounding.rules.allergy_denied import is_of_kind
from chartside.grounding.rules.finding import cite, cite_passage, quoted
from chartside.grounding.rules.passages import Passage, passages, read
from chartside.grounding.rules.wording import listed, of

RULE: Final = "allergy-denied-in-note"

_DENIED = re.compile(
    r"\bNKD?A\b|\bno known (?P<kind>drug |medication |food )?allerg"
    r"|\ballergies\s*:\s*(?:none|nil|no known|nkda|not known|no )"
    r"|\b(?:denies|has no|without) (?:any )?(?:known )?(?P<other>drug |medication |food )?allerg",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:if|unless|mother|father|brother|sister|son|daughter|other than|except|apart from|besides"
    r"|(?:state|say|write|claim) that)\b",
    re.IGNORECASE,
)
_KINDS: Final = {"drug": "medication", "medication": "medication", "food": "food"}


def notes_on_allergies(chart: Chart) -> Iterator[Finding]:
    """One finding: the newest denial against every allergy that was known by then."""
    held = allergies(chart)
    if not held:
        return
    found = list(passages(read(chart), ("allergies", "allergy", "nkda", "nka", "allergic")))
    spoken = [p for p in found if not _UNSURE.search(p.text)]
    for passage in reversed(spoken):
        match = _DENIED.search(passage.text)
        if match is None:
            return
        kind = _KINDS.get((match["kind"] or match["other"] or "").strip().lower(), "")
        against = [a for a in held if is_of_kind(a, kind) and _known(a, passage)]
        if against:
            yield _denial(chart, passage, against)
        return


def _known(allergy: Entry, passage: Passage) -> bool:
    since = allergy.recorded or allergy.when
    return since is not None and passage.when is not None and since.high <= passage.when.low


def _denial(chart: Chart, passage: Passage, against: list[Entry]) -> Finding:
    names = listed([allergen(a) for a in against])
    label = passage.document.label
    text = (
        f"The {label[:1].lower() + label[1:]}{of(passage.when)} says {quoted(passage.text)}, but "
        f"the chart lists {'an active allergy' if len(against) == 1 else 'active allergies'} to "
        f"{names}"
    )
    cited = cite_passage(chart, passage.document, passage.start, passage.end)
    return Finding(RULE, text, Severity.MODERATE, (cited, *(cite(a) for a in against)))
