"""JSON in what a model wrote: what is taken, what is mended, what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.models.structured.reading import MOST_CHARACTERS, Read, Unreadable, read_object

GOOD = '{"a": 1, "b": {"c": "d"}}'
VALUE = {"a": 1, "b": {"c": "d"}}


def problem(text: str, prompt: str = "") -> str:
    with pytest.raises(Unreadable) as refused:
        read_object(text, prompt)
    return refused.value.problem


@pytest.mark.parametrize("text", [GOOD, f"\n {GOOD}\n\n", GOOD.replace(" ", "\n")])
def test_an_object_alone_is_read_as_it_is(text: str) -> None:
    assert read_object(text) == Read(VALUE, text.strip(), exact=True)


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{GOOD}\n```",
        f"```json{GOOD}```",
        f"```\n{GOOD}\n```\nThat is all.",
        f"Here is the JSON:\n\n{GOOD}",
        f"{GOOD}\n\nLet me know if you need more.",
        f"Final Answer: ```json{GOOD}```",
        f'The "answer" follows.\n{GOOD}',
        f"{GOOD}}}",
        f"{GOOD}<end>",
    ],
)
def test_words_and_a_fence_around_one_object_are_taken_away(text: str) -> None:
    read = read_object(text)
    assert (read.value, read.exact) == (VALUE, False)
    assert json.loads(read.text) == VALUE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("I cannot answer that.", "not-json"),
        ("[1, 2]", "not-an-object"),
        (f"[{GOOD}]", "not-an-object"),
        (f"[{GOOD}, {{]", "not-json"),
        ('"text"', "not-an-object"),
        ("null", "not-an-object"),
        ("5", "not-an-object"),
        ('{"a": 1, "a": 2}', "duplicate-key"),
        ('{"b": {"a": 1, "a": 2}}', "duplicate-key"),
        ('Here: {"a": 1, "a": 2}', "duplicate-key"),
        ('{"a": NaN}', "not-a-number"),
        ('{"a": -Infinity}', "not-a-number"),
        ('{"a": 1e999}', "not-a-number"),
        (f"{GOOD}\n{GOOD}", "several-objects"),
        (f"First {GOOD}, then {{", "several-objects"),
        ("{" * 5, "not-json"),
        ("{'a': 1}", "not-json"),
        ('{"a": 1,}', "not-json"),
        ('{"a": 1', "not-json"),
        ('{"a": "x', "not-json"),
        ('{"a": "\n"}', "not-json"),
        ("x" * (MOST_CHARACTERS + 1), "too-long"),
        ('{"a": ' + "[" * 100_000, "too-deep"),
        ('{"a": ' + "9" * 5000 + "}", "too-deep"),
    ],
)
def test_anything_else_is_refused_by_a_code(text: str, said: str) -> None:
    assert problem(text) == said


@pytest.mark.parametrize(
    "text",
    [
        '{"plan": {"a": 1}, "rest": ',
        '{"plan": [{"a": 1}, {"a": 2',
        '"plan": {"a": 1}, "rest": 5}',
        '"plan": {"a": 1}',
        '[{"a": 1}',
        '5, {"a": 1}',
    ],
)
def test_a_part_of_json_that_broke_off_is_not_taken_for_the_whole(text: str) -> None:
    assert problem(text) in {"not-json", "several-objects"}


def test_an_answer_that_repeats_its_prompt_is_not_one() -> None:
    prompt = 'Answer like this: {"a": 1}\n\nThe record: potassium 3.1.'
    assert problem('Answer like this: {"a": 1}', prompt) == "echo"
    assert problem('Answer like this: {"a": 1}\n\nThe record: pot', prompt) == "echo"
    assert problem('Sure. {"a": 1}\n\nThe record: potassium', prompt) == "echo"
    assert read_object('{"a": 1}', prompt).exact  # the same words, and a good answer all the same


def test_hostile_braces_are_read_in_one_pass() -> None:
    for text in (
        *('{"a":' * 60_000, "{" * 300_000, "```" * 100_000, "{} " * 100_000, '" ' * 150_000),
        *("```" + " " * 300_000, "```" + "a" * 300_000, "```a \n" * 60_000, '"\n:' * 90_000 + "{"),
    ):
        assert problem(text)


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_stands_around_an_object_nothing_but_it_or_a_refusal_comes_out(
    before: str, after: str
) -> None:
    try:
        read = read_object(before + GOOD + after)
    except Unreadable:
        return
    assert read.value == VALUE or "{" in before


@given(st.text(alphabet='{}[]",:\\ \na1`', max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    try:
        assert isinstance(read_object(text).value, dict)
    except Unreadable:
        return


def test_what_medgemma_wrote_when_it_was_told_to_write_json_is_read(shared_data: Path) -> None:
    folder = shared_data / "medgemma-outputs"
    if not folder.is_dir():
        pytest.skip("no recorded outputs of the models")
    steps: list[str] = json.loads((folder / "trace_steps.json").read_text(encoding="utf-8"))
    said = [step.partition("MedGemma Response")[2] for step in steps]
    wrote = [text for text in said if text.strip().endswith("}\n```")]
    assert len(wrote) >= 2
    for text in wrote:
        read = read_object(text)
        assert not read.exact  # it put a fence around each, though told not to
        assert set(read.value) == {"name", "args"}
