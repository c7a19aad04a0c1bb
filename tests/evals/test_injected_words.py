"""Words kept back for patients held out: how many, which are new, and what they may not do."""

import re
from dataclasses import replace
from decimal import Decimal
from string import Formatter

import pytest

from chartside.errors import UsageError
from chartside.evals.injected_errors.cases import KEPT, Case, cases
from chartside.evals.injected_errors.facts import Event, Illness, Reading, Shift, Together
from chartside.evals.injected_errors.phrasing import Voice, sentence
from chartside.evals.injected_errors.phrasing.dates import dated, on
from chartside.evals.injected_errors.phrasing.voice import continued
from chartside.evals.injected_errors.phrasing.words import (
    CLINICS,
    FRESH,
    KNOWN,
    LETTERS,
    MACHINES,
    OPEN,
    RESERVED_WORDS,
    UNREAD,
    WARDS,
    WORDS,
)
from chartside.fhir.chart import Chart

FIELDS = {
    *("name", "value", "on", "date", "who", "whose", "flag", "a_flag", "stage", "bp", "went"),
    *("change", "by", "first", "last", "start", "end", "from_date", "to_date", "low", "high"),
    *("count", "year", "drug", "since", "on_since", "until", "on_until", "reaction", "age"),
    *("relative", "sex", "reason", "words", "times", "when", "listed", "least", "most", "why"),
    *("a_name", "number", "over", "under", "unit", "person"),
}
TODAY = "2026-11-26"


def unread(seed: int) -> Voice:
    return Voice(str(seed), "female", UNREAD, TODAY)


def spoken(words: str, seed: int) -> Voice:
    return Voice(str(seed), "female", words, TODAY)


def of_words(name: str) -> set[str]:
    return {pattern for held in WORDS[name].patterns.values() for pattern in held}


@pytest.mark.parametrize("name", KEPT)
def test_every_sentence_kept_back_can_be_said(name: str) -> None:
    said = {
        field.lower()
        for pattern in of_words(name)
        for _, field, _, _ in Formatter().parse(pattern)
        if field
    }
    assert said <= FIELDS


def test_every_fact_true_or_false_can_be_said_in_every_set_of_words(
    made: tuple[Case, ...],
) -> None:
    kinds: dict[str, list[Case]] = {}
    for case in made:
        kinds.setdefault(f"{case.family} {case.kind}", []).append(case)
    for words in KEPT:
        for case in (c for held in kinds.values() for c in held[:6]):
            for seed in range(12):
                said = sentence(case.fact, Voice(f"{seed}", "male", words, TODAY))
                assert said.endswith(".")
                assert not re.search(r"[{}]|  | \.|\(\)|None", said), said


def test_every_kind_of_fact_is_held_out_in_eighteen_sentences_that_no_other_words_have() -> None:
    held = WORDS[UNREAD].patterns
    assert set(WORDS[RESERVED_WORDS].patterns) <= set(held)
    for kind, patterns in held.items():
        assert len(set(patterns)) == len(patterns) >= 18, kind
    for other in KEPT:
        assert other == UNREAD or not of_words(other) & of_words(UNREAD), other


def test_the_words_held_out_before_say_every_kind_of_fact_in_a_dozen_ways() -> None:
    held = WORDS[FRESH].patterns
    assert held.keys() == WORDS[UNREAD].patterns.keys()
    for kind, patterns in held.items():
        assert len(set(patterns)) >= 12, kind
    assert not of_words(FRESH) & of_words(RESERVED_WORDS)


@pytest.mark.parametrize("name", [LETTERS, MACHINES, WARDS, CLINICS])
def test_words_to_develop_on_say_every_kind_of_fact_in_fourteen_ways_that_no_other_words_have(
    name: str,
) -> None:
    held = WORDS[name].patterns
    assert held.keys() == WORDS[UNREAD].patterns.keys()
    for kind, patterns in held.items():
        assert len(set(patterns)) == len(patterns) >= 14, kind
        for other in KEPT:
            if other != name:
                assert not set(patterns) & set(WORDS[other].patterns.get(kind, ())), (kind, other)


def test_words_to_develop_on_hold_no_sentence_that_is_held_out() -> None:
    assert set(OPEN) == WORDS.keys() - {UNREAD}
    assert not set().union(*map(of_words, OPEN)) & of_words(UNREAD)


def test_patients_to_develop_on_are_spoken_of_in_every_open_set_of_words(
    made: tuple[Case, ...],
) -> None:
    tuned = [c.statement.text for c in made if c.half == "tuned" and not c.kind]
    for name in (LETTERS, MACHINES, WARDS, CLINICS, FRESH):
        own = {p.partition("{")[0].strip() for p in of_words(name) if len(p.partition("{")[0]) > 18}
        own -= {
            q for q in own if any(p.startswith(q) for o in KEPT if o != name for p in of_words(o))
        }
        assert sum(any(start in text for start in own) for text in tuned) > 5, name


def test_the_words_held_out_once_are_open_to_all_now(charts: tuple[Chart, ...]) -> None:
    def said(kept: str) -> tuple[set[str], set[str]]:
        made = [c for c in cases(charts, "3", 40, kept) if not c.kind]
        return (
            {c.statement.text for c in made if c.reserved},
            {c.statement.text for c in made if not c.reserved},
        )

    kept, open_to_all = said(UNREAD)
    assert kept
    for name in (FRESH, RESERVED_WORDS):
        kept_before, open_before = said(name)
        assert kept_before
        assert open_to_all - open_before
        assert not kept & kept_before


def test_only_words_that_exist_can_be_kept_back(charts: tuple[Chart, ...]) -> None:
    for name in (KNOWN, "stale"):
        with pytest.raises(UsageError, match="unread"):
            list(cases(charts[:1], "3", 5, name))


def test_a_date_of_numbers_only_is_never_one_that_can_be_read_in_two_ways() -> None:
    for day in range(1, 29):
        for seed in range(60):
            for words in WORDS:
                said = dated(f"2019-03-{day:02}", spoken(words, seed))
                if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", said):
                    assert day > 12, said


def test_a_weekday_is_the_weekday_of_the_date() -> None:
    said = {dated("2019-03-05", unread(seed)) for seed in range(200)}
    weekdays = {s.split()[0].rstrip(",") for s in said if "day" in s}
    assert weekdays == {"Tuesday"}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-25", "yesterday"),
        ("2026-11-12", "two weeks ago"),
        ("2026-10", "last month"),
        ("2025", "last year"),
        ("2026-03-05", "on 5 March"),
        ("2025-03", "in March last year"),
    ],
)
def test_a_near_date_is_told_from_today_and_a_far_one_is_not(day: str, words: str) -> None:
    assert words in {on(day, unread(seed)) for seed in range(40)}
    far = f"2012{day[4:]}"
    assert not any("last" in on(far, unread(s)) or "ago" in on(far, unread(s)) for s in range(40))
    assert all(on(day, replace(unread(s), words=KNOWN)) != words for s in range(40))


def test_no_year_is_left_out_beside_another_date() -> None:
    course = Shift(
        sources=("Observation/1", "Observation/2"), key="sodium", names=("sodium",),
        first=Decimal(140), last=Decimal(132), unit="mmol/L", start="2024-03-05",
        end="2026-03-05", direction="fell",
    )  # fmt: skip
    for seed in range(80):
        assert "26" in sentence(course, unread(seed)).replace("2026", "26")


def test_what_is_denied_is_not_joined_to_what_is_not_by_a_bare_and() -> None:
    denied = Illness(sources=(), key="gout", names=("gout",), state="denied")
    known = Illness(sources=(), key="asthma", names=("asthma",), state="active")
    both = Together(sources=(), parts=(denied, known), layout="clauses")
    for words in WORDS:
        for seed in range(200):
            said = sentence(both, spoken(words, seed))
            if said.startswith(("No ", "Nil ", "Never ", "Not ", "Denies ")):
                assert not re.search(r"[^,] and (?!also)", said), said


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("This individual has asthma", "this individual has asthma"),
        ("Denies asthma", "denies asthma"),
        ("The patient's asthma", "the patient's asthma"),
        ("Labs: Na 140 mmol/L", "labs: Na 140 mmol/L"),
        ("I recorded a BP of 120/70", "I recorded a BP of 120/70"),
        ("PMH: asthma", "PMH: asthma"),
    ],
)
def test_a_sentence_inside_another_begins_with_a_small_letter(words: str, inside: str) -> None:
    assert continued(words) == inside


def test_a_weight_is_in_no_blood_test() -> None:
    weight = Reading(
        sources=("Observation/1",), key="weight", names=("weight",), number=Decimal(80),
        unit="kg", day="2019-03-05",
    )  # fmt: skip
    for words in WORDS:
        for seed in range(120):
            said = sentence(weight, Voice(str(seed), "male", words, TODAY)).lower()
            assert not re.search(r"\b(?:bloods?|labs?|chemistry|drawn|test)", said), said


def test_nobody_presents_with_a_screening() -> None:
    visit = Event(
        sources=("Encounter/1",), key="visit", names=("visit",), what="encounter",
        day="2019-03-05", reason="diabetic eye screening",
    )  # fmt: skip
    for seed in range(120):
        assert "with diabetic" not in sentence(visit, unread(seed))


def test_a_unit_in_words_or_powers_stands_apart_from_its_number(made: tuple[Case, ...]) -> None:
    for case in made:
        said = case.statement.text
        assert not re.search(r"\d(?:milli|micro|kilo|gram|million|thousand|10\^|10\*|x10)", said)
