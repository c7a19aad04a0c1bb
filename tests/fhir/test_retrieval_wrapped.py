"""Quotes of notes whose lines are broken for their width end where a sentence does."""

from base64 import b64encode
from itertools import pairwise
from typing import Any

import pytest

from chartside.fhir.retrieval import Ask, index_of
from chartside.fhir.retrieval.headings import headings_of
from chartside.fhir.retrieval.wrapped import breaks_of

HARD_WRAPPED = """HOSPITAL COURSE
The patient was taken to the endoscopy suite on the second day, where the
gastroenterologist found a bleeding ulcer of the duodenum. The procedure was
complicated by a short drop in blood pressure, which answered to fluids and
Ringer's lactate. He was watched overnight and went home on pantoprazole.

DISCHARGE MEDICATIONS
- pantoprazole 40 mg twice daily for eight weeks, then once daily until seen
- lisinopril 10 mg daily
"""
UNMARKED_LIST = """Medicines
metoprolol 25 mg twice daily
lisinopril 10 mg daily
atorvastatin 40 mg at night"""
ADDRESS = """Dr Example
Department of Surgery
12 High Street
Newtown"""
TABLE = """Sodium        139 mmol/L      135 to 145        within the range
Potassium     4.1 mmol/L      3.5 to 5.1        within the range
Creatinine    88 umol/L       60 to 110         within the range"""
BARS = """Test | result | unit | range of reference | flag | comment of the laboratory
sodium | 139 | mmol/L | 135 to 145 | none | haemolysed a little, repeat if needed
potassium | 5.6 | mmol/L | 3.5 to 5.1 | high | haemolysed a little, repeat if needed"""
LABELS = """Allergies and intolerances were asked for at the time of her admission here
Penicillin: rash on the trunk in childhood, seen by her mother at that time
Latex: none"""
NARROW = """She walks with a stick and is
independent in all of her daily
tasks"""


def _lines(text: str) -> list[str]:
    held = [(h.start, h.end) for h in headings_of(text)]
    places = [0, *breaks_of(text, held), len(text)]
    lines = [text[a:b].strip() for a, b in pairwise(places)]
    assert "".join("".join(lines).split()) == "".join(text.split())
    return [line for line in lines if line]


def test_lines_broken_for_their_width_belong_together() -> None:
    title, prose, other, *points = _lines(HARD_WRAPPED)
    assert (title, other) == ("HOSPITAL COURSE", "DISCHARGE MEDICATIONS")
    assert prose.startswith("The patient was")
    assert prose.endswith("on pantoprazole.")
    assert [p[:3] for p in points] == ["- p", "- l"]


@pytest.mark.parametrize("text", [UNMARKED_LIST, ADDRESS, TABLE, BARS, LABELS])
def test_lists_addresses_tables_and_labels_keep_their_lines(text: str) -> None:
    assert _lines(text) == [line.strip() for line in text.split("\n")]


def test_a_line_that_breaks_off_in_a_phrase_goes_on_in_small_letters() -> None:
    assert len(_lines(NARROW)) == 2, "a short line may end a list"


def test_a_list_that_is_numbered_or_lettered_keeps_its_points() -> None:
    text = (
        "1. Continue the inhaled steroid twice daily and see the nurse about the\n"
        "   technique with the spacer\n"
        "2. Stop the theophylline, which was started elsewhere, and see whether the\n"
        "   tremor settles\n"
        "a) Return if worse"
    )
    assert [line[:2] for line in _lines(text)] == ["1.", "2.", "a)"]


def test_carriage_returns_and_blanks_at_the_ends_of_lines_do_not_matter() -> None:
    text = HARD_WRAPPED.replace("\n", "  \r\n")
    assert [" ".join(line.split()) for line in _lines(text)] == [
        " ".join(line.split()) for line in _lines(HARD_WRAPPED)
    ]


def test_what_is_broken_before_a_capital_goes_on_only_in_a_paragraph() -> None:
    one = "The anastomosis was tested under water and no leak was found behind it\nMr Poe"
    assert len(_lines(one)) == 2
    assert len(_lines(HARD_WRAPPED.partition("\n\n")[0])) == 2


@pytest.mark.parametrize(
    ("asked", "begins", "ends"),
    [
        ("bleeding ulcer", "The patient was taken", "ulcer of the duodenum."),
        ("procedure complicated", "The procedure was", "on pantoprazole."),
        ("lisinopril", "- pantoprazole", "daily"),
    ],
)
def test_a_quote_ends_where_its_sentence_does(
    make: Any, asked: str, begins: str, ends: str
) -> None:
    data = b64encode(HARD_WRAPPED.encode()).decode()
    content = [{"attachment": {"contentType": "text/plain", "data": data}}]
    chart = make.chart(make.resource("DocumentReference", "d", content=content))
    ask = Ask(asked)
    (quote,) = index_of(chart).quotes(ask, index_of(chart).passages(ask).items)
    assert quote.text == chart.documents()[0].text[quote.start : quote.end]
    assert quote.text.startswith(begins) or begins == "- pantoprazole"
    assert quote.text.endswith(ends)


def test_a_long_text_without_an_end_is_read_in_good_time() -> None:
    text = "word " * 50_000 + "\n" + "no end\n" * 20_000
    assert sum(1 for _ in breaks_of(text)) > 0
