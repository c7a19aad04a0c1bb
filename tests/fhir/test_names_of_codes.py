"""A code without a name is called what it is; a sign is known by its code, else by its name."""

import pytest

from chartside.fhir.clinical.signs import sign_of
from chartside.fhir.codes import LOINC, Code, Coding


def code(number: str, display: str = "", text: str = "", system: str = LOINC) -> Code:
    return Code((Coding(system, number, display),), text)


@pytest.mark.parametrize("words", ["", "LOINC code", "Code", "unknown"])
def test_a_common_code_is_named_where_the_source_gives_no_name(words: str) -> None:
    nameless = code("8480-6", text=words)
    assert nameless.label == "Systolic blood pressure"
    assert "Systolic blood pressure" in nameless.labels


def test_a_name_of_the_source_stands() -> None:
    assert code("8480-6", "Systolic BP").label == "Systolic BP"
    assert code("8480-6", "Systolic BP").labels == ("Systolic BP",)


def test_a_code_that_nobody_knows_is_its_own_name() -> None:
    assert code("99999-9").label == "99999-9"
    assert code("8480-6", system="http://example.org").label == "8480-6"
    assert code("99999-9", text="LOINC code").label == "LOINC code"


@pytest.mark.parametrize(
    ("coded", "sign"),
    [
        (code("8867-4", "whatever"), "8867-4"),
        (code("5087AAAA", "PULSE"), "8867-4"),
        (code("5092", "Blood oxygen saturation", system="http://example.org"), "59408-5"),
        (code("5092", "Mixed venous oxygen saturation", system="http://example.org"), ""),
        (code("1234-5", "Pulse"), "1234-5"),
    ],
)
def test_a_sign_is_known_by_its_code_and_else_by_a_name_that_means_no_other(
    coded: Code, sign: str
) -> None:
    assert sign_of(coded) == sign
