"""The chat model that a person names: at an address, or in a folder of weights."""

from importlib import import_module
from pathlib import Path
from typing import Final

from langchain_core.language_models import BaseChatModel

from chartside.errors import UsageError

_LOCAL: Final = "local:"
_ADDRESSES: Final = ("http://", "https://")
NAMED: Final = "a reasoner is named URL#MODEL (several with commas between them) or local:FOLDER"


def open_reasoner(spec: str) -> BaseChatModel:
    """A chat model, opened; what it needs and is not installed is named by a `MissingExtra`.

    Args:
        spec: `http://127.0.0.1:8000/v1#medgemma-27b-it`; several such addresses of one model, with
            commas between them; or `local:/weights/medgemma-27b-it`.

    Raises:
        UsageError: None of these, or an address or a folder that is not taken.
    """
    spec = spec.strip()
    if spec.startswith(_LOCAL):
        folder = Path(spec.removeprefix(_LOCAL)).expanduser()
        opened: BaseChatModel = import_module("chartside.models.local").ChatMedGemma.load(folder)
        return opened
    addresses = [part.strip() for part in spec.split(",")]
    if not all(address.startswith(_ADDRESSES) for address in addresses):
        raise UsageError(NAMED)
    # Loaded here: the client and the weights' libraries take seconds, and are optional parts.
    model: BaseChatModel = import_module("chartside.models.endpoints").ChatEndpoint.of(*addresses)
    return model
