"""The routes: discovery, services, feedback; who may call them, and from which pages.

    {url}/cds-services                       GET   what there is
    {url}/cds-services/{id}                  POST  a hook
    {url}/cds-services/{id}/feedback         POST  what became of cards

The public URL is configured: neither the audience of a token nor a link comes from a header.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from chartside.errors import CallerRefused, UsageError, WebError
from chartside.fhir.network import origin_of
from chartside.settings import is_this_machine
from chartside.sidebar.cds.answering import Answering
from chartside.sidebar.cds.callers import Caller, Callers
from chartside.sidebar.cds.cards import answer
from chartside.sidebar.cds.feedback import FeedbackKept, Shown, read_feedback
from chartside.sidebar.cds.measures import Measures
from chartside.sidebar.cds.problems import Unanswerable, not_trusted, problem
from chartside.sidebar.cds.received import MOST, MOST_FEEDBACK, asked, body_of, invalid
from chartside.sidebar.cds.services import SERVICES, discovered, hooks_of
from chartside.sidebar.cds.trust import Trust

PATH: Final = "/cds-services"
_METHODS: Final = frozenset({"GET", "POST"})
_HEADERS: Final = frozenset({"authorization", "content-type"})
_NO_STORE: Final = {"Cache-Control": "no-store"}
_log: Final = logging.getLogger(__name__)
Handler = Callable[[], Awaitable[Response]]


def is_encrypted(url: str) -> bool:
    """Whether what goes to a URL crosses no network in clear."""
    origin = origin_of(url)
    return origin is not None and (origin.scheme == "https" or is_this_machine(origin.host))


class CdsService:
    """The service as routes of the site.

    Args:
        url: Where clients reach the site, without a slash at its end.
        callers: Who may call.
        trust: Verifies them.
        answering: Makes the cards.
        feedback: Keeps what became of them.
        measures: Counts.
        closed_discovery: Whether discovery needs a token too; it holds nothing of anybody.

    Raises:
        UsageError: `url` is http to another machine, or no URL.
    """

    def __init__(  # noqa: PLR0913 - what a service is made of
        self,
        url: str,
        *,
        callers: Callers,
        trust: Trust,
        answering: Answering,
        feedback: FeedbackKept,
        measures: Measures,
        closed_discovery: bool = False,
    ) -> None:
        if not is_encrypted(url):
            raise UsageError("CDS Hooks services are reached by https")
        self._base = f"{url.rstrip('/')}{PATH}"
        self._callers = callers
        self._trust = trust
        self._answering = answering
        self._feedback = feedback
        self._measures = measures
        self._closed = closed_discovery

    def router(self) -> APIRouter:
        """The routes, to be included in the site's application without a prefix.

        They are in no OpenAPI: CDS Hooks has its own discovery.
        """
        routes = APIRouter(include_in_schema=False)
        routes.add_api_route(PATH, self._discover, methods=["GET"])
        routes.add_api_route(PATH + "/{identity}", self._call, methods=["POST"])
        routes.add_api_route(PATH + "/{identity}/feedback", self._hear, methods=["POST"])
        for path in (PATH, PATH + "/{identity}", PATH + "/{identity}/feedback"):
            routes.add_api_route(path, self._preflight, methods=["OPTIONS"])
        return routes

    async def close(self) -> None:
        """Cancel what goes on in the background, and let go of the service's file."""
        await self._answering.close()
        self._feedback.close()

    async def _discover(self, request: Request) -> Response:
        async def said() -> Response:
            if self._closed or request.headers.getlist("authorization"):
                await self._caller(request, self._base)
            return JSONResponse(discovered(), headers={"Cache-Control": "no-cache"})

        return await self._answered(request, ["discovery"], said)

    async def _call(self, request: Request, identity: str) -> Response:
        told = ["none"]

        async def said() -> Response:
            begun = asyncio.get_running_loop().time()
            hooks = hooks_of(identity)
            if not hooks:
                raise _no_such()
            caller = await self._caller(request, f"{self._base}/{identity}")
            call = asked(await body_of(request, MOST))
            if call.hook not in hooks:
                raise invalid("this service is not for this hook", ("hook",))
            told[0] = call.hook.value
            cards = await self._answering.cards(call, caller, begun)
            shown = Shown(caller, identity, call.hook.value, call.context.user_id)
            self._feedback.show(cards, shown)
            for rule in (rule for card in cards for rule in card.rules):
                self._measures.card(rule)
            return JSONResponse(answer(cards), headers=_NO_STORE)

        return await self._answered(request, told, said)

    async def _hear(self, request: Request, identity: str) -> Response:
        async def said() -> Response:
            if not hooks_of(identity):
                raise _no_such()
            caller = await self._caller(request, f"{self._base}/{identity}/feedback")
            outcomes = read_feedback(await body_of(request, MOST_FEEDBACK))
            new, unknown = self._feedback.keep(outcomes, caller, identity)
            self._measures.feedback("new", new)
            self._measures.feedback("unknown", unknown)
            self._measures.feedback("again", len(outcomes) - new - unknown)
            return JSONResponse({"received": len(outcomes)}, headers=_NO_STORE)

        return await self._answered(request, ["feedback"], said)

    async def _preflight(self, request: Request) -> Response:
        """Asked by a browser before a call, without a token; what is allowed is the same for all.

        A page that is not listed is told nothing, so that its browser makes no call.
        """
        wanted = request.headers.get("access-control-request-headers", "")
        names = {name.strip().lower() for name in wanted.split(",") if name.strip()}
        method = request.headers.get("access-control-request-method", "")
        response = Response(status_code=HTTPStatus.NO_CONTENT)
        if method in _METHODS and names <= _HEADERS and self._open_to(request, response):
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Max-Age"] = "600"
        else:
            response.status_code = HTTPStatus.FORBIDDEN
        return response

    def _open_to(self, request: Request, response: Response) -> bool:
        """Let the page read the response, where it is listed."""
        response.headers["Vary"] = "Origin"
        origin = request.headers.get("origin", "")
        if origin not in self._callers.origins:
            return False
        response.headers["Access-Control-Allow-Origin"] = origin
        return True

    async def _caller(self, request: Request, audience: str) -> Caller:
        try:
            return await self._trust.caller(request.headers.getlist("authorization"), audience)
        except CallerRefused as refused:
            raise not_trusted(refused, refused.reason) from None
        except WebError:
            raise Unanswerable(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "keys",
                "the keys of this client could not be fetched",
                headers={"Retry-After": "30"},
            ) from None

    async def _answered(self, request: Request, told: list[str], handler: Handler) -> Response:
        """The response, counted; a refusal is a problem, and so is what should never happen."""
        begun = asyncio.get_running_loop().time()
        try:
            response = await handler()
        except Unanswerable as refused:
            response = problem(refused)
        except ClientDisconnect:  # nobody reads this
            response = problem(invalid("the call was broken off"))
        except Exception as failed:  # noqa: BLE001 - its text may hold what the record says
            _log.error("a call of a CDS service failed: %s", type(failed).__name__)
            response = problem(
                Unanswerable(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", "the call failed")
            )
        self._open_to(request, response)
        took = asyncio.get_running_loop().time() - begun
        self._measures.called(told[0], response.status_code, took)
        return response


def _no_such() -> Unanswerable:
    known = ", ".join(dict.fromkeys(one.id for one in SERVICES))
    return Unanswerable(HTTPStatus.NOT_FOUND, "no-such-service", f"there is {known}")
