"""Which weights these are: the revision that goes into every draft they had a part in."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chartside.models.tensors import weight_files

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_SAMPLES: Final = 16
_BLOCK: Final = 65_536
_SMALL: Final = (
    *("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"),
    *("chat_template.jinja", "processor_config.json", "preprocessor_config.json"),
    "adapter_config.json",
)
"""What changes an answer beside the weights."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A model by name and revision, and what the revision was learnt from.

    `source` is `snapshot` (the folder of a hub cache), `download` (what `hf download --local-dir`
    wrote beside the files), `config` (its `_commit_hash`) or `fingerprint`, which is a digest of
    the small files in whole and of the weights by their sizes and samples. A fingerprint tells two
    trainings apart; it is no proof against somebody who changed a few weights on purpose.
    """

    name: str
    revision: str
    source: str


def revision_of(folder: Path, config: dict[str, Any]) -> Revision:
    """Name and revision of the weights in a folder; neither holds a path of the machine."""
    place = folder.resolve()
    if _COMMIT.fullmatch(place.name) and place.parent.name == "snapshots":
        name = place.parent.parent.name.removeprefix("models--").replace("--", "/")
        return Revision(name, place.name, "snapshot")
    if commit := _downloaded(place):
        return Revision(place.name, commit, "download")
    stated = config.get("_commit_hash")
    if isinstance(stated, str) and _COMMIT.fullmatch(stated):
        return Revision(place.name, stated, "config")
    return Revision(place.name, fingerprint(place), "fingerprint")


def fingerprint(folder: Path) -> str:
    """`sha256:` and 16 digits over the small files, and sizes and samples of the weights.

    Reads about a megabyte of each file of weights, whatever its size.
    """
    digest = hashlib.sha256()
    for name in _SMALL:
        file = folder / name
        if file.is_file():
            digest.update(f"{name}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    for file in weight_files(folder):
        size = file.stat().st_size
        digest.update(f"{file.name}\0{size}\0".encode())
        with file.open("rb") as stream:
            for sample in range(_SAMPLES):
                stream.seek(max(0, size - _BLOCK) * sample // (_SAMPLES - 1))
                digest.update(stream.read(_BLOCK))
    return f"sha256:{digest.hexdigest()[:16]}"


def _downloaded(folder: Path) -> str | None:
    """The commit that the hub's client noted for all files alike when it downloaded them."""
    notes = sorted((folder / ".cache" / "huggingface" / "download").glob("*.metadata"))
    commits = {note.read_text(encoding="utf-8", errors="replace").split("\n")[0] for note in notes}
    commit = commits.pop() if len(commits) == 1 else ""
    return commit if _COMMIT.fullmatch(commit) else None
