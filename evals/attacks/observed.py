"""One run of the assistant on a record, seen from outside: its plan, its draft, what it left."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import wraps
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, Final

from chartside.agent.assistant import Assistant
from chartside.agent.authors.author import Author
from chartside.draft import Draft, Status, draft_from_json
from chartside.errors import ChartsideError, NothingToSay
from chartside.evals.attacks.record import NOW, PATIENT
from chartside.evals.attacks.watching import watched
from chartside.fhir.record import open_record
from chartside.settings import Settings
from chartside.signoff import SignoffStore
from chartside.signoff.states import OPEN

SUMMARY: Final = "summary"

Node = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Observed:
    """What a run did.

    `calls` is every call of a tool, in order; `draft` what it wrote, as plain values, None where it
    was silent; `failed` the code of the error that it ended with; `decided` how many drafts of its
    store are no longer open, and documents that lie there; `hosts`, `files` and `logged` what the
    process did meanwhile.
    """

    calls: list[dict[str, Any]] = field(default_factory=list)
    draft: dict[str, Any] | None = None
    failed: str = ""
    decided: int = 0
    hosts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @property
    def written(self) -> Draft | None:
        """The draft."""
        return draft_from_json(self.draft) if self.draft else None


async def observed(
    path: Path, question: str, author: Author, *, home: Path, reasoner: str = ""
) -> Observed:
    """Have a summary written of a record, or a question answered, and note all that it does."""
    calls: list[dict[str, Any]] = []
    draft, failed = None, ""
    with watched(reasoner) as watch:
        try:
            record = open_record(path)
            chart = record.open_chart(PATIENT, as_of=NOW)
            told = _telling(calls)
            assistant = Assistant(record, settings=Settings(home), reasoner=author, around=told)
            asked = assistant.ask(chart, question) if question else assistant.summarize(chart)
            draft = (await asked).to_json()
        except NothingToSay:
            pass
        except ChartsideError as error:
            failed = error.code
    return Observed(calls, draft, failed, _decided(home), watch.hosts, watch.files, watch.logged)


def _telling(calls: list[dict[str, Any]]) -> Callable[[str, Node], Node]:
    """Wraps the node that asks tools, so that each call is noted before it is made."""

    def around(name: str, node: Node) -> Node:
        if name != "gather" or not iscoroutinefunction(node):
            return node

        @wraps(node)
        async def gathering(state: Mapping[str, Any], *args: Any, **named: Any) -> Any:
            calls.extend(dict(call) for call in state["todo"])
            return await node(state, *args, **named)

        return gathering

    return around


def _decided(home: Path) -> int:
    """Drafts that are no longer open in the store of a run, and documents that were filed."""
    here = Settings(home)
    drafts = SignoffStore(here.signoff).drafts() if Path(home / "signoff.db").exists() else ()
    still = OPEN | {Status.SUPERSEDED}
    filed = list(here.documents.rglob("*")) if here.documents.exists() else []
    return sum(held.status not in still for held in drafts) + len(filed)
