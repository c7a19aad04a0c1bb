"""SMART Web Messaging: a signed document for the EHR's scratchpad, and the word that we are done.

What the EHR is handed is a document that was signed: nothing unsigned leaves, by this way either.
The script posts to the origin that the launch named, and listens to that one alone.
"""

import json
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from chartside.errors import NotThere
from chartside.sidebar.pages.reader import TheWriter
from chartside.signoff.exporting.forms import Format

router: Final = APIRouter()
_DOCUMENT: Final = "DocumentReference"


@router.post("/drafts/{draft_id}/scratchpad")
def scratchpad(reader: TheWriter, draft_id: str) -> Response:
    """The signed document as the DocumentReference that a scratchpad takes.

    By POST: handing a document out is an event that the audit notes.
    """
    bundle: dict[str, Any] = json.loads(reader.visit.export(draft_id, Format.FHIR))
    for entry in bundle.get("entry", ()):
        if entry.get("resource", {}).get("resourceType") == _DOCUMENT:
            return JSONResponse(entry["resource"])
    raise NotThere("the signed document has no form for a scratchpad")
