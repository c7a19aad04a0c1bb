"""Shorthand, grammar and denials, each in every frame: true ones stand, their false twins fall."""

from collections.abc import Callable
from itertools import pairwise, product

import pytest

from chartside.draft import Statement, Verdict
from chartside.grounding.reading.denying import denials_behind
from chartside.grounding.reading.frequency import frequencies_in
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.reading.plain import MANNER, THINGS, is_plain
from chartside.grounding.reading.synonyms import SYNONYMS
from chartside.grounding.reading.words import plain_words, words_in

_ONCE = ("qd", "Qdaily", "q daily", "q.d.", "od", "o.d.", "1x/day", "once/day", "each morning")
_TWICE = ("BID", "b.i.d.", "bd", "bds", "2x/day", "2 x daily", "twice/day", "q12h", "12-hourly")
_SELDOM = ("every other day", "every second day", "on alternate days", "eod", "q.o.d.")


@pytest.mark.parametrize(
    ("code", "per_day"),
    [*product(_ONCE, ["1"]), *product(_TWICE, ["2"]), *product(_SELDOM, ["0.5"])],
)
def test_a_sig_code_says_how_often_a_day_wherever_it_stands(code: str, per_day: str):
    for frame in ("Ramipril 5 mg {}.", "Ramipril 5 mg po {}, started in May", "{} ramipril"):
        found = frequencies_in(frame.format(code))
        assert [f"{f.per_day:f}" for f in found] == [per_day], frame


def test_the_word_on_before_a_day_is_no_frequency():
    assert frequencies_in("Ramipril 5 mg on 5 May") == []


@pytest.mark.parametrize(
    "text",
    [
        f"{topic}{mark}{state}."
        for topic, mark, state in product(
            ("Psoriasis", "Home visit", "Yellow fever vaccine"),
            (": ", " -> ", " \u2192 ", " \u2013 "),
            ("none", "nil", "nothing on our records", "never given", "no entry found"),
        )
    ],
)
def test_what_stands_behind_a_mark_denies_what_stands_before_it(text: str):
    assert denials_behind(text)


@pytest.mark.parametrize(
    "text",
    [
        "Looked for gout in the chart and found none documented.",
        "Of rabies vaccine there is no dose on record.",
        "Of stroke there has never been any sign.",
        "As for colchicine, the patient has never been on it.",
        "Gout is not on the books.",
        "Insulin has never been ordered.",
    ],
)
def test_a_topic_put_in_front_is_denied_by_what_follows(text: str):
    assert denials_behind(text)


@pytest.mark.parametrize("state", ["confirmed", "proven", "established", "verified"])
def test_what_has_yet_to_be_proven_is_doubted_and_not_denied(state: str):
    assert denials_behind(f"Polymyalgia has yet to be {state}.") == ()


def test_no_plain_word_is_a_drug_a_disease_or_an_operation():
    assert [w for w in THINGS | MANNER if nature(w) in {"drug", "disease"}] == []


@pytest.mark.parametrize(
    "word", ["itself", "someone", "books", "whichever", "albeit", "fyi", "seasonal", "historical"]
)
def test_a_word_of_grammar_or_of_record_keeping_asserts_nothing(word: str):
    assert all(is_plain(w) for w in plain_words(word))


@pytest.mark.parametrize("word", ["mercury", "keyhole", "sarcoid", "wheelchair", "shellfish"])
def test_a_word_that_may_be_a_finding_is_not_plain(word: str):
    assert not is_plain(word)


_SAME = (
    ("coxarthrosis", "osteoarthritis of hip"),
    ("gonarthrosis", "osteoarthritis of knee"),
    ("HepB", "hepatitis B"),
    ("coronavirus", "COVID-19"),
    ("lap chole", "laparoscopic cholecystectomy"),
    ("primary HTN", "essential hypertension"),
    ("oesophago-gastro-duodenoscopy", "gastroscopy"),
)


def _meaning(name: str) -> set[str]:
    words = words_in(name)
    found = SYNONYMS.at(words, 0)
    return set(found[0]) if found and found[1] == len(words) else set()


@pytest.mark.parametrize(("short", "long"), _SAME)
def test_a_short_name_and_the_long_one_are_one_thing(short: str, long: str):
    assert _meaning(short) & _meaning(long)


@pytest.mark.parametrize(("one", "other"), [(a[0], b[0]) for a, b in pairwise(_SAME)])
def test_two_short_names_are_not_one_thing(one: str, other: str):
    assert not _meaning(one) & _meaning(other)


@pytest.mark.parametrize("stage", ["G3b", "3b", "IIIb", "stage 3b", "stage IIIb"])
def test_a_stage_of_kidney_disease_is_read_however_it_is_numbered(stage: str):
    assert plain_words(f"CKD {stage}")[1] == "stage_3b"


def test_a_diagnosis_in_shorthand_stands_and_another_in_its_place_falls(
    judge: Callable[..., Statement],
):
    source = "Condition/condition-obesity"
    assert judge("Obesity dx'd in 2012.", source).verdict is Verdict.SUPPORTED
    assert judge("Gonarthrosis dx'd in 2012.", source).verdict is Verdict.CONTRADICTED
