"""What every author is: it gets one section's evidence and gives sentences that cite it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from chartside.draft import Author as Identity
from chartside.draft import Finding, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.when import When
from chartside.prompts.kinds import SectionSpec
from chartside.tools.tool import Row


@dataclass(frozen=True)
class Evidence:
    """All that a section may be written from: rows of tools, and the entries behind them.

    `read` is every reference that may be cited. `conflicts` are what the chart disagrees with
    itself about, where the section asked for them. `since` is the first day of interest; None for
    the whole record. `beside` names the evidence of the document's other sections, so that none
    says again what another says already. `focus` are the words for what the document is about,
    where it is about one thing; `begun` and `until` the first and last day of what it tells of by
    its kind, as of a stay.
    """

    chart: Chart
    rows: tuple[Row, ...]
    read: frozenset[str]
    conflicts: tuple[Finding, ...] = ()
    since: When | None = None
    beside: frozenset[str] = frozenset()
    focus: str = ""
    begun: When | None = None
    until: When | None = None

    def only(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Those of the entries that were read, in their order."""
        return tuple(e for e in entries if e.reference in self.read)

    def recent(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Those that were read and lie in the time of interest."""
        since = self.since
        return tuple(
            e
            for e in self.only(entries)
            if since is None or (e.when is not None and e.when.high > since.low)
        )

    @cached_property
    def text(self) -> str:
        """The rows as lines, each opened by the numbers of the entries it rests on."""
        return "\n".join(dict.fromkeys(numbered(self.rows, {})))


def numbered(rows: Iterable[Row], numbers: dict[str, int]) -> list[str]:
    """Rows as lines; an entry has one number wherever it stands, because its id is long."""
    lines = []
    for row in rows:
        marks = [numbers.setdefault(ref, len(numbers) + 1) for ref in row.references]
        lines.append(f"[{','.join(map(str, marks))}] {row.line}" if marks else row.line)
    return lines


@dataclass(frozen=True)
class Task:
    """One section to write.

    `earlier` is what this author wrote before, judged: empty the first time, else at least one of
    its sentences was not supported, and its reasons say why.
    """

    kind: str
    section: SectionSpec
    instructions: str
    evidence: Evidence
    earlier: tuple[Statement, ...] = ()


class Author(Protocol):
    """Writes sections. A sentence that cites what was not read for its section is thrown away."""

    @property
    def identity(self) -> Identity:
        """Who signs as the writer: a name, and the model with its revision where there is one."""
        ...

    @property
    def prompts(self) -> Mapping[str, str]:
        """What it asks a model with: version and digest of each prompt by its id."""
        ...

    async def write(self, task: Task) -> tuple[Statement, ...]:
        """The section's sentences, none where the evidence gives no reason for one.

        Raises:
            ModelError: A model was asked, and nothing usable came back.
        """
        ...
