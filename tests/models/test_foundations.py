"""Vectors from an endpoint: what is sent to each model, and which answers are believed."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chartside.errors import EndpointFailed, NoSuchModel, UsageError
from chartside.models.foundations import EmbeddingEndpoint, cosine

Answer = tuple[int, Any]
Asked = list[tuple[dict[str, Any], dict[str, str]]]


@contextmanager
def serving(answer: Callable[[int], Answer]) -> Iterator[tuple[str, Asked]]:
    """A server that gives the n-th request its answer; what it was asked, with the headers."""
    asked: Asked = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            asked.append((json.loads(body), dict(self.headers)))
            status, said = answer(len(asked))
            self.send_response(status)
            if status in {301, 307}:
                self.send_header("location", "http://127.0.0.1:9/other")
            self.end_headers()
            self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

        def log_message(self, *args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/predict", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def predicted(one: Any) -> Callable[[int], Answer]:
    return lambda _: (200, {"predictions": [one]})


def sent(instance: str) -> Image.Image:
    return Image.open(BytesIO(base64.b64decode(instance)))


def test_a_chest_xray_goes_gray_and_no_larger_than_it_is_seen_and_comes_back_as_32_vectors() -> (
    None
):
    rows = [[float(n == row) * 2 for n in range(128)] for row in range(32)]
    with serving(predicted({"contrastive_img_emb": [rows]})) as (url, asked):
        endpoint = EmbeddingEndpoint.of("cxr-foundation", f"{url}#cxr-foundation")
        ((*vectors,),) = endpoint.embed_images([Image.new("RGB", (2560, 2000), (9, 9, 9))])
    ((body, _),) = asked
    image = sent(body["instances"][0]["input_bytes"])
    assert (image.mode, image.size) == ("L", (1280, 1000))
    assert (len(vectors), vectors[3][3]) == (32, 1.0)


def test_a_text_is_compared_with_the_nearest_of_the_32() -> None:
    def answer(number: int) -> Answer:
        rows = [[float(n == row) for n in range(128)] for row in range(32)]
        text = [[float(n == 31) for n in range(128)]]
        held = {"contrastive_img_emb": rows} if number == 1 else {"contrastive_txt_emb": text}
        return 200, {"predictions": [held]}

    with serving(answer) as (url, asked):
        endpoint = EmbeddingEndpoint.of("google/cxr-foundation", f"{url}#cxr")
        (image,) = endpoint.embed_images([Image.new("L", (64, 64))])
        (text,) = endpoint.embed_texts(["pleural effusion"])
    assert asked[1][0] == {"instances": [{"prompt_query": "pleural effusion"}]}
    assert cosine(image, text) == 1.0
    assert cosine(image[:31], text) == 0.0


def test_a_patch_of_a_slide_goes_whole_and_another_size_is_refused_before_it_is_sent() -> None:
    found = {"result": {"patch_embeddings": [{"embedding_vector": [3.0] + [0.0] * 383}]}}
    with serving(predicted(found)) as (url, asked):
        endpoint = EmbeddingEndpoint.of("path-foundation", f"{url}#path")
        ((vector,),) = endpoint.embed_images([Image.new("RGB", (224, 224))])
        for no in ((225, 224), (896, 896)):
            with pytest.raises(UsageError, match="224 x 224"):
                endpoint.embed_images([Image.new("RGB", no)])
        with pytest.raises(UsageError, match="takes no text"):
            endpoint.embed_texts(["colon"])
    ((body, _),) = asked
    place = {"x_origin": 0, "y_origin": 0, "width": 224, "height": 224}
    assert body["instances"][0]["patch_coordinates"] == [place]
    assert sent(body["instances"][0]["raw_image_bytes"]).size == (224, 224)
    assert vector[0] == 1.0


def test_medsiglip_is_asked_in_its_own_form() -> None:
    with serving(predicted({"embedding": [1.0] * 1152})) as (url, asked):
        endpoint = EmbeddingEndpoint.of("medsiglip-448", f"{url}#medsiglip")
        (image,) = endpoint.embed_images([Image.new("RGB", (8, 8))])
        (text,) = endpoint.embed_texts(["a rash"])
    assert set(asked[0][0]["instances"][0]["image"]) == {"input_bytes"}
    assert asked[1][0] == {"instances": [{"text": "a rash"}]}
    assert cosine(image, text) == pytest.approx(1)


@pytest.mark.parametrize(
    ("answer", "reason", "tries"),
    [
        ((429, {}), "busy", 3),
        ((503, {}), "busy", 3),
        ((500, {"error": "secret"}), "broken", 1),
        ((401, {"error": "secret"}), "refused", 1),
        ((307, {}), "redirected", 1),
        ((200, b"<html>secret"), "not-chat", 1),
        ((200, {}), "not-chat", 1),
        ((200, {"predictions": []}), "not-chat", 1),
        ((200, {"predictions": [{"embedding": [1.0] * 1151}]}), "not-chat", 1),
        ((200, {"predictions": [{"embedding": ["secret"] * 1152}]}), "not-chat", 1),
        ((200, {"predictions": [{"embedding": [True] * 1152}]}), "not-chat", 1),
        ((200, {"predictions": [{"error": {"description": "secret"}}]}), "refused", 1),
        ((200, b" " * (17 * 2**20)), "too-large", 1),
    ],
)
def test_an_answer_without_the_right_numbers_is_a_failure_that_repeats_nothing_of_it(
    answer: Answer, reason: str, tries: int
) -> None:
    with serving(lambda _: answer) as (url, asked):
        endpoint = EmbeddingEndpoint.of("medsiglip-448", f"{url}#m")
        with pytest.raises(EndpointFailed) as failed:
            endpoint.embed_texts(["a rash"])
    assert (failed.value.reason, len(asked)) == (reason, tries)
    assert "secret" not in str(failed.value)


def test_a_busy_endpoint_is_asked_again() -> None:
    def answer(number: int) -> Answer:
        return (503, {}) if number < 3 else (200, {"predictions": [{"embedding": [1.0] * 1152}]})

    with serving(answer) as (url, asked):
        EmbeddingEndpoint.of("medsiglip-448", f"{url}#m").embed_texts(["a rash"])
    assert len(asked) == 3


def test_an_endpoint_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(EndpointFailed, match="unreachable"):
        EmbeddingEndpoint.of("medsiglip-448", "http://127.0.0.1:9/predict#m").embed_texts(["a"])


def test_the_key_goes_along_as_a_bearer_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTSIDE_ENDPOINT_KEY", "k1")
    with serving(predicted({"embedding": [1.0] * 1152})) as (url, asked):
        EmbeddingEndpoint.of("medsiglip-448", f"{url}#m").embed_texts(["a"])
    assert asked[0][1]["Authorization"] == "Bearer k1"


@pytest.mark.parametrize(
    "url", ["http://example.org/predict#m", "ftp://127.0.0.1/#m", "https://u:p@example.org/#m"]
)
def test_images_go_to_no_address_where_they_could_be_read_on_the_way(url: str) -> None:
    with pytest.raises(UsageError):
        EmbeddingEndpoint.of("cxr-foundation", url)


def test_a_model_that_gives_no_vectors_is_refused() -> None:
    with pytest.raises(UsageError, match="gives no vectors"):
        EmbeddingEndpoint.of("medasr", "https://example.org/v1#m")
    with pytest.raises(NoSuchModel):
        EmbeddingEndpoint.of("derm-foundation", "https://example.org/v1#m")
