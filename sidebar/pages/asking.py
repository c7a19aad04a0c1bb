"""Asking: a question about this patient, and the questions that were asked before."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chartside.sidebar.pages.home import listed
from chartside.sidebar.pages.reader import TheReader

router: Final = APIRouter()
_ANSWER: Final = "answer"


@router.get("/ask")
def ask(reader: TheReader) -> HTMLResponse:
    """The box for a question, and the answers there are."""
    held = [one for one in reader.visit.drafts() if one.draft.kind == _ANSWER]
    answers = [
        (listed(one), one.draft.statements[0].text if one.draft.statements else "") for one in held
    ]
    return reader.page("ask.html", answers=answers)
