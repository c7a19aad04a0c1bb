"""What a model is asked and what it writes are what transformers alone would ask and write."""

from pathlib import Path
from threading import Event
from typing import Any, Literal

import pytest
import torch
from langchain_core.messages import HumanMessage, SystemMessage
from PIL import Image
from transformers import (
    AutoModelForCausalLM,
    AutoModelForImageTextToText,
    AutoProcessor,
    AutoTokenizer,
)

from chartside.models.local import ChatMedGemma
from chartside.models.local.generation import Asked, prepare, write
from chartside.models.local.speed import Speed
from chartside.models.local.watching import Listener
from chartside.models.turn import THINK, one_turn

PROMPTS = [
    "Is the potassium low?",
    "a",
    "Which sodium is high, and since when?\nThe last 3 values.",
]


def plainly(folder: Path, conversation: list[dict[str, Any]], new: int) -> tuple[list[int], str]:
    """The same prompt through transformers' own template and greedy search."""
    words = AutoTokenizer.from_pretrained(folder)
    sees = (folder / "processor_config.json").exists()
    preparing = AutoProcessor.from_pretrained(folder) if sees else words
    loaded = (AutoModelForImageTextToText if sees else AutoModelForCausalLM).from_pretrained(folder)
    inputs = preparing.apply_chat_template(
        conversation,
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    )
    made = loaded.generate(**inputs, max_new_tokens=new, do_sample=False)
    width = inputs["input_ids"].shape[1]
    return inputs["input_ids"][0].tolist(), words.decode(made[0, width:], skip_special_tokens=True)


def said(*content: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(content)}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("kind", ["multimodal", "text_only"])
def test_a_text_is_asked_and_answered_as_transformers_does(
    request: pytest.FixtureRequest, kind: str, prompt: str
) -> None:
    model: ChatMedGemma = request.getfixturevalue(kind)
    folder = request.getfixturevalue({"multimodal": "multimodal_folder"}.get(kind, "text_folder"))
    ids, answer = plainly(folder, [said(text(prompt))], 24)
    asked = prepare(model._desk.loaded, [one_turn([HumanMessage(prompt)])])
    assert asked["input_ids"][0].tolist() == ids
    assert model.invoke(prompt).content == answer
    assert len(set(answer)) > 3


def test_system_text_is_folded_into_the_turn_as_the_template_does_it(
    multimodal: ChatMedGemma, multimodal_folder: Path
) -> None:
    system = {"role": "system", "content": [text("You are a helpful medical assistant.")]}
    ids, _ = plainly(multimodal_folder, [system, said(text("Hi"))], 1)
    messages = [SystemMessage("You are a helpful medical assistant."), HumanMessage("Hi")]
    assert prepare(multimodal._desk.loaded, [one_turn(messages)])["input_ids"][0].tolist() == ids


def test_a_thought_is_asked_for_in_the_words_of_the_notebooks(text_only: ChatMedGemma) -> None:
    turn = one_turn([SystemMessage("You are a doctor."), HumanMessage("Hi")], think=True)
    words = text_only._desk.loaded.tokenizer
    asked = words.decode(prepare(text_only._desk.loaded, [turn])["input_ids"][0])
    assert f"<start_of_turn>user\n{THINK} You are a doctor.\n\nHi<end_of_turn>" in asked


def test_a_square_image_is_seen_as_transformers_shows_it(
    multimodal: ChatMedGemma, multimodal_folder: Path
) -> None:
    image = Image.radial_gradient("L").convert("RGB")
    ids, answer = plainly(
        multimodal_folder, [said({"type": "image", "image": image}, text("Describe."))], 24
    )
    message = HumanMessage([{"type": "image", "image": image}, text("Describe.")])
    assert prepare(multimodal._desk.loaded, [one_turn([message])])["input_ids"][0].tolist() == ids
    assert multimodal.invoke([message]).content == answer


def test_a_prompt_begins_once(multimodal: ChatMedGemma, text_only: ChatMedGemma) -> None:
    for model in (multimodal, text_only):
        ids = prepare(model._desk.loaded, [one_turn([HumanMessage("Hi")])])["input_ids"][0]
        assert (ids == model._desk.loaded.tokenizer.bos_token_id).sum() == 1


def test_the_places_of_image_tokens_are_told_to_the_model(multimodal: ChatMedGemma) -> None:
    message = HumanMessage([{"type": "image", "image": Image.new("RGB", (8, 8))}, text("Hi")])
    asked = prepare(multimodal._desk.loaded, [one_turn([message])])
    assert int(asked["token_type_ids"].sum()) == 16


@pytest.mark.parametrize("kind", ["multimodal", "text_only"])
def test_many_at_once_are_answered_as_each_alone(request: pytest.FixtureRequest, kind: str) -> None:
    model: ChatMedGemma = request.getfixturevalue(kind)
    alone = [model.invoke(prompt) for prompt in PROMPTS]
    together = model.batch(PROMPTS)
    assert [a.content for a in together] == [a.content for a in alone]
    assert [a.usage_metadata for a in together] == [a.usage_metadata for a in alone]


def test_images_at_once_are_answered_as_each_alone(multimodal: ChatMedGemma) -> None:
    asked = [
        [HumanMessage([{"type": "image", "image": image.convert("RGB")}, text(words)])]
        for image, words in [
            (Image.radial_gradient("L"), "Describe."),
            (Image.linear_gradient("L"), "What is there to be seen in this one?"),
        ]
    ]
    alone = [multimodal.invoke(one).content for one in asked]
    assert [a.content for a in multimodal.batch(asked)] == alone


async def test_many_at_once_can_be_awaited(text_only: ChatMedGemma) -> None:
    assert await text_only.abatch(PROMPTS, max_tokens=4) == text_only.batch(PROMPTS, max_tokens=4)


@pytest.mark.parametrize("kind", ["multimodal", "text_only"])
def test_a_long_prompt_read_in_pieces_is_answered_as_one_read_whole(
    request: pytest.FixtureRequest, kind: str
) -> None:
    model: ChatMedGemma = request.getfixturevalue(kind)
    prompt = "\n".join(f"Sodium {n} mmol/L" for n in range(265))
    folder = request.getfixturevalue({"multimodal": "multimodal_folder"}.get(kind, "text_folder"))
    ids, answer = plainly(folder, [said(text(prompt))], 12)
    assert len(ids) > 4096
    assert model.invoke(prompt, max_tokens=12).content == answer


def test_answers_are_written_without_a_graph_for_training(text_only: ChatMedGemma) -> None:
    loaded = text_only._desk.loaded
    assert not any(weight.requires_grad for weight in loaded.model.parameters())
    assert not loaded.model.training
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("kind", ["multimodal", "text_only"])
def test_a_cache_of_fixed_size_writes_the_same(request: pytest.FixtureRequest, kind: str) -> None:
    loaded = request.getfixturevalue(kind)._desk.loaded
    prompt = prepare(loaded, [one_turn([HumanMessage(each)]) for each in PROMPTS])

    def tokens(cache: Literal["static", "dynamic"]) -> list[tuple[int, ...]]:
        asked = Asked(most=24, speed=Speed(cache, "for a test"))
        return [output.tokens for output in write(loaded, prompt, asked, Listener(Event()))]

    assert tokens("static") == tokens("dynamic")
