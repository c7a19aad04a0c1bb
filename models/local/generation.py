"""From turns to answers: one call of transformers for a batch, with everything around it.

The token ids are those of the template and of greedy search as transformers does them; what is
added ends an answer early, holds it to a schema, or hears it as it comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import torch
import transformers

from chartside.errors import ModelError
from chartside.models.local.grammar import Grammars, HeldToSchema
from chartside.models.local.loading import END_OF_TURN, START_OF_TURN, Loaded
from chartside.models.local.speed import Plan, Speed, plan
from chartside.models.local.watching import LENGTH, Heard, Listener, Watch
from chartside.models.turn import Turn

_LIBRARY: Any = transformers  # the half of its types that are there do not agree with its use
_TURN_MARKS: Final = {START_OF_TURN: 2, END_OF_TURN: 1}
"""How often each stands in a prompt of one turn that the answer follows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How an answer is to be written.

    Attributes:
        most: New tokens at the most, the thought included.
        temperature: 0 takes the likeliest token each time, so that the same prompt gives the same
            answer; above 0 it is drawn.
        think: A thought was asked for, so a schema holds from its end on.
        schema: A JSON schema that the answer is held to.
    """

    most: int
    temperature: float = 0.0
    think: bool = False
    schema: Mapping[str, Any] | None = None
    speed: Speed = field(default_factory=lambda: Speed("dynamic", "not asked for"))


@dataclass(frozen=True, slots=True)
class Output:
    """What was written, its thought and marks still in it, why it ended, and tokens in and out."""

    text: str
    finish: str
    prompt_tokens: int
    tokens: tuple[int, ...]


def prepare(loaded: Loaded, turns: Sequence[Turn]) -> dict[str, torch.Tensor]:
    """The tensors of the prompts, padded on the left.

    The template is applied and tokenised in one step: a text that has its `<bos>` already would get
    another. Images are not cut into crops: the model was trained on the whole ones.

    Raises:
        ModelError: Text of a turn became a control token after all.
    """
    conversations = [_conversation(turn, sees=loaded.processor is not None) for turn in turns]
    options = {"padding": True, "padding_side": "left"}
    common = {"tokenize": True, "return_dict": True, "return_tensors": "pt"}
    if loaded.processor is None:
        made = loaded.tokenizer.apply_chat_template(
            conversations, add_generation_prompt=True, **common, **options
        )
    else:
        made = loaded.processor.apply_chat_template(
            conversations,
            add_generation_prompt=True,
            processor_kwargs={**options, "do_pan_and_scan": False},
            **common,
        )
    _check_marks(loaded, made["input_ids"])
    return {
        name: tensor.to(loaded.precision.dtype) if tensor.is_floating_point() else tensor
        for name, tensor in made.items()
    }


def counts(prompt: Mapping[str, torch.Tensor]) -> list[int]:
    """Tokens of each prompt, without padding."""
    found: list[int] = prompt["attention_mask"].sum(dim=1).tolist()
    return found


@torch.inference_mode()
def write(
    loaded: Loaded,
    prompt: Mapping[str, torch.Tensor],
    asked: Asked,
    listener: Listener,
    grammars: Grammars | None = None,
) -> list[Output]:
    """An answer to each prompt, all in one batch.

    Raises:
        ModelError: The device ran out of memory on the way.
        NotEnoughMemory: The cache of so many tokens does not fit.
        PromptTooLong: Prompt and answer do not fit in the model's window.
    """
    rows, width = prompt["input_ids"].shape
    planned = plan(loaded, (rows, width), asked.most, asked.speed, sees="pixel_values" in prompt)
    watch = Watch(rows, asked.most, loaded.ends, listener)
    held = []
    if grammars is not None and asked.schema is not None:
        held = [HeldToSchema(grammars, asked.schema, rows, think=asked.think)]
    try:
        made = loaded.model.generate(
            **{name: tensor.to(loaded.device) for name, tensor in prompt.items()},
            generation_config=_config(loaded, asked, planned, width),
            stopping_criteria=[watch],
            logits_processor=held,
            streamer=Heard(loaded.written, listener.hear) if listener.hear else None,
        )
    except torch.OutOfMemoryError:
        raise ModelError(
            f"the device ran out of memory on {rows} prompts of {width} tokens"
        ) from None
    new = [
        _cut(row, loaded.ends, loaded.tokenizer.pad_token_id) for row in made[:, width:].tolist()
    ]
    return [
        Output(loaded.written.text(tokens), why or LENGTH, number, tokens)
        for tokens, why, number in zip(new, watch.why, counts(prompt), strict=True)
    ]


def _conversation(turn: Turn, *, sees: bool) -> list[dict[str, Any]]:
    if turn.images and not sees:
        raise ModelError("this model reads text only and was given an image")
    return turn.conversation


def _check_marks(loaded: Loaded, ids: torch.Tensor) -> None:
    """A last look, for tokenizers whose control tokens are spelt as nobody expected."""
    for mark, often in _TURN_MARKS.items():
        if bool(((ids == loaded.marks[mark]).sum(dim=1) != often).any()):
            raise ModelError("text of a prompt became a control token; it was not asked")


def _config(loaded: Loaded, asked: Asked, planned: Plan, width: int) -> Any:
    draws = asked.temperature > 0
    return _LIBRARY.GenerationConfig(
        max_new_tokens=planned.room - width,
        do_sample=draws,
        temperature=asked.temperature if draws else None,
        bos_token_id=loaded.tokenizer.bos_token_id,
        pad_token_id=loaded.tokenizer.pad_token_id,
        eos_token_id=sorted(loaded.ends),
        cache_implementation=planned.cache,
        prefill_chunk_size=planned.piece,
    )


def _cut(row: Sequence[int], ends: frozenset[int], pad: int) -> tuple[int, ...]:
    """The tokens of one answer: up to its end, without what pads it to the length of the others."""
    last = next((at for at, token in enumerate(row) if token in ends), len(row))
    tokens = list(row[:last])
    while tokens and tokens[-1] == pad:
        tokens.pop()
    return tuple(tokens)
