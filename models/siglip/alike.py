"""Images that are like an image or a text: vectors on a shelf, each by a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from chartside.errors import UsageError

_SUFFIX: Final = ".npz"


@dataclass(frozen=True, slots=True)
class Alike:
    """An image on the shelf, and its cosine, -1 to 1, with what was asked for."""

    name: str
    cosine: float


class Shelf:
    """Vectors of one model, each under a name of the caller's own; a name that returns is replaced.

    Args:
        model: Name and revision of the model: vectors of another are not comparable.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self._rows: dict[str, Any] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)

    def put(self, names: Sequence[str], vectors: Any) -> None:
        """Put unit vectors on the shelf.

        Raises:
            UsageError: Another number of vectors than of names, or of another length than others.
        """
        rows = np.asarray(vectors, dtype=np.float32)
        known = {row.shape[0] for row in self._rows.values()}
        if rows.ndim != 2 or len(rows) != len(names) or known - {rows.shape[1]}:  # noqa: PLR2004 - rows and columns
            raise UsageError("a vector for each name, all of the length of those on the shelf")
        self._rows.update(zip(names, rows, strict=True))

    def nearest(self, vector: Any, limit: int = 10) -> tuple[Alike, ...]:
        """The images that are most like a vector of an image or a text, the nearest first."""
        if not self._rows:
            return ()
        names = list(self._rows)
        near = np.stack(list(self._rows.values())) @ np.asarray(vector, dtype=np.float32)
        order = np.argsort(-near, kind="stable")[: max(limit, 0)]
        return tuple(Alike(names[at], float(near[at])) for at in order)

    def save(self, path: Path) -> None:
        """Write the shelf to an `.npz` file: the model's name, the names and the vectors."""
        if path.suffix != _SUFFIX:
            raise UsageError(f"a shelf is kept in a file that ends with {_SUFFIX}")
        vectors = np.stack(list(self._rows.values())) if self._rows else np.zeros((0, 0))
        np.savez(
            path, model=np.array(self.model), names=np.array(list(self._rows)), vectors=vectors
        )

    @classmethod
    def read(cls, path: Path, model: str) -> "Shelf":
        """A shelf from a file; no code in it is run.

        Raises:
            UsageError: It is not such a file, or its vectors are of another model.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                made, names, vectors = str(held["model"]), held["names"].tolist(), held["vectors"]
        except (OSError, ValueError, KeyError, BadZipFile):
            raise UsageError(f"{path} is not a shelf of vectors") from None
        if made != model:
            raise UsageError(
                f"{path} holds vectors of {made}, which {model} cannot be compared with"
            )
        shelf = cls(model)
        if names:
            shelf.put([str(name) for name in names], vectors)
        return shelf
