"""A clinician never reads a thought as an answer, whole or in part."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.errors import ModelError, Truncated
from chartside.models.thoughts import Thought, ThoughtStream, split_thoughts, strip_thoughts

MARKS = ("<unused94>", "<unused95>", "<ctrl95>", "<ctrl94>")
pieces = st.lists(
    st.sampled_from(
        [*MARKS, "thought\n", "thought", "K 3.1", "<", "<unu", "sed95>", " ", "\n", "<b>", "a"]
    )
    | st.text(max_size=4),
    max_size=12,
)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("No thought at all.", "No thought at all."),
        ("<unused94>thought\nFirst look.<unused95>The answer.", "The answer."),
        ("<unused94>thought\nFirst look.<ctrl95>The answer.", "The answer."),
        ("<unused94><unused95>Empty thought.", "Empty thought."),
        ("\n <unused94>thought\na<unused95>\nAnswer", "\nAnswer"),
        ("thought\nThe opening mark was dropped.<unused95>Yes.", "Yes."),
        ("A preface <unused94>thought\nx<unused95>Yes.", "Yes."),
        ("<unused94>a<unused95>Yes.<unused95> No more.", "Yes. No more."),
        ("<unused94>a<unused95>Yes.<unused94>b<unused95> No more.", "Yes. No more."),
        ("<unused94>a<unused95>", ""),
        ("thoughts are not marked", "thoughts are not marked"),
        ("", ""),
    ],
)
def test_only_what_follows_the_thought_is_the_answer(said: str, answer: str) -> None:
    assert strip_thoughts(said) == answer


@pytest.mark.parametrize(
    "said",
    [
        "<unused94>thought\nLet me see",
        "<unused94>",
        "Part. <unused94>thought\nLet me",
        "<unused94>a<unused95>Part.<unused94>b",
        "thought\nThe marks were dropped",
    ],
)
def test_a_thought_that_never_closed_is_no_answer(said: str) -> None:
    with pytest.raises(Truncated) as cut:
        strip_thoughts(said)
    assert cut.value.inside == "thought"
    assert "see" not in str(cut.value)


def test_what_was_thought_is_kept_apart() -> None:
    assert split_thoughts("<unused94>thought\nK first.\n<unused95>K 3.1") == Thought(
        "K first.", "K 3.1"
    )


@given(pieces)
def test_no_cut_of_a_stream_lets_a_piece_of_a_thought_through(cut: list[str]) -> None:
    stream = ThoughtStream()
    out = ""
    try:
        for piece in cut:
            out += stream.feed(piece)
        out += stream.close()
    except ModelError:
        return
    assert out == strip_thoughts("".join(cut))


@given(pieces)
def test_a_stream_gives_an_answer_wherever_the_answer_comes_last(cut: list[str]) -> None:
    plain = re.sub("thought|unused|ctrl", "x", "".join(cut))
    stream = ThoughtStream()
    out = [stream.feed(letter) for letter in "<unused94>thought\n...<unused95>" + plain]
    assert "".join(out) + stream.close() == plain


def test_a_model_that_opens_thoughts_without_end_is_read_in_one_pass() -> None:
    with pytest.raises(Truncated):
        split_thoughts("<unused95>" + "<unused94>" * 200_000)


def test_a_plain_answer_is_streamed_as_it_comes() -> None:
    stream = ThoughtStream()
    assert [stream.feed(p) for p in ("The ", "K is <", "3.5.")] == ["The ", "K is ", "<3.5."]


def test_a_thought_after_part_of_an_answer_voids_what_was_streamed() -> None:
    stream = ThoughtStream()
    stream.feed("Part of an answer ")
    with pytest.raises(ModelError, match="discard"):
        stream.feed("<unused94>thought")


def test_the_recorded_answers_come_out_without_their_thoughts(shared_data: Path) -> None:
    steps = json.loads((shared_data / "medgemma-outputs" / "trace_steps.json").read_text("utf-8"))
    said = [s.split("\n\n", 1)[1] for s in steps if "MedGemma Response" in s]
    assert any("<unused94>" in s for s in said)
    assert not any(re.search("<unused9[45]>", strip_thoughts(s)) for s in said)
