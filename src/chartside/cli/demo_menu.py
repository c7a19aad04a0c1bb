"""The demo's table of contents: what a person can do with a draft, until they decide."""

from collections.abc import Callable, Iterator

from rich.text import Text

from chartside.cli import asking, paper, settling, signing
from chartside.cli.asking import Choice, choose, line
from chartside.cli.ending import told
from chartside.cli.layout import plain, put
from chartside.cli.output import counted, out
from chartside.cli.signers import ways_to_sign
from chartside.cli.sitting import Sitting
from chartside.draft import Citation, Finding, Statement
from chartside.errors import PolicyError, UsageError
from chartside.signoff.markdown import numbered

Step = Callable[[Sitting], bool]
"""One thing a person does; True when the draft is decided by it, or left."""


def at_a_terminal(sitting: Sitting) -> None:
    """Key points and flags on one screen, then whatever the person wants, until they decide."""
    page = sitting.page
    put(paper.head(page, sitting.held.status))
    put(paper.at_a_glance(page.draft))
    while True:
        answer = choose("What next?", _choices(sitting), default="r" if not sitting.seen else "")
        try:
            if _STEPS[answer](sitting):
                return
        except (PolicyError, UsageError) as refused:
            put(plain(f"Refused: {refused}.", "red"))


def _choices(sitting: Sitting) -> list[Choice]:
    sentences = counted(len(sitting.draft.statements), "sentence")
    flags = paper.flags(sitting.draft) or "nothing was flagged"
    return [
        Choice("r", "read", f"the whole document, {sentences}{'' if sitting.seen else ' (Enter)'}"),
        Choice("l", "look", "at a source: what the record holds, word for word"),
        Choice("e", "edit", "a sentence, or take it out; it is checked again at once"),
        Choice("f", "flags", flags),
        Choice("s", "sign", "with your name and passphrase"),
        Choice("d", "decline", "the draft, with a reason"),
        Choice("q", "quit", "the draft is kept, unsigned"),
    ]


def _read(sitting: Sitting) -> bool:
    signing.read_all(sitting)
    return False


def _look(sitting: Sitting) -> bool:
    put(plain("Which? A number in [brackets], or a sentence such as s1; Enter goes back.", "dim"))
    wanted = line("> ").strip("[]").casefold()
    found = _sources(sitting, wanted)
    settling.look_at(sitting, found)
    if wanted and not found:
        put(plain("There is no such source or sentence."))
    return False


def _sources(sitting: Sitting, wanted: str) -> list[Citation]:
    draft = sitting.draft
    named = [c for s in draft.statements if s.id == wanted for c in s.citations]
    numbers = numbered(draft)
    places: list[Statement | Finding] = [*draft.statements, *draft.conflicts, *draft.omissions]
    cited = [c for place in places for c in place.citations]
    return named or [c for c in cited if str(numbers[c.reference, c.version]) == wanted][:1]


def _edit(sitting: Sitting) -> bool:
    put(plain("Which sentence? Its id, such as s1; Enter goes back.", "dim"))
    wanted = line("> ").casefold()
    found: Statement | None = next((s for s in sitting.draft.statements if s.id == wanted), None)
    if found is not None:
        put(paper.sentence(found, numbered(sitting.draft)))
        settling.reword(sitting, found)
    elif wanted:
        put(plain("There is no such sentence."))
    return False


def _flags(sitting: Sitting) -> bool:
    put(signing.again(sitting))
    if asking.read_through(paper.beside(sitting.draft)) and settling.settle(sitting):
        out.print()
        put(plain("Every sentence is supported, or you answer for it.", "green"))
    return sitting.turned_down


def _sign(sitting: Sitting) -> bool:
    done = signing.walk(sitting)
    if done is None:
        put(plain("Nothing was signed.", "magenta"))
        return sitting.turned_down
    out.print()
    told(done)
    return True


def _quit(sitting: Sitting) -> bool:
    put(left(sitting))
    return True


def left(sitting: Sitting, *, broken_off: bool = False) -> Iterator[Text]:
    """What becomes of a draft that nobody decided on, and the commands that go on with it."""
    edits = sitting.edits
    how = f"with {counted(edits, 'edit')}" if edits else "as it was written"
    lost = " What was being typed is lost." if broken_off else ""
    yield from plain(f"The draft is kept, unsigned, {how}.{lost} To go on:")
    for way in ways_to_sign(sitting.here.identities, sitting.draft_id):
        yield Text(f"  {way}")


_STEPS: dict[str, Step] = {
    "r": _read,
    "l": _look,
    "e": _edit,
    "f": _flags,
    "s": _sign,
    "d": settling.turn_down,
    "q": _quit,
}
