"""What ChatMedGemma adds to a call, against transformers alone on the same tiny random weights.

The weights are small enough that what stands around them shows: at the size of a real model the
same microseconds are a thousandth of a token. Runs alternate, and the median of the pairs counts.
"""

import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from langchain_core.messages import HumanMessage
from material import Material
from PIL import Image
from timing import Row, spent
from transformers import (
    AutoModelForCausalLM,
    AutoModelForImageTextToText,
    AutoProcessor,
    AutoTokenizer,
)

from chartside.models.local import ChatMedGemma

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "models"))

from tiny import gemma

TARGET = 0.05
PAIRS = 25
NEW = 96
PROMPT = "\n".join(f"2026-11-{day:02} potassium 3.{day % 10} mmol/L" for day in range(1, 29))


def measure(material: Material, scratch: Path) -> list[Row]:
    """Text with a model that reads only, text and an image with one that sees."""
    del material
    torch.set_num_threads(1)
    reading = gemma.text_only(scratch / "tiny-text")
    seeing = gemma.multimodal(scratch / "tiny-it")
    return [
        _overhead("text", reading, None),
        _overhead("text, multimodal class", seeing, None),
        _overhead("text and an image", seeing, Image.linear_gradient("L").convert("RGB")),
    ]


def _overhead(what: str, folder: Path, image: Image.Image | None) -> Row:
    ours, peer = _ours(folder, image), _peer(folder, image)
    if ours() != peer():
        raise RuntimeError(f"{what}: not the same number of tokens, so the times say nothing")
    pairs = [(spent(ours), spent(peer)) for _ in range(PAIRS)]
    added = statistics.median(a.process / b.process for a, b in pairs) - 1
    by_clock = statistics.median(a.wall / b.wall for a, b in pairs) - 1
    call = statistics.median(b.process for _, b in pairs) * 1000
    return Row(
        "ChatMedGemma over plain generate()",
        f"{what}, {NEW} tokens, tiny weights",
        f"{added:+.1%} of {call:.0f} ms of processor  (by the clock {by_clock:+.1%})",
        f"<= {TARGET:.0%}",
        added <= TARGET,
    )


def _content(image: Image.Image | None) -> list[Any]:
    shown: list[Any] = [{"type": "image", "image": image}] if image else []
    return [*shown, {"type": "text", "text": PROMPT}]


def _ours(folder: Path, image: Image.Image | None) -> Callable[[], int]:
    model = ChatMedGemma.load(folder, device="cpu", max_tokens=NEW)
    messages = [HumanMessage(_content(image))]
    return lambda: int(model.invoke(messages).usage_metadata["output_tokens"])


def _peer(folder: Path, image: Image.Image | None) -> Callable[[], int]:
    """Template, search and decoding as the model cards show them, with the same kind of cache."""
    words = AutoTokenizer.from_pretrained(folder)
    sees = (folder / "processor_config.json").exists()
    prepares = AutoProcessor.from_pretrained(folder) if sees else words
    model = (AutoModelForImageTextToText if sees else AutoModelForCausalLM).from_pretrained(folder)
    model.generation_config.cache_implementation = None
    conversation = [{"role": "user", "content": _content(image)}]

    def asked() -> int:
        inputs = prepares.apply_chat_template(
            conversation,
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            made = model.generate(**inputs, max_new_tokens=NEW, do_sample=False)
        new = made[0, inputs["input_ids"].shape[1] :]
        words.decode(new, skip_special_tokens=True)
        return len(new)

    return asked
