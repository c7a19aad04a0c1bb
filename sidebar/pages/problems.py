"""Refusals as pages: what a clinician can do about it, and the code for whoever serves."""

from typing import Final

from fastapi import Request, Response

from chartside.sidebar.asked import house_of, secret_of
from chartside.sidebar.http.problems import Problem
from chartside.sidebar.pages.reader import language_of
from chartside.sidebar.pages.rendering import html

_WORDS: Final = {
    400: "wrong",
    401: "session",
    403: "refused",
    404: "missing",
    409: "overtaken",
    422: "wrong",
    429: "busy",
}
_LAUNCH: Final = "/launch"
_NO_SESSION: Final = 401


def problem_page(request: Request, problem: Problem) -> Response:
    """A page for a problem; it holds the code and nothing of the chart."""
    house = house_of(request)
    what = _WORDS.get(problem.status, "failed")
    if request.url.path.startswith(_LAUNCH) and problem.status != _NO_SESSION:
        what = "launch"
    held = {
        "what": what,
        "told": ": ".join((problem.code, *filter(None, [problem.more.get("reason")]))),
        "inside": house.sessions.get(secret_of(request)) is not None,
    }
    return html("error.html", language_of(request, house), held, problem.status)
