"""Medicines that are only dispensed, and those nobody knows to be taken."""

from typing import Any

from chartside.draft import Citation, Statement, Verdict
from chartside.grounding.check import check


def dispensed(make: Any, drug: str, day: str, days: int) -> Any:
    supply = {"value": days, "unit": "d", "code": "d", "system": "http://unitsofmeasure.org"}
    return {
        **make.order("d", drug),
        "resourceType": "MedicationDispense",
        "whenHandedOver": day,
        "daysSupply": supply,
        "status": "completed",
    }


async def test_a_medicine_that_is_only_dispensed_is_current_and_said_to_be_dispensed(
    make: Any, told: Any
) -> None:
    chart = make.chart(dispensed(make, "Apixaban 5 MG Oral Tablet", "2025-12-01", 90))
    assert await told(chart, "medicines") == [
        "Apixaban 5 mg oral tablet, dispensed 1 December 2025."
    ]


async def test_whether_a_medicine_of_unknown_status_is_taken_is_left_open(
    make: Any, told: Any
) -> None:
    chart = make.chart(
        make.order("m", "Metformin 500 mg tablet", "unknown", authoredOn="2025-06-01")
    )
    assert await told(chart, "medicines") == []
    assert await told(chart, "ended_medicines") == []
    (sentence,) = await told(chart, "gaps")
    assert "the record does not say whether it is taken" in sentence
    cited = (Citation("MedicationRequest/m", "1"),)
    checked = check(Statement(sentence, cited), chart, section="Missing or contradictory")
    assert checked.verdict is Verdict.SUPPORTED
