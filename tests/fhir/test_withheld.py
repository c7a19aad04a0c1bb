"""What a server did not give is told apart from what came and could not be read."""

import pytest

from chartside.fhir.found import SetAside
from chartside.fhir.mirror.steps import Brought
from chartside.fhir.withheld import (
    EVERYTHING,
    Short,
    is_withheld,
    of_resources,
    reasons,
    type_words,
    withheld,
)

SOURCE = "https://ehr.example/fhir/Patient/1"


def brought() -> Brought:
    made = Brought(
        notes=[
            "$everything: the server counts 1515 and gave 500",
            "Condition problem-list-item: the server counts 7 and gave 1",
            "Observation was given by category only: laboratory, vital-signs",
            "which Procedure are gone from the server is not known: too-many",
        ]
    )
    for kind, reason in (
        ("ServiceRequest", "forbidden"),
        ("Goal", "forbidden"),
        ("Flag", "not offered"),
    ):
        made.refuse(kind, reason)
    return made


@pytest.mark.parametrize("before", ["", "1: ", f"{SOURCE}: "])
def test_everything_that_a_pull_notes_of_the_server_is_understood_in_a_chart_and_in_a_draft(
    before: str,
) -> None:
    lines = [f"{before}{one.reason}" for one in brought().said(SOURCE)]
    assert all(map(is_withheld, lines))
    found = withheld(lines)
    assert found.refused == ("Flag", "Goal", "ServiceRequest")
    assert found.short == (Short(EVERYTHING, 1515, 500), Short("Condition", 7, 1))
    assert found.in_part == ("Observation",)
    assert found.stale == ("Procedure",)


def test_a_resource_that_could_not_be_read_is_no_matter_of_the_server() -> None:
    lines = (
        "Observation/a: its subject is another patient",
        "DocumentReference/b: the content of an attachment was not given by the server: forbidden",
        "notes.json: the entry holds no resource",
        "left out, Results: 3 sentences",
    )
    assert not any(map(is_withheld, lines))
    assert not withheld(lines)


def test_only_what_came_counts_as_not_read() -> None:
    aside = (*brought().said(SOURCE), SetAside("a.json", 3, "has no id", None))
    held = (*aside, SetAside("a.json", 4, "its subject is another patient", "Observation/a"))
    assert of_resources(held) == 2
    assert len(reasons(held)) == 7


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("MedicationRequest", "medication requests"),
        ("AllergyIntolerance", "allergy intolerances"),
        ("FamilyMemberHistory", "family member histories"),
        ("Media", "media"),
    ],
)
def test_a_type_is_said_in_words(kind: str, words: str) -> None:
    assert type_words(kind) == words
