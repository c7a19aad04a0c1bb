"""Whether the service lives and can work, and its figures for who may see them."""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from chartside.errors import CallerRefused, ChartsideError
from chartside.settings import is_this_machine
from chartside.sidebar.asked import TheHouse, house_of
from chartside.sidebar.house import House
from chartside.sidebar.http.problems import refused
from chartside.signoff.store import SignoffStore

router = APIRouter(tags=["operation"])
FRESH: Final = 2.0
"""Seconds that a try of the stores is good for."""
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Health(BaseModel):
    """That it is well; there is no more for strangers."""

    status: Literal["ok"] = "ok"


@router.get("/health/live", operation_id="live", summary="Whether the process answers")
async def live() -> Health:
    """It does, or there is no answer."""
    return Health()


@router.get(
    "/health/ready",
    operation_id="ready",
    summary="Whether drafts can be written and signed",
    responses={503: {"description": "not now"}},
)
async def ready(request: Request, house: TheHouse) -> Health:
    """Every sign-off store takes a transaction, and there are workers."""
    stores: Stores = request.app.state.stores
    if not await stores.work() or house.runs.counts().get("workers", 1) == 0:
        raise refused(503, "not-ready", "not ready", headers={"Retry-After": "5"})
    return Health()


class Stores:
    """Whether every store takes a transaction; tried anew after a while, however many ask.

    Anybody may ask, and each try holds a store's one place for writers.

    Args:
        house: Whose stores.
        clock: Gives seconds that only grow.
    """

    def __init__(self, house: House, clock: Callable[[], float] = time.monotonic) -> None:
        self._house, self._clock = house, clock
        self._turn = asyncio.Lock()
        self._tried: float | None = None
        self._worked = False

    async def work(self) -> bool:
        """As it was at the last try."""
        async with self._turn:
            if self._tried is None or self._clock() - self._tried >= FRESH:
                self._worked = await run_in_threadpool(_written, self._house)
                self._tried = self._clock()
            return self._worked


def _written(house: House) -> bool:
    try:
        for ehr in house.site.ehr:
            here = house.home_of(ehr)
            with SignoffStore(here.signoff, anchor=here.anchor, patience=1.0).write():
                pass
    except ChartsideError:
        return False
    return True


def install(app: FastAPI, house: House) -> None:
    """Have an application know its stores."""
    app.state.stores = Stores(house)


def operator(request: Request) -> None:
    """Whoever runs the service, by their token; without one somebody on this machine.

    A proxy in front of the service is on this machine too: what it hands on is not taken for local.

    Raises:
        CallerRefused: Anybody else.
    """
    house = house_of(request)
    if house.operator:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        given = token if scheme.lower() == "bearer" else ""
        if not secrets.compare_digest(given.encode(), house.operator.encode()):
            raise CallerRefused("token")
        return
    host = request.client.host if request.client else ""
    named = request.url.hostname or ""  # a page elsewhere may have had its name made to lead here
    if not (is_this_machine(host) and is_this_machine(named)) or any(
        name in request.headers for name in _FORWARDED
    ):
        raise CallerRefused("address")


TheOperator = Annotated[None, Depends(operator)]


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Counts and durations, for Prometheus",
    response_class=Response,
    responses={401: {"description": "not the operator"}},
)
def metrics(request: Request, _: TheOperator) -> Response:
    """Nothing in it is about a person."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)
