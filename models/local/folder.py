"""What a folder of weights says of itself, read from its small files and the heads of its large.

No weight is read, and no pickle: only safetensors, whose heads say what is inside.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError

_LONGEST_HEAD: Final = 100_000_000
"""Bytes; the bound that safetensors itself sets."""
_INDEX: Final = "model.safetensors.index.json"
_SMALLEST_SHARD: Final = 8

DEFAULTS: Final[Mapping[str, int]] = {
    "vocab_size": 262_208,
    "hidden_size": 2304,
    "intermediate_size": 9216,
    "num_hidden_layers": 26,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 256,
    "sliding_window": 4096,
    "sliding_window_pattern": 6,
    "max_position_embeddings": 131_072,
}
"""What Gemma 3's configuration class takes where a published config.json is silent."""

BYTES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("F64", "I64", "U64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("BF16", "F16", "I16", "U16"), 2),
    **dict.fromkeys(("BOOL", "I8", "U8", "F8_E4M3", "F8_E5M2"), 1),
}
"""Bytes of a number, by the names that safetensors gives to types."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A weight by name: its type as safetensors writes it, and its shape."""

    name: str
    kind: str
    shape: tuple[int, ...]

    @property
    def numbers(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    @property
    def floating(self) -> bool:
        """Whether it is cast to the type that a model is loaded in."""
        return self.kind in {"F64", "F32", "F16", "BF16"}


@dataclass(frozen=True, slots=True)
class WeightsFolder:
    """A folder's configuration and the list of what its weights hold."""

    path: Path
    config: Mapping[str, Any]
    tensors: tuple[Tensor, ...]

    @property
    def sees(self) -> bool:
        """Whether the model takes images."""
        return "vision_config" in self.config

    @property
    def text(self) -> Mapping[str, Any]:
        """The part of the configuration that describes the language model."""
        return {**DEFAULTS, **_stated(self.config.get("text_config", self.config))}

    @property
    def window(self) -> int:
        """Tokens that a prompt and its answer may have together."""
        return int(self.text["max_position_embeddings"])

    @property
    def layers(self) -> tuple[int, int]:
        """Layers that keep the whole context, and layers that keep a sliding window of it."""
        kinds = self.text.get("layer_types")
        number = int(self.text["num_hidden_layers"])
        if kinds:
            full = sum(kind == "full_attention" for kind in kinds)
        else:
            full = number // int(self.text["sliding_window_pattern"])
        return full, number - full


def read_folder(path: Path) -> WeightsFolder:
    """The configuration and the heads of the weights.

    Raises:
        UsageError: There is no such folder, it has no configuration, its weights are pickled,
            missing in part, cut off, or not safetensors.
    """
    if not path.is_dir():
        raise UsageError(f"no such folder of weights: {path}")
    config = read_json(path / "config.json")
    tensors = tuple(t for file in weight_files(path) for t in head(file))
    folder = WeightsFolder(path, config, tensors)
    _check_sizes(folder)
    return folder


def _check_sizes(folder: WeightsFolder) -> None:
    """Refuse a configuration whose sizes are no sizes, before anything is reckoned with them."""
    text = folder.text
    kinds = text.get("layer_types") or []
    if any(type(text[key]) is not int or text[key] <= 0 for key in DEFAULTS) or not (
        isinstance(kinds, list) and len(kinds) in {0, text["num_hidden_layers"]}
    ):
        raise UsageError(f"{folder.path}: its config.json gives sizes that are none")


def weight_files(path: Path) -> tuple[Path, ...]:
    """The files that hold the weights, in order of their names.

    Raises:
        UsageError: There are none, or one that the index names is missing.
    """
    index = path / _INDEX
    if not index.is_file():
        found = tuple(sorted(path.glob("*.safetensors")))
        if not found:
            raise UsageError(f"{path} holds no weights as safetensors; pickled ones are not read")
        return found
    mapping = read_json(index).get("weight_map")
    names = {str(n) for n in mapping.values()} if isinstance(mapping, dict) else set()
    if not names or any(Path(name).name != name for name in names):
        raise UsageError(f"{path}: {_INDEX} does not say which files hold the weights")
    missing = sorted(name for name in names if not (path / name).is_file())
    if missing:
        raise UsageError(f"{path}: {len(missing)} of {len(names)} files of weights are missing")
    return tuple(path / name for name in sorted(names))


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        UsageError: The file is missing, or is not a JSON object.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"{path.parent} has no {path.name} that can be read")
    return found


def _stated(config: Any) -> dict[str, Any]:
    held = config if isinstance(config, dict) else {}
    pattern = held.get("_sliding_window_pattern")
    return {
        **({"sliding_window_pattern": pattern} if pattern else {}),
        **{key: value for key, value in held.items() if value is not None},
    }


def head(file: Path) -> Iterator[Tensor]:
    """The tensors that a file says it holds, once it is known to hold them all."""
    damaged = UsageError(f"{file.parent}: {file.name} is cut off or is not safetensors")
    size = file.stat().st_size
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if size < _SMALLEST_SHARD or length > min(_LONGEST_HEAD, size - 8):
            raise damaged
        try:
            head = json.loads(stream.read(length))
            head.pop("__metadata__", None)
            ends = [int(about["data_offsets"][1]) for about in head.values()]
            found = [
                Tensor(name, str(about["dtype"]), tuple(int(n) for n in about["shape"]))
                for name, about in head.items()
            ]
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            raise damaged from None
    if max(ends, default=0) + 8 + length != size or any(t.kind not in BYTES for t in found):
        raise damaged
    yield from found
