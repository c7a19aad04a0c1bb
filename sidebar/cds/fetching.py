"""Reading from the client's FHIR server what prefetch lacks, with the token of the call.

Only a base that the client is registered with is asked, the token goes nowhere else, and what is
not there when the time is up is not there. A search is POSTed, so that no patient stands in an
address; one page is read, and what has more is a part. A server that widens a search brings other
patients' resources: no chart takes them in.
"""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final, Protocol

from chartside.errors import WebError
from chartside.fhir.network import Answer, Web
from chartside.fhir.network.token import Token
from chartside.sidebar.cds.prefetch import Given, given
from chartside.sidebar.cds.received import Asked
from chartside.sidebar.cds.services import TEMPLATES, filled

MOST: Final = 8 * 2**20
"""Bytes of one answer."""
_ACCEPT: Final = {"Accept": "application/fhir+json", "Prefer": "handling=lenient"}
_FORM: Final = {**_ACCEPT, "Content-Type": "application/x-www-form-urlencoded"}
_NO_POST: Final = frozenset(
    {
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.NOT_IMPLEMENTED,
    }
)


class Reader(Protocol):
    """What reads from FHIR servers."""

    async def read(self, base: str, query: str, token: str) -> bytes:
        """The JSON of a read or of the first page of a search.

        Raises:
            WebError: No usable answer.
        """
        ...


class WebReader:
    """Reads through the guarded HTTP client.

    Args:
        web: A client that the registered bases are listed in.
    """

    def __init__(self, web: Web) -> None:
        self._web = web
        self._no_post: set[str] = set()

    async def read(self, base: str, query: str, token: str) -> bytes:
        """See `Reader`."""
        kind, _, parameters = query.partition("?")
        auth = Token(token)
        at = f"{base.rstrip('/')}/{kind}"
        if parameters and base not in self._no_post:
            answer = await self._web.ask(
                "POST",
                f"{at}/_search",
                headers=_FORM,
                content=parameters.encode(),
                auth=auth,
                most=MOST,
            )
            if answer.status not in _NO_POST:
                return _good(answer)
            self._no_post.add(base)
        url = f"{at}?{parameters}" if parameters else at
        return _good(await self._web.ask("GET", url, headers=_ACCEPT, auth=auth, most=MOST))


def _good(answer: Answer) -> bytes:
    if answer.status != HTTPStatus.OK:
        raise WebError("refused", answer.status)
    return answer.body


async def fetched(reader: Reader, base: str, asked: Asked, keys: Iterable[str], by: float) -> Given:
    """What could be had of these prefetch keys.

    Args:
        reader: What reads.
        base: A FHIR base that the caller is registered with.
        asked: The call, with its token.
        keys: Prefetch keys.
        by: The time of the event loop at which the reading ends.
    """
    token = asked.authorization
    if token is None:
        return Given()

    async def one(key: str) -> tuple[str, bytes | None]:
        try:
            async with asyncio.timeout_at(by):
                query = filled(TEMPLATES[key], asked.context)
                return key, await reader.read(base, query, token.access_token)
        except (WebError, TimeoutError):
            return key, None

    came = await asyncio.gather(*(one(key) for key in keys))
    got = given({key: raw for key, raw in came if raw is not None}, asked.context.patient_id)
    lost = {key for key, raw in came if raw is None}
    return Given(got.data, got.empty, frozenset(), got.failed | lost, got.partial)
