"""The shipped table: its codes are LOINC's, its names lead to one analyte, its notice is there."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from chartside.fhir.lab_reports.coding.agreement import comparable
from chartside.fhir.lab_reports.coding.names import named
from chartside.fhir.lab_reports.coding.table import LANGUAGES, analytes, by_loinc
from chartside.fhir.lab_reports.coding.words import beside, words_of
from chartside.fhir.spelling import spelled
from chartside.fhir.ucum import is_valid

IN_WORDS = {"{ratio}", "{INR}"}


def check_digit(number: str) -> int:
    """Modulus 10 as LOINC computes it (LOINC Users' Guide, appendix "Calculating check digits")."""
    doubled = "".join(str(int(d) * 2 if n % 2 == 0 else d) for n, d in enumerate(reversed(number)))
    return -sum(map(int, doubled)) % 10


def test_every_code_has_the_check_digit_of_a_loinc_code() -> None:
    for loinc in by_loinc():
        number, digit = loinc.split("-")
        assert check_digit(number) == int(digit), loinc


def test_every_code_comes_with_its_long_common_name() -> None:
    assert all(len(term.name) > 8 for _, term in by_loinc().values())


def test_every_unit_is_ucum_or_a_plain_number() -> None:
    units = {unit for _, term in by_loinc().values() for unit in term.units}
    assert not [u for u in units if not is_valid(u)]


def test_two_terms_of_one_analyte_differ_in_what_a_report_can_say() -> None:
    for analyte in analytes():
        seen: dict[tuple[object, ...], str] = {}
        for term in analyte.terms:
            kind = "%" if "%" in term.units else term.units[:1]
            key = (term.system, term.property, term.time, term.method, kind, term.beside)
            assert key not in seen or analyte.unsure, (analyte.key, term.loinc, seen.get(key))
            seen[key] = term.loinc


def test_every_name_leads_to_its_analyte() -> None:
    for analyte in analytes():
        for language in LANGUAGES:
            for name in analyte.names[language]:
                found = named(name, "" if language == "any" else language)
                assert analyte in [n.analyte for n in found if n.exact], (analyte.key, name)


def test_a_name_that_two_analytes_share_is_told_apart_by_its_unit() -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    units = {a.key: {u for t in a.terms for u in t.units} for a in analytes()}
    for analyte in analytes():
        for language in LANGUAGES:
            for name in analyte.names[language]:
                holders["".join(words_of(name))].add(analyte.key)
    for name, keys in holders.items():
        first, *others = sorted(keys)
        for other in others:
            alike = [
                (u, v) for u in units[first] for v in units[other] if comparable(spelled(u), v, "")
            ]
            # TG and Tg are told apart by the value, PTT by the language: test_coding_of_names.py.
            assert not alike or name in {"tg", "ptt"}, (name, first, other, alike)


def test_no_name_of_an_analyte_is_a_word_for_a_specimen_alone() -> None:
    for analyte in analytes():
        for language in LANGUAGES:
            for name in analyte.names[language]:
                said = beside(words_of(name))
                blood_cells = analyte.key == "erythrocytes"
                assert said.rest or not said.systems or blood_cells, name


def test_bounds_are_in_order() -> None:
    for _, term in by_loinc().values():
        for bounds in filter(None, (term.possible, term.expected)):
            assert bounds[0] < bounds[1], term.loinc


def test_the_notice_of_loinc_goes_with_the_table(root: Path) -> None:
    folder = root / "fhir" / "lab_reports" / "coding"
    for name in ("NOTICE.md", "analytes.toml"):
        text = " ".join((folder / name).read_text(encoding="utf-8").replace("#", " ").split())
        assert "This material contains content from LOINC (http://loinc.org)" in text
        assert "at no cost under the license at http://loinc.org/license" in text


@pytest.fixture(scope="session")
def flowsheet(shared_data: Path) -> dict[str, dict[str, str]]:
    """Development rows of LOINC that are not shipped; some of them are wrong."""
    path = shared_data / "terminology" / "loinc" / "lhc_lab_loinc_ranges.csv"
    with path.open(encoding="utf-8") as lines:
        return {row["loinc"]: row for row in csv.DictReader(lines)}


def test_names_and_units_are_those_of_the_development_rows(
    flowsheet: dict[str, dict[str, str]],
) -> None:
    both = {loinc: term for loinc, (_, term) in by_loinc().items() if loinc in flowsheet}
    assert len(both) > 250
    assert [c for c, t in both.items() if t.name != flowsheet[c]["long_common_name"]] == []
    odd = []
    for loinc, term in both.items():
        example = spelled(flowsheet[loinc]["example_ucum"].split(";")[0])
        if is_valid(example) and term.units and not {*term.units} & IN_WORDS:
            known = [comparable(example, unit, loinc) for unit in term.units]
            odd += [] if any(known) else [(loinc, example)]
    # Five units of these rows are no units of a laboratory, or of another quantity.
    assert set(odd) == {
        ("11011-4", "10*3/mL"),
        ("2162-6", "mg/24"),
        ("2888-6", "g/24"),
        ("2889-4", "mg/24"),
        ("3016-3", "/mL"),
    }


def test_the_development_rows_are_coded_right_or_not_at_all(
    flowsheet: dict[str, dict[str, str]], code_of: object
) -> None:
    """By their local names, specimen and method only where the name says them.

    A blood count without a printed method is taken for an analyser's, and a method that is printed
    and has a code of its own may be lost: those are not another analyte, specimen or quantity.
    """
    wrong, given = [], 0
    for loinc, row in flowsheet.items():
        unit = row["example_ucum"].split(";")[0]
        got = code_of(row["local_name"], unit, row["norm_high"] or "1", "en")  # type: ignore[operator]  # a fixture
        given += bool(got)
        if got and not same_quantity(row["long_common_name"], by_loinc()[got][1].name):
            wrong.append((row["local_name"], loinc, got))
    assert given > 150
    # Two rows bear another test's name, two say "random" nowhere but in their LOINC name, and
    # one is of serum where its name says nothing.
    assert len(wrong) <= 5, wrong


def same_quantity(name: str, other: str) -> bool:
    return name.partition(" by ")[0] == other.partition(" by ")[0]
