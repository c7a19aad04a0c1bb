"""The tables of words beside this module: regular expressions and names, as TOML."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def table(name: str) -> Mapping[str, Any]:
    """A table by the name of its file."""
    text = files("chartside.agent.asking").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)
