"""LoRA and other PEFT adapters, put on a model that is loaded."""

from pathlib import Path
from typing import Any

from chartside.errors import MissingExtra, UsageError
from chartside.models.local.folder import read_json
from chartside.models.local.revision import Revision, revision_of

try:
    from peft import PeftModel
except ImportError as missing:
    raise MissingExtra("an adapter", "local") from missing


def adapted(model: Any, path: Path, *, merge: bool) -> tuple[Any, Revision]:
    """The model with an adapter on it, and which adapter that is.

    Args:
        model: A model without an adapter.
        path: The adapter's folder.
        merge: Add the adapter to the weights, so that it costs nothing at each token. Quantised
            weights cannot take it in without being rounded once more, so they keep it apart.

    Raises:
        UsageError: The folder is no adapter, or not one for a model of this shape.
    """
    config = read_json(path / "adapter_config.json")
    revision = revision_of(path, config)
    try:
        wrapped: Any = PeftModel.from_pretrained(
            model, str(path), is_trainable=False, local_files_only=True
        )
    except (RuntimeError, ValueError, TypeError, OSError, KeyError) as wrong:
        raise UsageError(f"{path} holds no adapter for this model") from wrong
    return (wrapped.merge_and_unload(safe_merge=True) if merge else wrapped), revision
