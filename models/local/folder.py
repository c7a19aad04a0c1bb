"""What a folder with a model of this family says of itself; no weight of it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError
from chartside.models.tensors import Tensor, read_json, tensors_of, weight_files

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
    tensors = tuple(t for file in weight_files(path) for t in tensors_of(file))
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


def _stated(config: Any) -> dict[str, Any]:
    held = config if isinstance(config, dict) else {}
    pattern = held.get("_sliding_window_pattern")
    return {
        **({"sliding_window_pattern": pattern} if pattern else {}),
        **{key: value for key, value in held.items() if value is not None},
    }
