"""The table of what CDS Hooks 2.0 asks of a service: nothing is missing, and each test is there.

Ids are those of the requirement set `cds-hooks_2.0` of Inferno's CRD test kit; the words are ours.
`not used` marks what concerns a part of the specification that the service leaves out on purpose:
the named test shows that it does.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

FIELDS = ["id", "strength", "section", "requirement", "test", "status"]


@pytest.fixture(scope="module")
def rows(table: Callable[..., Any]) -> list[dict[str, str]]:
    held: list[dict[str, str]] = table("cds_hooks.csv", *FIELDS)
    return held


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
    is_a_test: Callable[[str], bool], rows: list[dict[str, str]]
) -> None:
    assert [row["test"] for row in rows if not is_a_test(row["test"])] == []
