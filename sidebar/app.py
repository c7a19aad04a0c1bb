"""The application: one ASGI app of launches, API, pages and CDS Hooks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from chartside.fhir.network import Web
from chartside.sidebar import api, http, pages
from chartside.sidebar.hooks import card_origins, cards_of
from chartside.sidebar.house import House
from chartside.sidebar.launches import routes as launches
from chartside.sidebar.pages.problems import problem_page


def create_app(house: House) -> FastAPI:
    """Everything that `chartside serve` serves, for one house.

    The interactive pages of FastAPI load scripts from elsewhere and are left out; the OpenAPI
    document itself is at `/api/v1/openapi.json`.

    Raises:
        UsageError: CDS clients cannot be told apart, or a file of keys cannot be read.
        StoreError: A file of the data folder cannot be used.
    """
    web = Web(card_origins(house.site))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with house.open(), web:
            yield
            if house.cards is not None:
                await house.cards.service.close()

    app = FastAPI(
        title="Chartside",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,  # it would lead to whatever host the caller named
    )
    app.state.house = house
    app.state.problem_page = problem_page
    http.install(app, house)
    house.cards = cards_of(house, web, app.state.metrics.registry)
    app.include_router(house.cards.service.router())
    app.include_router(launches.router)
    app.include_router(api.router)
    app.include_router(pages.router)
    return app
