"""Drafts: lists of them, one to read and sign, its verdicts, versions and changes."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import Response

from chartside.draft import Draft, Proposal, Verdict
from chartside.sidebar.api.answers import CHANGES, PREFIX, exact, refusals
from chartside.sidebar.api.reading import Reading, possible, read, unsettled
from chartside.sidebar.api.shapes import (
    ChangedShape,
    ChangesShape,
    DraftShape,
    DraftsShape,
    Given,
    ListedShape,
    ProposalShape,
    RunOfWords,
    SetAsideShape,
    SignatureShape,
    VerdictsShape,
    VersionShape,
    VersionsShape,
    WarningShape,
)
from chartside.sidebar.asked import TheVisit
from chartside.sidebar.http.csrf import TheChange
from chartside.sidebar.visits import Visit
from chartside.signoff.absences import left_out, out_of_bounds, unread
from chartside.signoff.changes import Changed, changes
from chartside.signoff.clock import utc_text
from chartside.signoff.distance import authors_own, since_author
from chartside.signoff.drafts import Held, Version
from chartside.signoff.findings import named, needing
from chartside.signoff.policy import Policy
from chartside.signoff.proposed_words import written
from chartside.signoff.row import AuditRow
from chartside.signoff.states import OPEN

router: Final = APIRouter(prefix=PREFIX, tags=["drafts"])
DraftId = Annotated[str, Path(max_length=200, description="The draft.", examples=["5169ed01"])]


@router.get(
    "/drafts", operation_id="listDrafts", summary="Drafts of this patient", responses=refusals()
)
def list_drafts(visit: TheVisit) -> DraftsShape:
    """Every draft about the patient of this launch, decided ones too, newest first."""
    return DraftsShape(
        patient=visit.patient, drafts=tuple(listed(visit, held) for held in visit.drafts())
    )


@router.get(
    "/worklist", operation_id="worklist", summary="What waits for a person", responses=refusals()
)
def worklist(visit: TheVisit) -> DraftsShape:
    """Open drafts that this person may decide on.

    A launch is for one patient, and so is the list: other patients' drafts are seen from theirs.
    """
    waiting = (held for held in visit.drafts() if held.status in OPEN)
    rows = (listed(visit, held) for held in waiting)
    return DraftsShape(patient=visit.patient, drafts=tuple(r for r in rows if "decline" in r.may))


@router.get(
    "/drafts/{draft_id}",
    operation_id="readDraft",
    summary="A draft to read and to decide",
    response_model=DraftShape,
    responses=refusals(403, 404, 409),
)
def read_draft(visit: TheVisit, draft_id: DraftId) -> Response:
    """Opens it for review; the audit notes who read it.

    Where the chart has changed since it was checked, it is checked again first. ETag is its
    version, for If-Match of an edit; `seen` names exactly what was shown, to whoever signs it.
    """
    found = read(visit, draft_id)
    return exact(draft_shape(visit, found), headers={"ETag": etag(found.document.version)})


@router.get(
    "/drafts/{draft_id}/verdicts",
    operation_id="readVerdicts",
    summary="Each sentence's verdict",
    responses=refusals(403, 404, 409),
)
def verdicts(visit: TheVisit, draft_id: DraftId) -> VerdictsShape:
    """What the checker found and why, what the text leaves out, and which sources disagree."""
    found = read(visit, draft_id)
    return VerdictsShape(
        version=found.document.version,
        statements=found.draft.statements,
        omissions=found.draft.omissions,
        conflicts=found.draft.conflicts,
    )


@router.get(
    "/drafts/{draft_id}/versions",
    operation_id="listVersions",
    summary="How it came to be",
    responses=refusals(404),
)
def versions(visit: TheVisit, draft_id: DraftId) -> VersionsShape:
    """Every version, what made it, who, and what an edit replaced."""
    found = VersionsShape(versions=tuple(map(_version, visit.versions(draft_id))))
    visit.looked_at(draft_id, found.model_dump_json())
    return found


@router.get(
    "/drafts/{draft_id}/changes",
    operation_id="compareVersions",
    summary="What people changed",
    responses=refusals(404),
)
def compared(visit: TheVisit, draft_id: DraftId) -> ChangesShape:
    """The author's own text against the newest, word for word."""
    held = visit.versions(draft_id)
    own = authors_own(held)
    before = own.draft if own else held[0].draft
    found = ChangesShape(
        words_changed=since_author(held),
        changes=tuple(map(_changed, changes(before, held[-1].draft))),
    )
    visit.looked_at(draft_id, found.model_dump_json())
    return found


class RecheckedShape(Given):
    """What a second check found."""

    version: int
    checked_anew: bool
    """Whether anything differs, so that the draft is in a new version."""
    judged_otherwise: tuple[str, ...]
    """Sentences whose verdict is another one now."""


@router.post(
    "/drafts/{draft_id}/recheck",
    operation_id="recheck",
    summary="Check every sentence again",
    responses=refusals(*CHANGES),
)
def recheck(_: TheChange, visit: TheVisit, draft_id: DraftId) -> RecheckedShape:
    """Judges the draft over the chart as it is now; read it again before signing."""
    before = visit.held(draft_id)
    after = visit.recheck(draft_id)
    now = visit.held(draft_id)
    was = {s.id: s.verdict for s in before.draft.statements}
    return RecheckedShape(
        version=now.version,
        checked_anew=now.version != before.version,
        judged_otherwise=tuple(s.id for s in after.statements if was.get(s.id) is not s.verdict),
    )


def etag(version: int) -> str:
    """The validator of a version (RFC 9110 8.8.3)."""
    return f'"{version}"'


def listed(visit: Visit, held: Held) -> ListedShape:
    """A draft as a row of a list."""
    draft = held.draft
    return ListedShape(
        id=draft.id,
        kind=draft.kind,
        status=held.status,
        version=held.version,
        created=held.created,
        expires=utc_text(held.expires),
        sentences=len(draft.statements),
        flagged=sum(s.verdict is not Verdict.SUPPORTED for s in draft.statements),
        warnings=len(named(draft)),
        amends=held.amends.draft_id if held.amends else None,
        superseded_by=held.superseded_by,
        may=possible(visit, held),
    )


def draft_shape(visit: Visit, found: Reading) -> DraftShape:
    """A draft with all that its reader needs."""
    draft, held, policy = found.draft, found.held, visit.store.policy
    return DraftShape(
        id=draft.id,
        kind=draft.kind,
        patient=draft.patient,
        status=found.status,
        author=draft.author,
        created=draft.created,
        prompts=draft.prompts,
        record=draft.record,
        sections=draft.sections,
        omissions=draft.omissions,
        conflicts=draft.conflicts,
        proposals=tuple(map(_proposal, draft.proposals)),
        set_aside=_set_aside(draft),
        dictation=draft.dictation,
        enclosure=draft.enclosure,
        version=found.document.version,
        expires=utc_text(held.expires),
        banner=found.document.cover.banner,
        sources=found.document.cover.sources,
        amends=held.amends.draft_id if held.amends else None,
        superseded_by=held.superseded_by,
        seen=found.seen,
        warnings=_warnings(draft, policy),
        unsettled=unsettled(draft, policy),
        may=possible(visit, held),
        step_up=step_up(visit, policy, draft.id) if found.seen else None,
        signature=_signature(found.row, found.attested) if found.row else None,
        followed=found.followed,
    )


def step_up(visit: Visit, policy: Policy, draft_id: str) -> str | None:
    """Where the person proves again who they are; None while the last proof is new enough."""
    age = datetime.now(UTC) - visit.person.authenticated_at
    return f"/launch/step-up?draft={draft_id}" if age > policy.authentication_age else None


def _warnings(draft: Draft, policy: Policy) -> tuple[WarningShape, ...]:
    needed = needing(draft, policy.limits.acknowledge_from)
    return tuple(
        WarningShape(id=name, rule=f.rule, severity=f.severity, text=f.text, needed=name in needed)
        for name, f in named(draft).items()
    )


def _set_aside(draft: Draft) -> SetAsideShape:
    return SetAsideShape(
        unread=unread(draft), left_out=left_out(draft), not_asked_for=out_of_bounds(draft)
    )


def _proposal(one: Proposal) -> ProposalShape:
    return ProposalShape(
        id=one.id,
        action=one.action,
        statement=one.statement,
        resource=one.resource,
        target=one.target,
        version=one.version,
        accepted=one.accepted,
        written=written(one),
    )


def _signature(row: AuditRow, attested: tuple[str, ...]) -> SignatureShape:
    return SignatureShape(
        who=row.who or "",
        name=row.name or "",
        role=row.role or "",
        meaning=row.meaning or "",
        at=row.at,
        decision_id=row.decision_id or "",
        document_sha256=row.document_sha256 or "",
        attested=attested,
    )


def _version(one: Version) -> VersionShape:
    return VersionShape(
        version=one.version,
        sha256=one.sha256,
        origin=one.origin,
        by=one.by,
        at=one.at,
        words_changed=one.distance,
        change=one.change,
    )


def _changed(one: Changed) -> ChangedShape:
    cited_before, cited_now = one.sources
    return ChangedShape(
        statement=one.statement,
        before=one.before.text if one.before else None,
        after=one.after.text if one.after else None,
        words=one.words,
        runs=tuple(RunOfWords(kept=r.kept.value, text=r.text) for r in one.runs),
        cited_before=cited_before,
        cited_now=cited_now,
    )
