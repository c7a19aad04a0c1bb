"""Models behind OpenAI-compatible servers and Vertex endpoints; knows no weights and no prompts."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from chartside.errors import MissingExtra

if TYPE_CHECKING:
    from chartside.models.endpoints.chat import ChatEndpoint

__all__ = ["ChatEndpoint"]

_OPTIONAL: Final = frozenset({"openai", "httpx2", "PIL"})


def __getattr__(name: str) -> Any:
    """`ChatEndpoint`, loaded when it is asked for: addresses are read without the extra."""
    if name != "ChatEndpoint":
        raise AttributeError(name)
    try:
        return import_module("chartside.models.endpoints.chat").ChatEndpoint
    except ModuleNotFoundError as missing:
        if missing.name not in _OPTIONAL:
            raise
        raise MissingExtra("a model behind an endpoint", "endpoint") from missing
