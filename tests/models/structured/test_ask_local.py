"""Local weights, held to a schema while they write: even random ones say nothing else."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from chartside.errors import OffSchema
from chartside.models.local import ChatMedGemma
from chartside.models.structured import ask_for


class Verdict(BaseModel):
    answer: Literal["Yes", "No"]
    why: Annotated[str, Field(max_length=10)]
    cites: Annotated[list[Literal["e1", "e2"]], Field(max_length=2)]


async def test_random_weights_that_are_held_to_a_schema_answer_in_its_shape(
    multimodal_folder: Path,
) -> None:
    model = ChatMedGemma.load(multimodal_folder, device="cpu", max_tokens=300)
    got = await ask_for(model, "Is potassium low?", Verdict)
    assert isinstance(got.value, Verdict)
    assert (got.constrained, got.mended, got.asked) == (True, False, 1)
    assert got.usage is not None


async def test_too_few_tokens_for_the_shape_end_in_a_refusal(multimodal_folder: Path) -> None:
    model = ChatMedGemma.load(multimodal_folder, device="cpu", max_tokens=4)
    with pytest.raises(OffSchema) as told:
        await ask_for(model, "Is potassium low?", Verdict)
    assert told.value.problems == ("truncated",)
