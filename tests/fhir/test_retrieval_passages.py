"""Notes in passages: nothing lost, nothing moved, and each under its heading."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chartside.fhir.retrieval import passages_of
from chartside.fhir.retrieval.headings import headings_of

SENTENCE = "Potassium rose on spironolactone and was 5.9 mmol/L in November. "
PIECES = st.sampled_from(
    [
        "PLAN\n",
        "History\n\n",
        "Allergies: ",
        SENTENCE,
        "x" * 400,
        "\n\n",
        "  ",
        "\t|\t",
        ". ",
        ":\n",
        "Zoë e\u0301",
        "\U0001f600",
        "。",
        "# Course\n",
        "\x00",
        "\ud800",
        "1) ",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=3000)


@given(TEXTS)
@example("a\u0301" * 2000)
@example("")
def test_passages_hold_every_word_in_order_and_are_at_most_900_characters(text: str) -> None:
    end = 0
    for passage in passages_of(text):
        assert text[end : passage.start].strip() == ""
        held = text[passage.start : passage.end]
        assert held == held.strip()
        assert 0 < len(held) <= 900
        assert all(h.start < passage.end for h in passage.headings)
        end = passage.end
    assert text[end:].strip() == ""


@given(TEXTS)
def test_a_heading_stands_where_it_says(text: str) -> None:
    end = -1
    for heading in headings_of(text):
        assert heading.start > end
        assert heading.text in text[heading.start : heading.end]
        assert "\n" not in heading.text
        end = heading.start


def test_a_long_note_is_cut_between_sentences_and_none_is_short() -> None:
    text = SENTENCE * 40
    found = passages_of(text)
    assert all(text[p.start : p.end].endswith("November.") for p in found)
    assert all(p.end - p.start >= 300 for p in found[:-1])


def test_a_title_before_a_name_ends_no_sentence() -> None:
    text = ("Seen by Dr. Okafor " + "x" * 200 + "\n\n") * 6
    assert not any(text[p.start : p.end].endswith("Dr.") for p in passages_of(text))


def test_a_long_table_is_cut_between_its_lines() -> None:
    rows = [f"2025-01-{n:02}  Potassium  {4 + n / 10}  mmol/L  3.5 to 5.1" for n in range(1, 29)]
    text = "\n".join(rows)
    for passage in passages_of(text):
        assert set(text[passage.start : passage.end].split("\n")) <= set(rows)


def test_a_text_without_white_space_is_cut_without_loss_and_no_accent_leaves_its_letter() -> None:
    text = "Z" * 10 + "e\u0301" * 1500
    found = passages_of(text)
    assert "".join(text[p.start : p.end] for p in found) == text
    assert not any(unicodedata.combining(text[p.start]) for p in found)


def test_a_section_of_some_length_begins_a_passage_of_its_own() -> None:
    text = f"FAMILY HISTORY\n{SENTENCE * 5}\n\nSOCIAL HISTORY\n{SENTENCE * 11}"
    first, second, *_ = passages_of(text)
    assert (first.heading, second.heading) == ("FAMILY HISTORY", "SOCIAL HISTORY")


def test_short_sections_share_a_passage_and_each_place_knows_its_own_heading() -> None:
    text = "FAMILY HISTORY\nMother: breast cancer at 52.\n\nSOCIAL HISTORY\nNever smoked."
    (only,) = passages_of(text)
    assert only.heading_at(text.index("breast")) == "FAMILY HISTORY"
    assert only.heading_at(text.index("smoked")) == "SOCIAL HISTORY"


def test_a_passage_in_the_middle_of_a_long_section_knows_its_heading() -> None:
    text = f"Progress note\n\nPLAN\n{SENTENCE * 60}"
    assert {p.heading for p in passages_of(text)[1:]} == {"PLAN"}


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("ASSESSMENT AND PLAN", "ASSESSMENT AND PLAN"),
        ("Results of 2017-03-07", "Results of 2017-03-07"),
        ("## Hospital course", "Hospital course"),
        ("3. Impression", "Impression"),
        ("Pertinent negatives:", "Pertinent negatives"),
        ("Allergies: penicillin", "Allergies"),
        ("DISCHARGE MEDICATIONS: none", "DISCHARGE MEDICATIONS"),
        ("Anamnese:", "Anamnese"),
        ("BP 120/80", ""),
        ("Unchanged.", ""),
        ("Potassium: 5.9", ""),
        ("At 10:30 she walked", ""),
        ("Plan to stop naproxen", ""),
        ("- ", ""),
    ],
)
def test_headings_of_notes_are_told_from_lines_of_text(line: str, heading: str) -> None:
    found = headings_of(f"Intro line.\n{line}\nWords after it.")
    assert [h.text for h in found] == ([heading] if heading else [])
