"""The lists of words that the cells are read by, which are data (`words.toml`, `labels.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from chartside.fhir.lab_reports.cells.folding import folded


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of this folder, as it is written."""
    source = files("chartside.fhir.lab_reports.cells").joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def meanings(kind: str) -> Mapping[str, str]:
    """The folded words of `result`, `state` or `flag`, and what each means; the first leads."""
    meant: dict[str, str] = {}
    for meaning, words in table("words")[kind].items():
        for word in words:
            meant.setdefault(folded(word), meaning)
    return meant
