"""The sign-off store for a command, and drafts by the beginning of their id."""

from contextlib import suppress

from chartside.errors import ChartsideError, UsageError
from chartside.settings import PostgreSQL, Settings, settings
from chartside.signoff.anchor import anchor_path
from chartside.signoff.identity import identities
from chartside.signoff.names import shown_id
from chartside.signoff.store import SignoffStore

FEWEST = 4
"""Characters that an abbreviated id has at least."""


def has_store(where: Settings) -> bool:
    """Whether there is a sign-off store, or a trace of one that is gone."""
    place = where.signoff
    if isinstance(place, PostgreSQL):
        return True
    return place.exists() or (where.anchor or anchor_path(place)).exists()


def full_id(store: SignoffStore, given: str) -> str:
    """The id of the one draft that is meant; an unambiguous beginning is enough.

    Raises:
        UsageError: No draft begins so, or several do.
    """
    if shown_id(given) != given:
        raise UsageError("that is not the id of a draft: letters, digits, '.', '_', ':' and '-'")
    found = store.ids(given)
    if given in found:
        return given
    if not found or len(given) < FEWEST:
        least = f" (an abbreviation has at least {FEWEST} characters)" if found else ""
        raise UsageError(f"there is no draft {shown_id(given)}{least}")
    if len(found) > 1:
        raise UsageError(f"{len(found)} drafts begin with {shown_id(given)}: give more of the id")
    return found[0]


def complete_draft(incomplete: str) -> list[str]:
    """Ids of drafts that begin so, for the shell; none where there is no store to ask."""
    where = settings()
    with suppress(ChartsideError, OSError, UnicodeError):
        if has_store(where):
            return list(SignoffStore(where.signoff, anchor=where.anchor).ids(incomplete))
    return []


def complete_signer(incomplete: str) -> list[str]:
    """Local signers whose short name begins so, for the shell."""
    with suppress(ChartsideError, OSError):
        known = identities(settings().identities)
        return [who.who for who in known if who.who.startswith(incomplete.lower())]
    return []
