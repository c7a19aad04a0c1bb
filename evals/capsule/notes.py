"""What is noted of one case while it is worked on: calls of models, calls of tools."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import msgspec

from chartside.fhir.found import Found


@dataclass(slots=True)
class Notes:
    """One case of a suite at one stage, `work` or `grading`, in the order in which things came."""

    suite: str
    case: str
    stage: str
    calls: list[dict[str, Any]] = field(default_factory=list)
    tools: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells these notes from those of any other case."""
        return self.suite, self.case, self.stage

    def tool(self, name: str, arguments: Mapping[str, Any], found: Found[Any]) -> None:
        """A tool was asked, and gave this."""
        lines = [row.line for row in found.items]
        given = {
            "lines": lines,
            "references": [list(row.references) for row in found.items],
            "query": found.query,
            "truncated": found.truncated,
        }
        said = {"tool": name, "arguments": dict(arguments), "given": given}
        self.tools.append({**said, "digest": digest(said)})


_current: Final[ContextVar[Notes | None]] = ContextVar("chartside_eval_notes", default=None)


def current() -> Notes | None:
    """The notes of the case that is worked on; None outside of one, or where none are kept."""
    return _current.get()


@contextmanager
def noting(notes: Notes) -> Iterator[None]:
    """What is done within, and in tasks begun within, is noted here."""
    token = _current.set(notes)
    try:
        yield
    finally:
        _current.reset(token)


def digest(value: Any) -> str:
    """SHA-256 of a plain value, whatever the order of its keys."""
    return sha256(msgspec.json.encode(value, order="deterministic", enc_hook=str)).hexdigest()
