"""One endpoint that makes vectors: what is sent, how often it is tried, what is believed."""

import time
from collections.abc import Sequence
from typing import Any, Final, Self

import httpx
import msgspec
from PIL import Image

from chartside.errors import EndpointFailed, UsageError
from chartside.models.catalog import Model, model
from chartside.models.endpoints.address import parse
from chartside.models.foundations.forms import FORMS, Vectors, vectors_of
from chartside.settings import endpoint_key, plain_http_allowed

_PATIENCE: Final = 60.0
"""Seconds for one answer."""
_TRIES: Final = 3
_REST: Final = 0.25
"""Seconds before the second try; twice as many before each further one."""
_MOST: Final = 16 * 2**20
"""Bytes of an answer."""
_BUSY: Final = frozenset({408, 425, 429, 502, 503, 504})


class EmbeddingEndpoint:
    """A model behind an endpoint: `EmbeddingEndpoint.of("path-foundation", url)`.

    Images go to that server, and nowhere else: no redirect is followed.
    """

    def __init__(self, served: Model, url: str, key: str | None) -> None:
        self.model = served
        self._form = FORMS[served.name]
        self._url = url
        self._key = key

    @classmethod
    def of(cls, name: str, url: str) -> Self:
        """The model of this name at a URL that ends in `:predict`, or at `URL#NAME`.

        The key is `CHARTSIDE_ENDPOINT_KEY`, a bearer token.

        Raises:
            NoSuchModel: The catalogue has no such model.
            UsageError: The model gives no vectors, or the URL is none that data may be sent to.
        """
        served = model(name)
        if served.name not in FORMS:
            raise UsageError(f"{served.name} gives no vectors; {', '.join(FORMS)} do")
        address = parse(url, plain_http=plain_http_allowed())
        return cls(served, address.base, endpoint_key())

    def embed_images(self, images: Sequence[Image.Image]) -> tuple[Vectors, ...]:
        """The vectors of each image; one request each, because a public endpoint takes 1.5 MB.

        Raises:
            UsageError: An image that the model does not take.
            EndpointFailed: The endpoint gave no usable answer.
        """
        count = self.model.vectors
        instances = [self._form.image(image) for image in images]
        return tuple(self._vectors(one, self._form.of_image, count) for one in instances)

    def embed_texts(self, texts: Sequence[str]) -> tuple[Vectors, ...]:
        """The vector of each text, in the space of the images.

        Raises:
            UsageError: The model takes no text.
            EndpointFailed: The endpoint gave no usable answer.
        """
        if self._form.text is None:
            raise UsageError(f"{self.model.name} takes no text")
        instances = [self._form.text(text) for text in texts]
        return tuple(self._vectors(one, self._form.of_text, 1) for one in instances)

    def _vectors(self, instance: dict[str, Any], way: tuple[str | int, ...], count: int) -> Vectors:
        predictions = self._asked({"instances": [instance]})
        if len(predictions) != 1:
            raise EndpointFailed("not-chat")
        return vectors_of(predictions[0], way, self.model.dimension, count)

    def _asked(self, body: dict[str, Any]) -> list[Any]:
        last = EndpointFailed("unreachable")
        for number in range(1, _TRIES + 1):
            try:
                return self._once(body)
            except EndpointFailed as failed:
                last = EndpointFailed(failed.reason, failed.status, number)
                if failed.reason not in {"busy", "unreachable", "slow", "cut"}:
                    break
            if number < _TRIES:
                time.sleep(_REST * 2 ** (number - 1))
        raise last

    def _once(self, body: dict[str, Any]) -> list[Any]:
        headers = {"Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            with (
                httpx.Client(timeout=_PATIENCE, trust_env=False) as client,
                client.stream("POST", self._url, json=body, headers=headers) as answer,
            ):
                _check(answer.status_code)
                octets = _limited(answer)
        except httpx.TimeoutException:
            raise EndpointFailed("slow") from None
        except httpx.ConnectError:
            raise EndpointFailed("unreachable") from None
        except httpx.HTTPError:
            raise EndpointFailed("cut") from None
        try:
            held = msgspec.json.decode(octets)["predictions"]
        except (msgspec.DecodeError, KeyError, TypeError):
            raise EndpointFailed("not-chat") from None
        return held if isinstance(held, list) else []


def _check(status: int) -> None:
    if status in _BUSY:
        raise EndpointFailed("busy", status)
    if httpx.codes.is_redirect(status):
        raise EndpointFailed("redirected", status)
    if httpx.codes.is_server_error(status):
        raise EndpointFailed("broken", status)
    if not httpx.codes.is_success(status):
        raise EndpointFailed("refused", status)


def _limited(answer: httpx.Response) -> bytes:
    held = bytearray()
    for part in answer.iter_raw():
        held += part
        if len(held) > _MOST:
            raise EndpointFailed("too-large")
    return bytes(held)
