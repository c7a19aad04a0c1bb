"""The author that needs no language model: every sentence is made from the entries it cites.

Deterministic: the same chart gives the same document. Text of a record only ever becomes words
inside a sentence; it decides nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from chartside.agent.authors.author import Evidence, Task
from chartside.agent.authors.plain import plainer
from chartside.agent.authors.plainly.sections import (
    plain_allergies,
    plain_key_points,
    plain_medicines,
    plain_plans,
    plain_problems,
    plain_results,
    plain_visits,
)
from chartside.agent.authors.sections.allergies import allergies
from chartside.agent.authors.sections.assessments import assessments
from chartside.agent.authors.sections.background import background
from chartside.agent.authors.sections.changes import (
    changed_allergies,
    changed_documents,
    changed_events,
    changed_medicines,
    changed_orders,
    changed_problems,
)
from chartside.agent.authors.sections.dictated import (
    dictated_assessment,
    dictated_objective,
    dictated_plan,
    dictated_subjective,
)
from chartside.agent.authors.sections.encounters import encounters
from chartside.agent.authors.sections.gaps import gaps
from chartside.agent.authors.sections.imaging import imaging
from chartside.agent.authors.sections.immunizations import immunizations
from chartside.agent.authors.sections.key_points import key_points
from chartside.agent.authors.sections.medicines import ended_medicines, medicines
from chartside.agent.authors.sections.new_results import changed_results, changed_vitals
from chartside.agent.authors.sections.notes import notes, stay_notes, subjective, visit_plan
from chartside.agent.authors.sections.past_problems import past_problems
from chartside.agent.authors.sections.person import limits, person, requests
from chartside.agent.authors.sections.plans import plans
from chartside.agent.authors.sections.problems import problems
from chartside.agent.authors.sections.procedures import procedures
from chartside.agent.authors.sections.results import results
from chartside.agent.authors.sections.stay import medicines_then, problems_then, stay, stay_course
from chartside.agent.authors.sections.story import story
from chartside.agent.authors.sections.vitals import signs, vitals
from chartside.draft import AT_FAULT, Citation, Statement
from chartside.draft import Author as Identity

Writer = Callable[[Evidence], list[Statement]]

WRITERS: Final[Mapping[str, Writer]] = {
    "allergies": allergies,
    "assessments": assessments,
    "background": background,
    "changed_allergies": changed_allergies,
    "changed_documents": changed_documents,
    "changed_events": changed_events,
    "changed_gaps": gaps,
    "changed_key_points": key_points,
    "changed_medicines": changed_medicines,
    "changed_orders": changed_orders,
    "changed_problems": changed_problems,
    "changed_results": changed_results,
    "changed_vitals": changed_vitals,
    "dictated_assessment": dictated_assessment,
    "dictated_objective": dictated_objective,
    "dictated_plan": dictated_plan,
    "dictated_subjective": dictated_subjective,
    "encounters": encounters,
    "ended_medicines": ended_medicines,
    "follow_up": visit_plan,
    "gaps": gaps,
    "imaging": imaging,
    "immunizations": immunizations,
    "key_points": key_points,
    "limits": limits,
    "medicines": medicines,
    "medicines_then": medicines_then,
    "notes": notes,
    "past_problems": past_problems,
    "person": person,
    "plain_allergies": plain_allergies,
    "plain_key_points": plain_key_points,
    "plain_medicines": plain_medicines,
    "plain_plans": plain_plans,
    "plain_problems": plain_problems,
    "plain_results": plain_results,
    "plain_visits": plain_visits,
    "plans": plans,
    "problems": problems,
    "problems_then": problems_then,
    "procedures": procedures,
    "requests": requests,
    "results": results,
    "signs": signs,
    "stay": stay,
    "stay_course": stay_course,
    "stay_notes": stay_notes,
    "story": story,
    "subjective": subjective,
    "visit_plan": visit_plan,
    "vitals": vitals,
}
"""The writer for each name in a document kind's `evidence`."""


class Extractive:
    """Writes sections from evidence by fixed rules."""

    @property
    def identity(self) -> Identity:
        """`extractive`: no model."""
        return Identity("extractive")

    @property
    def prompts(self) -> Mapping[str, str]:
        """None: no model is asked."""
        return {}

    async def write(self, task: Task) -> tuple[Statement, ...]:
        """The section, or its failing sentences said more plainly."""
        if task.earlier:
            if "gaps" in task.section.evidence:  # what is amiss with an entry has no plainer words
                return tuple(_fresh(s) for s in task.earlier)
            return tuple(self._again(task.evidence, s) for s in task.earlier)
        found = [s for name in task.section.evidence for s in WRITERS[name](task.evidence)]
        return merged(found)

    def _again(self, evidence: Evidence, statement: Statement) -> Statement:
        failed = statement.verdict in AT_FAULT
        return plainer(evidence.chart, _fresh(statement)) if failed else _fresh(statement)


def _fresh(statement: Statement) -> Statement:
    """Not judged yet."""
    return Statement(statement.text, statement.citations)


def merged(found: Iterable[Statement]) -> tuple[Statement, ...]:
    """One sentence where two sources give the same one; it then rests on both."""
    sources: dict[str, dict[Citation, None]] = {}
    for statement in found:
        sources.setdefault(statement.text, {}).update(dict.fromkeys(statement.citations))
    return tuple(Statement(text, tuple(cited)) for text, cited in sources.items())
