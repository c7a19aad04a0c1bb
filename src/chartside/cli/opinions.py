"""A model's opinion on the sentences of a draft that could not be checked."""

import asyncio
from dataclasses import replace
from pathlib import Path

from chartside.cli.checked import Checked
from chartside.cli.progress import steps
from chartside.fhir.chart import Chart
from chartside.grounding import with_opinions
from chartside.models.reasoner import open_reasoner


def with_opinions_of(reasoner: str, checked: Checked, chart: Chart) -> Checked:
    """The same verdicts, and beside what is not checkable what the model made of it.

    Raises:
        UsageError: No model is named so.
        ModelError: It cannot be opened.
    """
    model = open_reasoner(reasoner)
    with steps("asking the model") as told:
        told("asking about what cannot be checked")
        sections = asyncio.run(
            with_opinions(checked.sections, chart, model, name=_called(reasoner))
        )
    return replace(checked, sections=sections)


def _called(reasoner: str) -> str:
    """What the reader is told the model is called: its name, or that of its folder."""
    named = reasoner.partition("?")[0].rpartition("#")[2]
    return Path(named.removeprefix("local:")).name
