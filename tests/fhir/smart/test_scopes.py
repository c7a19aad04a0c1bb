"""Scopes are compared by what they allow, however a server writes them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.errors import LaunchRefused
from chartside.fhir.projection import PROJECTIONS
from chartside.fhir.smart.scopes import LETTERS, READING, WRITING, Scopes

parse = Scopes.parse
LABS = "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("patient/Observation.r patient/Observation.s", "patient/Observation.rs"),
        ("patient/Observation.read", "patient/Observation.rs"),
        ("patient/Observation.write", "patient/Observation.cud"),
        ("patient/Observation.*", "patient/Observation.cruds"),
        ("patient/*.read", "patient/*.rs"),
        ("patient/*.rs patient/Observation.r", "patient/*.rs"),
        (f"patient/Observation.rs {LABS}", "patient/Observation.rs"),
        ("patient/A.rs?a=1&b=2", "patient/A.rs?b=2&a=1"),
        ("openid  launch\tpatient/A.r", "patient/A.r openid launch"),
        ("", "   "),
    ],
)
def test_texts_that_allow_the_same_are_equal(one: str, other: str) -> None:
    assert parse(one) == parse(other)
    assert str(parse(one)) == str(parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("patient/Observation.r", "patient/Observation.rs"),
        ("patient/Observation.rs", "user/Observation.rs"),
        ("patient/Observation.rs", "patient/*.rs"),
        (LABS, "patient/Observation.rs"),
        ("launch", "launch/patient"),
    ],
)
def test_texts_that_allow_different_things_are_not(one: str, other: str) -> None:
    assert parse(one) != parse(other)


@pytest.mark.parametrize(
    "word",
    [
        "patient/Observation.dus",
        "patient/Observation.sr",
        "patient/Observation.rr",
        "patient/Observation.",
        "patient/Observation.x",
        "patient/Observation.readwrite",
        "patient/Observation.READ",
        "patient/observation.rs",
        "patient/Observation",
        "patient/Observation.rs?",
        "patient/Obs*.rs",
        "Patient/Observation.rs",
        "group/Observation.rs",
        "/Observation.rs",
        "patient/../Observation.rs",
    ],
)
def test_letters_out_of_order_and_other_look_alikes_allow_nothing(word: str) -> None:
    read = parse(word)
    assert read.access == frozenset()
    assert read.has(word)
    assert not any(read.allows("Observation", letter) for letter in LETTERS)


def test_what_a_server_of_its_own_knows_is_kept_as_it_was_written() -> None:
    words = "__own.scope https://ehr.example/scopes/photo launch/list?role=https://x.example/home"
    read = parse(words)
    assert all(read.has(word) for word in words.split())
    assert parse(str(read)) == read


@pytest.mark.parametrize("word", ['a"b', "a\\b", "a\x7fb", "é", "x" * 1025])
def test_what_is_not_written_as_a_scope_is_none(word: str) -> None:
    assert parse(word) == Scopes()


def test_a_text_longer_than_any_scope_is_refused() -> None:
    with pytest.raises(LaunchRefused) as why:
        parse("a " * 40_000)
    assert why.value.reason == "scope"


def test_each_letter_has_to_be_granted_and_a_star_covers_each_type() -> None:
    granted = parse("patient/Observation.rs user/*.c")
    assert granted.allows("Observation", "rs")
    assert not granted.allows("Observation", "ru")
    assert granted.allows("Observation", "crs")
    assert not granted.allows("Observation", "c", "patient")
    assert granted.allows("Goal", "c", "user")
    assert not granted.allows("Condition", "r")
    assert not granted.allows("*", "r")
    assert not granted.allows("Observation", "")


def test_access_to_some_of_a_type_is_not_access_to_it_and_says_to_which() -> None:
    granted = parse(LABS)
    assert not granted.allows("Observation", "s")
    (query,) = granted.queries("Observation", "s")
    assert query.endswith("|laboratory")
    assert granted.queries("Observation", "c") == frozenset()
    assert parse("patient/*.rs").queries("Observation", "s") == frozenset()


@pytest.mark.parametrize(
    ("granted", "asked", "missing"),
    [
        ("patient/*.rs", "patient/Observation.r", ""),
        ("patient/Observation.r", "patient/Observation.rs", "patient/Observation.s"),
        ("patient/Observation.rs", LABS, ""),
        (LABS, "patient/Observation.rs", "patient/Observation.rs"),
        ("user/Observation.rs", "patient/Observation.rs", "patient/Observation.rs"),
        ("", "openid fhirUser", "openid fhirUser"),
        ("patient/*.rs?x=1", "patient/Goal.s?x=1", ""),
    ],
)
def test_what_was_not_granted_is_told(granted: str, asked: str, missing: str) -> None:
    assert str(parse(granted).missing(parse(asked))) == missing


def test_scopes_are_written_in_one_order_and_their_shortest_form() -> None:
    mixed = "user/Goal.s patient/Goal.s patient/Goal.r z offline_access fhirUser launch/patient"
    assert str(parse(f"{mixed} openid launch")) == (
        "launch launch/patient openid fhirUser offline_access z patient/Goal.rs user/Goal.s"
    )


@pytest.mark.parametrize(
    ("text", "v1"),
    [
        ("patient/Observation.rs", "patient/Observation.read"),
        ("patient/Observation.r", "patient/Observation.read"),
        ("patient/Observation.c", "patient/Observation.write"),
        ("patient/Observation.crs", "patient/Observation.*"),
        (LABS, "patient/Observation.read"),
        ("launch patient/*.cruds", "launch patient/*.*"),
    ],
)
def test_version_1_asks_for_no_less(text: str, v1: str) -> None:
    assert parse(text).as_v1() == v1
    assert parse(v1).missing(parse(text)) == Scopes()


def test_the_least_set_reads_every_kind_of_entry_of_an_r4_chart_and_writes_nothing() -> None:
    older = {"MedicationUsage", "ProcedureRequest", "ReferralRequest"}  # of other versions of FHIR
    beyond = {"ImagingStudy", "Composition", "CareTeam", "Device", "QuestionnaireResponse"}
    for kind in PROJECTIONS.keys() - older - beyond:
        assert READING.allows(kind, "r", "patient"), kind
    assert not any(READING.allows(kind, letter) for kind in PROJECTIONS for letter in "cud")
    assert {one.level for one in READING.access} == {"patient"}
    assert all(one.type != "*" for one in (READING | WRITING).access)
    assert READING.has("openid")
    assert READING.has("fhirUser")
    assert not READING.has("offline_access")
    assert {one.letter for one in WRITING.access} == {"c"}


levels = st.sampled_from(["patient", "user", "system"])
kinds = st.sampled_from(["*", "Patient", "Observation", "Goal"])
letters = st.sets(st.sampled_from(LETTERS), min_size=1).map(
    lambda some: "".join(sorted(some, key=LETTERS.index))
)
queries = st.sampled_from(["", "?a=1", "?b=2&a=1"])
words = st.builds("{}/{}.{}{}".format, levels, kinds, letters, queries) | st.sampled_from(
    ["openid", "launch", "__x", "patient/Goal.read", "user/*.*", "patient/Goal.dus"]
)
texts = st.lists(words, max_size=12).map(" ".join)


@given(texts)
def test_what_is_written_reads_as_the_same(text: str) -> None:
    assert parse(str(parse(text))) == parse(text)
    assert str(parse(str(parse(text)))) == str(parse(text))


@given(texts, st.randoms())
def test_order_and_repetition_change_nothing(text: str, chance: object) -> None:
    shuffled = text.split() * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Random, which hypothesis hides
    assert parse(" ".join(shuffled)) == parse(text)


@given(texts, texts)
def test_nothing_is_missing_from_a_union_and_nothing_is_won_by_it(one: str, other: str) -> None:
    both = parse(one) | parse(other)
    assert both == parse(f"{one} {other}")
    assert both.missing(parse(one)) == Scopes()
    for kind, letter in product(["Patient", "Observation", "Goal", "Device"], LETTERS):
        either = parse(one).allows(kind, letter) or parse(other).allows(kind, letter)
        assert both.allows(kind, letter) == either


@given(texts, texts)
def test_what_was_granted_and_what_is_missing_make_what_was_asked(granted: str, asked: str) -> None:
    missing = parse(granted).missing(parse(asked))
    assert (parse(granted) | missing).missing(parse(asked)) == Scopes()


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error_and_allows_only_what_it_spells_out(text: str) -> None:
    read = parse(text)
    assert parse(str(read)) == read
    if "/" not in text:
        assert read.access == frozenset()
