"""What files of weights hold, read from their heads: no weight is read, and no pickle.

Only safetensors are looked at, whose heads say what is inside.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError

_WHOLE: Final = "model.safetensors"
_ADAPTER: Final = "adapter_model.safetensors"
_INDEX: Final = "model.safetensors.index.json"
_PREFIX: Final = 8
_LONGEST_HEAD: Final = 100_000_000
"""Bytes; the bound that safetensors itself sets."""

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


def named_files(folder: Path) -> tuple[str, ...]:
    """Names of the files that hold a folder's weights, in order, whether or not they are there.

    As transformers and peft look for them: one whole file, else those of the index, else an
    adapter's. Shards without their index are nothing that could be loaded.

    Raises:
        UsageError: The index does not say which files of this folder hold the weights.
    """
    if (folder / _WHOLE).is_file():
        return (_WHOLE,)
    if not (folder / _INDEX).is_file():
        return (_ADAPTER,) if (folder / _ADAPTER).is_file() else ()
    mapping = (read_object(folder / _INDEX) or {}).get("weight_map")
    names = {str(n) for n in mapping.values()} if isinstance(mapping, dict) else set()
    if not names or any(Path(name).name != name for name in names):
        raise UsageError(f"{folder}: {_INDEX} does not say which files hold the weights")
    return tuple(sorted(names))


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The files that hold the weights, in order of their names.

    Raises:
        UsageError: There are none, or one that the index names is missing.
    """
    names = named_files(folder)
    if not names:
        raise UsageError(f"{folder} holds no weights as safetensors; pickled ones are not read")
    missing = sum(not (folder / name).is_file() for name in names)
    if missing:
        raise UsageError(f"{folder}: {missing} of {len(names)} files of weights are missing")
    return tuple(folder / name for name in names)


def tensors_of(file: Path) -> tuple[Tensor, ...]:
    """The tensors that a file says it holds, once it is known to hold them all.

    Raises:
        UsageError: It does not.
    """
    held = _looked_at(file)
    if isinstance(held, str):
        raise UsageError(f"{file.parent}: {file.name} {held}")
    return held


def fault(file: Path) -> str:
    """Why a file of weights is not whole, to be said behind its name; empty where it is."""
    held = _looked_at(file)
    return held if isinstance(held, str) else ""


def _looked_at(file: Path) -> tuple[Tensor, ...] | str:
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(_PREFIX), "little")
            if size < _PREFIX or length > min(_LONGEST_HEAD, size - _PREFIX):
                return "holds no weights: it is cut off, or only a pointer to them"
            head = json.loads(stream.read(length))
        head.pop("__metadata__", None)
        ends = [int(about["data_offsets"][1]) for about in head.values()]
        found = tuple(
            Tensor(name, str(about["dtype"]), tuple(int(n) for n in about["shape"]))
            for name, about in head.items()
        )
    except FileNotFoundError:
        return "is missing"
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return "cannot be read: it is cut off or is not safetensors"
    lacking = max(ends, default=0) + _PREFIX + length - size
    if lacking > 0:
        return f"is cut off: {lacking:,} bytes are missing"
    if lacking < 0 or any(tensor.kind not in BYTES for tensor in found):
        return "cannot be read: it holds other than it says"
    return found


def read_object(file: Path) -> dict[str, Any] | None:
    """A JSON object from a file; None where there is none that can be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_json(file: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        UsageError: The file is missing, or is not a JSON object.
    """
    found = read_object(file)
    if found is None:
        raise UsageError(f"{file.parent} has no {file.name} that can be read")
    return found
