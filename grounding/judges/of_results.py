"""Unknown words in sentences about results whose numbers are all borne out.

A result is known by its number, its unit and its day as well as by its name (HL7 FHIR R4,
Observation.value and effective). Where these are right, a word that names nothing clinical can be
how it is told; that it is no assertion is not certain either, so it is left to a person.
"""

from collections.abc import Sequence

from chartside.grounding.judges.results import value_holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile


def is_said_of_results(term: Term, unnamed: Sequence[Profile], scope: Scope) -> bool:
    """Whether an unknown word tells of results that the numbers identify already.

    Not before a name that it may change: "ionized calcium" is another test than calcium.
    """
    if not scope.cited or not all(p.measures for p in scope.cited):
        return False
    measured = [q for q in scope.sentence.quantities if q.unit or q.other is not None]
    if not measured:
        return False
    held = [p for p in scope.cited if any(value_holds(q, p, scope) for q in measured)]
    if unnamed:
        return all(p in held for p in unnamed)
    return bool(held) and not _is_modifier(term, scope)


def _is_modifier(term: Term, scope: Scope) -> bool:
    """Whether a word stands right before the name of a cited result."""
    behind = scope.sentence.beside(term)[-1:]
    return any(
        term.end <= t.start <= term.end + 1
        and any(p.names_it(t.words, t.classes) for p in scope.cited)
        for t in behind
    )
