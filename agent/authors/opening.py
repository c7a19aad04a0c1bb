"""The author behind a name: the extractive one, or a model's."""

from typing import Any, Final

from langchain_core.language_models import BaseChatModel

from chartside.agent.authors.author import Author
from chartside.agent.authors.extractive import Extractive
from chartside.agent.authors.model.author import ModelAuthor
from chartside.models.reasoner import open_reasoner

_BESIDE: Final = ("precision", "adapter")
"""What besides its revision tells one model of a name from another."""
_DECODING: Final = ("temperature", "top_p", "top_k", "max_tokens", "seed", "think")
"""What says how a model chooses its words, by the names that LangChain's models use."""


def open_author(reasoner: str | BaseChatModel | Author) -> Author:
    """Whoever writes.

    Args:
        reasoner: `extractive`; the address of a model or a folder of weights, as `open_reasoner`
            takes them; any LangChain chat model; or an author of your own.

    Raises:
        UsageError: A name that is none of these, or what it needs is not installed.
        ModelError: The weights cannot be loaded.
    """
    if reasoner == "extractive":
        return Extractive()
    model = open_reasoner(reasoner) if isinstance(reasoner, str) else reasoner
    return _of(model) if isinstance(model, BaseChatModel) else model


def _of(model: BaseChatModel) -> ModelAuthor:
    known: dict[str, Any] = dict(model._identifying_params)  # noqa: SLF001 - how LangChain's models say which they are
    name = known.get("model") or known.get("model_name") or type(model).__name__
    told = [known.get("revision"), *(known.get(key) for key in _BESIDE)]
    told += getattr(model, "notices", ())  # what a reader of any of its answers should know
    revision = ", ".join(str(t) for t in told if t) or None
    return ModelAuthor(model, str(name), revision, _decoding(known))


def _decoding(known: dict[str, Any]) -> dict[str, str]:
    """Numbers and truths only: what else a model tells of itself could be anything."""
    told = {key: known.get(key) for key in _DECODING}
    return {key: f"{held}".lower() for key, held in told.items() if isinstance(held, float | int)}
