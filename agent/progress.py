"""What a run tells whoever waits for it. Counts and names of steps, never chart data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Progress:
    """A step began or ended.

    `step` is a node of the graph; `event` is `started`, `finished`, or, for a review that nobody
    has decided, `waiting`. For `write`, `done` of
    `total` sections are written; for `check`, `done` of `total` sentences are supported; otherwise
    both are zero.

    A question also tells `tool` as `started` with its name, `evidence` as `found` (`done` entries
    by `total` calls), each `sentence` as `written`, and each `verdict` as `given` with its name.
    """

    step: str
    event: str
    done: int = 0
    total: int = 0
    name: str = ""

    @property
    def words(self) -> str:
        """For a display: `writing, 3 of 12 sections`."""
        said = STEPS.get(self.step, self.step)
        if self.step == "write" and self.total:
            return f"{said}, {self.done} of {self.total} sections"
        if self.step == "check" and self.event == "finished":
            return f"{said}, {self.done} of {self.total} sentences supported"
        return said


Listener = Callable[[Progress], None]

STEPS: Final[Mapping[str, str]] = {
    "open": "opening the chart",
    "survey": "surveying the chart",
    "plan": "planning",
    "gather": "gathering evidence",
    "write": "writing",
    "check": "checking every sentence",
    "review": "waiting for a clinician",
    "file": "filing",
    "tool": "searching the chart",
    "evidence": "reading what was found",
    "sentence": "answering",
    "verdict": "checking every sentence",
}


@dataclass
class Reporter:
    """Turns the task events of LangGraph's stream into progress."""

    listener: Listener
    _open: set[str] = field(default_factory=set)
    _written: int = 0

    def take(self, task: Mapping[str, Any]) -> None:
        """One event of the stream mode `tasks`: a task with an `input` begins, else it ended."""
        step = str(task["name"])
        if "input" in task:
            self._open.add(str(task["id"]))
            self._begun(step)
        else:
            self._ended(step, task)

    def _begun(self, step: str) -> None:
        if step == "write":
            self.listener(Progress(step, "started", self._written, len(self._open)))
        else:
            self._open.clear()
            self._written = 0
            self.listener(Progress(step, "started"))

    def _ended(self, step: str, task: Mapping[str, Any]) -> None:
        for told in _of_question(step, dict(task.get("result") or {})):
            self.listener(told)
        if step == "write":
            self._written += 1
            self.listener(Progress(step, "finished", self._written, len(self._open)))
        elif step == "check":
            held = [s for section in _sections(task) for s in section]
            supported = sum(s["verdict"] == "supported" for s in held)
            self.listener(Progress(step, "finished", supported, len(held)))
        else:
            self.listener(Progress(step, "waiting" if task.get("interrupts") else "finished"))


def _of_question(step: str, result: dict[str, Any]) -> list[Progress]:
    """What a step of a question leads to: tools, entries, sentences, verdicts; names and counts."""
    if step == "plan" and "planned" in result:
        return [Progress("tool", "started", name=call["tool"]) for call in result["todo"]]
    if step == "gather" and "tried" in result:
        found = sum(len(held["references"]) for held in result["evidence"].values())
        return [Progress("evidence", "found", found, result["spent"])]
    held = dict(result.get("sections") or {}).get("answer", [])
    if step == "write":
        return [Progress("sentence", "written", n, len(held)) for n in range(1, len(held) + 1)]
    if step == "check":
        return [
            Progress("verdict", "given", n, len(held), name=str(h["verdict"]))
            for n, h in enumerate(held, 1)
        ]
    return []


def _sections(task: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    result = task.get("result") or {}
    sections: dict[str, list[dict[str, Any]]] = dict(result).get("sections", {})
    return list(sections.values())
