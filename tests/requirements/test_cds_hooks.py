"""The table of what CDS Hooks 2.0 asks of a service: nothing is missing, and each test is there.

Ids are those of the requirement set `cds-hooks_2.0` of Inferno's CRD test kit; the words are ours.
`not used` marks what concerns a part of the specification that the service leaves out on purpose:
the named test shows that it does.
"""

import ast
import csv
from collections import Counter
from pathlib import Path

import pytest

FIELDS = ["id", "strength", "section", "requirement", "test", "status"]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "cds_hooks.csv").open(encoding="utf-8", newline="") as file:
        read = csv.DictReader(file)
        assert read.fieldnames == FIELDS
        return list(read)


def test_every_duty_of_a_service_is_in_the_table(rows: list[dict[str, str]]) -> None:
    strengths = Counter(row["strength"] for row in rows)
    assert strengths["SHALL"] == 69
    assert strengths["SHALL NOT"] == 4
    assert set(strengths) == {"SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT"}


def test_each_requirement_stands_once_and_in_full(rows: list[dict[str, str]]) -> None:
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row[name].strip() for row in rows for name in FIELDS)
    assert {row["status"] for row in rows} == {"tested", "not used"}


def test_each_requirement_is_held_by_a_test_that_exists(
    root: Path, rows: list[dict[str, str]]
) -> None:
    known: dict[str, set[str]] = {}
    for path, _, name in (row["test"].partition("::") for row in rows):
        if path not in known:
            tree = ast.parse((root / path).read_text(encoding="utf-8"))
            known[path] = {
                node.name
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            }
        assert name.startswith("test_")
        assert name in known[path], f"{path}::{name}"
