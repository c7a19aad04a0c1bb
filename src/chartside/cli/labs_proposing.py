"""Results laid into the sign-off store, a draft for each report, and how to go on from there."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from chartside.agent.filing_results import Filing, propose_results
from chartside.cli.layout import plain, put, titled
from chartside.cli.naming import command, shown
from chartside.cli.output import out
from chartside.cli.reopening import remembered
from chartside.cli.signers import ways_to_sign
from chartside.draft import Draft
from chartside.errors import NothingToSay
from chartside.fhir.chart import Chart
from chartside.settings import Settings
from chartside.signoff.desk import Desk
from chartside.signoff.store import SignoffStore
from chartside.tools.labs.judged import JudgedFile


def lay_down(files: Sequence[JudgedFile], chart: Chart, source: str, here: Settings) -> list[Draft]:
    """A draft for each report with a result that the chart lacks.

    None for a file that another patient's report is in too.

    Raises:
        StoreError: The store cannot be used.
    """
    store = SignoffStore(here.signoff, anchor=here.anchor)
    desk = Desk(here.signoff, anchor=here.anchor)
    drafts = []
    for filing in _filings(files):
        try:
            draft = propose_results(chart, desk, filing)
        except NothingToSay:
            continue
        store.remember_source(draft.id, remembered(source))
        drafts.append(draft)
    return drafts


def show_drafts(drafts: Sequence[Draft], here: Settings) -> None:
    """Where the drafts lie, and the commands that go on; or that there was nothing to draft."""
    if not drafts:
        put([Text(), *plain("Nothing to propose: the chart has all of it, or nothing was read.")])
    for draft in drafts:
        put(titled("Proposed"))
        out.print(f"  draft        {draft.id}")
        out.print(f"  proposals    {len(draft.proposals)}, none of them decided")
        out.print(f"  to read it   {command('review', 'show', shown(draft.id))}")
        for way in ways_to_sign(here.identities, draft.id):
            out.print(f"  to decide    {way}")


def _filings(files: Sequence[JudgedFile]) -> Iterator[Filing]:
    for file in files:
        if file.refused:  # its bytes would go along, and another patient's report with them
            continue
        for number, held in enumerate(file.reports):
            yield Filing(file, held, number)
