"""Codes: all of them kept, one code however it is spelled, and two codes of one thing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.clinical.same import gathered
from chartside.fhir.codes import CVX, ICD9CM, ICD10CM, LOINC, NDC, RXNORM, SNOMED, Code, Coding
from chartside.fhir.entry import Kind
from chartside.fhir.equivalence import SHIPPED, ByChart, ByMap, same_concept, same_thing
from chartside.fhir.vaccines import COMBINED, KINDS, UNSPECIFIED, same_vaccine, vaccine_kinds


def loinc(code: str) -> Coding:
    return Coding(LOINC, code)


def snomed(code: str) -> Coding:
    return Coding(SNOMED, code)


def icd(code: str) -> Coding:
    return Coding(ICD10CM, code)


def concept(*codings: Coding) -> Code:
    return Code(codings)


def test_every_coding_of_a_concept_is_kept_in_the_order_of_the_source(make: Any) -> None:
    codings = [
        {"system": SNOMED, "code": "44054006", "display": "Diabetes mellitus type 2 (disorder)"},
        {"system": ICD10CM, "code": "E11.9"},
        {"system": "http://hospital.example/problems", "code": "DM2", "display": "DM2"},
        {"code": "local"},
    ]
    entry = make.entry(make.problem("c", "Type 2 diabetes", code={"coding": codings}))
    assert [(c.system, c.code) for c in entry.code.codings] == [
        (c.get("system", ""), c["code"]) for c in codings
    ]


@pytest.mark.parametrize(
    ("system", "code", "key"),
    [
        ("urn:oid:2.16.840.1.113883.6.1", "2345-7", (LOINC, "2345-7")),
        ("http://loinc.org/", "2345-7", (LOINC, "2345-7")),
        ("urn:oid:2.16.840.1.113883.6.96", "44054006", (SNOMED, "44054006")),
        ("http://snomed.info/sct/731000124108", "44054006", (SNOMED, "44054006")),
        (
            "http://snomed.info/sct/731000124108/version/20240901",
            "44054006",
            (SNOMED, "44054006"),
        ),
        (ICD10CM, "E119", (ICD10CM, "E11.9")),
        (ICD10CM, "e11.9", (ICD10CM, "E11.9")),
        (ICD10CM, "I10", (ICD10CM, "I10")),
        (ICD10CM, "S72001A", (ICD10CM, "S72.001A")),
        (ICD9CM, "25000", (ICD9CM, "250.00")),
        (ICD9CM, "E8889", (ICD9CM, "E888.9")),
        (ICD9CM, "V4582", (ICD9CM, "V45.82")),
        (CVX, "8", (CVX, "08")),
        (CVX, "140", (CVX, "140")),
        (CVX, "9" * 5000, (CVX, "9" * 5000)),
        (ICD10CM, "A00-B99", (ICD10CM, "A00-B99")),
        ("http://hospital.example", "E119", ("http://hospital.example", "E119")),
        ("", "x", ("", "x")),
    ],
)
def test_a_code_is_one_however_its_source_spells_it(
    system: str, code: str, key: tuple[str, str]
) -> None:
    assert Coding(system, code).key == key


@given(st.sampled_from([LOINC, SNOMED, ICD10CM, ICD9CM, CVX, "x", ""]), st.text(max_size=12))
def test_a_key_is_its_own_key(system: str, code: str) -> None:
    key = Coding(system, code).key
    assert Coding(*key).key == key


def test_a_concept_has_a_code_under_another_name_of_its_system() -> None:
    assert Code((Coding("urn:oid:2.16.840.1.113883.6.1", "2345-7"),)).has(LOINC, "2345-7")
    assert concept(icd("E119")).shares(concept(icd("E11.9")))
    assert not concept(icd("E119")).shares(concept(icd("E11.8")))


def test_one_problem_coded_with_and_without_the_dot_is_gathered_as_one(make: Any) -> None:
    chart = make.chart(
        make.problem("a", "Diabetes", code=make.code("E11.9", "Diabetes", ICD10CM)),
        make.problem("b", "DM", code=make.code("E119", "DM", "urn:oid:2.16.840.1.113883.6.90")),
    )
    assert [len(group) for group in gathered(chart.of(Kind.PROBLEM))] == [2]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (loinc("2345-7"), loinc("14749-6"), True),  # glucose in mass and in moles
        (loinc("2345-7"), loinc("2160-0"), False),  # glucose and creatinine
        (loinc("2345-7"), loinc("1558-6"), None),  # a fasting glucose is a glucose
        (loinc("2093-3"), loinc("2085-9"), False),  # cholesterol and HDL cholesterol
        (loinc("2230-1"), loinc("25489-6"), False),  # two substances of one molar mass
        (loinc("3094-0"), loinc("3091-6"), None),  # urea nitrogen and urea
        (loinc("2028-9"), loinc("1963-8"), None),  # total carbon dioxide and bicarbonate
        (loinc("2345-7"), loinc("99999-9"), None),
        (loinc("2345-7"), snomed("33747003"), None),  # no evidence across systems
        (snomed("44054006"), snomed("73211009"), None),  # a hierarchy is not shipped
        (snomed("44054006"), icd("E11.9"), None),
        (Coding("", "1"), Coding("", "1"), True),
        (Coding("", ""), Coding("", ""), None),
    ],
)
def test_two_codes_are_one_thing_only_on_evidence(
    one: Coding, other: Coding, expected: bool | None
) -> None:
    assert same_thing(one, other) is expected
    assert same_thing(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("140", "150", True),  # seasonal influenza, three strains and four
        ("8", "43", True),  # hepatitis B, child and adult dose
        ("207", "208", True),
        ("20", "115", False),  # DTaP and Tdap
        ("03", "140", False),
        ("03", "94", None),  # MMR in MMRV
        ("05", "03", None),
        ("121", "187", False),  # the live zoster vaccine does not stand for the recombinant
        ("121", "188", None),
        ("133", "33", False),
        ("133", "216", False),
        ("133", "109", None),
        ("140", "109", False),
        ("162", "163", False),
        ("998", "140", None),  # no vaccine administered
        ("998", "998", True),
        ("120", "170", True),
    ],
)
def test_two_vaccine_codes_are_one_kind_or_not(one: str, other: str, expected: bool | None) -> None:
    assert same_thing(Coding(CVX, one), Coding(CVX, other)) is expected
    assert same_thing(Coding(CVX, other), Coding(CVX, one)) is expected


def test_no_vaccine_code_is_in_two_places_and_every_kind_has_one() -> None:
    codes = [code for listed in KINDS.values() for code in listed.split()]
    codes += [*COMBINED, *UNSPECIFIED]
    assert len(codes) == len(set(codes))
    assert all(set(kinds) <= KINDS.keys() for kinds in (*COMBINED.values(), *UNSPECIFIED.values()))


WORDS = {  # what the display of a code must say to be of the kind
    "influenza, seasonal": "influenza", "hepatitis B": "hepatitis b", "hepatitis A": "hep",
    "Hib": "haemophilus influenzae type b", "measles": "measles", "mumps": "mumps",
    "rubella": "rubella", "varicella": "varicella", "polio, inactivated": "polio",
    "polio, oral": "polio", "DTaP": "acellular pertussis", "rabies": "rabies",
    "rotavirus": "rotavirus", "yellow fever": "yellow fever", "cholera": "cholera",
    "human papillomavirus": "papilloma", "zoster, live": "zoster", "tetanus": "tetanus toxoid",
    "Td": "tetanus and diphtheria", "typhoid, injected": "typhoid", "smallpox": "smallpox",
    "Rho(D) immune globulin": "rho(d)", "tuberculin skin test": "tuberculin",
    "Japanese encephalitis": "japanese enc", "meningococcal ACWY conjugate": "mening",
}  # fmt: skip
SHORT = {"110": "DTaP", "50": "DTaP", "137": "HPV", "139": "Td(adult)"}
"""Displays that abbreviate."""


def test_the_vaccine_table_agrees_with_the_names_that_cdc_gives_its_codes(
    shared_data: Path,
) -> None:
    path = shared_data / "terminology" / "cvx" / "ValueSet-us-core-vaccines-cvx.json"
    include = json.loads(path.read_text(encoding="utf-8"))["compose"]["include"]
    names = {c["code"]: c["display"] for part in include for c in part["concept"]}
    checked = 0
    for code, display in names.items():
        for kind in vaccine_kinds(code) & WORDS.keys():
            said = SHORT.get(code) in display if code in SHORT else False
            assert said or WORDS[kind] in display.lower(), (code, kind, display)
            checked += 1
    assert checked > 100


@given(st.sampled_from([*COMBINED, *UNSPECIFIED, "140", "133", "998"]),
       st.sampled_from([*COMBINED, *UNSPECIFIED, "140", "133", "998"]))  # fmt: skip
def test_sameness_of_vaccines_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert same_vaccine(one, other) is same_vaccine(other, one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Lisinopril 10 MG Oral Tablet", "Lisinopril 20 MG Oral Tablet [Zestril]", True),
        ("Lisinopril 10 MG Oral Tablet", "lisinopril", True),
        ("Metoprolol tartrate 25 MG Oral Tablet", "Lisinopril 10 MG Oral Tablet", None),
        ("Timolol 5 MG/ML Ophthalmic Solution", "Timolol 10 MG Oral Tablet", None),
        ("", "lisinopril", None),
    ],
)
def test_two_medication_codes_are_one_medicine_by_the_names_they_carry(
    one: str, other: str, expected: bool | None
) -> None:
    assert same_thing(Coding(RXNORM, "1", one), Coding(NDC, "2", other)) is expected


def test_codes_that_stand_together_in_one_concept_of_the_chart_are_one_thing() -> None:
    chart = ByChart([concept(snomed("44054006"), icd("E11.9"))])
    assert same_thing(snomed("44054006"), icd("E119"), (chart,)) is True
    assert same_thing(snomed("44054006"), icd("I10"), (chart,)) is None


def test_a_vague_code_does_not_join_what_stands_beside_it() -> None:
    chart = ByChart([concept(snomed("1"), icd("R69")), concept(snomed("2"), icd("R69"))])
    assert same_thing(snomed("1"), snomed("2"), (chart,)) is None
    assert same_thing(snomed("1"), icd("R69"), (chart,)) is None


def test_two_codes_of_one_system_in_one_concept_are_of_different_detail() -> None:
    chart = ByChart([concept(snomed("73211009"), snomed("44054006"))])
    assert same_thing(snomed("73211009"), snomed("44054006"), (chart,)) is None


def test_a_map_of_the_users_own_joins_and_parts_codes_in_either_direction() -> None:
    diabetes = (snomed("44054006").key, icd("E11.9").key)
    apart = (snomed("44054006").key, icd("E10.9").key)
    evidence = (ByMap({diabetes: True, apart: False}),)
    assert same_thing(icd("E119"), snomed("44054006"), evidence) is True
    assert same_thing(snomed("44054006"), icd("E10.9"), evidence) is False


def test_evidence_that_conflicts_says_nothing() -> None:
    chart = ByChart([concept(snomed("1"), icd("I10"))])
    against = ByMap({(snomed("1").key, icd("I10").key): False})
    assert same_thing(snomed("1"), icd("I10"), (chart, against)) is None
    assert same_thing(icd("I10"), icd("I10"), (ByMap({(icd("I10").key,) * 2: False}),)) is True


def test_two_concepts_are_one_if_any_of_their_codes_are() -> None:
    one = concept(Coding("http://hospital.example", "GLU"), loinc("2345-7"))
    assert same_concept(one, concept(loinc("14749-6"))) is True
    assert same_concept(one, concept(loinc("2160-0"))) is False
    assert same_concept(one, concept()) is None
    assert same_concept(one, concept(snomed("33747003")), SHIPPED) is None
