"""How an answer ends, what is told of it, and what is never told as one."""

from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage
from PIL import Image
from tiny.gemma import END, Saying

from chartside.errors import PromptTooLong, Truncated, UsageError
from chartside.models.local import ChatMedGemma
from chartside.models.local.answering import Question, reply
from chartside.models.local.generation import Asked, Output
from chartside.models.options import MOST, MOST_WITH_THOUGHT
from chartside.models.turn import Turn, one_turn

THOUGHT = ("<unused94>", "▁thought", "\n\n", "▁First", "▁look", "<unused95>")
ANSWER = ("▁The", "▁answer", "▁is", "▁potassium")


def test_a_thought_is_stripped_whether_or_not_it_was_asked_for(saying: Saying) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    for asked in (False, True):
        told = model.invoke("Which?", think=asked)
        assert told.content == " The answer is potassium"
        assert told.response_metadata["thought"] is True
        assert told.response_metadata["finish_reason"] == "stop"


def test_an_answer_without_a_thought_says_so(saying: Saying) -> None:
    told = saying(*ANSWER, END).invoke("Which?")
    assert told.response_metadata["thought"] is False
    assert told.content == " The answer is potassium"


def test_tokens_are_counted_in_and_out_and_in_the_thought(saying: Saying) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    told = model.invoke("Which?")
    prompt = model.get_num_tokens_from_messages([HumanMessage("Which?")])
    assert told.usage_metadata["input_tokens"] == prompt
    assert told.usage_metadata["output_tokens"] == len(THOUGHT) + len(ANSWER)
    assert told.usage_metadata["output_token_details"] == {"reasoning": len(THOUGHT)}
    assert model.get_num_tokens("▁") == 1


def test_tokens_that_run_out_inside_a_thought_leave_no_answer(saying: Saying) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    with pytest.raises(Truncated, match="of 3 tokens ended inside its thought"):
        model.invoke("Which?", max_tokens=3)


def test_tokens_that_run_out_inside_the_answer_are_told(saying: Saying) -> None:
    told = saying(*ANSWER, END).invoke("Which?", max_tokens=2)
    assert told.content == " The answer"
    assert told.response_metadata["finish_reason"] == "length"


def test_a_model_that_goes_round_in_circles_is_stopped(saying: Saying) -> None:
    told = saying("▁low", "▁high", "▁low").invoke("Which?", max_tokens=2000)
    assert told.response_metadata["finish_reason"] == "repetition"
    assert told.usage_metadata["output_tokens"] < 100


def test_a_model_that_goes_round_inside_its_thought_leaves_no_answer(saying: Saying) -> None:
    with pytest.raises(Truncated):
        saying("<unused94>", "▁low", "▁high", "▁low").invoke("Which?", max_tokens=2000)


def test_one_truncated_answer_does_not_take_the_batch_with_it(saying: Saying) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    told = model.batch(["a", "b"], max_tokens=3, return_exceptions=True)
    assert [type(one) for one in told] == [Truncated, Truncated]
    with pytest.raises(Truncated):
        model.batch(["a", "b"], max_tokens=3)


@pytest.mark.parametrize("word", ["answer", " is", "potassium", "wer i"])
def test_an_answer_ends_before_a_stop_word(saying: Saying, word: str) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    whole = " The answer is potassium"
    told = model.invoke("Which?", stop=[word])
    assert told.content == whole[: whole.index(word)]
    assert told.response_metadata["finish_reason"] == "stop"
    assert "".join(c.content for c in model.stream("Which?", stop=[word])) == told.content


def test_a_stop_word_inside_a_thought_stops_nothing(saying: Saying) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    assert model.invoke("Which?", stop=["First"]).content == " The answer is potassium"


def test_a_prompt_that_leaves_no_room_for_the_answer_is_refused_with_the_counts(
    text_only: ChatMedGemma,
) -> None:
    room = text_only._desk.loaded.folder.window
    prompt = text_only.get_num_tokens_from_messages([HumanMessage("Hi")])
    with pytest.raises(PromptTooLong) as refused:
        text_only.invoke("Hi", max_tokens=room - prompt + 1)
    assert (refused.value.prompt, refused.value.window) == (prompt, room)


def test_a_misspelt_option_is_refused(text_only: ChatMedGemma) -> None:
    with pytest.raises(UsageError, match="max_new_tokens"):
        text_only.invoke("Hi", max_new_tokens=3)


@pytest.mark.parametrize(
    "option",
    [
        {"max_tokens": 0},
        {"max_tokens": -3},
        {"max_tokens": 2.5},
        {"max_tokens": "9"},
        {"temperature": -1.0},
        {"temperature": float("nan")},
        {"temperature": float("inf")},
        {"schema": "a string"},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(
    text_only: ChatMedGemma, option: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        text_only.invoke("Hi", **option)


def test_control_tokens_that_a_model_writes_are_no_part_of_its_answer(saying: Saying) -> None:
    model = saying("▁The", "<start_of_image>", "▁answer", "<bos>", "▁is", END)
    assert model.invoke("Which?").content == " The answer is"
    assert "".join(c.content for c in model.stream("Which?")) == " The answer is"


def test_a_model_that_goes_on_as_the_user_is_stopped(saying: Saying) -> None:
    told = saying("▁The", "▁answer", "<start_of_turn>", "▁user", "▁First").invoke("Which?")
    assert told.content == " The answer"
    assert told.response_metadata["finish_reason"] == "stop"


def test_a_thought_gets_the_room_that_it_needs() -> None:
    model = ChatMedGemma()
    assert model.max_tokens is None
    assert MOST_WITH_THOUGHT >= 8000 > MOST


def test_the_same_prompt_gives_the_same_answer_and_drawing_does_not(
    text_only: ChatMedGemma,
) -> None:
    assert text_only.invoke("Hi").content == text_only.invoke("Hi").content
    drawn = {text_only.invoke("Hi", temperature=2.0).content for _ in range(4)}
    assert len(drawn) > 1


def test_every_answer_says_which_weights_wrote_it(
    text_only: ChatMedGemma, text_folder: Path
) -> None:
    told = text_only.invoke("Hi").response_metadata
    assert told["model"] == "tiny-text-it"
    assert told["revision"].startswith("sha256:")
    assert told["revision_source"] == "fingerprint"
    assert told["precision"] == "float32"
    assert str(text_folder.parent) not in str(told)


def test_no_answer_is_kept_in_a_cache(text_only: ChatMedGemma) -> None:
    assert text_only.cache is False


def test_more_images_than_the_model_was_trained_on_are_told_of(multimodal: ChatMedGemma) -> None:
    loaded = multimodal._desk.loaded
    image = {"type": "image", "image": Image.new("RGB", (8, 8))}
    seen = one_turn([HumanMessage([image, {"type": "text", "text": "Describe"}])])
    read = one_turn([HumanMessage("Describe")])

    def notices(turn: Turn, tokens: int) -> object:
        output = Output("Yes.", "stop", tokens, (5, 6))
        told = reply(output, Question((turn,), Asked(most=9)), loaded)
        return told.response_metadata.get("notices")

    assert "32,768" in str(notices(seen, 32_769))
    assert notices(seen, 32_768) is None
    assert notices(read, 100_000) is None
