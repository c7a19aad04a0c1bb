"""Reading a sentence: dates, numbers, frequencies and words as clinicians write them."""

from decimal import Decimal

import pytest

from chartside.grounding.reading.dates import dates_in
from chartside.grounding.reading.frequency import frequencies_in
from chartside.grounding.reading.lexicon import classes_of, nature
from chartside.grounding.reading.quantities import quantities_in
from chartside.grounding.reading.sentence import read
from chartside.grounding.reading.words import plain_words


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("on 2 March 2019", "2019-03-02"),
        ("on March 2, 2019", "2019-03-02"),
        ("on March 2nd 2019", "2019-03-02"),
        ("on 2nd of March 2019", "2019-03-02"),
        ("on 2019-03-02", "2019-03-02"),
        ("on 2 Mar 2019", "2019-03-02"),
        ("on 25/12/2019", "2019-12-25"),
        ("on 12/25/2019", "2019-12-25"),
        ("on 03/03/2019", "2019-03-03"),
        ("on 2.13.2019", "2019-02-13"),
        ("in March 2019", "2019-03"),
        ("in Sept 2019", "2019-09"),
        ("in 03/2019", "2019-03"),
        ("in 2019", "2019"),
        ("since 1998", "1998"),
        ("from 10 to 16 February 2024", "2024-02-10"),
        ("in March and June 2019", "2019-03"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(text: str, when: str):
    found = dates_in(text)[0].when
    assert found is not None
    assert found.text == when


def test_a_date_of_two_readings_is_read_only_where_the_caller_says_which():
    assert [d.when for d in dates_in("on 03/02/2019")] == [None]
    assert dates_in("on 03/02/2019", "dmy")[0].when.text == "2019-02-03"
    assert dates_in("on 03/02/2019", "mdy")[0].when.text == "2019-03-02"


@pytest.mark.parametrize("text", ["on 31 February 2019", "on 2019-13-01", "on 32/13/2019"])
def test_a_day_that_does_not_exist_is_no_date(text: str):
    assert [d.when for d in dates_in(text)] in ([None], [])


@pytest.mark.parametrize("text", ["2000 mg daily", "platelets 1998", "room 2019b", "may 5 improve"])
def test_a_number_is_no_year_where_no_date_stands(text: str):
    assert dates_in(text) == []


@pytest.mark.parametrize(
    ("text", "number", "unit", "sign"),
    [
        ("5.9 mmol/L", "5.9", "mmol/L", ""),
        ("500mg", "500", "mg", ""),
        ("<4 ng/L", "4", "ng/L", "<"),
        ("\u22655 %", "5", "%", ">="),
        ("below 5.5 mmol/L", "5.5", "mmol/L", "<"),
        ("at least 3 mg", "3", "mg", ">="),
        ("1,200 mL", "1200", "mL", ""),
        ("27 mL/min/1.73 m2", "27", "mL/min/1.73 m2", ""),
        ("150 x10^9/L", "150", "x10^9/L", ""),
        ("98.9 \u00b0F", "98.9", "\u00b0F", ""),
        ("an 8-mm nodule", "8", "mm", ""),
        ("100 UNT/ML", "100", "units/mL", ""),
    ],
)
def test_a_number_keeps_its_unit_and_its_sign(text: str, number: str, unit: str, sign: str):
    found = quantities_in(text, [])[0]
    assert (str(found.number), found.unit, found.sign) == (number, unit, sign)


@pytest.mark.parametrize(
    ("text", "numbers", "joined"),
    [
        ("134/76 mmHg", ("134", "76"), "/"),
        ("134 over 76", ("134", "76"), "/"),
        ("3.5 to 5.3", ("3.5", "5.3"), "-"),
        ("between 3.5 and 5.3", ("3.5", "5.3"), "-"),
    ],
)
def test_two_numbers_that_belong_together_are_one(text: str, numbers: tuple[str, str], joined: str):
    found = quantities_in(text, [])[0]
    assert (str(found.number), str(found.other), found.joined) == (*numbers, joined)


@pytest.mark.parametrize("text", ["HbA1c", "vitamin B12", "stage 3b", "COVID-19", "PHQ-9", "T4"])
def test_a_number_inside_a_name_is_no_quantity(text: str):
    assert read(text).quantities == ()


@pytest.mark.parametrize(
    ("text", "per_day"),
    [
        ("twice daily", "2"), ("BID", "2"), ("bd", "2"), ("three times a day", "3"), ("q8h", "3"),
        ("every 6 hours", "4"), ("once a day", "1"), ("daily", "1"), ("qhs", "1"),
        ("every other day", "0.5"), ("3 times per day", "3"),
    ],
)  # fmt: skip
def test_a_frequency_is_times_in_a_day(text: str, per_day: str):
    assert frequencies_in(text)[0].per_day == Decimal(per_day)


def test_once_weekly_is_a_seventh():
    assert round(frequencies_in("once weekly")[0].per_day * 7, 6) == 1


def test_a_product_name_is_no_frequency():
    assert frequencies_in("Yaz 28 Day Pack") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anaemia", "anemia"), ("haemorrhoids", "hemorrhoid"), ("biopsies", "biopsy"),
        ("Stage IIIb", "stage iiib"), ("type II", "Type 2"), ("tumours", "tumor"),
    ],
)  # fmt: skip
def test_spelling_number_and_roman_numerals_do_not_tell_names_apart(one: str, other: str):
    assert plain_words(one) == plain_words(other)


def test_a_kind_keeps_its_number():
    assert plain_words("type 2 diabetes") != plain_words("type 1 diabetes")


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("ramipril", "drug"), ("pembrolizumab", "drug"), ("rivaroxaban", "drug"),
        ("cholangitis", "disease"), ("lymphoma", "disease"), ("nephrectomy", "operation"),
        ("colonoscopy", "operation"), ("knee", "site"), ("neurology", "service"), ("garden", ""),
    ],
)  # fmt: skip
def test_a_word_is_known_by_its_form(word: str, what: str):
    assert nature(word) == what


def test_high_alert_classes_are_known_by_their_stems():
    assert classes_of("edoxaban") == {"anticoagulant"}
    assert "opioid" in classes_of("hydromorphone")
    assert "insulin" in classes_of("insulin glargine")


def test_what_is_quoted_is_not_read_as_the_sentences_own_words():
    sentence = read('The letter says "no known allergies, potassium 9.9".')
    assert sentence.quantities == ()
    assert not any(c.kind == "negation" for c in sentence.cues)
    assert sentence.quotes[0][2] == "no known allergies, potassium 9.9"


def test_ms_smith_has_no_multiple_sclerosis():
    assert read("Ms Smith").terms[0].classes == ()
    assert read("MS since 2010").terms[0].classes == ("=multiple_sclerosis",)
