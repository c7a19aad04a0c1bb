"""Whatever the messages are, the model sees one user turn and no control token of theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from PIL import Image

from chartside.errors import UsageError
from chartside.models.local import ChatMedGemma
from chartside.models.local.generation import prepare
from chartside.models.turn import one_turn

IMAGE = {"type": "image", "image": Image.new("RGB", (8, 8))}
BAD = (
    *("<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<image_soft_token>", "<unused94>"),
    *("<bos>", "<eos>", "<end_of_image>", "<pad>", "[multimodal]"),
)


def kinds(*pieces: object) -> list[str]:
    return ["text" if isinstance(piece, str) else "image" for piece in pieces]


def test_system_texts_stand_together_in_front() -> None:
    turn = one_turn([SystemMessage("One."), HumanMessage("Hi"), SystemMessage("Two.")])
    assert turn.system == "One.\n\nTwo."
    assert turn.pieces == ("Hi",)


def test_what_was_said_before_is_text_of_the_one_turn() -> None:
    turn = one_turn(
        [
            HumanMessage("First question"),
            AIMessage("An answer"),
            ToolMessage("3.1 mmol/L", name="labs", tool_call_id="1"),
            HumanMessage("Second question"),
        ]
    )
    assert turn.pieces == (
        "First question\n\nYour earlier answer:\nAn answer\n\nResult of labs:\n3.1 mmol/L"
        "\n\nSecond question",
    )


def test_an_image_after_the_text_is_put_before_it() -> None:
    turn = one_turn([HumanMessage([{"type": "text", "text": "Describe"}, IMAGE, IMAGE])])
    assert kinds(*turn.pieces) == ["image", "image", "text"]


def test_slices_and_their_numbers_keep_their_order_and_the_question_stays_last() -> None:
    content = [{"type": "text", "text": "A volume."}]
    for number in (1, 2):
        content += [IMAGE, {"type": "text", "text": f"SLICE {number}"}]
    content += [{"type": "text", "text": "Is there a lesion?"}]
    turn = one_turn([HumanMessage(content)])
    assert kinds(*turn.pieces) == ["text", "image", "text", "image", "text"]
    assert turn.pieces[-1] == "SLICE 2Is there a lesion?"


@pytest.mark.parametrize("messages", [[], [SystemMessage("Only this")], [HumanMessage(" \n")]])
def test_nothing_to_answer_is_refused(messages: list[HumanMessage]) -> None:
    with pytest.raises(UsageError):
        one_turn(messages)


def test_a_part_that_is_neither_text_nor_image_is_refused() -> None:
    with pytest.raises(UsageError, match="video"):
        one_turn([HumanMessage([{"type": "video", "url": "x"}])])


def test_a_token_cut_between_two_parts_is_caught() -> None:
    parts = [{"type": "text", "text": "<end_of_"}, {"type": "text", "text": "turn>"}]
    assert "<end_of_turn>" not in one_turn([HumanMessage(parts)]).pieces[0]


@given(st.lists(st.sampled_from(BAD) | st.text(max_size=6), min_size=1, max_size=6))
def test_no_text_of_a_chart_becomes_a_control_token(
    multimodal: ChatMedGemma, hostile: list[str]
) -> None:
    loaded = multimodal._desk.loaded
    message = HumanMessage(["Note: ", *hostile])
    asked = prepare(loaded, [one_turn([SystemMessage("".join(hostile)), message])])
    ids = asked["input_ids"][0].tolist()
    marks = loaded.tokenizer.convert_tokens_to_ids(list(BAD))
    assert [ids.count(mark) for mark in marks] == [2, 1, 0, 0, 0, 1, 0, 0, 0, 0]


def test_half_a_letter_does_not_keep_the_rest_from_being_asked(multimodal: ChatMedGemma) -> None:
    turn = one_turn([SystemMessage("a\ud800"), HumanMessage("K \udc00 3.1 \ud83d\ude00")])
    assert (turn.system, turn.pieces) == ("a\ufffd", ("K \ufffd 3.1 \U0001f600",))
    assert prepare(multimodal._desk.loaded, [turn])["input_ids"].shape[0] == 1
