"""Who wants to read a document while it is written: each section, as soon as it stands.

What is told here is text about a patient, for the eyes of whoever asked for the draft. Nobody has
checked it yet, and it may be written anew: a section told again takes the place of itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chartside.agent.asking.kind import kind_named
from chartside.agent.assembly import statements_from
from chartside.agent.progress import Listener, Reporter
from chartside.agent.state import State
from chartside.draft import Statement


@dataclass(frozen=True, slots=True)
class Written:
    """A section as written: its id and title, and its sentences without verdict and number.

    No sentences: what was told of this section before does not stand.
    """

    kind: str
    section: str
    title: str
    statements: tuple[Statement, ...]


WrittenListener = Callable[[Written], None]


@dataclass
class Reader:
    """Turns the task events of LangGraph's stream into sections."""

    listener: WrittenListener
    folders: Sequence[Path] = ()
    _kinds: dict[str, str] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def begin(self, state: State) -> None:
        """Tell what stands of a run that was cut off."""
        for section, held in state.get("sections", {}).items():
            self._tell(state["kind"], section, held)

    def take(self, task: Mapping[str, Any]) -> None:
        """One event of the stream mode `tasks`."""
        if task["name"] != "write":
            return
        if "input" in task:
            self._kinds[str(task["id"])] = task["input"]["kind"]
            return
        kind = self._kinds.pop(str(task["id"]), "")
        for section, held in dict(task.get("result") or {}).get("sections", {}).items():
            self._tell(kind, section, held)

    def _tell(self, kind: str, section: str, held: Sequence[Mapping[str, Any]]) -> None:
        if held or section in self._told:
            self._told.add(section)
            title = kind_named(kind, self.folders).section(section).title
            written = tuple(Statement(s.text, s.citations) for s in statements_from(held))
            self.listener(Written(kind, section, title, written))


class Told:
    """All who listen to a run, or nobody."""

    def __init__(
        self, progress: Listener | None, written: WrittenListener | None, folders: Sequence[Path]
    ) -> None:
        self._reporter = Reporter(progress) if progress else None
        self._reader = Reader(written, folders) if written else None

    def begin(self, state: State) -> None:
        """A run is gone on with."""
        if self._reader:
            self._reader.begin(state)

    def take(self, task: Mapping[str, Any]) -> None:
        """One event of the stream mode `tasks`."""
        if self._reporter:
            self._reporter.take(task)
        if self._reader:
            self._reader.take(task)
