"""What is missing before a model of the catalogue can be used here. Changes nothing, loads nothing.

The one thing that leaves the machine is the question to an endpoint that the caller names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urldefrag, urlsplit

import httpx

from chartside.errors import MissingExtra
from chartside.models.catalog import Model, ModelKind, licence_of
from chartside.models.footprint import QUANTISED, footprint
from chartside.models.ram import free_ram
from chartside.models.weights import Place, cached, faults, has_token
from chartside.settings import plain_http_allowed

_NEEDED: Final = ("torch", "transformers")
_OF_INPUT: Final = {"image": ("PIL",), "audio": ("soundfile", "soxr"), "text": ()}
_OF_SENTENCEPIECE: Final = ("sentencepiece", "google.protobuf")
"""What reads the tokenizer of MedSigLIP."""
_PATIENCE: Final = 5.0
"""Seconds that an endpoint may take to say which models it serves."""
_SHOWN: Final = 5
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_GIB: Final = 2**30


class Standing(StrEnum):
    """How something that a model needs stands; `unknown` is what cannot be known from here."""

    OK = "ok"
    UNKNOWN = "unknown"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a model needs: how it stands, and what to do where something is to be done."""

    name: str
    standing: Standing
    says: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a model is to be used. With `url` an endpoint is asked, and no weights are looked for.

    `folder` None looks in the hub's cache; `key` is the endpoint's bearer key.
    """

    folder: Path | None = None
    dtype: str = "bfloat16"
    context: int = 32768
    url: str | None = None
    key: str | None = None


def check(model: Model, wanted: Wanted | None = None) -> tuple[Need, ...]:
    """Everything that this use of a model needs.

    Raises:
        UsageError: No such dtype, or more context than the model has.
    """
    wanted = wanted or Wanted()
    if wanted.url is not None:
        return (endpoint(model, wanted.url, wanted.key),)
    if not model.loadable:
        says = "Chartside does not load this model: it is asked behind an endpoint"
        return (Need("endpoint", Standing.MISSING, says, "name the endpoint with --url"),)
    place = Place(wanted.folder) if wanted.folder else cached(model)
    return (
        _extra(model, wanted.dtype),
        _weights(model, place),
        _terms(model, place),
        *_memory(model, wanted),
    )


def _extra(model: Model, dtype: str) -> Need:
    modules = [*_NEEDED, *(name for kind in model.inputs for name in _OF_INPUT[kind])]
    if model.kind is ModelKind.IMAGE_TEXT:
        modules += _OF_SENTENCEPIECE
    gone = [name for name in modules if not _installed(name)]
    extra = model.extra
    if dtype in QUANTISED and not _installed("bitsandbytes"):
        gone, extra = [*gone, "bitsandbytes"], "quantised"
    if not gone:
        return Need("extra", Standing.OK, f"[{extra}] is installed")
    todo = str(MissingExtra("", extra)).rpartition(": ")[2]
    return Need("extra", Standing.MISSING, f"not installed: {', '.join(gone)}", todo)


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # what it lies in is not there
        return False


def _weights(model: Model, place: Place | None) -> Need:
    if place is None:
        says = "not in the hub's cache on this machine, and no folder was named"
        todo = f"hf download {model.id}, or name their folder with --path"
        return Need("weights", Standing.MISSING, says, todo)
    wrong = faults(place.folder, model)
    if wrong:
        more = len(wrong) - _SHOWN
        says = "; ".join(wrong[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
        todo = f"hf download {model.id} --local-dir {place.folder}"
        return Need("weights", Standing.MISSING, f"{place.folder}: {says}", todo)
    of = f", revision {place.revision}" if place.revision else ", of no known revision"
    return Need("weights", Standing.OK, f"whole in {place.folder}{of}")


def _terms(model: Model, place: Place | None) -> Need:
    """Whether the terms were accepted, as far as a machine without a network can know."""
    licence = licence_of(model)
    if not model.gated:
        return Need("terms", Standing.OK, licence.title)
    page = f"read {licence.address} and accept them at https://huggingface.co/{model.id}"
    if place is not None and not faults(place.folder, model):
        says = f"weights are here, so somebody accepted the {licence.title}; they bind you too"
        return Need("terms", Standing.UNKNOWN, says, f"read {licence.address}")
    if has_token():
        says = "a hub token is set; whether its owner accepted the terms is known there only"
        return Need("terms", Standing.UNKNOWN, says, page)
    says = "no hub token on this machine, by which gated weights are downloaded"
    return Need("terms", Standing.MISSING, says, f"{page}, then hf auth login")


def _memory(model: Model, wanted: Wanted) -> Iterator[Need]:
    takes = footprint(model, wanted.dtype, wanted.context)
    says = f"{_gib(takes.all)} in {wanted.dtype}"
    if model.shape:
        says += f": weights {_gib(takes.weights)}, {takes.context:,} tokens {_gib(takes.cache)}"
    device, free = memory()
    if free is None:
        yield Need("memory", Standing.UNKNOWN, f"{says}; what {device} has free is not known")
    elif takes.all <= free:
        yield Need("memory", Standing.OK, f"{says}; {device} has {_gib(free)} free")
    else:
        todo = "a smaller dtype (--dtype int8 or nf4), less --context, a larger device, or --url"
        yield Need("memory", Standing.MISSING, f"{says}; {device} has {_gib(free)} free", todo)
    if wanted.dtype in QUANTISED:
        says = "the publisher has not evaluated quantised weights, and small ones break long JSON"
        yield Need("quantised", Standing.UNKNOWN, says, "evaluate it on your own records first")


def memory() -> tuple[str, int | None]:
    """The device that a model would be put on, and the bytes free on it; None if nobody knows."""
    if find_spec("torch") is not None:
        torch: Any = import_module("torch")
        if torch.cuda.is_available():
            free = [torch.cuda.mem_get_info(n)[0] for n in range(torch.cuda.device_count())]
            return (f"{len(free)} GPU" + "s" * (len(free) > 1), sum(free))
    return "this machine", free_ram()


def endpoint(model: Model, url: str, key: str | None = None) -> Need:
    """Whether an endpoint answers, and serves the model.

    `url` is that of an OpenAI-compatible API, `http://host:8000/v1`, with `#name` where the model
    is served under a name of its own. An endpoint of another kind is asked for any answer.
    """
    base, named = urldefrag(url)
    host = urlsplit(base).netloc.rpartition("@")[2] or base
    if urlsplit(base).scheme not in {"http", "https"}:
        todo = "write it as http://host:port/v1 or https://…"
        return Need("endpoint", Standing.MISSING, "that is no address of an endpoint", todo)
    where = f"{base.rstrip('/')}/models" if model.serving == "openai" else base
    try:
        answer = httpx.get(where, headers=_bearer(base, key), timeout=_PATIENCE)
    except (httpx.HTTPError, httpx.InvalidURL) as wrong:
        says = f"{host} does not answer ({type(wrong).__name__})"
        return Need("endpoint", Standing.MISSING, says, "start it, or name another with --url")
    if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        says = f"{host} refuses (HTTP {answer.status_code})"
        return Need("endpoint", Standing.MISSING, says, "set CHARTSIDE_ENDPOINT_KEY to its key")
    if model.serving != "openai":
        says = f"{host} answers (HTTP {answer.status_code}); which model it serves it does not say"
        return Need("endpoint", Standing.UNKNOWN, says)
    return _serves(answer, host, {named} if named else {model.id, model.name})


def _bearer(base: str, key: str | None) -> dict[str, str]:
    """The key, which goes unencrypted to this machine only, or where the settings allow it."""
    parts = urlsplit(base)
    hidden = parts.scheme == "https" or parts.hostname in _HERE or plain_http_allowed()
    return {"Authorization": f"Bearer {key}"} if key and hidden else {}


def _serves(answer: httpx.Response, host: str, names: set[str]) -> Need:
    served = _listed(answer)
    if served is None:
        says = f"{host} answers (HTTP {answer.status_code}), but does not list its models"
        return Need("endpoint", Standing.UNKNOWN, says, "ask it for a draft to see")
    if names & served:
        return Need("endpoint", Standing.OK, f"{host} serves {min(names & served)}")
    some = ", ".join(sorted(served)[:_SHOWN]) or "nothing"
    todo = "name one that it serves as --url ADDRESS#NAME, or start it with this model"
    return Need("endpoint", Standing.MISSING, f"{host} serves {some}, and not this model", todo)


def _listed(answer: httpx.Response) -> set[str] | None:
    try:
        return {str(one["id"]) for one in answer.json()["data"]}
    except (ValueError, KeyError, TypeError):
        return None


def _gib(octets: int) -> str:
    return f"{octets / _GIB:.1f} GiB"
