"""UCUM: the functional tests of its community, and our sizes against its own table."""

import json
import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir import ucum
from chartside.fhir.spelling import spelled
from chartside.fhir.ucum_names import in_words
from chartside.fhir.units import convert

HERE = Path(__file__).resolve()
FOLDER = HERE.parents[3] / "shared" / "data" / "terminology" / "ucum"
FILES = ("UcumFunctionalTests.xml", "UcumFunctionalTests.2.xml")
FAILING: dict[str, dict[str, str]] = tomllib.loads(
    HERE.with_name("ucum_functional_failures.toml").read_text(encoding="utf-8")
)


def read(name: str) -> ET.Element:
    path = FOLDER / name
    if not path.is_file():
        return ET.Element("absent")
    return ET.parse(path).getroot()  # noqa: S314 - a published test file, not a user's


def cases(section: str) -> list[Any]:
    """One parameter set a case, expected to fail where the list beside this file says so."""
    found = []
    for name in FILES:
        for case in read(name).iterfind(f"{section}/case"):
            number = case.get("id", "")
            why = FAILING.get(name, {}).get(number)
            marks = pytest.mark.xfail(reason=why, strict=True) if why else ()
            found.append(pytest.param(dict(case.items()), id=f"{name}:{number}", marks=marks))
    skip = pytest.mark.skip(reason="no shared/data/terminology beside the checkout")
    return found or [pytest.param({}, marks=skip)]


def near(got: Decimal | None, said: str) -> bool:
    """Equal in the digits that the file gives, up to 24: it asks nobody to keep pi's sixty."""
    if got is None:
        return False
    digits = min(len(Decimal(said).as_tuple().digits), 24)
    return f"{got:.{digits - 1}e}" == f"{Decimal(said):.{digits - 1}e}"


@pytest.mark.parametrize("case", cases("validation"))
def test_a_code_is_valid_where_the_ucum_tests_say_so(case: dict[str, str]) -> None:
    assert ucum.is_valid(case["unit"]) is (case["valid"] == "true")


@pytest.mark.parametrize("case", cases("displayNameGeneration"))
def test_a_code_is_called_what_the_ucum_tests_call_it(case: dict[str, str]) -> None:
    assert in_words(case["unit"]) == case["display"]


@pytest.mark.parametrize("case", cases("conversion"))
def test_a_number_is_converted_as_the_ucum_tests_say(case: dict[str, str]) -> None:
    assert near(convert(Decimal(case["value"]), case["srcUnit"], case["dstUnit"]), case["outcome"])


@pytest.mark.parametrize("case", cases("multiplication"))
def test_a_product_of_quantities_is_what_the_ucum_tests_say(case: dict[str, str]) -> None:
    product = Decimal(case["v1"]) * Decimal(case["v2"])
    assert near(convert(product, f"({case['u1']}).({case['u2']})", case["uRes"]), case["vRes"])


@pytest.mark.parametrize("case", cases("division"))
def test_a_quotient_of_quantities_is_what_the_ucum_tests_say(case: dict[str, str]) -> None:
    ratio = ucum.ratio(f"({case['u1']})/({case['u2']})", case["uRes"] or "1")
    assert ratio is not None
    assert near(Decimal(case["v1"]) / Decimal(case["v2"]) * ratio, case["vRes"])


def test_every_expected_failure_is_a_case_of_the_files() -> None:
    for name, listed in FAILING.items():
        root = read(name)
        if root.tag == "absent":
            pytest.skip("no shared/data/terminology beside the checkout")
        assert set(listed) <= {c.get("id") for c in root.iter("case")}


class Table:
    """The UCUM table read a second time, by a reader that shares no code with ours."""

    def __init__(self) -> None:
        root = read("ucum-essence.xml")
        if root.tag == "absent":
            pytest.skip("no shared/data/terminology beside the checkout")
        self.prefixes = {p.get("Code", ""): self._value(p) for p in root.iterfind("{*}prefix")}
        self.base = [u.get("Code", "") for u in root.iterfind("{*}base-unit")]
        self.units = {u.get("Code", ""): u for u in root.iterfind("{*}unit")}

    def _value(self, element: ET.Element) -> Fraction:
        value = element.find("{*}value")
        assert value is not None
        return Fraction(value.get("value", ""))

    def codes(self) -> Iterator[tuple[str, str]]:
        for atom in [*self.base, *self.units]:
            yield "", atom
            if atom in self.base or self.units[atom].get("isMetric") == "yes":
                yield from ((prefix, atom) for prefix in self.prefixes)

    def atom(self, code: str) -> tuple[Fraction, dict[str, int]]:
        if code in self.base or code in ucum.APART:
            return Fraction(1), {code: 1}
        if code == "kat":
            return Fraction(60_000_000), {"U": 1}
        unit = self.units[code]
        if "yes" in {unit.get("isArbitrary"), unit.get("isSpecial")}:
            return Fraction(1), {"[iU]" if code == "[IU]" else code: 1}
        value = unit.find("{*}value")
        assert value is not None
        factor, powers = self.term(value.get("Unit", ""))
        return Fraction(value.get("value", "")) * factor, powers

    def term(self, text: str) -> tuple[Fraction, dict[str, int]]:
        total, powers = Fraction(1), dict[str, int]()
        for slash, part in re.findall(r"([./]?)(\([^)]*\)|(?:\[[^\]]*\]|[^./(\[])+)", text):
            factor, of = self.component(part)
            sign = -1 if slash == "/" else 1
            total *= factor**sign
            for base, power in of.items():
                powers[base] = powers.get(base, 0) + sign * power
        return total, {b: p for b, p in powers.items() if p}

    def component(self, part: str) -> tuple[Fraction, dict[str, int]]:
        if part.startswith("("):
            return self.term(part[1:-1])
        if part.isdigit():
            return Fraction(int(part)), {}
        whole = part in self.base or part in self.units
        found = None if whole else re.fullmatch(r"(.*?)([+-]?\d+)", part)
        code, power = (found[1], int(found[2])) if found else (part, 1)
        prefix = "" if code in self.base or code in self.units else self._prefix(code)
        factor, powers = self.atom(code.removeprefix(prefix))
        scale = self.prefixes[prefix] if prefix else 1
        return (scale * factor) ** power, {b: p * power for b, p in powers.items()}

    def _prefix(self, code: str) -> str:
        rest = {p: code.removeprefix(p) for p in self.prefixes if code.startswith(p)}
        return next(p for p, atom in rest.items() if atom in self.base or atom in self.units)


def test_every_unit_with_every_prefix_has_the_size_that_the_ucum_table_gives() -> None:
    table = Table()
    differing, seen = [], 0
    for prefix, atom in table.codes():
        factor, powers = table.atom(atom)
        want = ucum.Size(
            factor * (table.prefixes[prefix] if prefix else 1), frozenset(powers.items())
        )
        seen += 1
        if ucum.size(prefix + atom) != want:
            differing.append(prefix + atom)
    assert differing == []
    assert seen > 2000


READ_OTHERWISE = {
    "C": "coulomb; degrees Celsius in every record",
    "F": "farad; degrees Fahrenheit in every record",
    "G": "gauss; grams in capitals",
    "u": "unified atomic mass unit; a unit (of an enzyme)",
    "ph": "phot; the pH",
    "[in_us]": "survey inch, two millionths longer; an inch",
}
INTERNATIONAL = re.compile(r"\[IU\]|\[iU\]|\[arb'U\]|\[CFU\]")
"""Read as U (or, for colonies, as what is counted): see `same_unit`."""


def test_reading_a_ucum_code_as_print_does_not_change_what_it_means() -> None:
    path = FOLDER / "ValueSet-ucum-common.json"
    if not path.is_file():
        pytest.skip("no shared/data/terminology beside the checkout")
    include = json.loads(path.read_text(encoding="utf-8"))["compose"]["include"]
    codes = {c["code"] for part in include for c in part.get("concept", ())}
    codes |= set(ucum.definitions())
    changed = []
    for code in sorted(codes - READ_OTHERWISE.keys()):
        read_as = spelled(code)
        if INTERNATIONAL.search(code) or not read_as or "{log}" in read_as:
            continue
        if ucum.is_valid(code) and ucum.ratio(code, read_as) != 1:
            changed.append(f"{code} -> {read_as}")
    assert changed == []
    assert len(codes) > 1000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cel/min", "K/min"),
        ("B", "Np"),
        ("[pH]", "mol/L"),
        ("[IU]/L", "1/L"),
        ("[arb'U]", "[USP'U]"),
        ("/[HPF]", "/[LPF]"),
        ("mol", "1"),
        ("eq", "mol"),
        ("[iU]", "U"),
        ("'", "min"),
        ("m", "s"),
        ("m/", "m"),
        ("furlong", "m"),
    ],
)
def test_what_cannot_be_compared_has_no_ratio(one: str, other: str) -> None:
    assert ucum.ratio(one, other) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("dB", "B", "0.1"),
        ("[IU]", "[iU]", "1"),
        ("m[IU]/L", "u[IU]/mL", "1"),
        ("kat", "U", "60000000"),
        ("[Cal]", "kJ", "4.184"),
        ("deg", "'", "60"),
        ("/min/kg", "1/(min.kg)", "1"),
        ("mm[Hg]", "Pa", "133.322"),
        ("mo", "d", "30.4375"),
        ("mg{creat}/dL", "mg/L", "10"),
    ],
)
def test_ratios_are_exact(one: str, other: str, expected: str) -> None:
    assert ucum.ratio(one, other) == Decimal(expected)


@pytest.mark.parametrize(
    "code", ["m999999999", "10*99", "(" * 5000, "m." * 5000 + "m", "9" * 5000, "\N{SNOWMAN}"]
)
def test_a_hostile_code_is_refused_at_once(code: str) -> None:
    assert ucum.size(code) is None


@given(st.text(max_size=30) | st.text("mgdL/.10*^{}[]()'%-+", max_size=30))
def test_any_text_is_read_or_refused_without_failing(text: str) -> None:
    assert isinstance(ucum.is_valid(text), bool)
    if ucum.size(text) is not None:
        assert ucum.ratio(text, text) == 1
        assert in_words(text)
