"""What holds for every answer of the service: headers, limits, refusals, counts, log; no chart.

`install` puts it around an application. Endpoints that change something take `TheChange` (from
`chartside.sidebar.http.csrf`) and are refused without the token of their session; whatever cannot
be answered becomes a problem of RFC 9457 with a code, or, for a person, a page.
"""

from collections import Counter

from fastapi import FastAPI

from chartside.sidebar.house import House
from chartside.sidebar.http import health, idempotency, oversight, problems
from chartside.sidebar.http.access import Access
from chartside.sidebar.http.caught import Caught
from chartside.sidebar.http.headers import SafeHeaders
from chartside.sidebar.http.metrics import Metrics
from chartside.sidebar.http.rates import RateLimited, Rates
from chartside.sidebar.http.sizes import SizeLimited

__all__ = ["Rates", "install"]


def install(app: FastAPI, house: House, *, rates: Rates | None = None) -> None:
    """Put all of it around an application.

    A renderer of problems for people may be set as `app.state.problem_page` (see
    `chartside.sidebar.http.problems`); without it everybody gets JSON.

    Args:
        app: The application, before it serves.
        house: What it serves for.
        rates: How often a caller may call; by default what a person and a page need, many times.
    """
    metrics = Metrics(house)
    app.state.metrics = metrics
    app.state.streams = Counter()
    problems.install(app)
    idempotency.install(app)
    health.install(app, house)
    app.include_router(health.router)
    app.include_router(oversight.router)
    # The last that is added is the first that a request meets.
    app.add_middleware(Caught)
    app.add_middleware(SizeLimited)
    app.add_middleware(RateLimited, house=house, rates=rates or Rates())
    app.add_middleware(SafeHeaders, site=house.site)
    app.add_middleware(Access, metrics=metrics)
