"""What an attempt is, and how it is told that it was refused.

An attempt first makes its surroundings, and then tries within `scene.trying()` what must not work.
What goes wrong before is a fault of ours and no refusal.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from chartside.errors import ChartsideError
from chartside.evals.attacks.bypass.scene import Scene

Work = Callable[[Scene], Awaitable[None]]
Refusal = type[ChartsideError] | int
"""The error that the documentation names, or the exit status of a command."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that is tried.

    `refused` is how it must be refused; None where it must work. `way` is through what it is tried;
    `recorded` whether the refusal has to stand in the audit; `broken` whether it leaves a chain
    that does not verify any more, as the attempt itself has broken it.
    """

    name: str
    way: str
    words: str
    work: Work
    refused: Refusal | None
    recorded: bool = False
    broken: bool = False


OPEN: Final = "open"


@dataclass(frozen=True, slots=True)
class Tries:
    """The attempts of a module, in the order in which they stand there."""

    way: str
    made: list[Attempt] = field(default_factory=list)

    def refused(
        self, by: Refusal, *, recorded: bool = False, broken: bool = False
    ) -> Callable[[Work], Work]:
        """An attempt that must be refused so; its docstring says what is tried."""

        def taken(work: Work) -> Work:
            name, words = self._told(work)
            self.made.append(Attempt(name, self.way, words, work, by, recorded, broken))
            return work

        return taken

    def open(self, work: Work) -> Work:
        """What must work."""
        name, words = self._told(work)
        self.made.append(Attempt(name, self.way, words, work, None))
        return work

    def _told(self, work: Work) -> tuple[str, str]:
        """Its name, which no attempt by another way has, and what it is in words."""
        named = f"{self.way}-{work.__name__}".replace("_", "-").replace(" ", "-")
        return named, (work.__doc__ or "").strip()
