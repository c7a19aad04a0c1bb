"""Questions to a person at a terminal.

Ctrl-C and the end of input are no answers: they go through as `KeyboardInterrupt` and `EOFError`,
and whoever asks has to leave everything as it was.
"""

import getpass
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from chartside.cli.layout import hung, plain, put
from chartside.cli.neutral import neutral
from chartside.cli.output import counted, err, notice, out
from chartside.errors import PolicyError

try:
    import readline
except ImportError:  # Windows has none: a line is then typed anew instead of corrected
    readline = None  # type: ignore[assignment]  # the module or nothing


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a person can choose: a key to type, the word for it, what it does."""

    key: str
    word: str
    does: str = ""


@contextmanager
def leaving(kept: str) -> Iterator[None]:
    """Say what was kept when the person leaves in the middle.

    Raises:
        PolicyError: The input ended; Ctrl-C goes on as it came.
    """
    try:
        yield
    except KeyboardInterrupt:
        err.print()
        notice(kept)
        raise
    except EOFError:
        err.print()
        raise PolicyError(f"the input ended. {kept}") from None


def interactive() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def choose(question: str, choices: Sequence[Choice], default: str = "") -> str:
    """The key of what was chosen. Nothing is chosen for the person unless a default is given."""
    out.print()
    out.print(question, style="bold")
    for choice in choices:
        margin = Text.assemble("  ", (choice.key, "bold"), f"  {choice.word:<9} ")
        put(hung(margin, Text(choice.does)))
    by_word = {c.word: c.key for c in choices} | {c.key: c.key for c in choices}
    while True:
        answer = line("> ").casefold() or default
        if answer in by_word:
            return by_word[answer]
        keys = ", ".join(c.key for c in choices)
        put(plain(f"Type one of {keys}, and Enter.", "dim"))


def line(prompt: str) -> str:
    """What the person typed, without the spaces around it."""
    while True:
        try:
            return input(neutral(prompt)).strip()
        except UnicodeDecodeError:
            put(plain("That was not UTF-8 text; type it again.", "dim"))


def secret(prompt: str) -> str:
    """What the person typed without seeing it."""
    return getpass.getpass(neutral(prompt))


def corrected(text: str) -> str:
    """The text after the person corrected it in place; on Windows, what they typed instead."""
    if readline is None:
        return line("> ")
    readline.set_startup_hook(lambda: readline.insert_text(neutral(text)))
    try:
        return line("> ")
    finally:
        readline.set_startup_hook(None)


def read_through(lines: Iterable[Text]) -> bool:
    """Show the lines a screen at a time; False when the person stopped before the end."""
    held, room = list(lines), max(out.height - 2, 5)
    start = 0
    while start < len(held):
        put(held[start : start + room])
        start += room
        if start < len(held):
            left = counted(len(held) - start, "more line")
            answer = line(f"-- {left}: Enter reads on, a shows all, q stops -- ").casefold()
            out.control(Control((ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)))
            if answer.startswith("q"):
                return False
            room = len(held) if answer.startswith("a") else room
    return True
