"""Results without a LOINC code: what was measured is told by words, and by the specimen."""

from typing import Any

import pytest

from chartside.fhir.clinical import lab_series


def sodium(make: Any, name: str, number: float, specimen: Any = None, **fields: Any) -> Any:
    drawn = {"specimen": specimen} if specimen else {}
    base = {"code": {"text": "Sodium"}, "effectiveDateTime": f"2025-0{name}-01"}
    return make.lab(name, number, "mmol/L", **{**base, **drawn, **fields})


def labels(*bodies: Any, make: Any) -> list[str]:
    return [s.label for s in lab_series(make.chart(*bodies))]


@pytest.mark.parametrize("other", [{"display": "Serum"}, None])
def test_an_uncoded_sodium_of_urine_is_not_in_the_series_of_serum(make: Any, other: Any) -> None:
    found = labels(
        sodium(make, "1", 139, other),
        sodium(make, "2", 41, {"display": "Urine"}),
        sodium(make, "3", 140, other),
        make=make,
    )
    assert found == ["Sodium, serum" if other else "Sodium", "Sodium, urine"]


@pytest.mark.parametrize("words", ["serum", "Serum specimen", "Plasma", "Serum or Plasma"])
def test_one_specimen_in_other_words_is_one_series(make: Any, words: str) -> None:
    drawn = sodium(make, "1", 139, {"display": "Serum"}), sodium(make, "2", 140, {"display": words})
    assert labels(*drawn, make=make) == ["Sodium, serum"]


def test_urine_of_24_hours_is_not_a_spot_urine(make: Any) -> None:
    spot, day = {"display": "Spot urine"}, {"display": "Urine, 24 hour"}
    found = labels(sodium(make, "1", 41, spot), sodium(make, "2", 150, day), make=make)
    assert found == ["Sodium, urine", "Sodium, urine 24 hour"]


def test_the_specimen_may_be_a_resource_of_the_record_or_inside_the_result(make: Any) -> None:
    urine = {"type": {"text": "Urine"}}
    inside = {"contained": [{"resourceType": "Specimen", "id": "s", **urine}]}
    found = labels(
        sodium(make, "1", 41, {"reference": "Specimen/u"}),
        sodium(make, "2", 42, {"reference": "#s"}, **inside),
        make.resource("Specimen", "u", **urine),
        make=make,
    )
    assert found == ["Sodium, urine"]


def test_a_result_without_a_specimen_was_measured_in_the_one_of_its_report(make: Any) -> None:
    report = make.resource(
        "DiagnosticReport",
        "r",
        status="final",
        code={"text": "Electrolytes"},
        specimen=[{"reference": "Specimen/u"}],
        result=[{"reference": "Observation/1"}],
    )
    specimen = make.resource("Specimen", "u", type={"text": "Urine"})
    chart = make.chart(sodium(make, "1", 41), sodium(make, "2", 139), report, specimen)
    assert [s.label for s in lab_series(chart)] == ["Sodium, urine", "Sodium"]
    assert [s.latest.text for s in lab_series(chart)] == [
        "Sodium: 41 mmol/L; specimen Urine",
        "Sodium: 139 mmol/L",
    ]


def test_a_name_that_says_the_specimen_is_one_with_and_without_it(make: Any) -> None:
    named = {"code": {"text": "Urine sodium"}}
    drawn = sodium(make, "1", 41, {"display": "Urine"}, **named), sodium(make, "2", 43, **named)
    assert labels(*drawn, make=make) == ["Urine sodium"]


def test_a_loinc_code_says_the_specimen_whatever_the_tube_is_called(make: Any) -> None:
    coded = {"code": make.code("2951-2", "Sodium")}
    drawn = [
        sodium(make, "1", 139, {"display": "Blood"}, **coded),
        sodium(make, "2", 140, {"display": "Serum"}, **coded),
    ]
    assert labels(*drawn, make=make) == ["Sodium"]


def test_a_specimen_that_nobody_knows_is_none(make: Any) -> None:
    drawn = sodium(make, "1", 139, {"display": "Unknown"}), sodium(make, "2", 140)
    assert labels(*drawn, make=make) == ["Sodium"]


def test_a_reader_is_told_the_specimen_where_nothing_else_says_it(make: Any) -> None:
    def text(**fields: Any) -> str:
        found: str = make.entry(sodium(make, "1", 41, {"display": "Urine"}, **fields)).text
        return found

    assert text() == "Sodium: 41 mmol/L; specimen Urine"
    assert text(code={"text": "Urine sodium"}) == "Urine sodium: 41 mmol/L"
    assert text(code=make.code("2955-3", "Sodium")) == "Sodium: 41 mmol/L"


def test_cells_in_percent_and_in_number_are_two_series(make: Any) -> None:
    def cells(name: str, label: str, number: float, unit: str) -> Any:
        return make.lab(name, number, unit, code={"text": label})

    chart = make.chart(
        cells("1", "Neutrophils %", 65, "%"),
        cells("2", "Neutrophils #", 4.1, "10*9/L"),
        cells("3", "Neutrophils", 66, "%"),
        cells("4", "Neutrophils", 4.2, "x10^9/L"),
        cells("5", "IG%", 0.4, "%"),
        cells("6", "IG#", 0.03, "10*3/uL"),
        cells("7", "NEUT%", 64, ""),
    )
    found = [[e.reference.partition("/")[2] for e in s.entries] for s in lab_series(chart)]
    assert found == [["1", "3"], ["2", "4"], ["5"], ["6"], ["7"]]


def test_an_amount_a_day_is_no_concentration(make: Any) -> None:
    chart = make.chart(
        make.lab("1", 0.1, "g/L", code={"text": "Protein"}),
        make.lab("2", 0.2, "g/24h", code={"text": "Protein"}),
        make.lab("3", 0.3, "g/d", code={"text": "Protein"}),
    )
    assert [s.label for s in lab_series(chart)] == ["Protein", "Protein, per day"]


def test_a_share_of_anything_else_stays_one_series_however_it_is_printed(make: Any) -> None:
    chart = make.chart(
        make.lab("1", 6.5, "%", code={"text": "HbA1c"}),
        make.lab("2", 48, "mmol/mol", code={"text": "HbA1c"}),
        make.lab("3", 6.6, "", code={"text": "HbA1c %"}),
    )
    assert len(lab_series(chart)) == 1
