"""Going with a person through what stands between a draft and a signature, one by one."""

import asyncio
from collections.abc import Iterable, Iterator

from rich.text import Text

from chartside.cli import asking, paper
from chartside.cli.asking import Choice, choose
from chartside.cli.layout import hung, plain, put
from chartside.cli.output import counted
from chartside.cli.sitting import Sitting
from chartside.cli.sources import whole
from chartside.draft import Citation, Draft, Statement, Verdict
from chartside.errors import PolicyError, UsageError
from chartside.signoff.findings import named
from chartside.signoff.markdown import numbered

_LOOK = Choice("l", "look", "at its sources in full")
_EDIT = Choice("e", "edit", "give it other words; it is checked again at once")
_REMOVE = Choice("r", "remove", "take the sentence out")
_ATTEST = Choice("a", "attest", "I have checked this one myself and answer for it")
_ACCEPT = Choice("a", "accept", "it leaves with the signed document")
_REJECT = Choice("r", "reject", "it does not leave")
_OUT = (Choice("y", "yes", "take it out"), Choice("n", "no", "leave it as it is"))
_NOTE = Choice("k", "noted", "I have taken note of this one")
_DOWN = Choice("d", "decline", "turn the whole draft down, with a reason")
_STOP = Choice("q", "stop", "nothing is signed; edits so far are kept")


def settle(sitting: Sitting) -> bool:
    """Deal with each flagged sentence by itself; False when the person stops before the last."""
    while unsettled := sitting.unsettled:
        put(_told(unsettled))
        if not _dealt_with(sitting, unsettled[0]):
            return False
    return True


def decide_proposals(sitting: Sitting) -> bool:
    """Accept or reject each proposal by itself; False when the person stops before the last."""
    while undecided := sitting.undecided:
        put([Text(), *paper.proposal(sitting.draft, undecided[0])])
        choices = (_ACCEPT, _REJECT, _DOWN, _STOP)
        answer = choose("What shall become of this proposal?", choices)
        if answer in {_DOWN.key, _STOP.key}:
            return _stopped(sitting, answer)
        sitting.decide(undecided[0].id, accept=answer == _ACCEPT.key)
    return True


def acknowledge(sitting: Sitting) -> bool:
    """Have each warning acknowledged by itself that the policy says; False when stopped."""
    while left := sitting.unacknowledged:
        put([Text(), *paper.finding(named(sitting.draft)[left[0]], numbered(sitting.draft))])
        answer = choose("Have you taken note of this warning?", (_NOTE, _DOWN, _STOP))
        if answer != _NOTE.key:
            return _stopped(sitting, answer)
        sitting.acknowledged.append(left[0])
    return True


def turn_down(sitting: Sitting) -> bool:
    """Decline the draft with a reason, and end its run; False when the person thought better of it.

    No harder than signing: nothing has to be read, settled or attested for it.
    """
    put(plain("Why? The reason is kept, signed, in the store; Enter goes back.", "dim"))
    reason = asking.line("> ")
    if not reason:
        return False
    sitting.decline(reason)
    asyncio.run(sitting.assistant.finish(sitting.draft_id))
    put(plain("The draft is declined. It stays in the store, and nothing of it leaves."))
    return True


def _stopped(sitting: Sitting, answer: str) -> bool:
    """Never True: the person stopped, or declines the draft."""
    if answer == _DOWN.key:
        turn_down(sitting)
    return False


def _told(unsettled: list[Statement]) -> Iterator[Text]:
    yield Text()
    left = counted(len(unsettled), "flagged sentence")
    yield from plain(f"{left} to deal with before this can be signed.", "bold")


def _dealt_with(sitting: Sitting, statement: Statement) -> bool:
    put(paper.sentence(statement, numbered(sitting.draft)))
    put(_cited(sitting, statement))
    settles = [_EDIT, _REMOVE]
    if statement.verdict is not Verdict.CONTRADICTED:
        settles.insert(0, _ATTEST)
    while True:
        answer = choose("What shall become of it?", [*settles, _LOOK, _DOWN, _STOP])
        if answer in {_DOWN.key, _STOP.key}:
            return _stopped(sitting, answer)
        if answer == _LOOK.key:
            look(sitting, statement)
        elif answer == _ATTEST.key:
            sitting.vouch(statement)
            put(plain(f"You answer for {statement.id}.", "green"))
            return True
        elif change(sitting, statement, remove=answer == _REMOVE.key):
            return True


def _cited(sitting: Sitting, statement: Statement) -> Iterator[Text]:
    numbers, page = numbered(sitting.draft), sitting.page
    for reference, version in dict.fromkeys((c.reference, c.version) for c in statement.citations):
        margin = Text(f"{f'[{numbers[reference, version]}]':>12} ", "dim")
        yield from hung(margin, paper.source_line(page, sitting.opened.chart, reference))


def look(sitting: Sitting, statement: Statement) -> None:
    """Each source of a sentence in full, its quoted passage marked."""
    look_at(sitting, statement.citations)


def look_at(sitting: Sitting, citations: Iterable[Citation]) -> None:
    """Sources in full, one after the other, a screen at a time."""
    lines: list[Text] = []
    for citation in citations:
        lines += [Text(), *whole(sitting.opened.chart, citation)]
    asking.read_through(lines)


def change(sitting: Sitting, statement: Statement, *, remove: bool = False) -> bool:
    """Edit a sentence in place, or take it out, and show what the check says of it now.

    False when the person left it as it was, or the change was refused.
    """
    text = None
    if not remove:
        put(plain("Correct the sentence, then Enter. As it is, or empty: nothing changes.", "dim"))
        text = asking.corrected(statement.text)
        if text in {"", statement.text}:
            return False
    return _change(sitting, statement, text)


def reword(sitting: Sitting, statement: Statement) -> bool:
    """Edit a sentence in place; one that was emptied is taken out once the person says so."""
    put(
        plain(
            "Correct the sentence, then Enter. As it is: nothing changes. Empty: it is taken out.",
            "dim",
        )
    )
    text = asking.corrected(statement.text)
    if text == statement.text:
        return False
    if text:
        return _change(sitting, statement, text)
    return choose(f"Take {statement.id} out?", _OUT) == "y" and _change(sitting, statement, None)


def _change(sitting: Sitting, statement: Statement, text: str | None) -> bool:
    try:
        draft = sitting.edit(statement.id, text)
    except (PolicyError, UsageError) as refused:
        put(plain(f"Not changed: {refused}.", "red"))
        return False
    put(changed(draft, statement.id))
    return True


def changed(draft: Draft, statement_id: str) -> Iterator[Text]:
    """The sentence as it stands now, with its new verdict."""
    yield Text()
    now = next((s for s in draft.statements if s.id == statement_id), None)
    if now is None:
        yield from plain(f"{statement_id} was taken out.")
    else:
        yield from plain("Checked again:", "dim")
        yield from paper.sentence(now, numbered(draft))
