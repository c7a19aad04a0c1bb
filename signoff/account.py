"""Who runs this process, as far as the operating system knows: it is no proof of a person."""

import os
from typing import Final

from chartside.signoff.names import shown_id

try:
    import pwd
except ImportError:  # Windows has no such table
    pwd = None  # type: ignore[assignment]  # looked at before it is used

PREFIX: Final = "account:"
"""No identity has a colon in its name, so that none is taken for an account."""


def account() -> str:
    """`account:asha`, by the number that the process runs under; no environment variable counts.

    The number itself where it has no name, or one that is no word (`account:1001`).
    """
    if pwd is None:
        return _word(os.getlogin(), "unnamed")
    number = os.geteuid()
    try:
        return _word(pwd.getpwuid(number).pw_name, str(number))
    except KeyError:
        return f"{PREFIX}{number}"


def _word(name: str, otherwise: str) -> str:
    said = f"{PREFIX}{name}"
    return said if shown_id(said) == said else f"{PREFIX}{otherwise}"
