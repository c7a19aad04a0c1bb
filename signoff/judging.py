"""Having a draft judged: the checker is passed in; it says what it finds and changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chartside.draft import Draft, RecordStamp, Verdict
from chartside.errors import PolicyError
from chartside.fhir.chart import Chart

Checker = Callable[[Draft, Chart], Draft]
"""Judges every sentence of a draft against a chart: `chartside.grounding.check_draft`."""

Verdicts = Mapping[str, Verdict | None]
"""Each sentence's id with its verdict."""


def judged(draft: Draft, chart: Chart, checker: Checker) -> Draft:
    """The draft with fresh verdicts, stamped with this chart.

    `PolicyError` if the checker changed what it should only judge.
    """
    checked = checker(draft, chart)
    if [(s.id, s.text, s.citations) for s in checked.statements] != [
        (s.id, s.text, s.citations) for s in draft.statements
    ]:
        raise PolicyError(f"the checker changed the sentences of draft {draft.id}")
    stamp = RecordStamp(
        digest=chart.digest, resources=len(chart.entries), as_of=chart.as_of.isoformat()
    )
    same = draft.record.digest == stamp.digest
    return replace(checked, record=draft.record if same else stamp, status=draft.status)


def verdicts(draft: Draft) -> Verdicts:
    """Each sentence's verdict."""
    return {s.id: s.verdict for s in draft.statements}
