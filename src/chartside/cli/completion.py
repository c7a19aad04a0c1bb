"""What the shell offers for an unfinished word: ids and short names, never chart data."""

from contextlib import suppress

from chartside.errors import ChartsideError
from chartside.settings import settings
from chartside.signoff.policy import default_policy
from chartside.signoff.store import SignoffStore


def drafts(incomplete: str) -> list[str]:
    """Ids of drafts that begin so; none where there is no store to ask."""
    where = settings()
    with suppress(ChartsideError, OSError, UnicodeError):
        if where.signoff.exists():
            return list(SignoffStore(where.signoff).ids(incomplete))
    return []


def roles(incomplete: str) -> list[str]:
    """Roles of the policy that begin so."""
    return [role for role in sorted(default_policy().roles) if role.startswith(incomplete)]
