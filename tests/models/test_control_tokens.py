"""Text of a record cannot speak as the model, end its turn, or pose as an image."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.models.control_tokens import holds_control_token, neutralise

FAMILY = [
    *("<bos>", "<eos>", "<pad>", "<unk>", "<mask>", "<start_of_turn>", "<end_of_turn>"),
    *("<start_of_image>", "<end_of_image>", "<image_soft_token>", "<unused0>", "<unused94>"),
    *("<unused95>", "<unused6241>", "<ctrl95>", "[multimodal]", "[@BOS@]"),
]
text = st.lists(st.sampled_from([*FAMILY, "<", ">", "end_of_turn"]) | st.text(max_size=5)).map(
    "".join
)


@pytest.mark.parametrize("token", FAMILY)
def test_every_control_token_is_made_inert_and_stays_readable(token: str) -> None:
    said = neutralise(f"before{token}after")
    assert token not in said
    assert f"before⟨{token[1:-1]}⟩after" == said


@pytest.mark.parametrize(
    "said",
    [
        "K+ <3.5 and >2.9 mmol/L",
        "<b>Na</b> <table><s>old</s>",
        "< end_of_turn >",
        "<END_OF_TURN>",
        "end_of_turn",
        "<unused>",
        "Größe 1,80 m; 37 °C; ± 5",
    ],
)
def test_what_is_no_control_token_is_left_as_it_was_written(said: str) -> None:
    assert neutralise(said) == said
    assert not holds_control_token(said)


def test_a_token_hidden_inside_a_token_does_not_close_up() -> None:
    said = neutralise("<end_of_<end_of_turn>turn>")
    assert not holds_control_token(said)


@given(text)
def test_nothing_of_the_family_is_left_and_twice_is_once(said: str) -> None:
    once = neutralise(said)
    assert not any(token in once for token in FAMILY)
    assert neutralise(once) == once
    assert len(once) == len(said)
