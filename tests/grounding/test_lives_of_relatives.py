"""Whether a relative lives and how old they were, by the family history that is cited."""

import json
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})


def _relative(name: str, illness: str, onset: int | None, **fields: Any) -> dict[str, Any]:
    condition: dict[str, Any] = {"code": {"text": illness}}
    if onset:
        condition["onsetAge"] = {"value": onset, "unit": "years"}
    return {
        "resourceType": "FamilyMemberHistory",
        "id": name,
        "status": "completed",
        "patient": {"reference": "Patient/1"},
        "relationship": {"text": name},
        "condition": [condition],
        **fields,
    }


@pytest.fixture(scope="module")
def chart() -> Chart:
    """A father dead at 70 of what began at 68, a mother dead, a sister with asthma."""
    bodies = [
        {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1970-01-01"},
        _relative("father", "Carcinoma of colon", 68, deceasedAge={"value": 70, "unit": "years"}),
        _relative("mother", "Hypertension", None, deceasedBoolean=True),
        _relative("sister", "Asthma", 9),
        {
            "resourceType": "Condition",
            "id": "own",
            "subject": {"reference": "Patient/1"},
            "code": {"text": "Gout"},
            "onsetDateTime": "2015-03-01",
        },
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    return build_chart(
        "Patient/1", rows, {}.get, lambda r: r, (), datetime(2026, 11, 26, tzinfo=UTC)
    )


def _verdict(text: str, chart: Chart, who: str) -> Verdict | None:
    return check(Statement(text, (Citation(f"FamilyMemberHistory/{who}"),)), chart).verdict


DEATHS = ("died of colon cancer aged {}", "died at {} of colon cancer",
          "had colon cancer and died aged {}",
          "had colon cancer and was aged {} when he died")  # fmt: skip
ONSETS = ("was diagnosed with colon cancer at {}", "had colon cancer, diagnosed at age {}",
          "developed colon cancer at {}")  # fmt: skip


@pytest.mark.parametrize(("turn", "whose"), list(product(DEATHS, ("Her father", "Father"))))
def test_the_age_at_death_is_not_the_age_at_which_the_illness_began(
    turn: str, whose: str, chart: Chart
) -> None:
    assert _verdict(f"{whose} {turn.format(70)}.", chart, "father") is Verdict.SUPPORTED
    assert _verdict(f"{whose} {turn.format(68)}.", chart, "father") in FOUND


@pytest.mark.parametrize(("turn", "whose"), list(product(ONSETS, ("Her father", "Father"))))
def test_the_age_at_which_an_illness_began_is_not_the_age_at_death(
    turn: str, whose: str, chart: Chart
) -> None:
    assert _verdict(f"{whose} {turn.format(68)}.", chart, "father") is Verdict.SUPPORTED
    assert _verdict(f"{whose} {turn.format(70)}.", chart, "father") in FOUND


@pytest.mark.parametrize(
    "turn", ["is alive with", "is still alive and has", "is still living with"]
)
def test_a_relative_who_has_died_is_not_alive(turn: str, chart: Chart) -> None:
    assert _verdict(f"Her mother {turn} hypertension.", chart, "mother") is Verdict.CONTRADICTED
    assert (
        _verdict("Her mother had hypertension and has died.", chart, "mother") is Verdict.SUPPORTED
    )


def test_a_relative_of_whose_death_nothing_is_recorded_has_not_died(chart: Chart) -> None:
    assert _verdict("Her sister had asthma and has died.", chart, "sister") in FOUND
    assert _verdict("Her sister has asthma.", chart, "sister") is Verdict.SUPPORTED


def test_the_age_at_which_the_patient_fell_ill_is_not_the_relative_s(chart: Chart) -> None:
    said = "Her sister has asthma, onset at 9; in addition, gout, onset at 45."
    cited = (Citation("FamilyMemberHistory/sister"), Citation("Condition/own"))
    assert check(Statement(said, cited), chart).verdict is Verdict.SUPPORTED
