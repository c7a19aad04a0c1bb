"""Codes of a chart put beside what a site's terminology service says they are in other systems.

The record's own codes come first: only a code without one of the system wanted is asked about, and
only `equal` and `equivalent` count (FHIR concept-map-equivalence); a wider or narrower code is
another thing. What leaves is a code, its system and the system wanted, never who has it.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Final

from chartside.errors import TerminologyError
from chartside.fhir.chart import Chart
from chartside.fhir.codes import LOINC, Code, Coding
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import SetAside
from chartside.fhir.projection.problems import ERROR
from chartside.fhir.terminology.kept import Kept, Question
from chartside.fhir.terminology.service import TerminologyService, Translation

Service = Callable[[], AbstractAsyncContextManager[TerminologyService]]

FINDINGS: Final = (Kind.PROBLEM, Kind.ALLERGY, Kind.PROCEDURE, Kind.IMMUNIZATION)
"""What two sources code in two systems, and what is one thing by its code."""
RESULTS: Final = (Kind.LAB, Kind.VITAL, Kind.OBSERVATION)
"""Results are one test by their LOINC code; a laboratory's own code may have one."""
SAME: Final = frozenset({"equal", "equivalent"})
SECONDS: Final = 20.0
"""All questions of one chart together."""
MOST: Final = 200
"""Questions of one chart; codes that recur in other charts are not asked about again."""
AT_ONCE: Final = 4
REFUSALS: Final = 8
"""A server may refuse a system that it does not know; one that refuses so many refuses us."""
_GONE: Final = frozenset({"unreachable", "slow"})
REST: Final = 60.0
"""Seconds for which a service that gave no answer is left alone."""


@dataclass(slots=True)
class Equating:
    """A service, and what it is known to have said.

    Calling it with a chart gives the same chart, each code with its equivalents in `Code.also`. A
    service that gives no answer, or not to all, is told of in `Chart.set_aside`; it never fails the
    chart. `service` makes a client for one chart.
    """

    service: Service
    kept: Kept = field(default_factory=Kept)
    seconds: float = SECONDS
    _trouble: str = ""
    _since: float = 0.0

    def __call__(self, chart: Chart) -> Chart:
        """The chart with the equivalents of its codes."""
        wanted = tuple(dict.fromkeys(_questions(chart)))
        known = self.kept.known(wanted)
        open_ones = [q for q in wanted if q not in known]
        if open_ones:
            found = self._found(open_ones[:MOST])
            self.kept.keep(found)
            known |= found
        missing = sum(q not in known for q in wanted)
        return _with(chart, known, self._notice(missing) if missing else "")

    def _found(self, questions: list[Question]) -> dict[Question, tuple[Coding, ...]]:
        if self._trouble and time.monotonic() - self._since < REST:
            return {}
        # A chart may be opened inside a running event loop: the questions have one of their own.
        with ThreadPoolExecutor(max_workers=1) as pool:
            found, self._trouble = pool.submit(asyncio.run, self._answers(questions)).result()
        self._since = time.monotonic()
        return found

    async def _answers(
        self, questions: list[Question]
    ) -> tuple[dict[Question, tuple[Coding, ...]], str]:
        """What was answered in time, and the last reason why something was not."""
        asking = _Asking(iter(questions))
        try:
            async with asyncio.timeout(self.seconds), self.service() as service:
                await asyncio.gather(*(asking.work(service) for _ in range(AT_ONCE)))
        except TimeoutError:
            asking.trouble = "slow"
        return asking.found, asking.trouble

    def _notice(self, missing: int) -> str:
        why = self._trouble or "more codes than are asked about for one chart"
        return (
            f"the terminology service did not say what {missing} codes are in other systems: {why}"
        )


@dataclass(slots=True)
class _Asking:
    """Questions that several clients of one service work off."""

    waiting: Iterator[Question]
    found: dict[Question, tuple[Coding, ...]] = field(default_factory=dict)
    trouble: str = ""
    refusals: int = 0

    async def work(self, service: TerminologyService) -> None:
        """Ask one after another; a service that cannot be reached, or refuses all, is left."""
        for question in self.waiting:
            coding = Coding(question.system, question.code)
            try:
                said = await service.translate(coding, to=question.target)
            except TerminologyError as failed:
                self.trouble = failed.reason
                self.refusals += 1
                if failed.reason in _GONE or self.refusals >= REFUSALS:
                    return
            else:
                self.found[question] = tuple(_equivalents(said))


def _equivalents(said: Iterable[Translation]) -> Iterator[Coding]:
    return (t.coding for t in said if t.equivalence in SAME)


def _questions(chart: Chart) -> Iterator[Question]:
    """Each code of a finding, a refuted one too, in every other system that its kind has here."""
    for kind in FINDINGS:
        held = [e.code for e in chart.of(kind) if ERROR not in {e.status, e.verification}]
        systems = sorted({c.key[0] for code in held for c in code.codings if _askable(c)})
        for code in held:
            yield from _of(code, systems)
    for entry in (e for e in chart.of(*RESULTS) if e.live):
        yield from _of(entry.code, [LOINC])


def _of(code: Code, systems: list[str]) -> Iterator[Question]:
    own = {c.key[0] for c in code.codings if _askable(c)}
    for coding in code.codings:
        if _askable(coding):
            yield from (Question(*coding.key, target) for target in systems if target not in own)


def _askable(coding: Coding) -> bool:
    return bool(coding.system and coding.code)


def _with(chart: Chart, known: dict[Question, tuple[Coding, ...]], notice: str) -> Chart:
    also: dict[tuple[str, str], dict[Coding, None]] = {}
    for question, targets in known.items():
        source = Coding(question.system, question.code)
        for target in targets:
            also.setdefault(source.key, {})[Coding(*target.key)] = None
            also.setdefault(target.key, {})[source] = None
    aside = (*chart.set_aside, SetAside("terminology", None, notice)) if notice else chart.set_aside
    entries = tuple(_beside(e, also) for e in chart.entries) if also else chart.entries
    return replace(chart, entries=entries, set_aside=aside)


def _beside(entry: Entry, also: dict[tuple[str, str], dict[Coding, None]]) -> Entry:
    if entry.kind not in {*FINDINGS, *RESULTS}:
        return entry
    own = {c.key for c in entry.code.codings}
    found = dict.fromkeys(c for key in own for c in also.get(key, ()) if c.key not in own)
    if not found:
        return entry
    ordered = tuple(sorted(found, key=lambda c: c.key))
    return replace(entry, code=replace(entry.code, also=ordered))
