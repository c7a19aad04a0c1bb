"""What each resource type becomes in a chart."""

from decimal import Decimal
from typing import Any

import pytest

from chartside.fhir.entry import Kind
from chartside.fhir.projection import ADMINISTRATIVE, PROJECTIONS


def categorised(make: Any, category: str, loinc: str = "0-0", **fields: Any) -> Kind:
    tags = {"category": [make.code(category, system="c")] if category else []}
    kind: Kind = make.entry(make.lab("o", 1, "1", code=make.code(loinc), **tags, **fields)).kind
    return kind


@pytest.mark.parametrize(
    ("category", "loinc", "kind"),
    [
        ("laboratory", "0-0", Kind.LAB),
        ("vital-signs", "0-0", Kind.VITAL),
        ("vital-sign", "0-0", Kind.VITAL),
        ("Vital Signs", "0-0", Kind.VITAL),
        ("survey", "0-0", Kind.SURVEY),
        ("social-history", "0-0", Kind.SOCIAL),
        ("imaging", "0-0", Kind.IMAGING),
        ("exam", "0-0", Kind.OBSERVATION),
        ("survey", "72166-2", Kind.SOCIAL),
        ("", "8480-6", Kind.VITAL),
        ("laboratory", "29463-7", Kind.VITAL),
        ("vital-sign", "10230-1", Kind.IMAGING),
        ("", "0-0", Kind.OBSERVATION),
    ],
)
def test_an_observation_is_placed_by_its_code_and_then_by_its_category(
    make: Any, category: str, loinc: str, kind: Kind
) -> None:
    assert categorised(make, category, loinc) is kind


def test_without_category_a_specimen_or_a_concentration_makes_a_laboratory_result(
    make: Any,
) -> None:
    assert categorised(make, "", specimen={"reference": "Specimen/1"}) is Kind.LAB
    assert make.entry(make.lab("o", 5, "mg/dL", category=[])).kind is Kind.LAB


def test_what_a_laboratory_report_lists_is_a_laboratory_result(make: Any) -> None:
    report = make.resource("DiagnosticReport", result=[{"reference": "Observation/o"}])
    chart = make.chart(make.lab("o", 99, "fL", category=[]), report)
    assert chart.get("Observation/o").kind is Kind.LAB


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("valueQuantity", {"value": 7.25, "unit": "%"}, "7.25 %"),
        ("valueQuantity", {"value": 0.01, "comparator": "<", "unit": "ng/mL"}, "<0.01 ng/mL"),
        ("valueCodeableConcept", {"text": "Positive"}, "Positive"),
        ("valueString", "cloudy", "cloudy"),
        ("valueBoolean", True, "yes"),
        ("valueBoolean", False, "no"),
        ("valueInteger", 3, "3"),
        ("valueDateTime", "2019-03", "2019-03"),
        ("valueTime", "08:30:00", "08:30:00"),
        ("valuePeriod", {"start": "2019", "end": "2020"}, "2019 to 2020"),
        ("valueRange", {"low": {"value": 1}, "high": {"value": 2}}, "1 to 2"),
        ("valueRatio", {"numerator": {"value": 1}, "denominator": {"value": 128}}, "1:128"),
        ("dataAbsentReason", {"text": "Sample haemolysed"}, "no result (Sample haemolysed)"),
    ],
)  # fmt: skip
def test_every_kind_of_value_has_its_words(make: Any, field: str, value: Any, words: str) -> None:
    found = make.entry(make.lab("o", **{field: value}))
    assert found.value.words == words


def test_a_calculated_number_is_shown_short_and_kept_whole(make: Any) -> None:
    value = make.entry(make.lab("o", 78.05474545537848)).value
    assert value.words == "78.05 mg/dL"
    assert value.number == Decimal("78.05474545537848")


def test_a_blood_pressure_reads_systolic_over_diastolic(make: Any) -> None:
    def part(code: str, number: int) -> Any:
        return {"code": make.code(code), "valueQuantity": {"value": number, "unit": "mm[Hg]"}}

    found = make.entry(
        make.lab(
            "o",
            code=make.code("85354-9", "Blood pressure"),
            component=[part("8462-4", 76), part("8480-6", 128)],
        )
    )
    assert found.text == "Blood pressure: 128/76 mmHg"


DAILY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}


@pytest.mark.parametrize(
    ("timing", "per_day"),
    [
        (DAILY, 1),
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}, 2),
        ({"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}}, 3),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "wk"}}, Decimal(1) / 7),
        ({"code": {"coding": [{"code": "BID"}]}}, 2),
        ({"code": {"text": "as directed"}}, None),
    ],
)
def test_how_often_a_medicine_is_taken_is_counted_per_day(
    make: Any, timing: Any, per_day: Any
) -> None:
    dose = make.entry(make.order("m", "Drug", dosageInstruction=[{"timing": timing}])).dose
    assert dose.per_day == per_day


def test_a_dose_without_words_is_said_from_its_fields(make: Any) -> None:
    step = {
        "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": {"value": 500, "unit": "mg"}}],
        "route": {"text": "by mouth"},
        "asNeededCodeableConcept": {"text": "pain"},
    }
    dose = make.entry(make.order("m", "Drug", dosageInstruction=[step])).dose
    assert dose.text == "500 mg twice a day by mouth as needed for pain"
    assert (dose.as_needed, dose.asked, dose.route) == (True, "pain", "by mouth")


@pytest.mark.parametrize(
    ("drug", "number", "words"),
    [
        ("Simvastatin 10 MG Oral Tablet", 1.0, "1 tablet once a day"),
        ("Omeprazole 20 MG Oral Capsule", 2, "2 capsules once a day"),
        ("Insulin glargine", 1, "1 dose once a day"),
    ],
)
def test_a_dose_without_a_unit_is_counted_in_the_form_of_the_medicine(
    make: Any, drug: str, number: float, words: str
) -> None:
    step = {"timing": DAILY, "doseAndRate": [{"doseQuantity": {"value": number}}]}
    assert make.entry(make.order("m", drug, dosageInstruction=[step])).dose.text == words


def test_what_someone_wrote_beside_the_data_is_shown(make: Any) -> None:
    body = make.allergy("a", "Penicillin", note=[{"text": "Rash as a child."}])
    assert "note: Rash as a child." in make.entry(body).text


def test_a_taper_has_no_single_dose(make: Any) -> None:
    steps = [
        {"text": f"{n} mg daily", "timing": DAILY, "doseAndRate": [{"doseQuantity": {"value": n}}]}
        for n in (40, 20)
    ]
    dose = make.entry(make.order("m", "Prednisone", dosageInstruction=steps)).dose
    assert dose.amount is None
    assert dose.text == "40 mg daily; then 20 mg daily"


@pytest.mark.parametrize("where", ["contained", "shared", "display"])
def test_a_medicine_is_found_wherever_it_is_kept(make: Any, where: str) -> None:
    medication = {"resourceType": "Medication", "id": "m", "code": {"text": "Apixaban"}}
    reference = {
        "contained": {"reference": "#m"},
        "shared": {"reference": "Medication/m"},
        "display": {"display": "Apixaban"},
    }[where]
    body = make.resource("MedicationRequest", status="active", medicationReference=reference)
    if where == "contained":
        body["contained"] = [medication]
    assert make.entry(body, shared={"Medication/m": medication}).label == "Apixaban"


def test_a_reason_is_named_by_the_condition_it_refers_to(make: Any) -> None:
    body = make.order("m", "Metoprolol", reasonReference=[{"reference": "Condition/c"}])
    entry = make.chart(body, make.problem("c", "Hypertension")).get("MedicationRequest/m")
    assert entry.reasons == ("Hypertension",)
    assert entry.links == ("Condition/c",)


def test_an_author_is_named_by_display_or_looked_up(make: Any) -> None:
    doctor = {
        "resourceType": "Practitioner",
        "id": "d",
        "name": [{"family": "Ito", "given": ["Ken"]}],
    }
    body = make.order("m", "Drug", requester={"reference": "Practitioner/d"})
    assert make.entry(body, shared={"Practitioner/d": doctor}).author == "Ken Ito"


@pytest.mark.parametrize(
    ("body", "live"),
    [
        (("Observation", {"status": "entered-in-error"}), False),
        (("Observation", {"status": "cancelled"}), False),
        (("Observation", {"status": "preliminary"}), True),
        (("Procedure", {"status": "not-done"}), False),
        (("Immunization", {"status": "not-done"}), False),
        (("MedicationAdministration", {"status": "not-done"}), False),
        (("Encounter", {"status": "cancelled"}), False),
        (("DocumentReference", {"status": "superseded"}), True),
        (("DocumentReference", {"status": "entered-in-error"}), False),
        (("DiagnosticReport", {"status": "entered-in-error"}), False),
        (("Goal", {"lifecycleStatus": "entered-in-error"}), False),
        (("CarePlan", {"status": "revoked"}), False),
        (("ServiceRequest", {"status": "active", "doNotPerform": True}), False),
        (("Claim", {"status": "cancelled"}), False),
        (("Flag", {"status": "entered-in-error"}), False),
    ],
)
def test_what_was_not_done_or_is_in_error_supports_nothing(
    make: Any, body: tuple[str, dict[str, Any]], live: bool
) -> None:
    kind, fields = body
    assert make.entry(make.resource(kind, **fields)).live is live


@pytest.mark.parametrize("kind", sorted(PROJECTIONS.keys() - {"Patient"}))
def test_a_resource_with_nothing_but_its_subject_still_enters(make: Any, kind: str) -> None:
    assert make.entry(make.resource(kind)).reference == f"{kind}/x"


@pytest.mark.parametrize("kind", sorted(ADMINISTRATIVE))
def test_bills_and_provenance_are_listed_as_administrative(make: Any, kind: str) -> None:
    assert make.entry(make.resource(kind, status="active")).kind is Kind.ADMINISTRATIVE


def test_a_type_without_a_projection_keeps_its_code_time_and_status(make: Any) -> None:
    body = make.resource(
        "RiskAssessment", status="final", code={"text": "Falls"}, occurrenceDateTime="2021"
    )
    entry = make.entry(body)
    assert (entry.kind, entry.label, entry.when.day) == (Kind.OTHER, "Falls", "2021")


FIELDS = [
    "status", "code", "category", "clinicalStatus", "verificationStatus", "onsetDateTime",
    "onsetAge", "effectiveDateTime", "effectivePeriod", "valueQuantity", "valueString",
    "referenceRange", "interpretation", "component", "reaction", "dosageInstruction", "dosage",
    "medicationReference", "medicationCodeableConcept", "period", "type", "class",
    "participant", "location", "activity", "series", "content", "presentedForm", "item",
    "section", "name", "birthDate", "reasonReference", "reasonCode", "result", "link",
    "bodySite", "relationship", "condition", "contained", "target", "agent",
]  # fmt: skip
WRONG = [7, "text", ["text"], {"x": 1}, [[1]], [{"coding": 7}], {"coding": "x"}, [None], True]


@pytest.mark.parametrize("kind", sorted([*PROJECTIONS, "Flag", "Claim", "Provenance"]))
def test_no_wrong_shape_of_any_field_fails_the_chart(make: Any, kind: str) -> None:
    bodies = [
        make.resource(kind, f"{field}-{n}", **{field: wrong})
        for field in FIELDS
        for n, wrong in enumerate(WRONG)
    ]
    chart = make.chart(*[b for b in bodies if kind != "Patient"])
    told = {s.reference for s in chart.set_aside} | {e.reference for e in chart.entries}
    assert kind == "Patient" or {f"{kind}/{b['id']}" for b in bodies} <= told
    for entry in chart.entries:
        assert isinstance(entry.label + entry.text + entry.status + entry.category, str)
        assert entry.value is None or isinstance(entry.value.words, str)
    assert isinstance(chart.documents(), tuple)
