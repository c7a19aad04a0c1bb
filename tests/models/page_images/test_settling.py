"""Two engines on one stretch of line: what they agree on is sure, what they differ in is kept."""

import numpy as np
import pytest
from page_of_a_report import Gray, SetLine

from chartside.models.page_images.gaps import apart
from chartside.models.page_images.rapid import Stretch
from chartside.models.page_images.settling import settled
from chartside.models.page_images.words import ReadWord, legible

MICRO = "\xb5"


def read(first: str, second: str, sure: float = 0.9, other: float = 0.9) -> list[ReadWord]:
    """What is made of a stretch that one engine reads without gaps, and the other with them."""
    wide = 10.0
    stretch = Stretch(
        first,
        (0, 0, wide * len(first), 20),
        (sure,) * len(first),
        tuple(wide * n for n in range(len(first))),
    )
    words, at = [], 0.0
    for word in second.split():
        words.append(ReadWord(word, (at, 0, at + wide * len(word), 20), other))
        at += wide * (len(word) + 1)
    alone = [ReadWord(first, stretch.box, sure)]
    return list(settled(stretch, alone, words))


def test_words_that_both_read_are_as_good_as_certain_and_keep_their_gaps() -> None:
    words = read("Staalnameop:17/02/2208:00", "Staalname op: 17/02/22 08:00")
    assert [word.text for word in words] == ["Staalname", "op:", "17/02/22", "08:00"]
    assert all(word.confidence > 0.98 and not word.other for word in words)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<190", "190"),
        ("3,38", "3.38"),
        ("1,9", "19"),
        ("7.1", "7.7"),
        ("-20", "20"),
        (f"{MICRO}g/dL", "mg/dL"),
        ("10*9/L", "10*6/L"),
    ],
)
def test_a_number_a_sign_or_a_unit_that_they_read_differently_is_never_sure(
    first: str, second: str
) -> None:
    (word,) = read(first, second, 0.99, 0.97)
    assert word.confidence <= 0.5
    assert {word.text, word.other} == {first, second}


def test_a_comparator_that_one_engine_lost_goes_with_the_number_behind_it() -> None:
    words = read("mg/dL<5,00", "mg/dL 5,00")
    assert [(w.text, w.other) for w in words] == [("mg/dL", ""), ("<5,00", "5,00")] or [
        (w.text, w.other) for w in words
    ] == [("mg/dL", ""), ("5,00", "<5,00")]


def test_accents_that_one_engine_does_not_know_are_kept() -> None:
    (word,) = read("Creatinine", "Créatinine")
    assert (word.text, word.other) == ("Créatinine", "")


@pytest.mark.parametrize("second", ["ug/dL", "Hg/dL", "ug/dL."])
def test_a_micro_sign_that_one_engine_does_not_know_is_kept(second: str) -> None:
    (word,) = read(f"{MICRO}g/dL", second)
    assert (word.text, word.other) == (f"{MICRO}g/dL", "")


def test_a_word_is_rather_one_of_letters_alone_than_one_with_a_digit_in_it() -> None:
    (word,) = read("Geb0ren", "Geboren", 0.9, 0.85)
    assert (word.text, word.other) == ("Geboren", "Geb0ren")
    assert word.confidence < 0.6


def test_a_full_stop_that_only_one_engine_sees_is_no_doubt() -> None:
    (word,) = read("mg/dL", "mg/dL.")
    assert (word.text, word.other) == ("mg/dL", "")
    assert word.confidence > 0.7


def test_a_dash_of_a_range_that_only_one_engine_sees_is_a_word_of_its_own() -> None:
    words = read("60-100", "60 100")
    assert [word.text for word in words] == ["60", "-", "100"]
    assert words[1].confidence < 0.5


def test_what_only_one_engine_read_is_less_sure() -> None:
    (word,) = read("815.333.052", "", 0.9)
    assert word.text == "815.333.052"
    assert word.confidence == pytest.approx(0.72)


def stretch_of(page: Gray) -> tuple[int, int, int, int]:
    rows = np.flatnonzero((page < 128).any(axis=1))
    columns = np.flatnonzero((page < 128).any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize("font", ["New Computer Modern", "Libertinus Serif", "DejaVu Sans Mono"])
@pytest.mark.parametrize(
    "line", ["17/02/22 08:00", "HDL cholesterol 1,15 mmol/L", "11 min 111", "C. Janssens 10 bus 4"]
)
def test_gaps_that_a_reader_left_out_are_put_back_where_the_paper_is_empty(
    line: str, font: str, set_line: SetLine
) -> None:
    gray, middles = set_line(line, font)
    left, top, right, bottom = stretch_of(gray)
    joined = "".join(line.split())
    words = apart(gray, (left, top - 3, right, bottom + 3), joined, middles)
    assert [joined[first:last] for first, last, _, _ in words] == line.split()


def test_a_page_of_uncertain_words_is_not_taken_for_print() -> None:
    scrawl = [ReadWord(text, (0, 0, 9, 9), 0.4) for text in ("Hbn", "1Z", "gln", "co~", "adv")]
    print_ = [ReadWord(text, (0, 0, 9, 9), 0.95) for text in ("Na", "140", "mmol/L", "136", "145")]
    assert not legible(scrawl)
    assert legible(print_)
    assert not legible(print_[:2])
