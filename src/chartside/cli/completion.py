"""What the shell offers for an unfinished word: ids and short names, never chart data."""

from contextlib import suppress

from chartside.errors import ChartsideError
from chartside.settings import settings
from chartside.signoff.identity import identities
from chartside.signoff.policy import default_policy
from chartside.signoff.store import SignoffStore


def drafts(incomplete: str) -> list[str]:
    """Ids of drafts that begin so; none where there is no store to ask."""
    where = settings()
    with suppress(ChartsideError, OSError, UnicodeError):
        if where.signoff.exists():
            return list(SignoffStore(where.signoff).ids(incomplete))
    return []


def signers(incomplete: str) -> list[str]:
    """Short names of local signers that begin so."""
    with suppress(ChartsideError, OSError):
        known = identities(settings().identities)
        return [one.who for one in known if one.who.startswith(incomplete.lower())]
    return []


def roles(incomplete: str) -> list[str]:
    """Roles of the policy that begin so."""
    return [role for role in sorted(default_policy().roles) if role.startswith(incomplete)]
