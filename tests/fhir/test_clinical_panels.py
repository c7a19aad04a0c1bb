"""Panels with their members, blood pressures in one or two parts, and which results stand."""

from typing import Any

from chartside.fhir.clinical import (
    blood_pressures,
    derived_from,
    lab_series,
    panels,
    smoking_status,
    superseded,
)
from chartside.fhir.entry import Kind


def pressure(make: Any, name: str, code: str, number: float, **fields: Any) -> Any:
    return make.lab(name, number, "mm[Hg]", code=make.code(code), **fields)


def test_systolic_and_diastolic_of_one_moment_are_one_pressure(make: Any) -> None:
    chart = make.chart(
        pressure(make, "s", "8480-6", 142),
        pressure(make, "d", "8462-4", 88),
        pressure(make, "t", "8480-6", 130, effectiveDateTime="2025-03-01T08:00:00Z"),
    )
    both, alone = blood_pressures(chart)
    assert both.words == "142/88 mmHg"
    assert [e.reference for e in both.entries] == ["Observation/s", "Observation/d"]
    assert (alone.words, alone.diastolic) == ("130/- mmHg", None)


def test_halves_of_two_positions_or_moments_are_not_one_pressure(make: Any) -> None:
    chart = make.chart(
        pressure(make, "s", "8459-0", 142),
        pressure(make, "d", "8454-1", 88),
        pressure(make, "e", "8453-3", 80, effectiveDateTime="2025-01-01T08:05:00Z"),
    )
    found = blood_pressures(chart)
    assert len(found) == 3
    assert {p.position for p in found} == {"sitting", "standing"}


def test_two_pressures_of_one_moment_and_place_are_not_paired_by_chance(make: Any) -> None:
    chart = make.chart(
        pressure(make, "s1", "8480-6", 142),
        pressure(make, "s2", "8480-6", 118),
        pressure(make, "d1", "8462-4", 70),
        pressure(make, "d2", "8462-4", 96),
    )
    found = blood_pressures(chart)
    assert sorted(p.words for p in found) == [
        *("-/70 mmHg", "-/96 mmHg", "118/- mmHg", "142/- mmHg"),
    ]


def grouped(make: Any, name: str, *members: str, code: str = "85354-9") -> Any:
    refs = [{"reference": f"Observation/{m}"} for m in members]
    return make.lab(name, code=make.code(code), hasMember=refs)


def test_a_panel_pairs_the_pressures_that_are_its_members(make: Any) -> None:
    chart = make.chart(
        pressure(make, "s1", "8480-6", 142),
        pressure(make, "s2", "8480-6", 118),
        pressure(make, "d1", "8462-4", 70),
        pressure(make, "d2", "8462-4", 96),
        grouped(make, "p1", "s1", "d2"),
    )
    assert {p.words for p in blood_pressures(chart)} == {"142/96 mmHg", "118/70 mmHg"}


def test_the_halves_of_a_panel_seconds_apart_are_one_pressure(make: Any) -> None:
    halves = (
        pressure(make, "s", "8480-6", 142, effectiveDateTime="2025-01-01T08:00:00Z"),
        pressure(make, "d", "8462-4", 88, effectiveDateTime="2025-01-01T08:00:05Z"),
    )
    (found,) = blood_pressures(make.chart(*halves, grouped(make, "p", "s", "d")))
    assert found.words == "142/88 mmHg"
    assert len(blood_pressures(make.chart(*halves, grouped(make, "p", "s", "d", code="2-9")))) == 2


def test_a_pressure_with_components_is_one_and_its_missing_half_is_said(make: Any) -> None:
    parts = [
        {"code": make.code("8480-6"), "valueQuantity": {"value": 120, "unit": "mmHg"}},
        {"code": make.code("8462-4"), "dataAbsentReason": {"text": "not heard"}},
    ]
    (found,) = blood_pressures(
        make.chart(make.lab("p", code=make.code("85354-9"), component=parts))
    )
    assert found.words == "120/- mmHg"


def test_a_pressure_filed_whole_and_in_halves_is_one(make: Any) -> None:
    parts = [
        {"code": make.code("8480-6"), "valueQuantity": {"value": 120, "unit": "mmHg"}},
        {"code": make.code("8462-4"), "valueQuantity": {"value": 70, "unit": "mmHg"}},
    ]
    whole = make.lab("p", code=make.code("85354-9"), component=parts)
    halves = (pressure(make, "s", "8480-6", 120), pressure(make, "d", "8462-4", 70))
    assert len(blood_pressures(make.chart(whole, *halves))) == 1


def report(make: Any, name: str, *members: str, **fields: Any) -> Any:
    base = {"status": "final", "code": {"text": "Lipids"}, "effectiveDateTime": "2025-01-01"}
    refs = [{"reference": f"Observation/{m}"} for m in members]
    return make.resource("DiagnosticReport", name, result=refs, **{**base, **fields})


def test_a_report_has_its_results_as_members_and_names_the_abnormal(make: Any) -> None:
    high = make.lab("b", 190, interpretation=[{"coding": [{"code": "H"}]}])
    (found,) = panels(make.chart(report(make, "r", "a", "b", "gone"), make.lab("a", 90), high))
    assert [e.reference for e in found.members] == ["Observation/a", "Observation/b"]
    assert [e.reference for e in found.abnormal] == ["Observation/b"]
    assert found.missing == 1


def test_a_grouping_result_inside_a_report_gives_it_its_members(make: Any) -> None:
    inner = make.lab("g", code={"text": "Panel"}, hasMember=[{"reference": "Observation/a"}])
    (found,) = panels(make.chart(report(make, "r", "g"), inner, make.lab("a", 90)))
    assert [e.reference for e in found.members] == ["Observation/a"]


def test_a_panel_that_contains_itself_ends(make: Any) -> None:
    loop = make.lab("g", code={"text": "Panel"}, hasMember=[{"reference": "Observation/h"}])
    back = make.lab("h", code={"text": "Panel"}, hasMember=[{"reference": "Observation/g"}])
    assert all(not p.members for p in panels(make.chart(loop, back)))


def test_what_a_result_is_computed_from_is_no_member_of_it(make: Any) -> None:
    ldl = make.lab("l", 100, derivedFrom=[{"reference": "Observation/t"}])
    chart = make.chart(ldl, make.lab("t", 200, code=make.code("2093-3")))
    assert not panels(chart)
    (source,) = derived_from(chart, chart.get("Observation/l"))
    assert source.reference == "Observation/t"


def test_a_corrected_member_is_shown_once(make: Any) -> None:
    early, late = make.lab("p", 90, status="preliminary"), make.lab("c", 95, status="corrected")
    (found,) = panels(make.chart(report(make, "r", "p", "c"), early, late))
    assert [e.reference for e in found.members] == ["Observation/c"]
    assert [e.reference for e in found.replaced] == ["Observation/p"]


def test_a_preliminary_report_gives_way_to_the_final_one(make: Any) -> None:
    first = report(make, "p", "a", status="preliminary")
    (found,) = panels(make.chart(first, report(make, "f", "a"), make.lab("a", 90)))
    assert found.entry.reference == "DiagnosticReport/f"


def test_one_moment_in_two_time_zones_is_one_moment(make: Any) -> None:
    chart = make.chart(
        make.lab("p", 90, status="preliminary", effectiveDateTime="2025-01-01T23:30:00-05:00"),
        make.lab("f", 95, effectiveDateTime="2025-01-02T04:30:00Z"),
    )
    (series,) = lab_series(chart)
    assert [e.reference for e in series.entries] == ["Observation/f"]


def test_one_evening_in_two_time_zones_is_one_day_of_an_order(make: Any) -> None:
    ordered = {"basedOn": [{"reference": "ServiceRequest/s"}]}
    early = {"effectiveDateTime": "2025-01-01T22:00:00-05:00", "status": "preliminary"}
    chart = make.chart(
        make.lab("p", 90, **early, **ordered),
        make.lab("f", 95, effectiveDateTime="2025-01-02T04:30:00Z", **ordered),
        make.lab("n", 99, effectiveDateTime="2025-01-02T14:30:00Z"),
    )
    assert [e.reference for e in superseded(chart.of(Kind.LAB))] == ["Observation/p"]


def test_of_two_corrections_the_one_issued_later_stands(make: Any) -> None:
    def corrected(name: str, number: float, issued: str) -> Any:
        return make.lab(name, number, status="corrected", issued=issued)

    chart = make.chart(
        corrected("a", 90, "2025-01-03T08:00:00Z"), corrected("b", 80, "2025-01-02T08:00:00Z")
    )
    (series,) = lab_series(chart)
    assert [e.reference for e in series.entries] == ["Observation/a"]


def test_a_reason_why_there_is_no_result_is_not_the_latest_result(make: Any) -> None:
    absent = {"dataAbsentReason": {"text": "haemolysed"}, "effectiveDateTime": "2025-06-01"}
    (series,) = lab_series(make.chart(make.lab("a", 90), make.lab("b", **absent)))
    assert series.latest.reference == "Observation/a"


def test_a_question_that_was_not_asked_is_no_smoking_status(make: Any) -> None:
    code = make.code("72166-2")
    chart = make.chart(
        make.lab("a", code=code, valueCodeableConcept={"text": "Never smoked"}),
        make.lab(
            "b", code=code, dataAbsentReason={"text": "not asked"}, effectiveDateTime="2025-06-01"
        ),
    )
    assert smoking_status(chart).reference == "Observation/a"


def test_a_masked_result_is_none(make: Any) -> None:
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    masked = {"valueCodeableConcept": make.code("masked", "Masked", system)}
    later = make.lab("b", effectiveDateTime="2025-06-01", **masked)
    (series,) = lab_series(make.chart(make.lab("a", 90), later))
    assert series.latest.reference == "Observation/a"
