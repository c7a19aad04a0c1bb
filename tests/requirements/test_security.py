"""The table of attacks on the product: no risk is without a test, and each test is there."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest
from packaging.version import Version

FIELDS = ["risk", "tried", "test"]
RISKS = {
    "injection through notes",
    "defences against injection",
    "excessive agency",
    "SSRF",
    "XXE and entity bombs",
    "decompression",
    "DICOM",
    "JSON",
    "XSS",
    "framing",
    "session in a frame",
    "CSRF",
    "OAuth fixation and mix-up",
    "token confusion",
    "checkpoint store",
    "logs",
    "denial and budgets",
}


@pytest.fixture(scope="module")
def rows(table: Callable[..., Any]) -> list[dict[str, str]]:
    held: list[dict[str, str]] = table("security.csv", *FIELDS)
    return held


def test_every_risk_has_something_that_was_tried(rows: list[dict[str, str]]) -> None:
    assert {row["risk"] for row in rows} == RISKS


def test_each_attack_stands_once_and_in_full(rows: list[dict[str, str]]) -> None:
    assert all(row[name].strip() for row in rows for name in FIELDS)
    assert len({(row["risk"], row["tried"]) for row in rows}) == len(rows)


def test_each_attack_is_tried_by_a_test_that_exists(
    is_a_test: Callable[[str], bool], rows: list[dict[str, str]]
) -> None:
    assert [row["test"] for row in rows if not is_a_test(row["test"])] == []


@pytest.mark.parametrize(
    ("library", "least"),
    [
        ("langgraph", "1.0.10"),  # CVE-2026-28277
        ("langgraph-checkpoint", "4.0"),  # CVE-2025-64439, CVE-2026-27794
        ("langgraph-checkpoint-sqlite", "3.0.1"),  # CVE-2025-8709, CVE-2025-67644
    ],
)
def test_langgraph_is_no_version_with_a_known_hole(library: str, least: str) -> None:
    assert Version(version(library)) >= Version(least)
