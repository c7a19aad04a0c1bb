"""R4 search, rule by rule: what each form finds, and that nothing is answered wider than asked."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.fhir.file import RecordFile
from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.fhir.search.definitions import defined_types, parameters
from chartside.fhir.search.outcome import refusal
from chartside.fhir.search.run import one_line

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"


def observation(identity: str, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "subject": {"reference": "Patient/a"},
        **fields,
    }


def coded(system: str | None, code: str, display: str = "") -> dict[str, Any]:
    coding = {"system": system, "code": code, "display": display}
    return {"coding": [{k: v for k, v in coding.items() if v}]}


def quantity(value: float, **fields: Any) -> dict[str, Any]:
    return {"value": value, "unit": "mg/dL", "system": UCUM, "code": "mg/dL", **fields}


def resource(entry: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(entry["resource"]))
    return found


class Searched:
    """Resources, and what a search finds among them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, query: str, *resources: Mapping[str, Any]) -> list[str]:
        source = self._folder / "x.ndjson"
        source.write_text("\n".join(json.dumps(r) for r in resources), encoding="utf-8")
        found = RecordFile([source]).search_bundle(query)
        return [resource(entry)["id"] for entry in found.get("entry", [])]


@pytest.fixture
def search(tmp_path: Path) -> Searched:
    return Searched(tmp_path)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("4548-4", ["a", "b"]),
        (f"{LOINC}|4548-4", ["a"]),
        ("|4548-4", ["b"]),
        (f"{LOINC}|", ["a", "c"]),
        ("4548-4,2160-0", ["a", "b", "c"]),
        ("4548", []),
        ("urn:other|4548-4", []),
    ],
)
def test_a_token_is_matched_by_code_and_system(
    search: Searched, value: str, found: list[str]
) -> None:
    assert found == search(
        f"Observation?code={value}",
        observation("a", code=coded(LOINC, "4548-4")),
        observation("b", code=coded(None, "4548-4")),
        observation("c", code=coded(LOINC, "2160-0")),
    )


def test_a_plain_code_also_answers_to_the_system_r4_binds_it_to(search: Searched) -> None:
    system = "http://hl7.org/fhir/observation-status"
    assert search(f"Observation?status={system}|final", observation("a")) == ["a"]


def test_a_token_is_matched_whatever_its_case_as_r4_advises(search: Searched) -> None:
    assert search("Observation?status=FINAL", observation("a")) == ["a"]


def test_an_escaped_comma_is_part_of_the_value(search: Searched) -> None:
    one = {"resourceType": "Patient", "id": "p", "identifier": [{"value": "7,8"}]}
    assert search(r"Patient?identifier=7\,8", one) == ["p"]
    assert search("Patient?identifier=7,8", one) == []


def test_not_also_finds_what_has_no_value_at_all(search: Searched) -> None:
    a = observation("a", category=[coded(None, "laboratory")])
    b, c = observation("b", category=[coded(None, "survey")]), observation("c")
    assert search("Observation?category:not=laboratory", a, b, c) == ["b", "c"]


def test_missing_tells_what_is_there_from_what_is_not(search: Searched) -> None:
    a, b = observation("a", code={"text": "only words"}), observation("b")
    assert search("Observation?code:missing=true", a, b) == ["b"]
    assert search("Observation?code:missing=false", a, b) == ["a"]


def test_text_looks_at_the_words_beside_a_code(search: Searched) -> None:
    a = observation("a", code=coded(LOINC, "8302-2", "Body Height"))
    b = observation("b", code={"text": "body weight"})
    assert search("Observation?code:text=body%20he", a, b) == ["a"]
    assert search("Observation?code:text=BODY", a, b) == ["a", "b"]


DATES = [
    ("2019", ["day", "minute", "month", "year"]),
    ("eq2019-03", ["day", "minute", "month"]),
    ("2019-03-02", ["day", "minute"]),
    ("2019-03-02T08:30:00Z", ["minute"]),
    ("2019-03-02T09:30:00+01:00", ["minute"]),
    ("2019-03-02T09:30:00%2B01:00", ["minute"]),
    ("ne2019-03", ["open", "year"]),
    ("gt2019-03-02", ["month", "open", "year"]),
    ("ge2019-03-02", ["day", "minute", "month", "open", "year"]),
    ("lt2019-03-02", ["month", "open", "year"]),
    ("le2019-03-02T00:00:00Z", ["month", "open", "year"]),
    ("sa2019-02-28", ["day", "minute", "month"]),
    ("eb2019-03-03", ["day", "minute"]),
    ("sa2030", []),
    ("gt2030", ["open"]),
]


@pytest.mark.parametrize(("value", "found"), DATES)
def test_a_date_is_a_range_at_the_precision_it_is_written_in(
    search: Searched, value: str, found: list[str]
) -> None:
    assert found == search(
        f"Observation?date={value}",
        observation("day", effectiveDateTime="2019-03-02"),
        observation("minute", effectiveDateTime="2019-03-02T08:30:00Z"),
        observation("month", effectiveDateTime="2019-03"),
        observation("open", effectivePeriod={"start": "2018-01-01"}),
        observation("year", effectiveDateTime="2019"),
    )


def test_a_period_that_ends_within_the_range_but_starts_before_is_not_equal_to_it(
    search: Searched,
) -> None:
    a = observation("a", effectivePeriod={"start": "2018-12-31", "end": "2019-02"})
    assert search("Observation?date=2019", a) == []
    assert search("Observation?date=ap2019", a) == ["a"]


def test_a_day_in_one_zone_is_held_against_the_moment_it_names(search: Searched) -> None:
    late = observation("late", effectiveDateTime="2019-03-02T23:30:00-05:00")
    assert search("Observation?date=2019-03-02", late) == []
    assert search("Observation?date=2019-03-03", late) == ["late"]


NUMBERS = [
    ("5.4", ["b"]),
    ("5.40", ["b"]),
    ("5", ["a", "b"]),
    ("5e0", ["a", "b"]),
    ("ne5.4", ["a", "c", "low"]),
    ("gt5.4", ["c"]),
    ("ge5.4", ["b", "c"]),
    ("lt5.4", ["a", "low"]),
    ("le5.4", ["a", "b", "low"]),
    ("ap5", ["a", "b"]),
    ("lt1", ["low"]),
    ("gt1", ["a", "b", "c"]),
    (f"5.4|{UCUM}|mg/dL", ["b"]),
    ("5.4||mg/dL", ["b"]),
    (f"5.4|{UCUM}|mmol/L", []),
]


@pytest.mark.parametrize(("value", "found"), NUMBERS)
def test_a_number_stands_for_its_last_digit(search: Searched, value: str, found: list[str]) -> None:
    assert found == search(
        f"Observation?value-quantity={value}",
        observation("a", valueQuantity=quantity(4.9)),
        observation("b", valueQuantity=quantity(5.4)),
        observation("c", valueQuantity=quantity(7)),
        observation("low", valueQuantity=quantity(1, comparator="<")),
    )


def test_a_composite_holds_both_parts_against_one_resource(search: Searched) -> None:
    a = observation("a", code=coded(LOINC, "4548-4"), valueQuantity=quantity(9))
    b = observation("b", code=coded(LOINC, "2160-0"), valueQuantity=quantity(9))
    assert search(f"Observation?code-value-quantity={LOINC}|4548-4$gt8", a, b) == ["a"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=mul", ["p"]),
        ("name=MÜL", ["p"]),
        ("name=ller", []),
        ("name:contains=LLER", ["p"]),
        ("family:exact=Müller", ["p"]),
        ("family:exact=müller", []),
        ("given=an,zoe", ["p", "q"]),
        ("given=anna&given=maria", ["p"]),
        ("address-city=san%20jos", ["q"]),
    ],
)
def test_a_string_is_matched_from_its_start_whatever_its_case_and_accents(
    search: Searched, query: str, found: list[str]
) -> None:
    p = {"name": [{"family": "Müller", "given": ["Anna", "Maria"]}]}
    q = {"name": [{"family": "Roe", "given": ["Zoë"]}], "address": [{"city": "San José"}]}
    both = [{"resourceType": "Patient", "id": n, **body} for n, body in (("p", p), ("q", q))]
    assert search(f"Patient?{query}", *both) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("subject=Patient/a", ["o"]),
        ("subject=a", ["g", "o"]),
        ("subject:Group=a", ["g"]),
        ("patient=a", ["o"]),
        ("patient=Group/a", []),
        ("subject=https://ehr.example/fhir/Patient/a", ["o"]),
        ("patient:missing=true", ["g"]),
    ],
)
def test_a_reference_is_matched_by_id_by_type_and_by_address(
    search: Searched, query: str, found: list[str]
) -> None:
    group = observation("g", subject={"reference": "Group/a"})
    assert search(f"Observation?{query}", observation("o"), group) == found


def test_a_canonical_without_a_version_means_any(search: Searched) -> None:
    one = observation("o", meta={"profile": ["http://x.example/p|2.0"]})
    assert search("Observation?_profile=http://x.example/p", one) == ["o"]
    assert search("Observation?_profile=http://x.example/p|1.0", one) == []


def test_a_patient_without_a_word_of_death_is_not_deceased(search: Searched) -> None:
    alive = {"resourceType": "Patient", "id": "alive"}
    dead = {"resourceType": "Patient", "id": "dead", "deceasedDateTime": "2019"}
    assert search("Patient?deceased=true", alive, dead) == ["dead"]
    assert search("Patient?deceased=false", alive, dead) == ["alive"]


def test_sorting_is_by_the_value_and_what_has_none_comes_last(search: Searched) -> None:
    old, new = (observation(n, effectiveDateTime=d) for n, d in (("o", "2001"), ("n", "2019")))
    assert search("Observation?_sort=date", old, new, observation("x")) == ["o", "n", "x"]
    assert search("Observation?_sort=-date", old, new, observation("x")) == ["n", "o", "x"]


@pytest.mark.parametrize(
    "query",
    [
        "Spaceship?name=x",
        "Observation?colour=red",
        "Observation?code:in=http://x.example/vs",
        "Observation?date:not=2019",
        "Observation?date=yesterday",
        "Observation?date=2019-02-30",
        "Observation?date=xx2019",
        "Observation?value-quantity=five",
        "Observation?value-quantity=5|mg",
        "Observation?code=",
        "Observation?code=a,,b",
        "Observation?code=|",
        "Observation?code=a|b|c",
        "Observation?_has:Provenance:target=x",
        "Observation?_has:Provenance:target:colour=x",
        "Observation?_has:Provenance:colour:agent=x",
        "Observation?_has:Encounter:patient:status=x",
        "Observation?_has:Spaceship:target:agent=x",
        "Observation?code.name=x",
        "Observation?colour.name=x",
        "Observation?subject.colour=x",
        "Observation?subject:Organization.name=x",
        "Observation?subject:Patient.birthdate=yesterday",
        "Observation?encounter.subject.encounter.subject=x",
        "Observation?_summary=perhaps",
        "Observation?_elements=colour",
        "Observation?_elements=code.text",
        "Observation?_elements=code&_summary=true",
        "Observation?_summary=text&_include=Observation:subject",
        "Observation?_summary:not=true",
        "Observation?_include:twice=Observation:subject",
        "Observation?_include=Observation:subject:Organization",
        "Observation?_revinclude=Encounter:patient",
        "Observation?subject:identifier=|",
        "Observation?identifier:of-type=x|y",
        "Observation?identifier:of-type=|y|z",
        "Observation?code:above=x",
        "Observation?component-code-value-quantity=x",
        "Observation?component-code-value-quantity=x$y",
        "Observation?_text=x",
        "Observation?_content=x",
        "Location?near=1|2",
        "Patient?phonetic=x",
        "Observation?subject=not/a/reference",
        "Observation?subject=Patient/a/_history/1",
        "Observation?subject:Patient=Group/a",
        "Observation?_id=two words",
        "Observation?_filter=x",
        "Observation?_count=many",
        "Observation?_count=-1",
        "Observation?_count=1&_count=2",
        "Observation?_sort=colour",
        "Observation?_include=Observation:colour",
        "Observation?_include=Encounter:patient",
        "Observation?_include=Observation:code",
        "Observation?_total=perhaps",
        "Observation?_format=xml",
        "Observation?code",
        "Observation/o",
        "",
    ],
)
def test_what_is_not_understood_is_refused_and_never_answered_wider(
    search: Searched, query: str
) -> None:
    with pytest.raises(UsageError) as refused:
        search(query, observation("o"))
    assert refusal(refused.value)["issue"][0]["code"] == "invalid"


def test_a_refusal_does_not_repeat_what_was_searched_for(search: Searched) -> None:
    with pytest.raises(UsageError) as refused:
        search("Patient?birthdate=Canary", observation("o"))
    assert "Canary" not in str(refused.value)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(tmp_path: Path) -> None:
    record = filled(tmp_path, *(observation(f"o{n}") for n in range(7)))
    seen, query = [], "Observation?patient=a&_count=3"
    while query:
        found = record.search_bundle(query)
        assert found["total"] == 7
        seen += [resource(entry)["id"] for entry in found["entry"]]
        query = next((x["url"] for x in found["link"] if x["relation"] == "next"), "")
    assert seen == [f"o{n}" for n in range(7)]


async def test_a_cut_off_answer_says_so_and_how_to_go_on(tmp_path: Path) -> None:
    record = filled(tmp_path, observation("a"), observation("b"))
    found = await record.search("Observation?_count=1")
    assert (found.truncated, found.total) == (True, 2)
    rest = await record.search(str(found.next))
    assert [item["id"] for item in rest.items] == ["b"]
    assert (rest.truncated, rest.next) == (False, None)


def test_counting_alone_gives_a_total_and_no_entry(tmp_path: Path) -> None:
    record = filled(tmp_path, observation("a"))
    for query in ("Observation?_summary=count", "Observation?_count=0"):
        found = record.search_bundle(query)
        assert (found["total"], "entry" in found) == (1, False)


def test_what_is_included_is_marked_and_not_counted(tmp_path: Path) -> None:
    record = filled(tmp_path, {"resourceType": "Patient", "id": "a"}, observation("o"))
    forth = record.search_bundle("Observation?_include=Observation:patient")
    back = record.search_bundle("Patient?_revinclude=Observation:subject")
    assert modes(forth) == [("o", "match"), ("a", "include")]
    assert modes(back) == [("a", "match"), ("o", "include")]
    assert (forth["total"], back["total"]) == (1, 1)


def modes(bundle: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(resource(e)["id"], e["search"]["mode"]) for e in bundle["entry"]]


def test_a_found_resource_is_the_bytes_that_came_in(tmp_path: Path) -> None:
    raw = '{"resourceType":"Observation","id":"o","valueQuantity":{"value":1.50}}'
    (tmp_path / "x.json").write_text(raw, encoding="utf-8")
    found = RecordFile([tmp_path / "x.json"]).search_bundle("Observation")
    assert raw in one_line(found)


def test_a_line_of_output_is_one_line_whatever_came_in(tmp_path: Path) -> None:
    raw = '{\n "resourceType": "Observation",\n "id": "o", "valueQuantity": {"value": 1.50}}'
    (tmp_path / "x.json").write_text(raw, encoding="utf-8")
    line = one_line(RecordFile([tmp_path / "x.json"]).search_bundle("Observation"))
    assert ("\n" in line, '"value":1.50' in line) == (False, True)


def test_every_alternative_of_a_long_list_is_looked_for(tmp_path: Path) -> None:
    record = filled(tmp_path, *(observation(f"o{n}") for n in range(600)))
    wanted = ",".join(f"o{n}" for n in range(0, 600, 2))
    assert record.search_bundle(f"Observation?_id={wanted}&_summary=count")["total"] == 300
    with pytest.raises(UsageError, match="alternatives"):
        record.search_bundle(f"Observation?date={','.join(['2019'] * 501)}")


def test_the_most_alternatives_allowed_can_be_asked_of_every_kind(tmp_path: Path) -> None:
    record = filled(tmp_path, observation("a", effectiveDateTime="2019"))
    for name, value in (
        ("date", "2019"),
        ("code", "x"),
        ("value-quantity", "5|u|c"),
        ("value-string", "x"),
    ):
        query = f"Observation?{name}={','.join([value] * 500)}&_summary=count"
        assert record.search_bundle(query)["total"] == (name == "date")


def filled(folder: Path, *resources: Mapping[str, Any]) -> RecordFile:
    source = folder / "x.ndjson"
    source.write_text("\n".join(json.dumps(r) for r in resources), encoding="utf-8")
    return RecordFile([source])


@pytest.mark.slow
def test_every_definition_can_be_searched_by_missing_and_sorted_by(tmp_path: Path) -> None:
    record = filled(tmp_path, observation("a"))
    for kind in defined_types():
        for name, parameter in parameters(kind).items():
            if parameter.kind != "composite":
                query = f"{kind}?{name}:missing=false&_sort={name}&_summary=count"
                assert record.search_bundle(query)["total"] in {0, 1}


def test_every_type_of_r4_can_at_least_be_searched_by_the_common_parameters() -> None:
    common = {"_lastUpdated", "_tag", "_security", "_profile"}
    assert all(common <= parameters(kind).keys() for kind in RESOURCE_TYPES)


def test_the_capability_statement_lists_what_is_searched(tmp_path: Path) -> None:
    stated = filled(tmp_path, observation("a")).capabilities()
    kinds = {r["type"]: r for r in stated["rest"][0]["resource"]}
    assert {"name": "code", "type": "token"} in kinds["Observation"]["searchParam"]


@pytest.mark.parametrize(
    "query",
    [
        "Observation?date=\u0662\u0660\u0661\u0669-03",
        "Observation?value-quantity=\u0665.4",
        "Patient?active=yes",
        "Patient?active=TRUE",
        "Patient?active:not=1",
        "Patient?deceased=2019",
        "Group?actual=urn:x|true",
        "Observation?value-quantity=5.4|http://unitsofmeasure.org|",
    ],
)
def test_a_value_that_no_element_can_have_is_refused(tmp_path: Path, query: str) -> None:
    (tmp_path / "b.ndjson").write_text('{"resourceType": "Patient", "id": "p"}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"write a|is true or false|a unit is missing"):
        RecordFile([tmp_path / "b.ndjson"]).search_bundle(query)


@pytest.mark.parametrize("value", ["true", "|true", "http://hl7.org/fhir/special-values|true"])
def test_true_and_false_may_be_written_with_the_system_of_special_values(
    tmp_path: Path, value: str
) -> None:
    lines = [{"resourceType": "Patient", "id": i, "active": i == "here"} for i in ("here", "gone")]
    (tmp_path / "b.ndjson").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (entry,) = RecordFile([tmp_path / "b.ndjson"]).search_bundle(f"Patient?active={value}")["entry"]
    assert json.loads(bytes(entry["resource"]))["id"] == "here"
