"""A streamed answer is the whole answer in pieces, and its end says how it came about."""

import asyncio
from concurrent.futures import wait
from threading import Event

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny.gemma import END, Saying, tokenizer

from chartside.errors import Truncated
from chartside.models.local import ChatMedGemma
from chartside.models.local.watching import Heard, UpTo, Written

THOUGHT = ("<unused94>", "▁thought", "\n\n", "▁First", "▁look", "<unused95>")
ANSWER = ("▁The", "▁answer", "▁is", "▁potassium")
MANY = 16000
"""Tokens that take minutes to write."""


def test_pieces_are_the_answer_and_the_last_one_says_how_it_ended(saying: Saying) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    chunks = list(model.stream("Which?"))
    whole = model.invoke("Which?")
    assert [c.content for c in chunks[:4]] == [" The", " answer", " is", " potassium"]
    merged = sum(chunks[1:], chunks[0])
    assert merged.content == whole.content
    assert merged.response_metadata == whole.response_metadata
    assert merged.usage_metadata == whole.usage_metadata


def test_a_random_answer_is_streamed_letter_for_letter(text_only: ChatMedGemma) -> None:
    for prompt in ("a", "What about sodium?", "Größe?"):
        streamed = "".join(chunk.content for chunk in text_only.stream(prompt))
        assert streamed == text_only.invoke(prompt).content


async def test_pieces_can_be_awaited(saying: Saying) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    assert "".join([c.content async for c in model.astream("Which?")]) == " The answer is potassium"


async def test_a_stream_that_ends_inside_a_thought_raises_and_lets_nothing_through(
    saying: Saying,
) -> None:
    model = saying(*THOUGHT, *ANSWER, END)
    with pytest.raises(Truncated):
        await anext(model.astream("Which?", max_tokens=4))
    with pytest.raises(Truncated):
        list(model.stream("Which?", max_tokens=4))


@given(st.text(max_size=12))
def test_letters_of_several_tokens_are_heard_whole(said: str) -> None:
    words = tokenizer()
    written = Written(words, {1, 106})
    heard: list[str] = []
    stream = Heard(written, heard.append)
    tokens = words.encode(said, add_special_tokens=False)
    stream.put(torch.tensor([[2]]))
    for token in tokens:
        stream.put(torch.tensor([token]))
    stream.end()
    assert "".join(heard) == written.text(tokens)


@given(
    st.lists(st.text("abc", max_size=3), max_size=8),
    st.lists(st.text("abc", min_size=1, max_size=4), max_size=3),
)
def test_a_stop_word_is_found_however_the_text_is_cut(pieces: list[str], words: list[str]) -> None:
    up_to = UpTo(words)
    out = "".join(up_to.feed(piece) for piece in pieces) + up_to.close()
    whole = "".join(pieces)
    assert whole.startswith(out)
    assert not any(word in out for word in words)
    assert up_to.reached == any(word in whole for word in words)
    if not up_to.reached:
        assert out == whole


async def test_a_cancelled_call_stops_writing_and_the_next_is_answered(saying: Saying) -> None:
    model = saying(*_endless())
    written, begun = _steps(model), Event()
    model._desk.loaded.model.register_forward_hook(lambda *_: begun.set())
    task = asyncio.create_task(model.ainvoke("Which?", max_tokens=MANY))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await model.ainvoke("Which?", max_tokens=1)).content
    assert len(written) < MANY


async def test_an_awaited_stream_that_is_left_stops_writing(saying: Saying) -> None:
    model = saying(*_endless())
    written = _steps(model)
    stream = model.astream("Which?", max_tokens=MANY)
    assert (await anext(stream)).content
    await stream.aclose()
    assert (await model.ainvoke("Which?", max_tokens=1)).content
    assert len(written) < MANY


def test_a_stream_that_is_left_stops_writing(saying: Saying) -> None:
    model = saying(*_endless())
    written = _steps(model)
    stream = model.stream("Which?", max_tokens=MANY)
    assert next(stream).content
    stream.close()
    assert model.invoke("Which?", max_tokens=1).content
    assert len(written) < MANY


def test_what_is_called_off_says_so(saying: Saying) -> None:
    model = saying(*_endless())
    called_off = Event()
    question = model._question(["Which?"], None, {"max_tokens": MANY})
    told = model._desk.submit(question, called_off, lambda _: called_off.set()).result()
    assert told[0].response_metadata["finish_reason"] == "cancelled"
    assert told[0].usage_metadata["output_tokens"] < MANY


def test_what_was_called_off_before_its_turn_is_not_written(saying: Saying) -> None:
    model = saying(*ANSWER, END)
    called_off = Event()
    called_off.set()
    question = model._question(["Which?"], None, {})
    future = model._desk.submit(question, called_off)
    wait([future])
    assert future.result() == []


def _endless() -> list[str]:
    """An answer without an end: a round that is too long to be seen as one."""
    words = tokenizer()
    marks = {"<unused94>", "<unused95>"}
    round_ = [
        t for t in words.get_vocab() if t.startswith(("<unused", "▁", "<0x")) and t not in marks
    ]
    assert len(round_) > 300
    return [*round_, round_[0]]


def _steps(model: ChatMedGemma) -> list[None]:
    """Grows by one at each step of the model."""
    steps: list[None] = []
    model._desk.loaded.model.register_forward_hook(lambda *_: steps.append(None))
    return steps
