"""The invented questions that stand in for a user's copy, written out in each benchmark's format.

They are kept as TOML, for a person to read, and read as a user's copy is.
"""

import json
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from chartside.evals.running.patients import Scratch

_scratch: Final = cache(Scratch)


@cache
def as_lines(name: str) -> Path:
    """A file of JSON lines, as MedQA and MedMCQA have it."""
    place = _scratch().folder / f"{name}.jsonl"
    text = (json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(name))
    place.write_text("".join(text), encoding="utf-8")
    return place


@cache
def by_article() -> Path:
    """A folder with the two files of PubMedQA: questions by article, and the test set's truth."""
    folder = _scratch().folder / "pubmedqa"
    folder.mkdir(exist_ok=True)
    rows = {row.pop("pmid"): row for row in _rows("pubmedqa")}
    tested = {key: row["final_decision"] for key, row in rows.items() if row.pop("tested")}
    for name, held in (("ori_pqal.json", rows), ("test_ground_truth.json", tested)):
        (folder / name).write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    return folder


def _rows(name: str) -> list[dict[str, Any]]:
    place = files("chartside.evals.adapters.multiple_choice.samples").joinpath(f"{name}.toml")
    held: list[dict[str, Any]] = tomllib.loads(place.read_text(encoding="utf-8"))["rows"]
    return held
