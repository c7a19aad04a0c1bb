"""Do the main job on the bundled record: draft, check, review, sign."""

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from chartside.cli import paper
from chartside.cli.asking import interactive
from chartside.cli.demo_menu import at_a_terminal, left
from chartside.cli.demo_signer import DemoKeys
from chartside.cli.drafting import Asked, Drafted, drafted
from chartside.cli.layout import hung, plain, put, titled
from chartside.cli.options import new_app
from chartside.cli.output import counted, out
from chartside.cli.reopening import Reopened
from chartside.cli.signers import ways_to_sign
from chartside.cli.sitting import Sitting
from chartside.demo import record_json
from chartside.errors import PolicyError, StoreError
from chartside.settings import Settings, settings
from chartside.signoff.canonical import Document
from chartside.signoff.cover import cover
from chartside.signoff.filing import write_atomically
from chartside.signoff.gate import open_signed
from chartside.signoff.store import SignoffStore

app = new_app()


@app.command()
def demo() -> None:
    """Do the main job on the bundled record: draft, check, review, sign.

    The record is of an invented patient. Everything happens on this machine, in the data folder
    (`CHARTSIDE_HOME`), so that every other command works on the draft too. Without a terminal it
    ends at the unsigned draft.

    Exit status: 0 done, 5 the data folder cannot be used.
    """
    here = settings()
    put(plain("Chartside on an invented patient. Nothing is fetched and nothing is sent.", "dim"))
    source = _record(here)
    done = drafted(here, Asked(str(source)))
    store = SignoffStore(here.signoff, anchor=here.anchor)
    put(_said(done))
    if not interactive():
        put(_without_a_person(here, done, store))
        return
    opened = Reopened(done.record, done.chart)
    sitting = Sitting(here, store, done.draft.id, opened, DemoKeys(here, store))
    try:
        at_a_terminal(sitting)
    except EOFError:
        out.print()
        put(left(sitting, broken_off=True))
    except KeyboardInterrupt:
        out.print()
        put(left(sitting, broken_off=True))
        raise


def _record(here: Settings) -> Path:
    """The record as a file in the data folder, where a review opens it again."""
    path, data = here.home / "demo" / "record.json", record_json()
    try:
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, data)
    except OSError as wrong:
        raise StoreError(
            f"the demo record cannot be written: {wrong.strerror or 'the disk refused'}"
        ) from None
    return path


def _said(done: Drafted) -> Iterator[Text]:
    """What the progress showed, to stay on the screen."""
    draft = done.draft
    yield from plain(
        f"Read {counted(draft.record.resources, 'resource')}, wrote "
        f"{counted(len(draft.statements), 'sentence')}, checked each against its sources.",
        "dim",
    )
    yield Text()


def _without_a_person(here: Settings, done: Drafted, store: SignoffStore) -> Iterator[Text]:
    """The unsigned draft, the gate that it does not pass, and how a person signs it."""
    page = Document(done.draft, cover=cover(done.draft, done.chart))
    yield from paper.head(page, done.draft.status)
    yield from paper.body(page, done.chart)
    yield from paper.about(done.draft)
    yield from titled("Export")
    try:
        open_signed(store, done.draft.id)
    except PolicyError as refused:
        yield from hung(Text("  - "), Text(f"Refused: {refused} [{refused.code}, exit status 4]."))
    yield from titled("To sign it")
    for way in ways_to_sign(here.identities, done.draft.id):
        yield Text(f"  {way}")
