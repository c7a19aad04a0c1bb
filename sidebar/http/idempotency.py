"""The same request twice is one: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).

A client that lost the answer asks again with the same key and gets it again; with the same key and
another body it is refused (422), and while the first is still being answered too (409). What was
refused may be tried again. Kept in memory, of each session apart, for a while and not without end.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, Final

from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from chartside.sidebar.http.csrf import TheChange
from chartside.sidebar.http.problems import refused

KEPT: Final = 3600.0
"""Seconds."""
MOST: Final = 5_000
MOST_OF_ONE: Final = 200
"""Answers of one session; its own oldest give way to newer ones."""
_REPLAYED: Final = "Idempotency-Replayed"


@dataclass(slots=True)
class _Held:
    asked: str
    at: float
    answer: Response | None = None


class Replay(Exception):
    """The answer to this request is here already."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__("answered before")


class Answers:
    """Answers by session and key.

    Args:
        clock: Gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._lock = Lock()

    def begin(self, session: str, key: str, asked: str) -> None:
        """Note that a request is being answered.

        Raises:
            Replay: It was answered before.
            Refused: The key is another request's (422), or this very one is being answered (409).
        """
        with self._lock:
            self._drop(session)
            held = self._held.get((session, key))
            if held is None:
                self._held[session, key] = _Held(asked, self._clock())
                return
        if held.asked != asked:
            raise refused(422, "idempotency-key", "this key belongs to another request")
        if held.answer is None:
            raise refused(
                409, "in-progress", "this request is being answered", headers={"Retry-After": "1"}
            )
        raise Replay(held.answer)

    def end(self, session: str, key: str, answer: Response | None) -> None:
        """Keep an answer; None forgets that the request was made, so that it may be tried again."""
        with self._lock:
            if answer is None:
                self._held.pop((session, key), None)
            elif held := self._held.get((session, key)):
                held.answer = answer

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._held)

    def _drop(self, session: str) -> None:
        oldest = self._clock() - KEPT
        while self._held and next(iter(self._held.values())).at < oldest:
            self._held.popitem(last=False)
        own = [name for name, held in self._held.items() if name[0] == session and held.answer]
        if len(own) >= MOST_OF_ONE:
            del self._held[own[0]]
        elif len(self._held) >= MOST:
            self._held.popitem(last=False)


@dataclass
class Once:
    """A request that is answered once: its endpoint gives `answer` what it returns."""

    _kept: Response | None = field(default=None, repr=False)

    def answer(
        self, body: BaseModel, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        """The response, which is given again to whoever asks again."""
        self._kept = Response(
            body.model_dump_json(), status, dict(headers or {}), "application/json"
        )
        return self._kept


async def once(
    request: Request,
    session: TheChange,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[\x21-\x7e]{1,200}$",
            description="A text of the client's own by which a repeated request is known.",
        ),
    ] = None,
) -> AsyncIterator[Once]:
    """A request that changes something, and does it once where its client gave it a key."""
    held = Once()
    if idempotency_key is None:
        yield held
        return
    answers: Answers = request.app.state.answers
    asked = hashlib.sha256(
        b"\0".join((request.method.encode(), request.url.path.encode(), await request.body()))
    ).hexdigest()
    answers.begin(session.name, idempotency_key, asked)
    try:
        yield held
    finally:
        answers.end(session.name, idempotency_key, held._kept)  # noqa: SLF001 - its own module


TheOnce = Annotated[Once, Depends(once)]


def install(app: FastAPI) -> None:
    """Give an application a memory of its answers."""
    app.state.answers = Answers()

    async def again(_: Request, error: Exception) -> Response:
        assert isinstance(error, Replay)  # noqa: S101 - what it is registered for
        kept = error.answer
        headers = {
            name: value for name, value in kept.headers.items() if name.lower() != "content-length"
        }
        return Response(kept.body, kept.status_code, {**headers, _REPLAYED: "true"})

    app.add_exception_handler(Replay, again)
