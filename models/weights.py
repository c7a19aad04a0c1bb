"""Weights on this machine: where they lie, whether they are whole, and whose they are.

Nothing is downloaded, and nothing is loaded: a file is looked at by its header only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError
from chartside.models.catalog import Model
from chartside.models.tensors import fault, named_files, read_object

_PREPARATION: Final = ("processor_config.json", "preprocessor_config.json")
_TOKENIZERS: Final = ("tokenizer.json", "tokenizer.model", "spiece.model")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with weights; `revision` is the commit on the hub, where it is known."""

    folder: Path
    revision: str | None = None


def cached(model: Model) -> Place | None:
    """The model in the hub's own cache on this machine, as it was last downloaded."""
    if find_spec("huggingface_hub") is None:
        return None
    hub = import_module("huggingface_hub")
    found = hub.try_to_load_from_cache(model.id, "config.json")
    if not isinstance(found, str):  # None, or a mark that the hub has no such file
        return None
    folder = Path(found).parent
    return Place(folder, folder.name)


def has_token() -> bool:
    """Whether a token of the hub is on this machine, by which gated weights are downloaded."""
    return find_spec("huggingface_hub") is not None and bool(
        import_module("huggingface_hub").get_token()
    )


def faults(folder: Path, model: Model) -> tuple[str, ...]:
    """What keeps the weights in a folder from being this model, whole; empty when nothing does."""
    if not folder.is_dir():
        return (f"{folder} is not a folder",)
    config = read_object(folder / "config.json")
    if config is None:
        return ("it has no config.json that can be read",)
    return (*_another(config, model), *_preparation(folder, model), *_files(folder))


def _another(config: dict[str, Any], model: Model) -> Iterator[str]:
    named = config.get("architectures")
    classes = [str(name) for name in named] if isinstance(named, list) else []
    if classes != [model.architecture]:
        yield f"it holds {', '.join(classes) or 'no named class'}, and not {model.architecture}"
        return
    inner = config.get("text_config", config)
    if model.shape and isinstance(inner, dict):
        for key, wanted in (
            ("hidden_size", model.shape.hidden),
            ("num_hidden_layers", model.shape.layers),
        ):
            held = inner.get(key, wanted)
            if held != wanted:
                yield f"it is a model of another size ({key} {held}, not {wanted})"


def _preparation(folder: Path, model: Model) -> Iterator[str]:
    if "text" in model.inputs and not any((folder / name).is_file() for name in _TOKENIZERS):
        yield "its tokenizer is missing"
    seen = {"image", "audio"} & set(model.inputs)
    if seen and not any((folder / name).is_file() for name in _PREPARATION):
        yield f"what prepares its {min(seen)} is missing ({_PREPARATION[1]})"


def _files(folder: Path) -> Iterator[str]:
    try:
        names = named_files(folder)
    except UsageError as wrong:
        yield str(wrong).removeprefix(f"{folder}: ")
        return
    if not names:
        yield "it holds no weights as safetensors"
    for name in names:
        if reason := fault(folder / name):
            yield f"{name} {reason}"
