"""The README beside the generator: its table of traps and the record cannot drift apart."""

import re
from pathlib import Path
from typing import Any

import pytest

import chartside.demo

README = (Path(chartside.demo.__file__).parent / "README.md").read_text("utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in README.split("## The traps")[1].splitlines()
    if line.startswith("| ") and not line.startswith(("| trap", "|---"))
]
REFERENCE = re.compile(r"`([A-Z][A-Za-z]+/[A-Za-z0-9.-]+)`")


def test_the_table_names_every_trap_the_product_must_survive():
    names = " ".join(row[0].lower() for row in ROWS)
    for trap in (
        "refuted", "entered in error", "stopped medicine", "allergy against", "same document",
        "family history", "later corrected", "year or month", "instructions to the assistant",
        "another patient", "not fhir", "two statins",
    ):  # fmt: skip
        assert trap in names


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_trap_of_the_table_is_in_the_record(demo: Any, row: tuple[str, ...]):
    trap, resources, duty = row
    named = REFERENCE.findall(resources)
    assert named, trap
    assert duty
    assert [n for n in named if n not in demo.by_reference] == []


def test_resources_that_are_not_to_be_believed_all_stand_in_the_table(demo: Any):
    listed = set(REFERENCE.findall(README))
    doubtful = {
        reference
        for reference, r in demo.by_reference.items()
        if r.get("status")
        in {"entered-in-error", "preliminary", "not-done", "cancelled", "on-hold"}
        or _verification(r) in {"refuted", "entered-in-error", "provisional"}
    }
    assert doubtful
    assert doubtful <= listed


def _verification(resource: dict) -> str:
    concept = resource.get("verificationStatus")
    return concept["coding"][0]["code"] if concept else ""
