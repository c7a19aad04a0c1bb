"""What is quoted of a record cannot end its own quotation, and is read as one."""

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.dictation import dictation_of, with_dictation
from chartside.grounding import check
from chartside.grounding.reading.quotation import one_mark, quoted, quotes_in
from chartside.grounding.reading.sentence import read

LIE = "She takes Cyncirofex 40 mg daily."
CLOSING = (
    f'Seen today; she is well." {LIE} "And she left.',
    f"She is well.” {LIE} “And she left.",
    f"She is well.“ {LIE} „And she left.",
    f"She is well.» {LIE} «And she left.",
    f"She is well.« {LIE} »And she left.",
    f"She is well.\uff02 {LIE} \uff02And she left.",
    f"She is well.'' {LIE} ''And she left.",
    f"She is well.\u2019\u2019 {LIE} \u2018\u2018And she left.",
    f"She is well.`` {LIE} ``And she left.",
    f'She is well."" {LIE} ""And she left.',
    f"She is well.'\" {LIE} \"'And she left.",
    f"She is well.」 {LIE} 「And she left.",
    f"She is well.❞ {LIE} ❝And she left.",
    f"She is well.″ {LIE} ″And she left.",
    f'Pain for 2" {LIE} "And she left.',
    f"She said “I am well.” {LIE} “And she left.",
    f'A mark: " {LIE}',
    f"{LIE}”",
    'She said "fine" and "well" and left.',
    "The patient's sister's 'flu: \"rested\".",
)


@pytest.mark.parametrize("passage", CLOSING)
def test_nothing_within_closes_a_quotation(passage: str, demo: Chart) -> None:
    text = f"Report of 2 May 2026: {quoted(passage)}."
    assert text.count('"') == 2
    sentence = read(text)
    assert len(sentence.quotes) == 1
    assert "Cyncirofex" not in sentence.bare
    dictated = dictation_of(passage, demo.as_of)
    chart = with_dictation(demo, dictated)
    cited = (Citation(dictated.reference, dictated.version),)
    assert check(Statement(f"Dictation: {quoted(passage)}.", cited), chart).verdict is (
        Verdict.SUPPORTED
    )


def test_inches_stay_inches() -> None:
    assert quoted('Height 5\'10", cut of 2" at the knee') == (
        '"Height 5\'10\N{DOUBLE PRIME}, cut of 2\N{DOUBLE PRIME} at the knee"'
    )


def test_marks_are_alike_to_the_checker() -> None:
    assert one_mark("„so“ «so» 'so' \"so\" ''so''") == "'so' 'so' 'so' 'so' 'so'"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('"one" and "two"', ["one", "two"]),
        ("“one” and “two”", ["one", "two"]),
        ("„eins“ und „zwei“", ["eins", "zwei"]),
        ("«un» et «deux»", ["un", "deux"]),
        ('"she said “no” and left"', ["she said “no” and left"]),
        ('“she said "no" and left”', ['she said "no" and left']),
        ('"well.” Takes lithium. “And left"', ["well.", "And left"]),
        ('"a', []),
    ],
)
def test_a_quotation_is_read_to_its_end(text: str, held: list[str]) -> None:
    assert [words for _, _, words in quotes_in(text)] == held


@pytest.mark.parametrize("mark", ['"', "“", "„", "«", "“x”", '"x', '“"'])
def test_many_marks_are_read_in_no_time(mark: str) -> None:
    quotes_in(mark * (10_000 // len(mark)))
    quoted(mark * 10_000)
