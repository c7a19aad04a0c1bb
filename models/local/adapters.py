"""LoRA and other PEFT adapters, put on a model that is loaded."""

import re
import warnings
from pathlib import Path
from typing import Any, Final

from chartside.errors import MissingExtra, UsageError
from chartside.models.revision import Revision, revision_of
from chartside.models.tensors import read_json, tensors_of, weight_files

try:
    from peft import PeftModel, get_peft_model_state_dict
except ImportError as missing:
    raise MissingExtra("an adapter", "local") from missing

_OF_THE_BASE: Final = re.compile(r"(?:embed_tokens|lm_head)\.(?:base_layer\.)?weight$")
"""What an adapter for new words brings of the model itself."""


def adapted(model: Any, path: Path, *, merge: bool) -> tuple[Any, Revision]:
    """The model with an adapter on it, and which adapter that is.

    Args:
        model: A model without an adapter.
        path: The adapter's folder.
        merge: Add the adapter to the weights, so that it costs nothing at each token. Quantised
            weights cannot take it in without being rounded once more, so they keep it apart.

    Raises:
        UsageError: The folder is no adapter, is cut off, or is not one for a model of this shape.
    """
    config = read_json(path / "adapter_config.json")
    held = {tensor.name for file in weight_files(path) for tensor in tensors_of(file)}
    revision = revision_of(path, config)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of weights that are missing: see below
            wrapped: Any = PeftModel.from_pretrained(
                model, str(path), is_trainable=False, local_files_only=True
            )
            wanted = set(get_peft_model_state_dict(wrapped, save_embedding_layers=False))
    except Exception as wrong:  # of any library beneath: the files may say anything
        raise UsageError(f"{path} holds no adapter for this model") from wrong
    # peft would leave what is missing without effect, and pass over what has no place.
    astray = (wanted - held) | {n for n in held - wanted if not _OF_THE_BASE.search(n)}
    if astray:
        raise UsageError(f"{path}: {len(astray)} weights of the adapter do not fit this model")
    return (wrapped.merge_and_unload(safe_merge=True) if merge else wrapped), revision
