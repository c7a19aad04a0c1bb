"""The root of the tree, and what is an end of its own."""

from typing import ClassVar


class ChartsideError(Exception):
    """Root of the tree; catch it to catch everything this package raises on purpose."""

    code: ClassVar[str] = "chartside-error"
    exit_status: ClassVar[int] = 5


class NothingToSay(ChartsideError):
    """The chart is silent on what was asked; nothing was made up.

    `looked_for` is each search with what it found. It repeats the words of whoever asked, so it is
    for their eyes and no part of the message, which may end up in a log.
    """

    code = "nothing-to-say"
    exit_status = 3

    def __init__(self, message: str, looked_for: tuple[str, ...] = ()) -> None:
        self.looked_for = looked_for
        super().__init__(message)


class AuditBroken(ChartsideError):
    """The audit chain does not verify: a row was changed, removed or reordered."""

    code = "audit-broken"
    exit_status = 6
