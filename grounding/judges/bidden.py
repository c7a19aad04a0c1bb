"""What stands only where an entry tells a writer what to write: it bears nothing out.

Of a note or a report such passages are not read at all (`Profile.document`). A name or a field is
needed to tell what an entry is, so there they stay, and a sentence may give one whole, as a list of
medicines gives the name of an order; what it picks out of one rests on nothing.

Passages of this sort: `reading/bidding`.
"""

from collections.abc import Sequence

from chartside.grounding.faults import Fault, unclear
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.bidding import unbidden
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile, vocabulary


def judge_bidden(scope: Scope) -> list[Fault]:
    """A fault for each word that only such a passage holds."""
    text = _bare(scope.sentence.text)
    bidding = [p for p in scope.cited if p.bidding and not _is_given(p, text)]
    if not bidding:
        return []
    told = frozenset().union(*(_told(p) for p in scope.cited))
    held = [(p, vocabulary(part)) for p in bidding for part in p.bidding]
    found = []
    for term in scope.sentence.terms:
        keys = {*term.words, *term.classes}
        if term.framed or keys & told or scope.sentence.is_cue(term.start, term.end):
            continue
        where = next((p.where for p, words in held if keys & words), "")
        if where:
            reason = f'"{term.text}" stands only where {where} tells a writer what to write'
            found.append(unclear("bidden", term.start, reason))
    return found


def is_bidden(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a note or report that is cited has a word in such a passage alone."""
    keys = {*term.words, *term.classes}
    return any(
        keys & vocabulary(p.written) and not keys & vocabulary(p.document)
        for p in cited
        if p.written != p.document
    )


def _told(profile: Profile) -> frozenset[str]:
    """The words and classes of an entry outside such passages, and outside names made of them."""
    whole = " ".join(_bare(part) for part in profile.bidding)
    apart = [p for p in profile.said if p in profile.bidding or _bare(p) not in whole]
    return frozenset().union(*(vocabulary(unbidden(part)) for part in apart))


def _is_given(profile: Profile, text: str) -> bool:
    """Whether a sentence gives one of the names of an entry whole; others are made of it."""
    return any(_bare(part) in text for part in profile.bidding)


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
