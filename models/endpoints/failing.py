"""Why there was no answer, told in one word from what the client library raised.

What the library raises carries the body of the answer, in which a server may repeat the prompt; so
nothing of it is kept but the status and the time that the server asks for.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import httpx2
import openai

from chartside.errors import EndpointFailed

_BUSY: Final = frozenset({408, 425, 429, 503, 529})
_TOO_LONG: Final = re.compile(
    r"context[ _]?(?:length|window|size)|maximum (?:context|model)|max_model_len"
    r"|(?:prompt|input)\b.{0,40}\btoo long|longer than the|exceed.{0,20}(?:context|tokens)",
    re.IGNORECASE,
)
"""How vLLM, SGLang, TGI, llama.cpp and OpenAI word a prompt that does not fit."""
_LOOKED_AT: Final = 4000
_LONGEST_DATE: Final = 64


_REASONS: Final = (
    (httpx2.TimeoutException, "slow"),
    (openai.APITimeoutError, "slow"),
    (httpx2.ConnectError, "unreachable"),
    (httpx2.UnsupportedProtocol, "unreachable"),
    (httpx2.RequestError, "cut"),
    (openai.APIError, "broken"),  # sent as an event of a stream
)


def failure(error: Exception) -> EndpointFailed:
    """The one word for an error of the client library; an `EndpointFailed` is kept as it is."""
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else None
    for told in (cause, error):
        if isinstance(told, EndpointFailed):
            return told
        if isinstance(told, openai.APIStatusError):
            return _refusal(told)
        for kind, reason in _REASONS:
            if isinstance(told, kind):
                return EndpointFailed(reason)
    return EndpointFailed("not-chat")


def _refusal(error: openai.APIStatusError) -> EndpointFailed:
    status = error.status_code
    rest = retry_after(error.response.headers)
    if status in _BUSY:
        return EndpointFailed("busy", status, retry_after=rest)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return EndpointFailed("broken", status, retry_after=rest)
    if status in {400, 413, 422} and _TOO_LONG.search(str(error.body)[:_LOOKED_AT]):
        return EndpointFailed("too-long", status)
    return EndpointFailed("refused", status)


def retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds that a server asks to wait: a number of them, or a date. Source: RFC 9110, 10.2.3."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", said, re.ASCII):
        return float(said)
    try:
        when = parsedate_to_datetime(said[:_LONGEST_DATE])
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)  # "-0000" says UTC without saying where
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
