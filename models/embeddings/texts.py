"""A sentence-transformers model from a folder, loaded when it is first asked for something."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

from chartside.errors import MissingExtra, ModelError, UsageError
from chartside.models.embeddings.floor import floor_of

_MODULES: Final = "modules.json"
_CACHED: Final = re.compile(r"models--(.+?)--(.+)")
_SNAPSHOTS: Final = "snapshots"
_BLOCK: Final = 1 << 20
_SHOWN: Final = 12
_BATCH: Final = 32


class TextEmbedder:
    """Texts as unit vectors of 32-bit floats; a question and a passage each with its own prompt.

    Args:
        folder: A folder with a sentence-transformers model, its weights as safetensors. Nothing is
            downloaded, and no code that lies in the folder is run.
        device: `cpu`, `cuda`, …; None for the best there is.
        floor: The least cosine of texts that are about one thing; None measures it (`floor_of`).

    Raises:
        UsageError: The folder holds no such model.
    """

    def __init__(
        self, folder: Path | str, *, device: str | None = None, floor: float | None = None
    ) -> None:
        self.folder = Path(folder)
        self._device = device
        self._floor = floor
        if not (self.folder / _MODULES).is_file():
            raise UsageError(f"{self.folder} holds no sentence-transformers model ({_MODULES})")

    @cached_property
    def name(self) -> str:
        """The model and its revision: `all-MiniLM-L6-v2@1110a243fdf4`.

        The revision is the hub's commit in the hub's own cache, and elsewhere a hash of every file:
        two folders with one name and other weights are two models.
        """
        snapshot = self.folder.resolve()
        cached = _CACHED.fullmatch(snapshot.parent.parent.name)
        if cached and snapshot.parent.name == _SNAPSHOTS:
            return f"{cached[1]}/{cached[2]}@{snapshot.name[:_SHOWN]}"
        return f"{snapshot.name}@{_digest(snapshot)[:_SHOWN]}"

    @cached_property
    def dimension(self) -> int:
        """Numbers of a vector."""
        return int(self._encoded(["length"], "passage").shape[1])

    @cached_property
    def floor(self) -> float:
        """The least cosine, -1 to 1, of a query and a passage that are about one thing."""
        if self._floor is not None:
            return self._floor
        return floor_of(
            lambda texts: self._encoded(texts, "query"),
            lambda texts: self._encoded(texts, "passage"),
        )

    def embed(self, texts: Sequence[str], role: Literal["query", "passage"]) -> Any:
        """A unit vector for each text, an array of `len(texts)` rows.

        What is longer than the model's input is cut off there.

        Raises:
            MissingExtra: `local` is not installed.
            ModelError: The model cannot be loaded, or fails.
        """
        return self._encoded(texts, role)

    def _encoded(self, texts: Sequence[str], role: str) -> Any:
        encode = self._model.encode_query if role == "query" else self._model.encode_document
        storable = [text.encode("utf-8", "replace").decode() for text in texts]
        try:
            return encode(
                storable,
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        except (RuntimeError, ValueError, IndexError, TypeError) as wrong:
            raise ModelError(
                f"the embedding model {self.name} failed on {len(texts)} texts "
                f"({type(wrong).__name__})"
            ) from None

    @cached_property
    def _model(self) -> Any:
        if find_spec("sentence_transformers") is None:
            raise MissingExtra("a text embedding", "local")
        import_module("transformers").utils.logging.disable_progress_bar()
        made = import_module("sentence_transformers").SentenceTransformer
        try:
            return made(
                str(self.folder),
                device=self._device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, RuntimeError, KeyError, TypeError, ImportError) as wrong:
            raise ModelError(
                f"the embedding model in {self.folder} cannot be loaded ({type(wrong).__name__})"
            ) from wrong


def _digest(folder: Path) -> str:
    """A hash of every file of a folder and of its name in it."""
    found = hashlib.sha256()
    for path in sorted(_files(folder)):
        found.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                found.update(block)
    return found.hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    return (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
