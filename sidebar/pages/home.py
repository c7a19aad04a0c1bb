"""The home of a visit: what waits for the person, what may be asked for, where the chart is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chartside.draft import Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import lab_series, vital_series
from chartside.fhir.entry import Kind
from chartside.fhir.withheld import Withheld, of_resources, reasons, withheld
from chartside.prompts.kinds import document_kinds
from chartside.sidebar.pages.reader import Reader, TheReader
from chartside.signoff.drafts import Held
from chartside.signoff.states import OPEN

router: Final = APIRouter()
_FIRST: Final = ("summary", "previsit", "update", "problem", "progress", "handoff", "discharge")
"""In this order, the others after them."""
_SHOWN: Final = 8
"""Decided drafts that the home lists; the rest is behind a link."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in a list. `about` is what it is about, where it is a question."""

    id: str
    kind: str
    status: str
    created: str
    sentences: int
    flagged: int
    warned: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind of document that may be asked for."""

    id: str
    title: str
    audience: str
    focus: bool


def listed(held: Held) -> Listed:
    """A draft as a row."""
    draft = held.draft
    flagged = sum(1 for one in draft.statements if one.verdict is not Verdict.SUPPORTED)
    warned = len(draft.conflicts) + len(draft.omissions)
    return Listed(
        draft.id,
        draft.kind,
        held.status.value,
        draft.created,
        len(draft.statements),
        flagged,
        warned,
    )


def offered(reader: Reader) -> Sequence[Offered]:
    """Every kind of document that may be written here, the common ones first."""
    kinds = document_kinds((reader.visit.here.kinds,)).values()
    return [
        Offered(kind.id, kind.title, kind.audience, kind.focus == "required")
        for kind in sorted(kinds, key=lambda k: (_place(k.id), k.title))
    ]


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


@dataclass(frozen=True, slots=True)
class Contents:
    """How much of each kind the chart holds."""

    results: int
    notes: int
    images: int
    set_aside: int
    withheld: Withheld


def contents(chart: Chart) -> Contents:
    """What the entrances to the chart say of it."""
    return Contents(
        results=len(lab_series(chart)) + len(vital_series(chart)),
        notes=len(chart.documents()),
        images=len(chart.of(Kind.IMAGING)),
        set_aside=of_resources(chart.set_aside),
        withheld=withheld(reasons(chart.set_aside)),
    )


@router.get("/")
def home(reader: TheReader) -> HTMLResponse:
    """The first page of a visit."""
    drafts = [listed(one) for one in reader.visit.drafts()]
    waiting = [one for one in drafts if one.status in _OPEN]
    decided = [one for one in drafts if one.status not in _OPEN]
    running = [run for run in reader.house.runs.of(reader.visit.owner) if not run.over]
    return reader.page(
        "home.html",
        waiting=waiting,
        decided=decided[:_SHOWN],
        more=max(0, len(decided) - _SHOWN),
        running=running,
        offered=offered(reader),
        contents=contents(reader.visit.chart()),
    )


@router.get("/worklist")
def worklist(reader: TheReader) -> HTMLResponse:
    """Every draft about this patient: what waits, then what was decided."""
    drafts = [listed(one) for one in reader.visit.drafts()]
    return reader.page(
        "worklist.html",
        waiting=[one for one in drafts if one.status in _OPEN],
        decided=[one for one in drafts if one.status not in _OPEN],
    )


_OPEN: Final = frozenset(status.value for status in OPEN)
