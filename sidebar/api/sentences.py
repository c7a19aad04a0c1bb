"""One sentence of a draft: what its sources say, and other words, other sources or none for it."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path
from fastapi.responses import Response
from pydantic import Field

from chartside.draft import Draft, Statement
from chartside.errors import Overtaken
from chartside.sidebar.api.answers import CHANGES, PREFIX, exact, refusals
from chartside.sidebar.api.drafts import DraftId, etag
from chartside.sidebar.api.shapes import Asked, Given
from chartside.sidebar.asked import TheVisit
from chartside.sidebar.evidence import Course, Source, evidence, trend_of
from chartside.sidebar.http.csrf import TheChange
from chartside.sidebar.http.problems import refused
from chartside.sidebar.visits import Visit
from chartside.signoff.markdown import numbered

router: Final = APIRouter(prefix=PREFIX, tags=["sentences"])
StatementId = Annotated[str, Path(max_length=200, description="The sentence.", examples=["s1"])]
IfMatch = Annotated[
    str,
    Header(
        pattern=r'^"[0-9]{1,9}"$',
        description="The ETag of the version that was read.",
        examples=['"3"'],
    ),
]


class EvidenceShape(Given):
    """A sentence with each of its sources as the chart holds it now.

    `courses` are how a cited result went over time, by the reference of the source.
    """

    draft: str
    version: int
    statement: Statement
    sources: tuple[Source, ...]
    courses: dict[str, tuple[Course, ...]]


class EditAsked(Asked):
    """Other words, other sources, or both; what is left out stays as it is."""

    text: str | None = Field(default=None, min_length=1, max_length=4000)
    cite: tuple[Annotated[str, Field(max_length=200)], ...] | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        description="Every source that the sentence has from now on.",
        examples=[["Observation/7"]],
    )


class EditedShape(Given):
    """A sentence after an edit, judged again; null: it was taken out."""

    draft: str
    version: int
    statement: Statement | None


@router.get(
    "/drafts/{draft_id}/statements/{statement_id}/evidence",
    operation_id="readEvidence",
    summary="What the sources of a sentence say",
    response_model=EvidenceShape,
    responses=refusals(404),
)
def read_evidence(visit: TheVisit, draft_id: DraftId, statement_id: StatementId) -> Response:
    """Values with ranges, dates and how they went; of a note the quoted passage in its text."""
    held = visit.held(draft_id)
    statement = visit.statement(draft_id, statement_id)
    chart = visit.chart_of(held.draft)
    sources = evidence(chart, statement.citations, numbered(held.draft))
    entries = (chart.get(s.reference) for s in sources if s.course)
    return exact(
        EvidenceShape(
            draft=draft_id,
            version=held.version,
            statement=statement,
            sources=sources,
            courses={e.reference: trend_of(chart, e) for e in entries if e},
        )
    )


@router.put(
    "/drafts/{draft_id}/statements/{statement_id}",
    operation_id="editSentence",
    summary="Give a sentence other words or sources",
    responses=refusals(*CHANGES, 412),
)
def edit_sentence(
    response: Response,
    _: TheChange,
    visit: TheVisit,
    draft_id: DraftId,
    statement_id: StatementId,
    asked: EditAsked,
    if_match: IfMatch,
) -> EditedShape:
    """All sentences are checked again at once; the draft is in a new version, to be read again.

    If-Match names the version that was read: what somebody else has written since is never
    overwritten.
    """
    text = asked.text or visit.statement(draft_id, statement_id).text
    return _edited(response, visit, (draft_id, statement_id, if_match), text, asked.cite)


@router.delete(
    "/drafts/{draft_id}/statements/{statement_id}",
    operation_id="removeSentence",
    summary="Take a sentence out",
    responses=refusals(*CHANGES, 412),
)
def remove_sentence(
    response: Response,
    _: TheChange,
    visit: TheVisit,
    draft_id: DraftId,
    statement_id: StatementId,
    if_match: IfMatch,
) -> EditedShape:
    """As an edit; the last sentence of a draft cannot be taken out."""
    return _edited(response, visit, (draft_id, statement_id, if_match), None, None)


def _edited(
    response: Response,
    visit: Visit,
    where: tuple[str, str, str],
    text: str | None,
    cite: tuple[str, ...] | None,
) -> EditedShape:
    draft_id, statement_id, if_match = where
    version = int(if_match.strip('"'))
    _require_version(visit, draft_id, version)
    visit.statement(draft_id, statement_id)
    try:
        draft = visit.edit(draft_id, statement_id, text, version=version, cite=cite)
    except Overtaken:
        _require_version(visit, draft_id, version)  # somebody was faster, between the two looks
        raise
    now = visit.held(draft_id).version
    response.headers["ETag"] = etag(now)
    return EditedShape(draft=draft_id, version=now, statement=_sentences(draft).get(statement_id))


def _sentences(draft: Draft) -> Mapping[str, Statement]:
    return {s.id: s for s in draft.statements}


def _require_version(visit: Visit, draft_id: str, version: int) -> None:
    now = visit.held(draft_id).version
    if now != version:
        raise refused(412, "version", f"the draft is in version {now}: read it again", version=now)
