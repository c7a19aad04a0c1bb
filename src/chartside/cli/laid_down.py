"""A draft that was just laid down: the document on the terminal, and the commands that go on."""

from chartside.cli import paper
from chartside.cli.layout import put, titled
from chartside.cli.naming import command, shown
from chartside.cli.output import out
from chartside.cli.signers import ways_to_sign
from chartside.draft import Draft
from chartside.fhir.chart import Chart
from chartside.settings import Settings
from chartside.signoff.canonical import Document
from chartside.signoff.cover import cover


def show(draft: Draft, chart: Chart, here: Settings) -> None:
    """The draft as a document, and how to look at a source and to sign."""
    page = Document(draft, cover=cover(draft, chart))
    put(paper.head(page, draft.status))
    put(paper.body(page, chart))
    put(paper.about(draft))
    put(titled("Next"))
    named = shown(draft.id)
    out.print(f"  draft              {draft.id}")
    out.print(f"  look at a source   {command('review', 'show', named, '--sentence', 's1')}")
    for way in ways_to_sign(here.identities, draft.id):
        out.print(f"  to sign            {way}")
