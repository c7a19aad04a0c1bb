"""The language of the pages: what the person chose, in a cookie that holds nothing else."""

from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import Response

from chartside.sidebar.cookies import baked, cookie_name
from chartside.sidebar.pages.reader import LANGUAGE, TheWriter

router: Final = APIRouter()
_YEAR: Final = 365 * 24 * 3600


@router.post("/language")
def choose(
    reader: TheWriter, language: Annotated[str, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Speak another language from here on, and stay on the page."""
    inside = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    answer = reader.go(inside)
    if language in reader.house.site.languages:
        name = cookie_name(LANGUAGE, reader.house.site.url)
        answer.headers.append("Set-Cookie", baked(name, language, _YEAR))
    return answer
