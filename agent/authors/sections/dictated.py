"""What was dictated, word for word and with its place, sorted by what it speaks of.

Nothing is taken over as a fact: each sentence is a quotation that cites the dictation, and says so.
A heading that was spoken ("Assessment.") decides what follows it; without one, what was examined or
measured is objective, what is to be done is plan, a judgement is assessment, the rest was told.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.wording import finished
from chartside.draft import Citation, Statement
from chartside.grounding.reading.quotation import quoted
from chartside.grounding.rules.passages import sentences

SUBJECTIVE: Final = "subjective"
OBJECTIVE: Final = "objective"
ASSESSMENT: Final = "assessment"
PLAN: Final = "plan"
_HEADINGS: Final = {
    SUBJECTIVE: r"subjective|history(?: of present illness)?|hpi|complaints?|presenting complaint",
    OBJECTIVE: r"objective|(?:physical )?exam(?:ination)?|on exam(?:ination)?|vitals?(?: signs)?",
    ASSESSMENT: r"assessment|impression|diagnos[ie]s",
    PLAN: r"plan|recommendations?|follow[- ]?up",
}
_HEADING = re.compile(
    "|".join(rf"(?P<{part}>^(?:{words})\s*(?:[:.\n-]|$))" for part, words in _HEADINGS.items()),
    re.IGNORECASE,
)
_CUES: Final = (
    (
        PLAN,
        re.compile(
            r"\b(?:will|shall|plan\w*|let's|continue|start|stop|increase|reduce|decrease|switch"
            r"|order|refer|repeat|recheck|follow[- ]?up (?:in|with|at|on)|return|come back"
            r"|see (?:her|him|you|them)"
            r"|book|arrange|advised?|prescribe)\b",
            re.IGNORECASE,
        ),
    ),
    (
        OBJECTIVE,
        re.compile(
            r"\b(?:on exam\w*|exam\w*|bp|blood pressure|pulse|heart rate|temp\w*|sats?|saturation"
            r"|respiratory rate|weight|weighs|auscultation|lungs?|chest (?:is )?clear|murmur\w*"
            r"|(?:o)?edema|tender\w*|afebrile|soft|crackles?|crepitations|jvp|neuro\w*)\b",
            re.IGNORECASE,
        ),
    ),
    (
        ASSESSMENT,
        re.compile(
            r"\b(?:assessment|impression|likely|probably|consistent with|suspect\w*|looks like"
            r"|differential|well[- ]controlled|uncontrolled|stable|worsening|improving)\b",
            re.IGNORECASE,
        ),
    ),
)
AGAINST: Final = ", against the chart"
"""How a sentence is marked that the chart contradicts; the conflict itself says how."""
_MARKS: Final = " \t\r\n:.,;-"
_TOLD = re.compile(
    r"\b(?:reports?|says?|said|states?|den(?:y|ies)|complain\w*|feels?|felt|noticed?|tells?|told"
    r"|describes?|i have|i feel|i am|i'm|i've|my)\b",
    re.IGNORECASE,
)


def dictated_subjective(evidence: Evidence) -> list[Statement]:
    """What the patient told, and whatever has no other place: nothing that was said is lost."""
    return _quoted(evidence, SUBJECTIVE)


def dictated_objective(evidence: Evidence) -> list[Statement]:
    """What was seen and measured, as dictated."""
    return _quoted(evidence, OBJECTIVE)


def dictated_assessment(evidence: Evidence) -> list[Statement]:
    """What the speaker makes of it."""
    return _quoted(evidence, ASSESSMENT)


def dictated_plan(evidence: Evidence) -> list[Statement]:
    """What was said to be done."""
    return _quoted(evidence, PLAN)


def _quoted(evidence: Evidence, part: str) -> list[Statement]:
    found = []
    for reference in sorted(evidence.chart.beside & evidence.read):
        document, entry = evidence.chart.document(reference), evidence.chart.get(reference)
        if document is None or entry is None:
            continue
        day = f" of {entry.when.words}" if entry.when else ""
        against = _against(evidence, reference)
        for start, end, where in sorted_parts(document.text):
            if where == part:
                quote = document.text[start:end]
                cited = Citation(entry.reference, entry.version, quote, start, end)
                mark = AGAINST if any(start <= at < end for at in against) else ""
                found.append(
                    Statement(finished(f"Dictation{day}{mark}: {quoted(quote)}"), (cited,))
                )
    return found


def _against(evidence: Evidence, reference: str) -> list[int]:
    """Where the sentences begin that the chart contradicts."""
    cited = [c for f in evidence.conflicts for c in f.citations if c.reference == reference]
    return [c.start for c in cited if c.start is not None]


def sorted_parts(text: str) -> Iterator[tuple[int, int, str]]:
    """Each sentence with the part of the note that it belongs to; a heading itself is left out."""
    under = ""
    for start, end in sentences(text):
        heading = _HEADING.match(text[start:end])
        if heading is not None:
            under = next(name for name, held in heading.groupdict().items() if held)
        begin = start + (heading.end() if heading else 0)
        said = text[begin:end].lstrip(_MARKS)
        if said:
            yield end - len(said), end, under or _part(said)


def _part(sentence: str) -> str:
    if _TOLD.search(sentence):
        return SUBJECTIVE
    return next((part for part, cue in _CUES if cue.search(sentence)), SUBJECTIVE)
