"""What is missing before a model can be used, found without loading or downloading anything."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.models.catalog import Model, model
from chartside.models.checks import Need, Standing, Wanted, check, endpoint
from chartside.models.footprint import footprint
from chartside.models.weights import faults

GIB = 2**30
SMALL = model("medgemma-1.5-4b-it")
LARGE = model("medgemma-27b-it")


def safetensors(path: Path, *, numbers: int = 8) -> None:
    """A file of the format, with one tensor of 32-bit numbers."""
    data = bytes(4 * numbers)
    held = {"w": {"dtype": "F32", "shape": [numbers], "data_offsets": [0, len(data)]}}
    header = json.dumps(held | {"__metadata__": {"format": "pt"}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + data)


def config(one: Model, **text: Any) -> dict[str, Any]:
    shape = one.shape
    sizes = {"hidden_size": shape.hidden, "num_hidden_layers": shape.layers} if shape else {}
    return {"architectures": [one.architecture], "text_config": sizes | text}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of MedGemma 1.5 4B, in two parts."""
    (tmp_path / "config.json").write_text(json.dumps(config(SMALL)), encoding="utf-8")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    (tmp_path / "preprocessor_config.json").write_text("{}", encoding="utf-8")
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    safetensors(tmp_path / "model-1.safetensors")
    safetensors(tmp_path / "model-2.safetensors")
    return tmp_path


def needs(one: Model, wanted: Wanted) -> dict[str, Need]:
    return {need.name: need for need in check(one, wanted)}


def test_whole_weights_of_the_model_are_found_whole(folder: Path) -> None:
    assert faults(folder, SMALL) == ()
    need = needs(SMALL, Wanted(folder))["weights"]
    assert (need.standing, "no known revision" in need.says) == (Standing.OK, True)


def cut(folder: Path) -> None:
    path = folder / "model-2.safetensors"
    path.write_bytes(path.read_bytes()[:-5])


def pointer(folder: Path) -> None:
    text = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4961251752\n"
    (folder / "model-1.safetensors").write_text(text, encoding="utf-8")


def configured(**text: Any) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "config.json").write_text(json.dumps(config(SMALL, **text)), encoding="utf-8")

    return write


def of_another_class(folder: Path) -> None:
    held = {"architectures": ["LlamaForCausalLM"]}
    (folder / "config.json").write_text(json.dumps(held), encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (cut, "model-2.safetensors is cut off: 5 bytes are missing"),
        (pointer, "model-1.safetensors holds no weights"),
        (lambda f: (f / "model-1.safetensors").unlink(), "model-1.safetensors is missing"),
        (lambda f: (f / "model-1.safetensors").write_bytes(b""), "model-1.safetensors holds no"),
        (lambda f: (f / "model.safetensors.index.json").unlink(), "no weights as safetensors"),
        (lambda f: (f / "tokenizer.json").unlink(), "tokenizer is missing"),
        (lambda f: (f / "preprocessor_config.json").unlink(), "prepares its image"),
        (lambda f: (f / "config.json").write_text("{", encoding="utf-8"), "no config.json"),
        (configured(hidden_size=5376), "another size"),
        (of_another_class, "LlamaForCausalLM, and not Gemma3ForConditionalGeneration"),
    ],
)
def test_weights_that_are_not_whole_or_of_another_model_are_told_apart(
    folder: Path, harm: Callable[[Path], object], says: str
) -> None:
    harm(folder)
    need = needs(SMALL, Wanted(folder))["weights"]
    assert need.standing is Standing.MISSING
    assert says in need.says
    assert "hf download google/medgemma-1.5-4b-it" in need.todo


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert "is not a folder" in needs(SMALL, Wanted(tmp_path / "no"))["weights"].says


def test_weights_on_the_machine_show_that_somebody_accepted_the_terms(folder: Path) -> None:
    need = needs(SMALL, Wanted(folder))["terms"]
    assert need.standing is Standing.UNKNOWN
    assert "bind you too" in need.says


def test_the_memory_is_that_of_the_weights_and_of_the_cache() -> None:
    small, large = (footprint(one, "bfloat16", 131072) for one in (SMALL, LARGE))
    assert small.weights == 8_600_000_000
    assert small.cache / 2**10 == 131072 * 20 + 116 * 2**10
    assert large.cache / GIB == pytest.approx(10.4, abs=0.05)
    assert large.weights == pytest.approx(54.9e9, rel=0.01)
    assert footprint(LARGE, "nf4", 8192).weights < 18e9 < footprint(LARGE, "int8", 8192).weights


def test_quantised_weights_are_named_as_not_evaluated(folder: Path) -> None:
    assert "not evaluated" in needs(SMALL, Wanted(folder, dtype="nf4"))["quantised"].says
    assert "quantised" not in needs(SMALL, Wanted(folder))


def test_a_model_too_large_for_the_machine_is_named_so(folder: Path) -> None:
    need = needs(LARGE, Wanted(folder, dtype="float32"))["memory"]
    assert ": weights 102.2 GiB, 32,768 tokens 2.9 GiB;" in need.says
    assert needs(model("medasr"), Wanted(folder))["memory"].standing is Standing.OK


@pytest.mark.parametrize(
    "wanted", [Wanted(dtype="int4"), Wanted(context=0), Wanted(context=131073)]
)
def test_what_no_model_can_do_is_refused(wanted: Wanted) -> None:
    with pytest.raises(UsageError):
        check(SMALL, wanted)


def test_a_model_that_is_not_loaded_here_asks_for_an_endpoint() -> None:
    (need,) = check(model("path-foundation"))
    assert (need.standing, need.todo) == (Standing.MISSING, "name the endpoint with --url")


@contextmanager
def serving(status: int, body: str, asked: list[tuple[str, str | None]]) -> Iterator[str]:
    """An endpoint that gives this answer to everything, and notes path and key."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


LISTED = json.dumps({"data": [{"id": "google/medgemma-27b-it"}, {"id": "other"}]})


@pytest.mark.parametrize(
    ("status", "body", "fragment", "standing", "says"),
    [
        (200, LISTED, "", Standing.OK, "serves google/medgemma-27b-it"),
        (200, LISTED, "#other", Standing.OK, "serves other"),
        (200, LISTED, "#mine", Standing.MISSING, "not this model"),
        (200, '{"data": []}', "", Standing.MISSING, "serves nothing"),
        (200, "<html>", "", Standing.UNKNOWN, "does not list"),
        (500, '{"error": "no"}', "", Standing.UNKNOWN, "HTTP 500"),
        (401, "", "", Standing.MISSING, "refuses"),
    ],
)
def test_an_endpoint_is_asked_which_models_it_serves(
    status: int, body: str, fragment: str, standing: Standing, says: str
) -> None:
    asked: list[tuple[str, str | None]] = []
    with serving(status, body, asked) as url:
        (need,) = check(LARGE, Wanted(url=url + fragment, key="k1"))
    assert (need.standing, says in need.says) == (standing, True)
    assert asked == [("/v1/models", "Bearer k1")]


def test_an_endpoint_that_does_not_answer_is_missing_and_its_password_is_not_shown() -> None:
    need = endpoint(LARGE, "http://user:hunter2@127.0.0.1:9/v1")
    assert need.standing is Standing.MISSING
    assert "127.0.0.1:9 does not answer" in need.says
    assert "hunter2" not in need.says
    assert endpoint(LARGE, "local:/weights").standing is Standing.MISSING


def test_an_embedding_endpoint_is_only_known_to_answer() -> None:
    asked: list[tuple[str, str | None]] = []
    with serving(404, "", asked) as url:
        need = endpoint(model("cxr-foundation"), url)
    assert (need.standing, asked) == (Standing.UNKNOWN, [("/v1", None)])
