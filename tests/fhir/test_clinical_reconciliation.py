"""Medicines reconciled as of a day, from orders, statements, supplies and doses given."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    Medicine,
    current_medications,
    forbidden_medicines,
    given_medicines,
    is_current,
    medicines,
    no_known_medicines,
    past_medications,
    uncertain_medications,
)
from chartside.fhir.entry import Kind
from chartside.fhir.when import parse_when


def stated(make: Any, name: str, drug: str, status: str = "active", **fields: Any) -> Any:
    body = {"status": status, "medicationCodeableConcept": {"text": drug}, **fields}
    return make.resource("MedicationStatement", name, **body)


def supplied(make: Any, name: str, drug: str, day: str, days: int, **fields: Any) -> Any:
    supply = {"value": days, "unit": "d", "code": "d", "system": "http://unitsofmeasure.org"}
    body = {
        "status": "completed",
        "medicationCodeableConcept": {"text": drug},
        "whenHandedOver": day,
        "daysSupply": supply,
    }
    return make.resource("MedicationDispense", name, **{**body, **fields})


def dosed(make: Any, name: str, drug: str, day: str, **fields: Any) -> Any:
    body = {
        "status": "completed",
        "medicationCodeableConcept": {"text": drug},
        "effectiveDateTime": day,
    }
    return make.resource("MedicationAdministration", name, **{**body, **fields})


def on(chart: Any, day: str) -> dict[str, str]:
    return {m.name: m.state for m in medicines(chart, parse_when(day))}


def only(chart: Any, day: str = "") -> Medicine:
    (found,) = medicines(chart, parse_when(day))
    return found


def test_an_active_order_was_taken_since_it_was_written_and_not_before(make: Any) -> None:
    chart = make.chart(make.order("m", "Lisinopril", authoredOn="2019-03-01"))
    assert on(chart, "2019-02") == {}
    assert on(chart, "2021-07-01") == {"lisinopril": "current"}


def test_when_a_stopped_order_without_an_end_was_taken_last_is_unknown(make: Any) -> None:
    chart = make.chart(make.order("m", "Warfarin", "stopped", authoredOn="2019-03-01"))
    assert on(chart, "2020-01-01") == {"warfarin": "unknown"}
    assert [e.label for e in past_medications(chart)] == ["Warfarin"]
    assert [e.label for e in uncertain_medications(chart, parse_when("2020-01-01"))] == ["Warfarin"]


@pytest.mark.parametrize(
    ("day", "state"),
    [("2019-06-01", "current"), ("2019-12-31", "current"), ("2020-01-02", "stopped")],
)
def test_a_dated_end_tells_before_from_after(make: Any, day: str, state: str) -> None:
    period = {"start": "2019-03-01", "end": "2020-01-01"}
    chart = make.chart(stated(make, "s", "Warfarin", "stopped", effectivePeriod=period))
    assert on(chart, day) == {"warfarin": state}


def test_within_the_year_of_an_end_that_is_only_a_year_nobody_knows(make: Any) -> None:
    period = {"start": "2017", "end": "2019"}
    chart = make.chart(stated(make, "s", "Warfarin", "stopped", effectivePeriod=period))
    assert on(chart, "2019-06-01") == {"warfarin": "unknown"}
    assert on(chart, "2018-06-01") == {"warfarin": "current"}


def test_a_supply_shows_that_a_stopped_order_was_taken_then(make: Any) -> None:
    order = make.order("m", "Apixaban", "stopped", authoredOn="2019-01-01")
    link = {"authorizingPrescription": [{"reference": "MedicationRequest/m"}]}
    chart = make.chart(order, supplied(make, "d", "Apixaban", "2019-01-02", 90, **link))
    assert on(chart, "2019-03-01") == {"apixaban": "current"}
    assert on(chart, "2019-09-01") == {"apixaban": "unknown"}
    assert [e.reference for e in only(chart, "2019-03-01").supplies] == ["MedicationDispense/d"]


def test_a_completed_order_is_taken_as_long_as_its_supply_lasts(make: Any) -> None:
    order = make.order("m", "Apixaban", "completed", authoredOn="2025-11-01")
    chart = make.chart(order, supplied(make, "d", "Apixaban 5 MG Oral Tablet", "2025-12-01", 90))
    assert [e.reference for e in current_medications(chart)] == ["MedicationRequest/m"]


def test_what_is_only_supplied_is_current_while_it_lasts_and_unknown_after(make: Any) -> None:
    chart = make.chart(
        supplied(make, "a", "Apixaban", "2025-12-01", 90),
        supplied(make, "b", "Codeine", "2024-12-01", 5),
    )
    assert {m.name: m.state for m in medicines(chart)} == {
        "apixaban": "current",
        "codeine": "unknown",
    }


def test_a_medicine_on_hold_now_was_taken_or_held_before_nobody_knows(make: Any) -> None:
    chart = make.chart(make.order("m", "Metformin", "on-hold", authoredOn="2019-03-01"))
    assert medicines(chart)[0].state == "on hold"
    assert on(chart, "2020-01-01") == {"metformin": "unknown"}


@pytest.mark.parametrize("status", ["unknown", ""])
def test_an_order_of_unknown_status_is_neither_current_nor_past(make: Any, status: str) -> None:
    chart = make.chart(make.order("m", "Metformin", status))
    assert not current_medications(chart)
    assert not past_medications(chart)
    assert len(uncertain_medications(chart)) == 1


def test_a_medicine_intended_for_later_is_planned_not_past(make: Any) -> None:
    chart = make.chart(stated(make, "s", "Metformin", "intended"))
    assert medicines(chart)[0].state == "planned"
    assert not past_medications(chart)


def test_a_medicine_that_begins_after_today_is_planned_not_current(make: Any) -> None:
    ordered = make.order("m", "Warfarin", authoredOn="2030-01-05")
    chart = make.chart(
        ordered, stated(make, "s", "Lisinopril", effectivePeriod={"start": "2029-03-01"})
    )
    assert {m.name: m.state for m in medicines(chart)} == {
        "warfarin": "planned",
        "lisinopril": "planned",
    }
    assert not current_medications(chart)
    assert not any(is_current(e, chart) for e in chart.of(Kind.MEDICATION))


def test_a_new_dose_that_begins_later_leaves_the_present_one_current(make: Any) -> None:
    now = make.order("now", "Warfarin", authoredOn="2025-01-05")
    chart = make.chart(now, make.order("next", "Warfarin", authoredOn="2026-02-01"))
    assert [e.reference for e in current_medications(chart)] == ["MedicationRequest/now"]


def test_a_medicine_ordered_later_today_is_current(make: Any) -> None:
    chart = make.chart(make.order("m", "Warfarin", authoredOn="2026-01-01T15:00:00Z"))
    assert [e.label for e in current_medications(chart)] == ["Warfarin"]


def test_a_dose_of_an_earlier_day_is_the_one_ordered_then(make: Any) -> None:
    chart = make.chart(
        make.order("old", "Lisinopril 10 MG Oral Tablet", authoredOn="2015-01-01"),
        make.order("new", "Lisinopril 20 MG Oral Tablet", authoredOn="2019-01-01"),
    )
    assert only(chart, "2016-01-01").entry.reference == "MedicationRequest/old"


def test_an_order_and_the_statement_made_from_it_are_one_medicine(make: Any) -> None:
    link = {"derivedFrom": [{"reference": "MedicationRequest/m"}]}
    chart = make.chart(
        make.order("m", "Lisinopril 10 MG Oral Tablet", authoredOn="2015-01-01"),
        stated(make, "s", "lisinopril", effectiveDateTime="2016-01-01", **link),
    )
    assert len(current_medications(chart)) == 1


def test_a_statement_that_it_is_not_taken_contradicts_the_order(make: Any) -> None:
    chart = make.chart(
        make.order("m", "Lisinopril 10 MG Oral Tablet", authoredOn="2015-01-01"),
        stated(make, "s", "lisinopril", "not-taken", effectiveDateTime="2016-01-01"),
    )
    (found,) = medicines(chart)
    assert found.state == "current"
    assert [e.reference for e in found.against] == ["MedicationStatement/s"]


def test_a_denial_older_than_the_order_contradicts_nothing(make: Any) -> None:
    chart = make.chart(
        make.order("m", "Lisinopril", authoredOn="2015-01-01"),
        stated(make, "s", "lisinopril", "not-taken", effectiveDateTime="2014-01-01"),
    )
    assert medicines(chart)[0].against == ()


def test_a_stopped_order_contradicts_the_statement_that_it_is_taken(make: Any) -> None:
    chart = make.chart(
        make.order("m", "Lisinopril", "stopped", authoredOn="2015-01-01"),
        stated(make, "s", "lisinopril", effectiveDateTime="2016-01-01"),
    )
    (found,) = medicines(chart)
    assert found.entry.reference == "MedicationStatement/s"
    assert [e.reference for e in found.against] == ["MedicationRequest/m"]


def test_an_older_stopped_order_does_not_contradict_a_newer_one(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Lisinopril 10 MG", "stopped", authoredOn="2015-01-01"),
        make.order("b", "Lisinopril 20 MG", authoredOn="2016-01-01"),
    )
    assert medicines(chart)[0].against == ()


def test_a_course_completed_before_the_statement_began_does_not_contradict_it(make: Any) -> None:
    over = {"authoredOn": "2016-01-01", "statusChanged": "2017-01-01"}
    chart = make.chart(
        make.order("a", "Cholecalciferol", "stopped", **over),
        make.order("b", "Vitamin C", "completed", authoredOn="2016-01-01"),
        stated(make, "s", "Cholecalciferol", effectiveDateTime="2019"),
        stated(make, "t", "Vitamin C", effectiveDateTime="2019"),
    )
    assert [m.against for m in medicines(chart)] == [(), ()]


def test_a_replaced_order_of_the_same_day_is_no_second_strength(make: Any) -> None:
    prior = {"priorPrescription": {"reference": "MedicationRequest/a"}}
    chart = make.chart(
        make.order("a", "Lisinopril 10 MG Oral Tablet", authoredOn="2019-01-01"),
        make.order("b", "Lisinopril 20 MG Oral Tablet", authoredOn="2019-01-01", **prior),
    )
    assert [e.reference for e in current_medications(chart)] == ["MedicationRequest/b"]


def test_one_strength_ordered_twice_on_a_day_with_and_without_brand_is_one(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Nizatidine 15 MG/ML Oral Solution [Axid]", authoredOn="2019-01-01"),
        make.order("b", "Nizatidine 15 MG/ML Oral Solution", authoredOn="2019-01-01"),
    )
    assert len(current_medications(chart)) == 1


def test_a_brand_alone_joins_the_drug_that_another_entry_names_with_it(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Warfarin Sodium 5 MG Oral Tablet [Coumadin]", authoredOn="2018-01-01"),
        stated(make, "s", "Coumadin", effectiveDateTime="2019-01-01"),
    )
    assert [m.name for m in medicines(chart)] == ["warfarin"]


def test_a_brand_of_two_insulins_joins_neither(make: Any) -> None:
    chart = make.chart(
        make.order("a", "insulin, regular, human 100 UNT/ML Injectable Solution [Humulin]"),
        make.order("b", "insulin isophane, human 100 UNT/ML Injectable Suspension [Humulin]"),
    )
    assert len(current_medications(chart)) == 2


def test_rxnorms_name_counts_where_the_label_is_a_brand(make: Any) -> None:
    name = "lisinopril 10 MG Oral Tablet [Prinivil]"
    code = make.code("206765", name, "http://www.nlm.nih.gov/research/umls/rxnorm")
    branded = {"medicationCodeableConcept": {**code, "text": "Prinivil (lisinopril) oral 10 mg"}}
    chart = make.chart(
        make.order("a", "", authoredOn="2018-01-01", **branded),
        make.order("b", "Lisinopril 20 mg tablet", authoredOn="2019-01-01"),
    )
    assert [e.reference for e in current_medications(chart)] == ["MedicationRequest/b"]


def test_a_salt_in_the_label_is_kept_though_one_code_leaves_it_out(make: Any) -> None:
    system = "http://www.nlm.nih.gov/research/umls/rxnorm"
    codings = [{"system": system, "code": "6918", "display": "metoprolol"}]
    code = {"text": "Metoprolol succinate 50 mg tablet", "coding": codings}
    codings.append({"system": system, "code": "1", "display": "metoprolol succinate 50 MG"})
    (found,) = medicines(make.chart(make.order("a", "", medicationCodeableConcept=code)))
    assert found.name == "metoprolol succinate"


def test_a_code_for_another_drug_does_not_rename_what_the_reader_sees(make: Any) -> None:
    name = "lisinopril 10 MG Oral Tablet"
    code = make.code("314076", name, "http://www.nlm.nih.gov/research/umls/rxnorm")
    wrong = {"medicationCodeableConcept": {**code, "text": "Metformin 500 mg"}}
    (found,) = medicines(make.chart(make.order("a", "", **wrong)))
    assert found.name == "metformin"


def test_doses_given_in_hospital_are_no_medicines_of_the_patient(make: Any) -> None:
    chart = make.chart(
        dosed(make, "a", "Ondansetron 2 MG/ML Injection", "2024-01-01T08:00:00Z"),
        dosed(make, "b", "Ondansetron 2 MG/ML Injection", "2024-01-01T16:00:00Z"),
        dosed(make, "c", "Ceftriaxone", "2024-01-01T16:00:00Z", status="not-done"),
    )
    assert not medicines(chart)
    (found,) = given_medicines(chart)
    assert (found.name, len(found.entries)) == ("ondansetron", 2)


def test_a_single_dose_ordered_years_ago_is_over_though_its_order_is_active(make: Any) -> None:
    once = [{"text": "once", "timing": {"repeat": {"count": 1}}}]
    event = [{"timing": {"event": ["2024-01-02T08:00:00Z"]}}]
    chart = make.chart(
        make.order("a", "Ceftriaxone", authoredOn="2024-01-01", dosageInstruction=once),
        make.order("b", "Ondansetron", authoredOn="2024-01-01", dosageInstruction=event),
    )
    assert not current_medications(chart)


TWICE = {"frequency": 2, "period": 1, "periodUnit": "d"}


@pytest.mark.parametrize(
    "bounds",
    [
        {"boundsDuration": {"value": 7, "unit": "days"}},
        {"boundsDuration": {"value": 7, "unit": "day"}},
        {"boundsDuration": {"value": 7, "unit": "Tage"}},
        {"boundsDuration": {"value": 7, "code": "d"}},
        {"boundsDuration": {"value": 2, "unit": "Weeks"}},
        {"boundsRange": {"low": {"value": 7, "unit": "d"}, "high": {"value": 10, "unit": "d"}}},
        {"count": 14},
        {"count": 10, "countMax": 14},
    ],
)
def test_a_course_of_some_days_is_over_when_they_have_passed(
    make: Any, bounds: dict[str, Any]
) -> None:
    steps = [{"timing": {"repeat": {**TWICE, **bounds}}}]
    ordered = make.order("m", "Amoxicillin", authoredOn="2023-05-01", dosageInstruction=steps)
    chart = make.chart(ordered)
    assert only(chart).state == "completed"
    assert only(chart, "2023-05-06").state == "current"
    assert not current_medications(chart)


@pytest.mark.parametrize(
    "bounds",
    [
        {"boundsDuration": {"value": 7, "unit": "tablets"}},
        {"boundsDuration": {"value": 1e300, "unit": "days"}},
        {"boundsRange": {"low": {"value": 7, "unit": "d"}}},
        {"count": 14, "periodMax": 2},
        {},
    ],
)
def test_a_course_whose_end_cannot_be_reckoned_has_none(make: Any, bounds: dict[str, Any]) -> None:
    steps = [{"timing": {"repeat": {**TWICE, **bounds}}}]
    ordered = make.order("m", "Amoxicillin", authoredOn="2023-05-01", dosageInstruction=steps)
    assert only(make.chart(ordered)).state == "current"


def test_a_count_of_doses_taken_when_needed_sets_no_end(make: Any) -> None:
    steps = [{"asNeededBoolean": True, "timing": {"repeat": {**TWICE, "count": 14}}}]
    ordered = make.order("m", "Ibuprofen", authoredOn="2023-05-01", dosageInstruction=steps)
    assert only(make.chart(ordered)).state == "current"


def test_a_closed_inpatient_order_ended_with_the_stay(make: Any) -> None:
    stay = {"start": "2024-01-01", "end": "2024-01-09"}
    chart = make.chart(
        make.resource("Encounter", "e", **{"class": {"code": "IMP"}}, period=stay),
        make.order(
            "m", "Heparin", "completed", authoredOn="2024-01-02",
            category=[make.code("inpatient", system="c")], encounter={"reference": "Encounter/e"},
        ),
    )  # fmt: skip
    assert on(chart, "2024-01-05") == {"heparin": "current"}
    assert on(chart, "2024-03-01") == {"heparin": "completed"}
    assert only(chart, "2024-03-01").setting == "inpatient"


def test_an_order_not_to_give_is_listed_as_that_and_is_no_medicine(make: Any) -> None:
    chart = make.chart(make.order("m", "Ibuprofen", doNotPerform=True))
    assert not medicines(chart)
    assert [e.label for e in forbidden_medicines(chart)] == ["Ibuprofen"]


def test_a_plan_is_what_the_patient_reports_and_a_proposal_is_nothing(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Tylenol", intent="plan"), make.order("b", "Aspirin", intent="proposal")
    )
    assert [m.name for m in medicines(chart)] == ["tylenol"]


@pytest.mark.parametrize("words", ["No current medications", "Not taking any medications", "None"])
def test_a_statement_of_no_medicines_is_no_medicine(make: Any, words: str) -> None:
    chart = make.chart(stated(make, "s", words))
    assert not medicines(chart)
    assert len(no_known_medicines(chart)) == 1


def test_no_information_on_medicines_is_not_the_statement_that_there_are_none(make: Any) -> None:
    system = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
    code = make.code("no-medication-info", "No information about medications", system)
    chart = make.chart(stated(make, "s", "", medicationCodeableConcept=code))
    assert not medicines(chart)
    assert not no_known_medicines(chart)


def test_as_needed_and_tapering_medicines_say_so(make: Any) -> None:
    needed = [{"text": "1 tablet", "asNeededBoolean": True}]
    taper = [
        {"sequence": n, "text": f"{d} mg", "doseAndRate": [{"doseQuantity": {"value": d}}]}
        for n, d in ((1, 40), (2, 20))
    ]
    chart = make.chart(
        make.order("a", "Codeine", dosageInstruction=needed),
        make.order("b", "Prednisone", dosageInstruction=taper),
    )
    assert [m.name for m in medicines(chart) if m.as_needed] == ["codeine"]
    assert [m.name for m in medicines(chart) if m.tapering] == ["prednisone"]


def due(start: str, **fields: Any) -> dict[str, Any]:
    return {"timing": {"repeat": {"boundsPeriod": {"start": start}, **fields}}}


@pytest.mark.parametrize(
    "fields",
    [
        {"dosageInstruction": [due("2026-02-01")]},
        {"dosageInstruction": [due("2026-02-01"), due("2026-03-01")]},
        {"dosageInstruction": [{"timing": {"event": ["2026-02-01T08:00:00Z"]}}]},
        {"effectiveDosePeriod": {"start": "2026-02-01"}},  # R5
    ],
)
def test_an_order_of_today_whose_first_dose_is_due_next_month_is_planned(
    make: Any, fields: dict[str, Any]
) -> None:
    chart = make.chart(make.order("m", "Apixaban", authoredOn="2025-12-31", **fields))
    assert on(chart, "") == {"apixaban": "planned"}
    assert current_medications(chart) == ()
    assert on(chart, "2025-12-31") == {}


def test_an_order_is_current_if_one_of_its_steps_may_begin_today(make: Any) -> None:
    for step in ({"text": "20 mg a day"}, due("2025-12-31"), due("2026-01-01")):
        steps = [step, due("2026-02-01")]
        chart = make.chart(make.order("m", "Prednisone", dosageInstruction=steps))
        assert on(chart, "") == {"prednisone": "current"}


def test_the_present_dose_stands_until_the_one_ordered_for_next_month(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Lisinopril 10 mg tablet", authoredOn="2025-06-01"),
        make.order(
            "b",
            "Lisinopril 20 mg tablet",
            authoredOn="2025-12-31",
            dosageInstruction=[due("2026-02-01")],
        ),
    )
    assert [e.reference for e in current_medications(chart)] == ["MedicationRequest/a"]


def test_a_denial_of_the_brand_is_against_the_order_of_its_generic(make: Any) -> None:
    rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    drug = make.code("617320", "atorvastatin 40 MG Oral Tablet [Lipitor]", rxnorm)
    order = make.order("m", "", medicationCodeableConcept=drug)
    denial = stated(make, "s", "Lipitor", "not-taken", effectiveDateTime="2025-12-01")
    other = stated(make, "o", "Zocor", "not-taken", effectiveDateTime="2025-12-01")
    found = only(make.chart(order, denial, other))
    assert [e.reference for e in found.against] == ["MedicationStatement/s"]


def test_a_statement_from_before_the_order_that_was_stopped_does_not_keep_the_medicine(
    make: Any,
) -> None:
    over = make.order("m", "Fluoxetine 20 mg capsule", "stopped", authoredOn="2025-09-01")
    before = stated(make, "s", "Fluoxetine", effectiveDateTime="2025-03-01")
    after = {**before, "dateAsserted": "2025-12-01"}
    assert on(make.chart(over, before), "") == {"fluoxetine": "stopped"}
    assert on(make.chart(over, after), "") == {"fluoxetine": "current"}


def test_a_patch_and_a_chewing_gum_are_two_medicines(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Nicotine 21 mg/24 hr transdermal patch"),
        make.order("b", "Nicotine 2 mg chewing gum"),
    )
    assert len(medicines(chart)) == 2


def test_a_brand_that_the_chart_does_not_explain_is_the_drug_it_is_known_to_be(make: Any) -> None:
    chart = make.chart(
        make.order("a", "warfarin 5 mg", authoredOn="2020-01-01"),
        make.order("b", "Coumadin 5 mg", "stopped", authoredOn="2022-01-01"),
    )
    (found,) = medicines(chart)
    assert (found.name, found.state) == ("warfarin", "current")
    assert [e.reference for e in found.against] == ["MedicationRequest/b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paracetamol 500 mg tablet", "acetaminophen 500 MG Oral Tablet"),
        ("Salbutamol 100 micrograms inhaler", "Albuterol inhaler"),
        ("Adrenaline 1 mg/ml injection", "epinephrine 1 MG/ML injection"),
        ("Frusemide 40 mg", "furosemide 40 mg"),
        ("Lignocaine 5% ointment", "lidocaine 5% ointment"),
        ("Glyceryl trinitrate 0.4 mg sublingual tablet", "nitroglycerin 0.4 MG sublingual tablet"),
        ("Tylenol 500 mg", "Paracetamol 500 mg"),
        ("Percocet 5/325", "oxycodone hydrochloride 5 MG / acetaminophen 325 MG"),
        ("Vitamin D3 1000 units", "Colecalciferol 1000 units"),
        ("Rifampicin 300 mg", "rifampin 300 mg"),
    ],
)
def test_one_substance_is_one_medicine_by_any_of_its_names(make: Any, one: str, other: str) -> None:
    assert len(medicines(make.chart(make.order("a", one), make.order("b", other)))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Percocet 5/325", "oxycodone 5 mg"),
        ("Toprol XL 50 mg", "Lopressor 50 mg"),
        ("Hyoscine butylbromide 10 mg", "scopolamine 10 mg"),
        ("Humulin 10 units", "insulin lispro 10 units"),
        ("Augmentin 875 mg", "amoxicillin 875 mg"),
    ],
)
def test_a_combination_another_salt_or_another_insulin_is_another_medicine(
    make: Any, one: str, other: str
) -> None:
    assert len(medicines(make.chart(make.order("a", one), make.order("b", other)))) == 2


def test_a_medicine_is_called_by_a_name_that_the_record_uses(make: Any) -> None:
    chart = make.chart(make.order("a", "Paracetamol 500 mg"), make.order("b", "Tylenol 500 mg"))
    assert [m.name for m in medicines(chart)] == ["paracetamol"]


def test_a_brand_and_its_generic_in_force_at_once_are_both_shown(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Coumadin 5 mg tablet", authoredOn="2020-01-01"),
        make.order("b", "Warfarin 2 mg tablet", authoredOn="2022-01-01"),
    )
    (found,) = medicines(chart)
    assert [e.reference for e in found.entries] == ["MedicationRequest/a", "MedicationRequest/b"]


def test_the_patients_word_for_an_ordered_medicine_is_no_second_one(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Warfarin 5 mg tablet", authoredOn="2020-01-01"),
        stated(make, "s", "Coumadin", effectiveDateTime="2022-01-01"),
    )
    assert [e.reference for e in current_medications(chart)] == ["MedicationStatement/s"]
