"""Words that no source has to hold, because a rule of their own judges what they say."""

from chartside.grounding.judges.appraisals import is_appraisal
from chartside.grounding.judges.hours import is_of_hour
from chartside.grounding.judges.meals import is_of_meal
from chartside.grounding.judges.priorities import is_priority
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.susceptibility import is_susceptibility
from chartside.grounding.reading.sentence import Term


def has_own_rule(term: Term, scope: Scope) -> bool:
    """Whether a word tells of a meal, an hour, resistance, priority, or appraises a result."""
    return (
        is_of_meal(term, scope)
        or is_of_hour(term, scope)
        or is_priority(term, scope.cited)
        or is_susceptibility(term, scope.cited)
        or is_appraisal(term, scope.cited)
    )
