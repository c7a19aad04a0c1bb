"""Ids that may be stored, logged and printed."""

import re

from chartside.errors import UsageError

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_WHO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}")


def require_id(text: str, what: str) -> str:
    """The id itself.

    `UsageError` (which does not repeat it) where it is not letters, digits and `._:-`, 128 at most.
    """
    if not _ID.fullmatch(text):
        raise UsageError(f"{what} must be 1 to 128 letters, digits, '.', '_', ':' or '-'")
    return text


def shown_id(text: str) -> str:
    """An id that a caller gave, fit for a message.

    Anything that is not an id could be chart text, so it is not repeated.
    """
    return text if _ID.fullmatch(text) else "(not an id)"


def shown_who(text: str) -> str:
    """The short name of a person or an account, as `shown_id`: it may hold `@`."""
    return text if _WHO.fullmatch(text) else "(not an id)"
