"""Signing: what is left to settle, each by itself; what the signature means; and the signature."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from chartside.errors import PolicyError, SourceError, StepUpNeeded, UsageError
from chartside.sidebar.pages.obstacles import obstacles, to_settle
from chartside.sidebar.pages.paper import paper_of
from chartside.sidebar.pages.reader import Reader, TheReader, TheWriter
from chartside.sidebar.visits import Signing
from chartside.signoff.drafts import Held
from chartside.signoff.meaning import Meaning
from chartside.signoff.review import shown

router: Final = APIRouter()
_CONFLICT: Final = 409
_ACCEPTED: Final = "accept"
_PROPOSAL: Final = "proposal-"
_REJECTED: Final = "reject"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has ticked so far; nothing is ticked for them."""

    meaning: str = ""
    attested: Sequence[str] = ()
    acknowledged: Sequence[str] = ()
    decided: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it came: which text was read, and what was said about it."""

    seen: str
    said: Said


@router.get("/drafts/{draft_id}/sign")
def page(reader: TheReader, draft_id: str, seen: str = "") -> Response:
    """The way to a signature."""
    held = reader.visit.held(draft_id)
    if held.status.value == "draft":  # nobody signs what was not opened
        return reader.go(f"/drafts/{draft_id}")
    read = seen or reader.session.read.get(draft_id, "")
    return _page(reader, held, Filled(read, Said()))


def _page(
    reader: Reader, held: Held, form: Filled, refused: str = "", status: int = 200
) -> HTMLResponse:
    """The page; shown again, it keeps what was said on it."""
    now = shown(held, reader.visit.chart())
    paper = paper_of(now.document)
    found = obstacles(reader.visit, held, form.seen, now.seen)
    return reader.page(
        "sign.html",
        status=status,
        paper=paper,
        settle=to_settle(reader.visit, held.draft, paper),
        found=found,
        seen=form.seen,
        meanings=list(Meaning),
        said=form.said,
        refused=refused,
    )


async def filled(request: Request) -> Filled:
    """The fields of the form; each proposal has one of its own, `proposal-p1`."""
    form = await request.form()
    decided = {
        name.removeprefix(_PROPOSAL): str(value)
        for name, value in form.items()
        if name.startswith(_PROPOSAL)
    }
    said = Said(
        str(form.get("meaning", "")),
        [str(one) for one in form.getlist("attest")],
        [str(one) for one in form.getlist("note")],
        decided,
    )
    return Filled(str(form.get("seen", "")), said)


@router.post("/drafts/{draft_id}/sign")
def sign(reader: TheWriter, draft_id: str, form: Annotated[Filled, Depends(filled)]) -> Response:
    """Sign, or say on the same page why not."""
    held = reader.visit.held(draft_id)
    try:
        reader.visit.sign(draft_id, _signing(form.seen, form.said))
    except (PolicyError, UsageError) as refused:
        asked_again = isinstance(refused, StepUpNeeded)
        return _refused(reader, reader.visit.held(draft_id), form, step_up=asked_again)
    except SourceError:
        return _page(reader, held, form, reader.says("refused.unreachable"), 502)
    return reader.go(f"/drafts/{draft_id}")


def _signing(seen: str, said: Said) -> Signing:
    return Signing(
        seen=seen,
        meaning=said.meaning,
        attested=said.attested,
        acknowledged=said.acknowledged,
        accepted=[name for name, decision in said.decided.items() if decision == _ACCEPTED],
        rejected=[name for name, decision in said.decided.items() if decision == _REJECTED],
    )


def _refused(reader: Reader, held: Held, form: Filled, *, step_up: bool) -> Response:
    """Why it was not signed, found out from the draft as it is now."""
    now = shown(held, reader.visit.chart())
    found = obstacles(reader.visit, held, form.seen, now.seen)
    if found.decided:
        return reader.go(f"/drafts/{held.draft.id}")
    why = found.first or ("step_up" if step_up or found.step_up else "unsettled")
    return _page(reader, held, form, reader.says(f"refused.{why}"), _CONFLICT)
