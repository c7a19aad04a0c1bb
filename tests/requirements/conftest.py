"""Tables of what is asked of us, and of the tests that hold us to it."""

import ast
import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def table() -> Callable[..., Rows]:
    """Reads a table of this folder, which has these columns and no others."""

    def read(name: str, *fields: str) -> Rows:
        path = Path(__file__).with_name(name)
        with path.open(encoding="utf-8", newline="") as file:
            held = csv.DictReader(file, strict=True)
            assert held.fieldnames == list(fields)
            return list(held)

    return read


@pytest.fixture(scope="session")
def is_a_test(root: Path) -> Callable[[str], bool]:
    """Whether `tests/area/test_file.py::test_name` is there, at the top of its file."""

    @cache
    def named_in(path: str) -> frozenset[str]:
        if not (root / path).is_file():
            return frozenset()
        tree = ast.parse((root / path).read_text(encoding="utf-8"))
        functions = (
            one for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        return frozenset(one.name for one in functions if one.name.startswith("test_"))

    def is_there(node: str) -> bool:
        path, _, name = node.partition("::")
        return name in named_in(path)

    return is_there
