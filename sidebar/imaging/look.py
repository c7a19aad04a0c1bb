"""One look at the images of an entry: how far it is, and what it showed."""

import asyncio
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chartside.sidebar.imaging.told import Finding, Frame, Picture, Series, Step
from chartside.sidebar.imaging.wanted import Wanted


class State(StrEnum):
    """Where a look stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def _name() -> str:
    return secrets.token_urlsafe(16)


@dataclass
class Look:
    """A look of one owner; who asks for another's finds none.

    Attributes:
        pictures: PNG by random names, which say nothing of what is on them.
        code: What went wrong, and `message` in a sentence; empty where nothing did.
    """

    owner: str
    wanted: Wanted
    id: str = field(default_factory=_name)
    state: State = State.RUNNING
    step: Step = field(default_factory=lambda: Step(name="wait"))
    frames: list[Frame] = field(default_factory=list)
    series: tuple[Series, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    set_aside: tuple[str, ...] = ()
    left_out: int = 0
    code: str = ""
    message: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict, repr=False)
    _names: dict[int, str] = field(default_factory=dict, repr=False)
    _tidied: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self.state is not State.RUNNING

    @property
    def size(self) -> int:
        """Bytes of its pictures."""
        return sum(map(len, self.pictures.values()))

    def address(self, number: int) -> str:
        """Where a picture is served, by its number; empty where there is none."""
        name = self._names.get(number)
        return f"/pictures/{self.id}/{name}" if name else ""

    def take(self, kind: str, held: Any) -> None:
        """What was told; `ValueError` where a picture is none, or comes twice."""
        if kind == "picture":
            self._take_picture(held)
        elif kind == "step":
            self.step = held
        elif kind == "frame":
            self.frames.append(held)
        elif kind == "finding":
            self.findings.append(held)
        elif kind == "notices":
            self.notices = list(dict.fromkeys((*self.notices, *held)))
        elif kind in {"series", "set_aside", "left_out"}:
            setattr(self, kind, held)

    def fail(self, code: str, message: str = "") -> None:
        """It is over, and nothing of it is shown."""
        self.state, self.code, self.message = State.FAILED, code, message
        self.frames, self.findings = [], []
        self.pictures.clear()
        self._names.clear()

    def end(self) -> None:
        """Nothing more comes, and nothing of it is left outside this object."""
        if not self.over:
            self.state = State.DONE
        self._tidied.set()

    async def wait(self) -> None:
        """Until it has ended."""
        await self._tidied.wait()

    def _take_picture(self, held: Picture) -> None:
        if held.number in self._names:
            raise ValueError("a picture twice")
        name = _name()
        self.pictures[name] = held.octets()
        self._names[held.number] = name
