"""An answer that was asked for in a schema has that shape, whatever the weights say."""

import json

import pytest
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, ConfigDict, Field
from tiny.gemma import END, Saying

from chartside.errors import UsageError
from chartside.models.local import ChatMedGemma


class Result(BaseModel):
    """A laboratory result, bounded everywhere."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=8)
    value: int = Field(ge=0, le=200)
    low: bool
    notes: list[str] = Field(max_length=2)


class Bounded(BaseModel):
    """Each string of the list is bounded too."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(pattern="^(lab|note)$")
    results: list[Result] = Field(max_length=2)


SCHEMA = Result.model_json_schema()
SCHEMA["properties"]["notes"]["items"]["maxLength"] = 6


@pytest.mark.parametrize("kind", ["multimodal", "text_only"])
@pytest.mark.parametrize("temperature", [0.0, 1.5])
def test_random_weights_write_json_of_the_schema(
    request: pytest.FixtureRequest, kind: str, temperature: float
) -> None:
    model: ChatMedGemma = request.getfixturevalue(kind)
    for prompt in ("a", "b"):
        told = model.invoke(prompt, schema=SCHEMA, max_tokens=400, temperature=temperature)
        assert told.response_metadata["finish_reason"] == "stop"
        Result.model_validate_json(told.content)


def test_nested_shapes_and_references_hold(text_only: ChatMedGemma) -> None:
    told = text_only.invoke("a", schema=Bounded.model_json_schema(), max_tokens=4000)
    Bounded.model_validate_json(told.content)


def test_every_row_of_a_batch_is_held(text_only: ChatMedGemma) -> None:
    told = text_only.batch(["a", "b and more", "c"], schema=SCHEMA, max_tokens=400)
    alone = [text_only.invoke(p, schema=SCHEMA, max_tokens=400) for p in ("a", "b and more", "c")]
    assert [one.content for one in told] == [one.content for one in alone]
    assert len({one.content for one in told}) > 1
    for one in told:
        Result.model_validate_json(one.content)


def test_a_thought_that_was_asked_for_stays_free_and_the_answer_is_held(saying: Saying) -> None:
    model = saying("<unused94>", "▁First", "▁look", "<unused95>", "▁The", END)
    schema = {"type": "object", "properties": {"low": {"type": "boolean"}}, "required": ["low"]}
    schema["additionalProperties"] = False
    told = model.invoke("Which?", schema=schema, think=True, max_tokens=200)
    assert told.response_metadata["thought"] is True
    assert json.loads(told.content)["low"] in {True, False}
    assert told.usage_metadata["output_token_details"] == {"reasoning": 4}


def test_a_thought_that_was_not_asked_for_is_not_begun(saying: Saying) -> None:
    model = saying("<unused94>", "▁First", "<unused95>", "▁The", END)
    told = model.invoke("Which?", schema={"type": "boolean"}, max_tokens=50)
    assert told.content in {"true", "false"}
    assert told.response_metadata["thought"] is False


def test_json_that_was_cut_off_says_so(text_only: ChatMedGemma) -> None:
    told = text_only.invoke("a", schema=SCHEMA, max_tokens=5)
    assert told.response_metadata["finish_reason"] == "length"


def test_held_json_can_be_streamed(text_only: ChatMedGemma) -> None:
    streamed = [c.content for c in text_only.stream("a", schema=SCHEMA, max_tokens=400)]
    assert "".join(streamed) == text_only.invoke("a", schema=SCHEMA, max_tokens=400).content
    assert len(streamed) > 3


async def test_what_is_no_schema_is_refused(text_only: ChatMedGemma) -> None:
    with pytest.raises(UsageError):
        await text_only.ainvoke([HumanMessage("a")], schema={"type": "no such type"})
