"""The chat model that a person names: at an address, or in a folder of weights."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from langchain_core.language_models import BaseChatModel

from chartside.errors import UsageError

_LOCAL: Final = "local:"
_ADDRESSES: Final = ("http://", "https://")
NAMED: Final = (
    "a reasoner is named URL#MODEL (several with commas between them) or local:FOLDER, and what "
    "is to be said of it stands behind a ?"
)


def open_reasoner(spec: str) -> BaseChatModel:
    """A chat model, opened; what it needs and is not installed is named by a `MissingExtra`.

    Args:
        spec: `http://127.0.0.1:8000/v1#medgemma-27b-it`; several such addresses of one model, with
            commas between them; or `local:/weights/medgemma-27b-it`. Behind a `?` at its end stand
            options, with `&` between them: of either `think=true`; of a folder also
            `quantised=4` or `8`, `adapter=FOLDER`, `compiled=true` and `revision=REVISION`, which
            its weights must be. In a value `&` and `%` are written `%26` and `%25`.

    Raises:
        UsageError: None of these, an option that is not known, or an address or a folder that is
            not taken.
    """
    spec = spec.strip()
    if spec.startswith(_LOCAL):
        name, _, said = spec.removeprefix(_LOCAL).partition("?")
        if not name:
            raise UsageError(NAMED)
        options = _options(said, _OF_A_FOLDER)
        opened: BaseChatModel = import_module("chartside.models.local").ChatMedGemma.load(
            Path(name).expanduser(), **options
        )
        return opened
    addresses, mark, model = spec.rpartition("#")
    model, _, said = model.partition("?")
    named = [part.strip() for part in f"{addresses}{mark}{model}".split(",")]
    if not all(a.startswith(_ADDRESSES) and "?" not in a.partition("#")[2] for a in named):
        raise UsageError(NAMED)
    options = _options(said, _OF_AN_ADDRESS)
    # Loaded here: the client and the weights' libraries take seconds, and are optional parts.
    served: BaseChatModel = import_module("chartside.models.endpoints").ChatEndpoint.of(
        *named, **options
    )
    return served


def _options(said: str, known: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    """The options behind the `?`, each read as what it is."""
    found: dict[str, Any] = {}
    for part in filter(None, said.split("&")):
        name, _, value = part.partition("=")
        if name not in known or name in found:
            raise UsageError(f"a reasoner's options are {', '.join(known)}, each once")
        try:
            found[name] = known[name](unquote(value))
        except (KeyError, ValueError):
            raise UsageError(f"a reasoner's {name} has no such value") from None
    return found


def _said(value: str) -> str:
    if not value:
        raise ValueError
    return value


_OF_AN_ADDRESS: Final[Mapping[str, Callable[[str], Any]]] = {
    "think": {"true": True, "false": False}.__getitem__
}
_OF_A_FOLDER: Final[Mapping[str, Callable[[str], Any]]] = {
    **_OF_AN_ADDRESS,
    "quantised": {"4": 4, "8": 8}.__getitem__,
    "compiled": {"true": True, "false": False}.__getitem__,
    "adapter": lambda value: Path(_said(value)).expanduser(),
    "revision": _said,
}
