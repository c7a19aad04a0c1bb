"""The story holds together as a clinician would check it."""

import re
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from chartside.demo.kidney import age_on, egfr_2009, egfr_2021

BORN = "1957-08-14"


def moment(text: str) -> datetime:
    """A FHIR dateTime with its offset."""
    return datetime.fromisoformat(text)


def measured(demo: Any, key: str) -> list[dict]:
    """True numeric results of a test for her, oldest first."""
    found = [
        o
        for o in demo.of("Observation")
        if re.fullmatch(rf"{key}-\d{{4}}-\d\d-\d\d(-\d{{4}})?", o["id"]) and "valueQuantity" in o
    ]
    return sorted(found, key=lambda o: o["effectiveDateTime"])


def time_of(resource: dict) -> str:
    for name in (
        "onsetDateTime", "authoredOn", "performedDateTime", "occurrenceDateTime",
        "effectiveDateTime", "date", "started", "whenHandedOver", "startDate", "dateAsserted",
        "recordedDate",
    ):  # fmt: skip
        if resource.get(name):
            return resource[name]
    return resource.get("period", {}).get("start", "")


def test_nothing_happened_before_her_birth_or_after_the_end_of_the_story(demo: Any):
    for reference, resource in demo.by_reference.items():
        when = time_of(resource)
        if when and resource["resourceType"] != "ServiceRequest":
            assert BORN[: len(when)] <= when < "2026-11-24", reference


@pytest.mark.parametrize("equation_from", ["2012-01-01", "2022-01-01"])
def test_egfr_follows_from_the_creatinine_beside_it(demo: Any, equation_from: str):
    recent = equation_from == "2022-01-01"
    checked = 0
    for result in measured(demo, "egfr"):
        day = result["effectiveDateTime"][:10]
        if (day >= "2022-01-01") is not recent:
            continue
        quantity = demo[f"Observation/creatinine-{day}"]["valueQuantity"]
        per_dl = quantity["value"] / (88.4 if quantity["code"] == "umol/L" else 1)
        equation = egfr_2021 if recent else egfr_2009
        assert result["valueQuantity"]["value"] == round(equation(per_dl, age_on(day)))
        assert result["code"]["coding"][0]["code"] == ("98979-8" if recent else "62238-1")
        checked += 1
    assert checked > 20


def test_flags_agree_with_the_ranges_beside_them(demo: Any):
    checked = 0
    for o in demo.of("Observation"):
        if "referenceRange" not in o or "comparator" in o["valueQuantity"]:
            continue
        limits = o["referenceRange"][0]
        value = o["valueQuantity"]["value"]
        low, high = (limits.get(end, {}).get("value") for end in ("low", "high"))
        expected = (
            "L"
            if low is not None and value < low
            else "H"
            if high is not None and value > high
            else "N"
        )
        assert o["interpretation"][0]["coding"][0]["code"][0] == expected, o["id"]
        checked += 1
    assert checked > 700


def test_ranges_are_in_the_unit_of_the_result(demo: Any):
    for o in demo.of("Observation"):
        for limit in o.get("referenceRange", [{}])[0].values():
            assert limit["code"] == o["valueQuantity"]["code"]


def test_an_encounter_contains_the_measurements_made_in_it(demo: Any):
    checked = 0
    for resource in demo.of("Observation") + demo.of("MedicationAdministration"):
        link = resource.get("encounter") or resource.get("context")
        if not link:
            continue
        period = demo[demo.target(link)]["period"]
        when = moment(resource["effectiveDateTime"])
        assert moment(period["start"]) <= when <= moment(period["end"]), resource["id"]
        checked += 1
    assert checked > 1400


def test_every_order_of_the_practice_was_written_at_a_contact_that_day(demo: Any):
    for order in demo.of("MedicationRequest"):
        day = order["authoredOn"][:10]
        period = demo[demo.target(order["encounter"])]["period"]
        assert period["start"][:10] <= day <= period["end"][:10], order["id"]


def test_doses_that_follow_each_other_neither_overlap_nor_leave_a_gap(demo: Any):
    pairs = [
        (o, demo[demo.target(o["priorPrescription"])])
        for o in demo.of("MedicationRequest")
        if "priorPrescription" in o
    ]
    assert len(pairs) >= 9
    for later, earlier in pairs:
        assert earlier["status"] in {"completed", "stopped"}
        assert earlier["dispenseRequest"]["validityPeriod"]["end"] == later["authoredOn"]


def test_nothing_is_dispensed_after_its_order_ended(demo: Any):
    for handed in demo.of("MedicationDispense"):
        order = demo[demo.target(handed["authorizingPrescription"][0])]
        end = order.get("dispenseRequest", {}).get("validityPeriod", {}).get("end", "2026-11-24")
        assert order["authoredOn"] < handed["whenHandedOver"][:10] < end


def test_a_stopped_medicine_says_why(demo: Any):
    stopped = [
        o
        for o in demo.of("MedicationRequest")
        if o["status"] in {"stopped", "on-hold", "cancelled"}
    ]
    assert len(stopped) >= 12
    assert all(o["statusReason"]["text"] for o in stopped)


@pytest.mark.parametrize(
    ("key", "unit", "low", "high"),
    [
        ("potassium", "mmol/L", 3.5, 6.0), ("sodium", "mmol/L", 132, 145),
        ("bicarbonate", "mmol/L", 19, 28), ("creatinine", "mg/dL", 0.8, 1.3),
        ("creatinine", "umol/L", 105, 175), ("glucose", "mg/dL", 90, 200),
        ("glucose", "mmol/L", 5, 13), ("hba1c", "%", 6, 9), ("hba1c", "mmol/mol", 45, 80),
        ("hemoglobin", "g/dL", 12, 14.5), ("hemoglobin", "g/L", 104, 130),
        ("calcium", "mg/dL", 8.6, 10.2), ("calcium", "mmol/L", 2.15, 2.55),
        ("albumin", "g/dL", 3.9, 4.5), ("albumin", "g/L", 35, 43), ("ldl", "mg/dL", 60, 150),
        ("ldl", "mmol/L", 1.2, 2.5), ("tsh", "m[IU]/L", 1.5, 3), ("weight", "kg", 79, 94),
        ("bmi", "kg/m2", 29.5, 35), ("saturation", "%", 89, 99), ("pulse", "/min", 55, 112),
        ("breaths", "/min", 14, 28), ("temperature", "Cel", 36, 39.5), ("crp", "mg/L", 30, 185),
    ],
)  # fmt: skip
def test_values_are_those_of_a_living_woman(
    demo: Any, key: str, unit: str, low: float, high: float
):
    quantities = [o["valueQuantity"] for o in measured(demo, key)]
    values = [q["value"] for q in quantities if q["code"] == unit]
    assert values
    assert low <= min(values)
    assert max(values) <= high


def test_a_medicine_is_ordered_where_a_note_of_that_contact_names_it(demo: Any):
    told: dict[str, str] = defaultdict(str)
    for document in demo.of("DocumentReference"):
        for link in document.get("context", {}).get("encounter", []):
            told[demo.target(link)] += demo.text(document).lower()
    mistaken = {"warfarin-2019-11"}
    for order in demo.of("MedicationRequest"):
        drug = order["id"].split("-")[0]
        named = drug in told[demo.target(order["encounter"])]
        assert named is (order["id"] not in mistaken), order["id"]


def test_blood_pressure_is_one_observation_with_two_components(demo: Any):
    pressures = [o for o in demo.of("Observation") if o["id"].startswith("bp-")]
    assert len(pressures) > 80
    for o in pressures:
        systolic, diastolic = (c["valueQuantity"]["value"] for c in o["component"])
        assert "valueQuantity" not in o
        assert 20 < systolic - diastolic < 90
        assert 100 <= systolic <= 180


def test_bmi_follows_from_weight_and_height(demo: Any):
    for o in measured(demo, "bmi"):
        day = o["effectiveDateTime"][:10]
        weight = demo[f"Observation/weight-{day}"]["valueQuantity"]["value"]
        assert o["valueQuantity"]["value"] == round(weight / 1.63**2, 1)


def test_kidney_function_declines_over_the_years(demo: Any):
    by_year = defaultdict(list)
    for o in measured(demo, "egfr"):
        by_year[o["effectiveDateTime"][:4]].append(o["valueQuantity"]["value"])
    medians = {y: sorted(v)[len(v) // 2] for y, v in by_year.items()}
    assert medians["2012"] > medians["2016"] > medians["2020"] > medians["2026"]


def test_the_last_potassiums_climb_after_spironolactone(demo: Any):
    values = [
        o["valueQuantity"]["value"]
        for o in measured(demo, "potassium")
        if o["effectiveDateTime"] > "2026-06"
    ]
    assert values == [4.8, 5.1, 5.3, 5.5, 5.9]


def test_a_report_lists_results_of_its_own_draw(demo: Any):
    reports = [r for r in demo.of("DiagnosticReport") if "result" in r]
    assert len(reports) > 200
    for report in reports:
        members = [demo[demo.target(link)] for link in report["result"]]
        assert {m["effectiveDateTime"] for m in members} == {report["effectiveDateTime"]}


def test_nothing_is_issued_before_it_was_measured(demo: Any):
    for resource in demo.of("Observation") + demo.of("DiagnosticReport"):
        if "issued" in resource:
            assert moment(resource["issued"]) >= moment(resource["effectiveDateTime"]), resource[
                "id"
            ]


def test_results_quoted_in_the_notes_of_reviews_are_the_results(demo: Any):
    quoted = 0
    for note in demo.of("DocumentReference"):
        text = demo.text(note) if re.fullmatch(r"note-\d{4}-\d\d-\d\d", note["id"]) else ""
        drawn = re.search(r"results of (\d{4}-\d\d-\d\d)", text, re.IGNORECASE)
        if not drawn:
            continue
        for name, key in (
            ("HbA1c", "hba1c"),
            ("Creatinine", "creatinine"),
            ("Potassium", "potassium"),
        ):
            value = re.search(rf"{name} ([\d.]+) ", text.split(drawn[0])[1])
            result = demo[f"Observation/{key}-{drawn[1]}"]["valueQuantity"]["value"]
            assert Decimal(value[1]) == Decimal(str(result)), note["id"]
            quoted += 1
    assert quoted > 150


def test_letters_are_dated_on_or_after_their_contact(demo: Any):
    for document in demo.of("DocumentReference"):
        for link in document.get("context", {}).get("encounter", []):
            start = demo[demo.target(link)]["period"]["start"]
            assert moment(document["date"]) > moment(start), document["id"]


def test_problems_end_after_they_began_and_are_recorded_in_between(demo: Any):
    for problem in demo.of("Condition"):
        onset, ended = problem["onsetDateTime"], problem.get("abatementDateTime", "2026-11-24")
        assert onset <= ended
        assert onset[:4] <= problem["recordedDate"][:4]


def test_the_same_doctor_writes_until_june_2018_and_the_next_one_after(demo: Any):
    notes = [
        d for d in demo.of("DocumentReference") if re.fullmatch(r"note-\d{4}-\d\d-\d\d", d["id"])
    ]
    authors = [demo.target(d["author"][0]) for d in sorted(notes, key=lambda d: d["date"])]
    changes = [(a, b) for a, b in pairwise(authors) if a != b]
    assert changes == [("Practitioner/dr-brandt", "Practitioner/dr-okafor")]
