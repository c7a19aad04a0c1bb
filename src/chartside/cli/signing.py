"""Signing at a terminal: read it all, deal with every flag, say what the signature means, sign."""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from chartside.cli import asking, paper
from chartside.cli.asking import Choice, choose
from chartside.cli.ending import Filed, filed
from chartside.cli.layout import plain, put
from chartside.cli.settling import acknowledge, decide_proposals, settle, turn_down
from chartside.cli.sitting import Sitting, Unread
from chartside.cli.staleness import Staleness
from chartside.draft import Draft
from chartside.signoff.markdown import numbered
from chartside.signoff.meaning import Meaning, meaning_of

_MEANINGS: Final = (
    Choice("a", Meaning.AUTHOR.value, "I adopt this text as my own"),
    Choice("r", Meaning.REVIEW.value, "I have reviewed it and agree"),
    Choice("p", Meaning.APPROVE.value, "I approve it for use"),
    Choice("d", "decline", "none of these: turn the draft down, with a reason"),
    Choice("q", "stop", "nothing is signed"),
)
_KEYS: Final = {Meaning(c.word): c.key for c in _MEANINGS[: len(Meaning)]}
_DOWN: Final = "d"


def walk(sitting: Sitting, meaning: str | None = None) -> Filed | None:
    """From an open draft to the filed document; None when the person stopped, or declined it.

    Raises:
        PolicyError: Signing was refused; the message says what is missing.
    """
    put(again(sitting))
    if not _was_read(sitting) or not settle(sitting) or not _was_read(sitting):
        return None
    if not decide_proposals(sitting) or not acknowledge(sitting):
        return None
    put(_about_to(sitting))
    named = meaning_of(meaning).value if meaning else _asked(sitting)
    if not named:
        return None
    return filed(sitting.assistant, sitting.here, sitting.sign(named))


def again(sitting: Sitting) -> Iterator[Text]:
    """Check the draft over the chart as it is now, and say what differs."""
    before, after = sitting.checked_again()
    if before != after:
        yield from Staleness(before, after, sitting.opened.chart).lines()


def read(sitting: Sitting) -> bool:
    """Show what was not read yet: all of it, or what changed since; False when stopped."""
    unread = sitting.unread
    if unread is None:
        return read_all(sitting)
    if not sitting.as_read:
        page = sitting.open_page()
        if not asking.read_through(_news(page.document.draft, unread)):
            return False
        sitting.was_read(page)
    return True


def _was_read(sitting: Sitting) -> bool:
    if read(sitting):
        return True
    put(
        plain(
            "Nothing is signed that was not read: a signature needs the document read to its end. "
            "While reading, `a` shows all the rest at once.",
            "magenta",
        )
    )
    return False


def read_all(sitting: Sitting) -> bool:
    """Show the whole document; False when the person stopped before its end."""
    page = sitting.open_page()
    document = page.document
    lines = [
        *paper.head(document, sitting.held.status),
        *paper.body(document, sitting.opened.chart),
        *paper.about(document.draft),
    ]
    if not asking.read_through(lines):
        return False
    sitting.was_read(page)
    return True


def _news(draft: Draft, unread: Unread) -> Iterator[Text]:
    yield Text()
    yield from plain("Changed since you read it:", "bold")
    for name in unread.taken_out:
        yield from plain(f"   {name} was taken out.")
    for statement in unread.changed:
        yield from paper.sentence(statement, numbered(draft))
    for finding in unread.findings:
        yield from paper.finding(finding, numbered(draft))


def _about_to(sitting: Sitting) -> Iterator[Text]:
    held, vouched = sitting.held, set(sitting.attested)
    yield Text()
    yield from plain(f"You are about to sign version {held.version} of this draft.", "bold")
    yield from plain(paper.tally(held.draft))
    for statement in held.draft.statements:
        if statement.id in vouched:
            yield from plain(f"You attest {statement.id}: {statement.text}")


def _asked(sitting: Sitting) -> str:
    """What the signature means; nothing where there is to be none."""
    while True:
        answer = choose("What does your signature mean?", _MEANINGS)
        if answer != _DOWN:
            return next((m.value for m in Meaning if _KEYS[m] == answer), "")
        if turn_down(sitting):
            return ""
