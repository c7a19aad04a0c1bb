"""Who reads a page: their visit, their language, and whether the page is there already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from chartside.fhir.chart import Demographics
from chartside.sidebar.asked import TheHouse, TheSession
from chartside.sidebar.cookies import cookie_name
from chartside.sidebar.house import House
from chartside.sidebar.http.csrf import TheChange
from chartside.sidebar.pages.rendering import html, rendered
from chartside.sidebar.pages.words import preferred, word
from chartside.sidebar.sessions import Session
from chartside.sidebar.visits import Visit

LANGUAGE: Final = "chartside-language"
_SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class Banner:
    """Whose chart is open: what every page shows above everything else."""

    name: str
    born: str
    age: int | None
    sex: str
    reference: str
    died: str
    dead: bool


def banner_of(who: Demographics, today: date) -> Banner:
    """The banner of a patient; the age on a day, in completed years."""
    last = who.deceased.date if who.deceased else today
    return Banner(
        name=who.name,
        born=who.birth.text if who.birth else "",
        age=who.age(last),
        sex=who.sex,
        reference=who.reference,
        died=who.deceased.text if who.deceased else "",
        dead=who.dead,
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """A request of a page. `part` is true where htmx asks for a part of a page that is there."""

    house: House
    session: Session
    language: str
    part: bool

    @property
    def visit(self) -> Visit:
        """The person's visit to this patient's chart."""
        return self.session.visit

    @property
    def may_decide(self) -> bool:
        """Whether this account may do more than read."""
        return bool(self.visit.person.role)

    def question_of(self, draft_id: str) -> str:
        """What was asked for an answer, as long as the run is remembered that gave it."""
        held = self.house.runs.of(self.visit.owner)
        return next((run.job.question for run in held if run.draft_id == draft_id), "")

    def says(self, key: str, **blanks: object) -> str:
        """A word in the reader's language."""
        return word(key, self.language, **blanks)

    def page(self, template: str, *, status: int = 200, **held: Any) -> HTMLResponse:
        """A whole page."""
        return html(template, self.language, {**self._around(), **held}, status)

    def fragment(self, template: str, *, status: int = 200, **held: Any) -> HTMLResponse:
        """A part of a page, for htmx."""
        return html(template, self.language, {**self._always(), **held}, status)

    def text(self, template: str, **held: Any) -> str:
        """A part of a page as text, for a stream."""
        return rendered(template, self.language, {**self._always(), **held})

    def go(self, where: str) -> Response:
        """On to another page, which is then read anew; also where htmx asked."""
        if self.part:
            return Response(headers={"HX-Location": where}, status_code=200)
        return RedirectResponse(where, _SEE_OTHER)

    def _always(self) -> Mapping[str, Any]:
        return {
            "csrf": self.session.csrf,
            "may_decide": self.may_decide,
            "person": self.visit.person,
            "opened": self.visit.opened,
        }

    def _around(self) -> Mapping[str, Any]:
        chart = self.visit.chart()
        return {
            **self._always(),
            "banner": banner_of(chart.patient, chart.as_of.date()),
            "as_of": chart.as_of.isoformat(),
            "languages": self.house.site.languages,
        }


def reader_of(request: Request, house: TheHouse, session: TheSession) -> Reader:
    """The reader of this request; `LaunchRefused("no-session")` without a session."""
    return Reader(
        house, session, language_of(request, house), request.headers.get("HX-Request") == "true"
    )


def language_of(request: Request, house: House) -> str:
    """What the person chose, else what their browser asks for, else the site's first."""
    chosen = request.cookies.get(cookie_name(LANGUAGE, house.site.url), "")
    return preferred(
        request.headers.get("Accept-Language", ""), chosen, tuple(house.site.languages)
    )


TheReader = Annotated[Reader, Depends(reader_of)]


def writer_of(reader: TheReader, _: TheChange) -> Reader:
    """The reader of a request that changes something, which came from a page of ours."""
    return reader


TheWriter = Annotated[Reader, Depends(writer_of)]
