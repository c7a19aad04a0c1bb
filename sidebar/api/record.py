"""The chart of this launch: its entries in short, and how a result went."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field

from chartside.fhir.clinical.results import is_abnormal
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.withheld import of_resources
from chartside.sidebar.api.answers import PREFIX, exact, refusals
from chartside.sidebar.api.shapes import Given
from chartside.sidebar.asked import TheVisit
from chartside.sidebar.evidence import Course, measured_words, trend_by_loinc
from chartside.tools.names import name_of

router: Final = APIRouter(prefix=PREFIX, tags=["chart"])


class EntryShape(Given):
    """A row of the chart."""

    reference: str = Field(examples=["Observation/7"])
    version: str
    kind: Kind
    label: str
    when: str | None = Field(description="As the source has it: a year stays a year.")
    value: str
    flag: str = Field(examples=["high", "low", "abnormal", ""])
    status: str
    live: bool = Field(description="False: entered in error, refuted or not done.")


class EntriesShape(Given):
    """Entries, newest first, undated ones last; `next` is the offset to go on with."""

    patient: str
    as_of: str
    total: int
    next: int | None
    set_aside: int = Field(description="Resources that could not be read.")
    entries: tuple[EntryShape, ...]


class TrendShape(Given):
    """How a test went; a panel has a course for each part. None: fewer than two numbers."""

    loinc: str
    courses: tuple[Course, ...]


@router.get(
    "/chart/entries",
    operation_id="listEntries",
    summary="What the chart holds",
    responses=refusals(502),
)
def list_entries(
    visit: TheVisit,
    kind: Annotated[list[Kind] | None, Query(description="Only of these kinds.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> EntriesShape:
    """As it was last pulled from the record system."""
    chart = visit.chart()
    held = (chart.of(*dict.fromkeys(kind)) if kind else chart.entries)[::-1]
    page = held[offset : offset + limit]
    after = offset + len(page)
    return EntriesShape(
        patient=chart.patient.reference,
        as_of=chart.as_of.isoformat(),
        total=len(held),
        next=after if after < len(held) else None,
        set_aside=of_resources(chart.set_aside),
        entries=tuple(map(_entry, page)),
    )


@router.get(
    "/chart/trends/{loinc}",
    operation_id="readTrend",
    summary="How a test went",
    response_model=TrendShape,
    responses=refusals(502),
)
def read_trend(
    visit: TheVisit,
    loinc: Annotated[str, Path(pattern=r"^[0-9]{1,7}-[0-9]$", examples=["2160-0"])],
) -> Response:
    """Numbers in the unit of the newest, oldest first, with the range that came with it."""
    return exact(TrendShape(loinc=loinc, courses=trend_by_loinc(visit.chart(), loinc)))


def _entry(entry: Entry) -> EntryShape:
    return EntryShape(
        reference=entry.reference,
        version=entry.version,
        kind=entry.kind,
        label=name_of(entry),
        when=entry.when.text if entry.when else None,
        value=measured_words(entry),
        flag=is_abnormal(entry),
        status=", ".join(said for said in (entry.status, entry.verification) if said),
        live=entry.live,
    )
