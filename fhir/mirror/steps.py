"""What a pull asks, step by step: all of a patient at once, or each type by itself.

A step that the server refuses leaves a note and hinders no other. A step that could not be asked at
all ends the pull, which the next one goes on with.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from chartside.errors import FHIRServerError
from chartside.fhir.found import SetAside
from chartside.fhir.mirror.staging import Staging
from chartside.fhir.mirror.together import all_of
from chartside.fhir.mirror.types import BY_SUBJECT, CATEGORIES, CLINICAL
from chartside.fhir.search.definitions import parameters
from chartside.fhir.server.client import FHIRClient
from chartside.fhir.server.offered import Offered
from chartside.fhir.server.searching import Way

AT_ONCE: Final = 4
"""Steps that are under way together."""
EVERYTHING: Final = "$everything"
_ONE_PAGE: Final = Way(every=True, pages=1)
_LEAN: Final = Way(every=True, lean=True)
_WHOLE: Final = Way(every=True)
_REFUSALS: Final = frozenset(
    {
        *("forbidden", "unknown", "gone", "invalid", "conflict", "stale", "not-supported"),
        *("ignored", "not-fhir", "broken", "loop", "refused", "too-large", "elsewhere", "too-many"),
    }
)
"""Why one type may fail while the others do not."""
_TOO_WIDE: Final = frozenset({"invalid", "not-supported", "forbidden"})
"""Why a server may refuse a search for all of a type: it wants a category, or allows some only."""
_NO_DELTA: Final = frozenset({"ignored", "invalid", "not-supported"})
Ids = set[tuple[str, str]]


class Part(NamedTuple):
    """A search of a step: a type, or a category of it."""

    step: str
    kind: str
    text: str


@dataclass(slots=True)
class Brought:
    """What a pull found out: what is there by type, and what was refused.

    Of the types in `unknown` it is not known whole what is there.
    """

    there: dict[str, Ids] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    refused: dict[str, set[str]] = field(default_factory=dict)
    """Why types were not given, and which."""
    notes: list[str] = field(default_factory=list)

    def found(self, kind: str, ids: Ids) -> None:
        """Take down what is there of a type, or of a part of it."""
        self.there.setdefault(kind, set()).update(ids)

    def listed(self) -> dict[str, Ids]:
        """What is there of the types of which it is known whole."""
        return {kind: ids for kind, ids in self.there.items() if kind not in self.unknown}

    def refuse(self, kind: str, reason: str) -> None:
        """Take down that a type was not given."""
        self.refused.setdefault(reason, set()).add(kind)

    def said(self, source: str) -> list[SetAside]:
        """What a reader of the chart has to know: an absence there may be none."""
        lines = [
            f"not given by the server ({reason}): {', '.join(sorted(kinds))}"
            for reason, kinds in sorted(self.refused.items())
        ]
        return [SetAside(source, None, line) for line in [*lines, *self.notes]]


def searched(offers: Offered, types: Sequence[str] | None) -> tuple[str, ...]:
    """The types to search: those asked for, else the clinical ones, that the server offers."""
    wanted = [kind for kind in types or CLINICAL if kind != "Patient"]
    return tuple(kind for kind in wanted if offers.has(kind) and _way(offers, kind))


def _way(offers: Offered, kind: str) -> str:
    """The parameter by which a type is searched for a patient; empty where there is none."""
    names = ("subject", "patient") if kind in BY_SUBJECT else ("patient", "subject")
    known = [name for name in names if name in parameters(kind)]
    return next((name for name in known if offers.searches(kind, name)), "")


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one pull."""

    client: FHIRClient
    staging: Staging
    patient: str
    """The id."""
    offers: Offered
    told: Callable[[int, int], None]

    async def everything(self, brought: Brought) -> bool:
        """All of the patient by one operation; False where the server does not do that."""
        text = f"Patient/{self.patient}/$everything"
        try:
            await self._paged(EVERYTHING, text, brought)
        except FHIRServerError as refusal:
            if refusal.reason not in _REFUSALS | {"slow"}:  # all at once takes its time
                raise
            self.staging.restart(EVERYTHING)
            return False
        for kind, identity in self.staging.ids(EVERYTHING):
            brought.found(kind, {(kind, identity)})
        self.told(1, 1)
        return True

    async def each(
        self,
        kinds: Sequence[str],
        since: Mapping[str, datetime],
        held: Mapping[str, int],
        brought: Brought,
    ) -> None:
        """Each type by itself: all of it, or what changed since it was last pulled."""
        turns = asyncio.Semaphore(AT_ONCE)
        done = 0

        async def one(kind: str) -> None:
            nonlocal done
            async with turns:
                moment = since.get(kind) if held.get(kind) else None
                await self._type(kind, moment, brought)
                done += 1
                self.told(done, len(kinds))

        await all_of(one(kind) for kind in kinds)

    async def _type(self, kind: str, since: datetime | None, brought: Brought) -> None:
        part = Part(kind, kind, f"{kind}?{_way(self.offers, kind)}={self.patient}")
        refusal = await self._refusal(part, since, brought)
        if refusal in _TOO_WIDE and await self._by_category(part, since, brought):
            refusal = ""
        if refusal:
            brought.refuse(kind, refusal)
        else:
            brought.done.add(kind)

    async def _by_category(self, whole: Part, since: datetime | None, brought: Brought) -> bool:
        """The same in parts, where a server takes a patient alone for too wide a search.

        False where it gives no part either. What a part does not show is not known to be gone.
        """
        given = []
        for code in CATEGORIES.get(whole.kind, ()):
            part = Part(f"{whole.kind} {code}", whole.kind, f"{whole.text}&category={code}")
            if await self._refusal(part, since, brought):
                brought.unknown.add(whole.kind)
            else:
                given.append(code)
        if given:
            said = f"{whole.kind} was given by category only: {', '.join(given)}"
            brought.notes.append(said)
        return bool(given)

    async def _refusal(self, part: Part, since: datetime | None, brought: Brought) -> str:
        """Read a part; why it was refused, empty where it was not."""
        try:
            if since is None or not await self._changed(part, since, brought):
                await self._paged(part.step, part.text, brought)
                brought.found(part.kind, self.staging.ids(part.step))
            else:
                await self._swept(part, brought)
        except FHIRServerError as refusal:
            if refusal.reason not in _REFUSALS:
                raise
            self.staging.restart(part.step)
            return refusal.reason
        return ""

    async def _changed(self, part: Part, since: datetime, brought: Brought) -> bool:
        """What was updated since; False where the server does not search by that."""
        moment = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            await self._paged(part.step, f"{part.text}&_lastUpdated=ge{moment}", brought)
        except FHIRServerError as refusal:
            if refusal.reason not in _NO_DELTA:
                raise
            self.staging.restart(part.step)
            return False
        return True

    async def _swept(self, part: Part, brought: Brought) -> None:
        """Look what is there now; where that cannot be told, nothing of the type is removed."""
        try:
            brought.found(part.kind, await self._sweep(part.text))
        except FHIRServerError as refusal:
            if refusal.reason not in _REFUSALS:
                raise
            brought.unknown.add(part.kind)
            said = f"which {part.step} are gone from the server is not known: {refusal.reason}"
            brought.notes.append(said)

    async def _sweep(self, text: str) -> Ids:
        """The ids that are there now.

        Raises:
            FHIRServerError: `too-many`, where it is not known of all.
        """
        try:
            got = await self.client.gather(text, _LEAN)
        except FHIRServerError as refusal:
            if refusal.reason not in _NO_DELTA:
                raise
            got = await self.client.gather(text, _WHOLE)
        if got.next is not None or got.short:
            raise FHIRServerError("too-many")
        return {(one.type, one.id) for one in got.matches}

    async def _paged(self, step: str, text: str, brought: Brought) -> None:
        """Read a step to its end, page by page, from where it was cut off."""
        place = self.staging.next_of(step)
        if place == "":
            return
        if place is not None:
            try:
                await self._pages(step, place)
            except FHIRServerError as refusal:
                if refusal.reason not in _REFUSALS:
                    raise
                self.staging.restart(step)  # the address of a page does not live for ever
            else:
                return
        counted, came = await self._pages(step, text)
        if counted is not None and counted > came:  # a cache of pages that lost some, say
            brought.notes.append(f"{step}: the server counts {counted} and gave {came}")

    async def _pages(self, step: str, text: str) -> tuple[int | None, int]:
        """Read on from there; gives how many the server counts, and how many came."""
        seen: set[str] = set()
        counted, came = None, 0
        while text:
            if text in seen:
                raise FHIRServerError("loop")
            if len(seen) >= self.client.limits.pages:
                raise FHIRServerError("too-many")
            seen.add(text)
            got = await self.client.gather(text, _ONE_PAGE)
            counted = counted if len(seen) > 1 else got.total
            came += len(got.matches)
            text = got.next.text if got.next else ""
            self.staging.add(step, [*got.matches, *got.included], text)
        return counted, came
