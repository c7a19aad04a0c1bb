"""Whether a page is about the patient of the open chart: what agrees, what is refused."""

from typing import Any

import pytest

from chartside.errors import PolicyError
from chartside.fhir.identity import Person, Verdict, require_same, same_person
from chartside.fhir.when import parse_when

BORN = "1950-04-03"


def patient(
    *names: tuple[str, str], born: str = BORN, sex: str = "female", number: str = ""
) -> Any:
    held = [{"family": family, "given": given.split()} for family, given in names]
    return {
        "resourceType": "Patient",
        "name": held,
        "birthDate": born,
        "gender": sex,
        "identifier": [{"value": number}] if number else [],
    }


def page(name: str, born: str | None = BORN, sex: str = "", *numbers: str) -> Person:
    return Person(name, parse_when(born) if born else None, sex, numbers)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("QUACKENBUSH WILHELMINA", [("Quackenbush", "Wilhelmina")]),
        ("Mevr. W. Quackenbush", [("Quackenbush", "Wilhelmina Anna")]),
        ("Quackenbush, W.A.", [("Quackenbush", "Wilhelmina Anna")]),
        ("Müller, Jörg", [("Mueller", "Joerg")]),
        ("Mueller Joerg", [("Müller", "Jörg")]),
        ("Dr. Anne-Sophie Le Goff", [("Le Goff", "Anne Sophie")]),
        ("LEGOFF ANNE", [("Le Goff", "Anne")]),
        ("Jan de Vries", [("de Vries", "Jan")]),
        ("VRIES, JAN DE", [("de Vries", "Jan")]),
        ("García Márquez, José", [("Garcia Marquez", "José Luis")]),
        ("Anna Jansen", [("de Vries", "Anna"), ("Jansen", "Anna")]),
        ("Jansen - de Vries, Anna", [("de Vries", "Anna")]),
        ("Le Thi Hoa", [("Le", "Thi Hoa")]),
        ("李小龙", [("李", "小龙")]),
        ("Øster, Åse", [("Oster", "Ase")]),
        ("AANGSTROEM AASA", [("Ångström", "Åsa")]),
        ("LUKASZ ZOLC", [("Łukasz", "Żółć")]),
        ("YILMAZ, IPEK", [("Y\N{LATIN SMALL LETTER DOTLESS I}lmaz", "İpek")]),
        ("Thorsdottir Gudrun", [("Þórsdóttir", "Guðrún")]),
        ("O'Brien Sean", [("O'Brien", "Sean")]),
    ],
)
def test_one_name_is_written_in_many_ways(printed: str, names: list[tuple[str, str]]) -> None:
    assert same_person(page(printed), patient(*names)).verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Smith, Alice", [("Smith", "Anna")]),
        ("Smith B.", [("Smith", "Anna")]),
        ("Jones, Anna", [("Smith", "Anna")]),
        ("de Vries, Anna", [("de Boer", "Anna")]),
        ("Anna Smith", [("Anna", "Ruth")]),
    ],
)
def test_another_name_is_another_patient_even_with_the_same_birth_date(
    printed: str, names: list[tuple[str, str]]
) -> None:
    match = same_person(page(printed), patient(*names))
    assert (match.verdict, match.differing) == (Verdict.DIFFERS, ("name",))


def test_another_birth_date_is_another_patient_whatever_else_agrees() -> None:
    person = page("Anna Smith", "1950-03-04", "female", "4711-22")
    match = same_person(person, patient(("Smith", "Anna"), number="4711-22"))
    assert (match.verdict, match.differing) == (Verdict.DIFFERS, ("birth date",))


@pytest.mark.parametrize(
    ("person", "unclear"),
    [
        (page("", None), ()),
        (page("Anna Smith", None), ()),
        (page("", BORN), ()),
        (page("Smith", BORN), ("name",)),
        (page("Anna Smith", "1950"), ("birth date",)),
        (page("Anna Smoth", BORN), ("name",)),
        (page("Smith-Jones A.", BORN), ("name",)),
    ],
)
def test_too_little_is_for_the_reviewer(person: Person, unclear: tuple[str, ...]) -> None:
    match = same_person(person, patient(("Smith", "Anna")))
    assert (match.verdict, match.unclear) == (Verdict.UNKNOWN, unclear)


def test_a_number_in_common_stands_in_for_a_name_or_a_birth_date() -> None:
    chart = patient(("Smith", "Anna"), number="NHS 943 476 5919")
    assert same_person(page("Anna Smith", None, "", "9434765919"), chart).verdict is not (
        Verdict.DIFFERS
    )
    chart = patient(("Smith", "Anna"), number="943 476 5919")
    assert same_person(page("Anna Smith", None, "", "9434765919"), chart).verdict is Verdict.AGREES
    assert same_person(page("", BORN, "", "943-476-5919"), chart).verdict is Verdict.AGREES
    assert same_person(page("Anna Smith", "1950", "", "943-476-5919"), chart).verdict is (
        Verdict.AGREES
    )


def test_a_changed_name_with_the_same_number_and_birth_date_is_for_the_reviewer() -> None:
    chart = patient(("Smith", "Anna"), number="9434765919")
    assert same_person(page("Anna Brown", BORN, "", "9434765919"), chart).verdict is Verdict.UNKNOWN


def test_numbers_that_differ_say_nothing_and_short_ones_never_agree() -> None:
    chart = patient(("Smith", "Anna"), number="123")
    assert same_person(page("Anna Smith", BORN, "", "999999"), chart).verdict is Verdict.AGREES
    assert same_person(page("Anna Smith", None, "", "123"), chart).verdict is Verdict.UNKNOWN


def test_another_sex_alone_is_for_the_reviewer() -> None:
    match = same_person(page("Anna Smith", BORN, "male"), patient(("Smith", "Anna")))
    assert (match.verdict, match.differing) == (Verdict.UNKNOWN, ("sex",))
    require_same(match)


def test_a_mismatch_is_refused_without_a_word_of_either_patient() -> None:
    match = same_person(page("Bertha Brown", "1961-01-02"), patient(("Smith", "Anna")))
    with pytest.raises(PolicyError, match="by its name and birth date") as refused:
        require_same(match)
    said = str(refused.value)
    assert not [w for w in ("Bertha", "Brown", "1961", "Smith", "Anna", "1950") if w in said]


@pytest.mark.parametrize(
    "resource",
    [
        {},
        {"name": "Smith", "birthDate": 1950, "identifier": {"value": "1"}, "gender": ["female"]},
        {"name": [None, {"family": 3, "given": "Anna"}, {"text": "Anna Smith"}]},
        {"name": [{"family": "", "given": []}], "birthDate": "no date"},
    ],
)
def test_a_patient_of_an_odd_shape_is_compared_as_far_as_it_goes(resource: Any) -> None:
    match = same_person(page("Anna Smith", BORN, "female", "4711"), resource)
    assert match.verdict is not Verdict.AGREES
    assert match.sentence
