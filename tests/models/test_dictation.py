"""Spoken punctuation as it is written, and nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.models.speech import Word, written
from chartside.models.speech.transcript import transcript_of


def test_a_dictated_report_is_written_as_one() -> None:
    raw = (
        "[EXAM TYPE] CT of the chest {period} [INDICATION] 61-year-old man {comma} cough {period} "
        "[FINDINGS] {colon} Lungs {colon} No nodule {period} Small effusions {comma} right greater "
        "than left {period} {new paragraph} [IMPRESSION] {colon} Effusions {period}</s>"
    )
    assert written(raw).text == (
        "EXAM TYPE: CT of the chest.\n\nINDICATION: 61-year-old man, cough.\n\n"
        "FINDINGS: Lungs: No nodule. Small effusions, right greater than left.\n\n"
        "IMPRESSION: Effusions."
    )


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a {open parenthesis} b {close parenthesis} c", "a (b) c"),
        ("he said {open quote} no {close quote} {period}", 'he said "no".'),
        ("2 {hyphen} 3 weeks", "2-3 weeks"),
        ("120 {slash} 80", "120/80"),
        ("0 {point} 5 mg", "0.5 mg"),
        ("one {new line} two {next line} three", "one\ntwo\nthree"),
        ("any pain {question mark}", "any pain?"),
        ("{Period}", "."),
        ("end {{period}} ", "end."),
        ("end { period } Next", "end. Next"),
        ("mole . [PLAN] : Biopsy .</s>", "mole.\n\nPLAN: Biopsy."),
        ("no fever {period} {period} Well", "no fever. Well"),
        ("a {new paragraph} {new paragraph} b", "a\n\nb"),
        ("", ""),
        ("</s>", ""),
    ],
)
def test_marks_become_signs_at_the_word_they_belong_to(raw: str, text: str) -> None:
    assert written(raw) == written(text)
    assert written(raw).text == text


def test_a_mark_that_is_not_known_stays_and_is_reported_once() -> None:
    found = written("a {wink} b {wink} c {comma} d")
    assert found.text == "a {wink} b {wink} c, d"
    assert found.unknown == ("{wink}",)


def test_brackets_inside_a_sentence_are_no_heading() -> None:
    assert written("seen by [NAME] today {period}").text == "seen by [NAME] today."


@pytest.mark.parametrize(
    "text",
    [
        "polyp of the sigmoid colon",
        "colon cancer in her mother",
        "Assessment colon cancer stage two",
        "the ascending colon and the cecum are normal",
        "her last menstrual period began in May",
        "over a period of three weeks",
        "an observation period of six hours",
        "heavy period cramps since menarche",
        "no period since January",
        "a new line was placed in the right jugular",
        "as the next line therapy",
        "period",
        "colon",
    ],
)
def test_a_word_that_may_be_an_organ_or_a_time_is_never_a_sign(text: str) -> None:
    assert written(text).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("no acute distress period lungs are clear period", "no acute distress. lungs are clear."),
        ("fever comma cough comma no rash full stop", "fever, cough, no rash."),
        (
            "findings colon no nodule period impression colon normal",
            "findings: no nodule. impression colon normal",
        ),
        ("assessment and plan colon go on period", "assessment and plan: go on."),
        ("stable new paragraph plan colon home today", "stable\n\nplan: home today"),
        ("is there pain question mark", "is there pain?"),
        ("the colon is normal period plan colon home period", "the colon is normal. plan: home."),
    ],
)
def test_spoken_words_are_signs_only_where_they_can_be_nothing_else(raw: str, text: str) -> None:
    assert written(raw).text == text


def test_where_the_model_marks_its_signs_plain_words_stay_words() -> None:
    raw = "a comma in the eye {comma} on slit lamp {period}"
    assert written(raw).text == "a comma in the eye, on slit lamp."


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200))
def test_no_letter_or_digit_of_what_was_said_is_lost_without_a_mark(text: str) -> None:
    plain = text.replace("{", "").replace("[", "").replace("<", "")
    kept = [c for c in written(f"{plain} {{wink}}").text if c.isalnum()]
    assert kept == [c for c in plain if c.isalnum() and c not in "\ue000\ue001"] + list("wink")


@given(st.text(max_size=300))
def test_writing_what_is_written_changes_nothing_more(text: str) -> None:
    once = written(f"{text} {{wink}}").text
    assert written(once).text == once


def word(text: str, start: float, end: float | None = None) -> Word:
    return Word(text, start, start + 0.3 if end is None else end)


def test_a_segment_ends_with_a_sentence_or_with_a_pause() -> None:
    said = [
        word("No", 0.0), word("fever", 0.4), word("{period}", 0.8), word("Lungs", 1.2),
        word("clear", 1.6), word("Heart", 4.0), word("{new", 4.4), word("paragraph}", 4.8),
        word("Well", 5.2),
    ]  # fmt: skip
    transcript = transcript_of(said, "m@1", 9.0)
    assert [(s.start, round(s.end, 1), s.text) for s in transcript.segments] == [
        (0.0, 1.1, "No fever."),
        (1.2, 1.9, "Lungs clear"),
        (4.0, 5.1, "Heart"),
        (5.2, 5.5, "Well"),
    ]
    assert transcript.text == "No fever. Lungs clear Heart\n\nWell"


def test_a_mark_of_two_words_is_not_torn_by_a_pause() -> None:
    said = [word("Heart", 0), word("{new", 1.0), word("paragraph}", 5.0), word("Well", 5.5)]
    transcript = transcript_of(said, "m@1", 9.0)
    assert [s.text for s in transcript.segments] == ["Heart", "Well"]
    assert transcript.unknown == ()


def test_a_recording_without_a_word_has_no_segments() -> None:
    transcript = transcript_of([], "m@1", 3.0)
    assert (transcript.text, transcript.segments, transcript.raw) == ("", (), "")
