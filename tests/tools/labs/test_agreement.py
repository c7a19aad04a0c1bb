"""Two readings of a page: what agrees is surer, what differs goes to the reviewer with both."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chartside.fhir.identity import Person
from chartside.fhir.lab_reports.page import Page, Word
from chartside.fhir.lab_reports.report import LabReport, Printed, Result
from chartside.models.page_images.lab_rows import LabRow, SeenRow
from chartside.models.page_images.standing import FoundRow
from chartside.tools.labs.agreement import compared, doubted
from chartside.tools.labs.weighing import weighed

MODEL = "medgemma-1.5-4b-it"
NAME, VALUE, UNIT, RANGE = (0, 0, 90, 20), (100, 0, 140, 20), (150, 0, 200, 20), (210, 0, 300, 20)


def result(value: str = "140", unit: str = "mmol/L", comparator: str = "") -> Result:
    return Result(
        name=Printed("Natrium", 1, NAME),
        printed=Printed(f"{comparator}{value}", 1, VALUE),
        row=(0, 0, 300, 20),
        value=Decimal(value.replace(",", ".")),
        comparator=comparator,
        unit=unit,
        ucum=unit,
        confidence=0.9,
    )


def report(*results: Result) -> LabReport:
    return LabReport(Person(), results, pages=(1,))


def row(said: str, unit: str | None = "mmol/L", name: str = "Natrium") -> FoundRow:
    return FoundRow(SeenRow(LabRow(name=name, result=said, unit=unit), (0, 0, 900, 900)), VALUE)


def beside(one: Result, said: FoundRow) -> Result:
    (held,) = compared(report(one), 1, [said], MODEL).results
    return held


def test_a_result_that_a_model_reads_alike_is_surer() -> None:
    held = beside(result(), row("140"))
    assert held.confidence == pytest.approx(0.98)
    assert held.doubts == ()
    assert held.read_by == (MODEL,)


@pytest.mark.parametrize(
    ("one", "said", "doubt"),
    [
        (result(), row("141"), "the value as 141"),
        (result("1,4"), row("14"), "the value as 14"),
        (result("15", comparator="<"), row("15"), "the comparator as 15"),
        (result("15", comparator="<"), row("<= 15"), "the comparator as <= 15"),
        (result(), row("140", "mg/dL"), "the unit as mg/dL"),
        (result(), row("140 (1:80)"), "the value as 140 (1:80)"),
    ],
)
def test_a_value_a_comparator_or_a_unit_that_a_model_reads_otherwise_is_a_doubt(
    one: Result, said: FoundRow, doubt: str
) -> None:
    held = beside(one, said)
    assert held.doubts == (f"{MODEL} read {doubt}",)
    assert (held.value, held.comparator, held.unit) == (one.value, one.comparator, one.unit)
    assert held.confidence == one.confidence


@pytest.mark.parametrize("unit", ["mmol/l", "mmol/L", None])
def test_a_unit_that_is_spelt_otherwise_or_left_out_is_no_doubt(unit: str | None) -> None:
    assert beside(result(), row("140", unit)).doubts == ()


def test_a_comparator_in_another_sign_is_the_same() -> None:
    assert beside(result("15", comparator="<="), row("\u2264 15")).doubts == ()


def test_a_result_in_words_is_compared_as_words() -> None:
    words = replace(result(), value=None, text="Positief", unit="", ucum="")
    assert beside(words, row("positief", None)).doubts == ()
    assert beside(words, row("negatief", None)).doubts == (f"{MODEL} read the value as negatief",)


def test_what_a_model_agrees_with_keeps_the_doubt_of_two_engines() -> None:
    doubted = replace(result(), doubts=("the value was read as 140 and as 149",))
    assert beside(doubted, row("140")).doubts == doubted.doubts


def test_a_row_that_only_the_model_saw_is_set_aside_with_its_place() -> None:
    lower = FoundRow(row("3,9", name="Kalium").seen, (100, 60, 140, 80))
    held = compared(report(result()), 1, [lower], MODEL)
    (aside,) = held.set_aside
    assert (aside.page, aside.box, aside.text) == (1, (100, 60, 140, 80), "Kalium 3,9 mmol/L")
    assert MODEL in aside.reason
    assert held.results == (result(),)


def test_what_two_engines_read_differently_is_a_doubt_of_the_result_it_belongs_to() -> None:
    words = (
        Word("Natrium", NAME, confidence=0.5, other="Natriurn"),
        Word("140", VALUE, confidence=0.45, other="149"),
        Word("mmol/L", UNIT, confidence=0.99),
        Word("136", RANGE, confidence=0.5),
    )
    (held,) = weighed(report(result()), [Page(1, 900, 900, words)], "engines").results
    assert held.doubts == ("the value was read as 140 and as 149",)
    assert held.confidence == 0.45
    assert held.read_by == ("engines",)


def test_a_value_read_with_little_certainty_is_a_doubt_though_nobody_read_another() -> None:
    words = (Word("140", VALUE, confidence=0.4),)
    (held,) = weighed(report(result()), [Page(1, 900, 900, words)]).results
    assert held.doubts == ("the value 140 was read with little certainty",)


def test_the_words_of_a_text_layer_are_not_doubted() -> None:
    plain = replace(result(), confidence=None)
    pages = [Page(1, 900, 900, (Word("140", VALUE), Word("mmol/L", UNIT)))]
    assert weighed(report(plain), pages, "engines") == report(plain)


def elsewhere(said: str, name: str = "Natrium") -> SeenRow:
    """A row of a model whose result stands nowhere among the words."""
    return row(said, name=name).seen


def test_of_print_read_off_a_picture_a_model_may_be_right_about_a_value_that_no_word_has() -> None:
    held, left = doubted(report(result()), 1, [elsewhere("149"), elsewhere("9", "Koper")], MODEL)
    assert held.results[0].doubts == (f"{MODEL} read the value as 149",)
    assert (held.results[0].value, held.results[0].confidence) == (Decimal(140), 0.9)
    assert [one.row.name for one in left] == ["Koper"]


def test_a_row_that_may_be_of_two_results_or_of_a_judged_one_doubts_none() -> None:
    for held in (
        report(result(), result("141")),
        report(replace(result(), read_by=(MODEL,))),
        report(replace(result(), confidence=None)),
    ):
        assert doubted(held, 1, [elsewhere("149")], MODEL) == (held, (elsewhere("149"),))


def test_a_row_that_stands_at_the_range_of_the_result_it_names_is_a_doubt_of_that_result() -> None:
    at_range = replace(row("136"), box=RANGE)
    held = compared(report(result()), 1, [at_range], MODEL)
    assert held.results[0].doubts == (f"{MODEL} read the value as 136",)
    assert held.set_aside == ()


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        (Word("mg/oL", UNIT, confidence=0.9), "mg/dL"),
        (Word("rng/dl.", UNIT, confidence=0.9, other="mg/dl"), "mg/dl"),
    ],
)
def test_a_unit_that_was_misread_is_a_doubt_with_what_it_may_be_and_no_unit(
    word: Word, unit: str
) -> None:
    bare = replace(result("1.2"), name=Printed("Creatinine", 1, NAME), unit="", ucum="")
    words = (Word("1.2", VALUE, confidence=0.99), word)
    (held,) = weighed(report(bare), [Page(1, 900, 900, words)]).results
    assert held.doubts == (f"the unit was read as {word.text}, and may be {unit}",)
    assert (held.unit, held.ucum) == ("", "")
