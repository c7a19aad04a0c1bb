"""`find`, `problems`, `medications`, `procedures`, `reports`, `immunizations`, `background`."""

from typing import Any

import pytest

from chartside.errors import ToolError
from chartside.tools import (
    background,
    find,
    immunizations,
    medications,
    overview,
    problems,
    procedures,
    reports,
)


async def test_find_gives_entries_of_one_kind_newest_first(make: Any) -> None:
    chart = make.chart(
        make.visit("v1", "Office visit", "2024-03-01"),
        make.visit("v2", "Eye clinic", "2025-03-01"),
        make.problem("p1", "Glaucoma"),
    )
    found = await find(chart, "encounter")
    assert [r.reference for r in found.items] == ["Encounter/v2", "Encounter/v1"]


async def test_find_matches_all_the_words_or_a_code(make: Any) -> None:
    coded = make.problem("p1", "Type 2 diabetes mellitus")
    coded["code"]["coding"] = [{"system": "http://snomed.info/sct", "code": "44054006"}]
    chart = make.chart(coded, make.problem("p2", "Diabetes insipidus"))
    for words, wanted in {
        "diabetes": {"p1", "p2"},
        "mellitus DIABETES": {"p1"},
        "44054006": {"p1"},
        "diabetes 1": set(),
        "?!": set(),
    }.items():
        found = await find(chart, "problem", words=words)
        assert {r.reference.split("/")[1] for r in found.items} == wanted, words


async def test_find_filters_by_day_and_by_status(make: Any) -> None:
    chart = make.chart(
        make.order("o1", "Warfarin", "2019-05"),
        make.order("o2", "Aspirin", "2024-05-02", status="stopped"),
    )
    assert [r.name for r in (await find(chart, "medication", since="2019-06")).items] == ["Aspirin"]
    assert len((await find(chart, "medication", since="2019-05-20")).items) == 2
    assert [r.name for r in (await find(chart, "medication", status="active")).items] == [
        "Warfarin"
    ]


async def test_find_leaves_out_the_undated_only_where_a_day_is_asked_for(make: Any) -> None:
    chart = make.chart(make.problem("p1", "Asthma"))
    assert len((await find(chart, "problem")).items) == 1
    assert (await find(chart, "problem", since="1900")).items == ()


async def test_an_unknown_kind_is_refused_with_the_kinds_there_are(make: Any) -> None:
    with pytest.raises(ToolError, match="kind must be one of patient, problem"):
        await find(make.chart(), "diagnosis")


async def test_a_long_detail_is_cut_at_a_word_and_says_so(make: Any) -> None:
    chart = make.chart(make.report("r1", "CT", "2025-01-01", "nodule " * 60))
    (row,) = (await find(chart, "imaging")).items
    assert len(row.detail) <= 164
    assert row.detail.endswith("nodule ...")


async def test_refuted_and_mistaken_problems_are_in_no_list(make: Any) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    mistaken = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    chart = make.chart(
        make.problem("p1", "Breast cancer", **refuted),
        make.problem("p2", "Type 1 diabetes", "resolved", **mistaken),
    )
    for standing in ("active", "provisional", "past"):
        assert (await problems(chart, standing)).items == ()


async def test_problems_stand_where_their_status_puts_them(make: Any) -> None:
    chart = make.chart(
        make.problem("p1", "Asthma", onsetDateTime="1998"),
        make.problem("p2", "Gout", "resolved", onsetDateTime="2010-05", abatementDateTime="2011"),
        make.problem("p3", "Anemia", verificationStatus={"coding": [{"code": "provisional"}]}),
    )
    assert [r.line for r in (await problems(chart)).items] == ["Asthma, active since 1998"]
    assert [r.line for r in (await problems(chart, "past")).items] == [
        "Gout, resolved since 2010-05 until 2011"
    ]
    assert [r.name for r in (await problems(chart, "provisional")).items] == ["Anemia"]


async def test_stopped_and_cancelled_medicines_are_not_taken(make: Any) -> None:
    chart = make.chart(
        make.order("o1", "Losartan 50 mg tablet", "2020-01-01"),
        make.order("o2", "Naproxen 500 mg tablet", "2014-06-01", status="stopped"),
        make.order("o3", "Ibuprofen 400 mg tablet", "2023-09-01", status="cancelled"),
        make.order("o4", "Semaglutide pen", "2025-04-01", status="on-hold"),
    )
    current = {r.name: r.standing for r in (await medications(chart)).items}
    assert current == {"Losartan 50 mg tablet": "current", "Semaglutide pen": "on hold"}
    past = (await medications(chart, which="past")).items
    assert [(r.name, r.standing) for r in past] == [("Naproxen 500 mg tablet", "stopped")]


async def test_what_was_taken_on_a_day_says_where_the_record_cannot_tell(make: Any) -> None:
    ended = {"dispenseRequest": {"validityPeriod": {"end": "2021-12-31"}}}
    chart = make.chart(
        make.order("o1", "Losartan 50 mg tablet", "2020-01-01"),
        make.order("o2", "Naproxen 500 mg tablet", "2014-06-01", status="stopped"),
        make.order("o3", "Ibuprofen 400 mg tablet", "2020-09-01", status="cancelled"),
        make.order("o4", "Metformin 500 mg tablet", "2024-01-01"),
        make.order("o5", "Prednisone 5 mg tablet", "2020-02-01", status="completed", **ended),
    )
    then = {r.name.split()[0]: r.standing for r in (await medications(chart, on="2021")).items}
    assert then == {"Losartan": "current", "Naproxen": "uncertain", "Prednisone": "current"}
    later = {r.name.split()[0] for r in (await medications(chart, on="2022-06")).items}
    assert "Prednisone" not in later


async def test_a_procedure_is_one_row_with_how_often_and_when(make: Any) -> None:
    chart = make.chart(
        make.procedure("c1", "Colonoscopy", "2013-08-20"),
        make.procedure("c2", "Colonoscopy", "2018"),
        make.procedure("c3", "Colonoscopy", "2027-01-01", status="preparation"),
        make.procedure("c4", "Appendectomy", "1974", status="not-done"),
    )
    (row,) = (await procedures(chart)).items
    assert (row.count, row.dates) == (2, ("2018", "2013-08-20"))


async def test_a_report_says_what_it_concluded_and_that_it_is_preliminary(make: Any) -> None:
    chart = make.chart(
        make.report("r1", "CT chest", "2024-02-12", "8 mm nodule."),
        make.report("r2", "Chest X-ray", "2025-02-12", "Clear.", status="preliminary"),
    )
    lines = [r.line for r in (await reports(chart)).items]
    assert lines == [
        "2025-02-12 Chest X-ray (preliminary): Clear.",
        "2024-02-12 CT chest: 8 mm nodule.",
    ]


async def test_a_vaccine_that_was_declined_is_not_given(make: Any) -> None:
    chart = make.chart(
        make.vaccine("i1", "Influenza, seasonal, injectable", "2023-10-01"),
        make.vaccine("i2", "Influenza, seasonal, injectable", "2024-10-01"),
        make.vaccine("i3", "Influenza, seasonal, injectable", "2025-10-01", status="not-done"),
    )
    (row,) = (await immunizations(chart)).items
    assert (row.name, row.last, row.doses) == ("Influenza vaccine", "2024-10-01", 2)


async def test_what_a_relative_has_names_the_relative(make: Any) -> None:
    mother = {
        "resourceType": "FamilyMemberHistory",
        "id": "f1",
        "patient": {"reference": "Patient/1"},
        "status": "completed",
        "relationship": {"text": "Mother"},
        "condition": [{"code": {"text": "Breast cancer"}}],
    }
    (row,) = (await background(make.chart(mother))).items
    assert (row.relative, row.name) == ("mother", "Breast cancer")
    assert row.line.startswith("family, mother: ")


async def test_the_overview_counts_what_stands_apart_from_what_does_not(make: Any) -> None:
    error = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    chart = make.chart(
        make.problem("p1", "Asthma", onsetDateTime="1998"),
        make.problem("p2", "Asthma", onsetDateTime="2004-05-01"),
        make.problem("p3", "Gout", **error),
    )
    row = next(r for r in (await overview(chart)).items if r.kind == "problem")
    assert (row.count, row.void, row.first, row.last) == (2, 1, "1998", "2004-05-01")
    assert row.names == (("Asthma", 2),)
