"""What SMART App Launch 2.2 asks of a client, and the test that holds us to it.

Ids with a bare number are those of the public list of requirements of the guide (Inferno's set
`hl7.fhir.uv.smart-app-launch_2.2.0`); with a letter, what else the guide says to clients; the
others, what it builds on. The wording is ours.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

FIELDS = ("id", "strength", "requirement", "section", "test", "status")
STRENGTHS = {"SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", "MAY"}


@pytest.fixture(scope="module")
def rows(table: Callable[..., Any]) -> list[dict[str, str]]:
    held: list[dict[str, str]] = table("smart.csv", *FIELDS)
    return held


def test_every_test_that_is_named_is_there(
    is_a_test: Callable[[str], bool], rows: list[dict[str, str]]
) -> None:
    named = [
        (row["id"], node)
        for row in rows
        if row["status"] == "covered"
        for node in row["test"].split()
    ]
    assert [(row, node) for row, node in named if not is_a_test(node)] == []


def test_a_requirement_is_met_planned_or_not_ours_with_the_reason(
    rows: list[dict[str, str]],
) -> None:
    for row in rows:
        met, planned = row["status"] == "covered", row["status"] == "planned"
        assert met or planned or re.fullmatch(r"not-ours: .{10,}", row["status"]), row["id"]
        assert bool(row["test"]) == (met or planned), row["id"]
        assert all(re.fullmatch(r"tests/[\w/]+\.py::test_\w+", one) for one in row["test"].split())
        assert row["strength"] in STRENGTHS, row["id"]
        assert re.fullmatch(r"[\w.-]+#[\w.-]+", row["section"]), row["id"]
        assert len(row["requirement"]) >= 10, row["id"]


def test_each_requirement_stands_once(rows: list[dict[str, str]]) -> None:
    twice = [name for name, times in Counter(row["id"] for row in rows).items() if times > 1]
    assert twice == []


def test_more_than_120_requirements_of_the_guide_are_met(rows: list[dict[str, str]]) -> None:
    met = [row for row in rows if row["status"] == "covered" and row["id"].startswith("smart-")]
    assert len(met) > 120
    public = [row for row in met if re.fullmatch(r"smart-\d+", row["id"])]
    assert len(public) > 120


@pytest.mark.parametrize("strength", ["SHALL", "SHALL NOT"])
def test_what_a_client_must_do_is_left_out_only_where_it_binds_others_or_is_not_done_here(
    rows: list[dict[str, str]], strength: str
) -> None:
    left = {
        row["id"]
        for row in rows
        if row["strength"] == strength and row["status"].startswith("not-ours")
    }
    allowed = {"smart-42", "smart-219", "smart-220", "smart-298", "smart-415", "smart-416"}
    assert left <= allowed
