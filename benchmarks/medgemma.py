"""Prefill and decoding of MedGemma's shapes with random weights, for a machine with a GPU.

    PYTHONPATH=src python benchmarks/medgemma.py --shape 27b --out results.md
    PYTHONPATH=src python benchmarks/medgemma.py --shape 4b --batch 1 8 --context 2048

Ours, without compiled steps and with them, beside plain generate() in the same run, and beside what
the memory and the matrix units of the device were measured to give. Weights are random, so the
figures are of speed alone. A cell that does not fit, or that would take too long, says so in its
place.
"""

import argparse
import datetime
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Any

import torch
import transformers
from transformers import (
    Gemma3Config,
    Gemma3ForCausalLM,
    Gemma3ForConditionalGeneration,
    Gemma3TextConfig,
    SiglipVisionConfig,
    StoppingCriteria,
)

from chartside.errors import ModelError
from chartside.models.local.folder import WeightsFolder
from chartside.models.local.generation import Asked, write
from chartside.models.local.loading import Loaded
from chartside.models.local.memory import Precision, cache_bytes
from chartside.models.local.speed import Speed, speed
from chartside.models.local.watching import Listener, Written
from chartside.models.revision import Revision

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "models"))

from tiny.gemma import text_config, tokenizer

NEW = 48
"""Tokens that are decoded: fewer than make a loop, which random weights go into."""
TARGET = 0.6
"""Share of what the memory's bandwidth allows for weights, at one prompt at a time."""
NEVER = 2**30
"""A token that no model writes, so that nothing ends early."""
LONGEST = 60.0
"""Seconds that the prompts of one cell may take at the measured limit; longer is left out."""

COMMON = {"vocab_size": 262_208, "sliding_window": 1024, "max_position_embeddings": 131_072}
SHAPES: dict[str, dict[str, Any]] = {
    "27b": {
        **COMMON,
        "hidden_size": 5376,
        "intermediate_size": 21504,
        "num_hidden_layers": 62,
        "num_attention_heads": 32,
        "num_key_value_heads": 16,
        "head_dim": 128,
        "query_pre_attn_scalar": 168,
    },
    "4b": {
        **COMMON,
        "hidden_size": 2560,
        "intermediate_size": 10240,
        "num_hidden_layers": 34,
        "num_attention_heads": 8,
        "num_key_value_heads": 4,
        "head_dim": 256,
        "query_pre_attn_scalar": 256,
    },
}


@dataclass(frozen=True)
class Limits:
    """What the device gives: bytes a second of memory, operations a second of bf16 matrices."""

    bandwidth: float
    matrices: float


@dataclass
class Clock(StoppingCriteria):
    """When each token was there; asked as a criterion by plain generate(), as `enough` by ours."""

    rows: int
    start: float = field(default_factory=time.perf_counter)
    ticks: list[float] = field(default_factory=list)

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        """A token of every row is there; none is at its end."""
        del scores, kwargs
        input_ids[:, -1].tolist()  # what was launched has ended
        self.ticks += [time.perf_counter()] * self.rows
        return torch.zeros(self.rows, dtype=torch.bool, device=input_ids.device)

    def enough(self) -> bool:
        """A token of one row is there; it is never enough."""
        self.ticks.append(time.perf_counter())
        return False

    def rates(self, context: int) -> tuple[float, float]:
        """Prompt tokens a second up to the first new token, and new tokens a second after it."""
        steps = self.ticks[:: self.rows]
        prefill = self.rows * context / (steps[0] - self.start)
        return prefill, self.rows * (len(steps) - 1) / (steps[-1] - steps[0])


def main() -> int:
    asked = _asked()
    lines = list(_report(asked))
    if asked.out:
        Path(asked.out).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _report(asked: argparse.Namespace) -> Iterator[str]:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    limits = _limits(device)
    loaded = _loaded(asked.shape, device)
    read = _weights_read(loaded.model)
    heading = _heading(asked.shape, device, limits, read)
    for line in chain(heading, _cells(asked, loaded, limits, read)):
        print(line, flush=True)
        yield line


def _heading(shape: str, device: torch.device, limits: Limits, read: int) -> Iterator[str]:
    on = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor()
    today = datetime.datetime.now(datetime.UTC).date()
    yield f"# MedGemma {shape}, random weights in bf16"
    yield ""
    yield (
        f"{today}, {on or platform.machine()}, torch {torch.__version__}, "
        f"transformers {transformers.__version__}. Measured: memory {limits.bandwidth / 1e9:,.0f} "
        f"GB/s, bf16 matrices {limits.matrices / 1e12:,.1f} TFLOP/s. Weights read for a token: "
        f"{read / 1e9:.2f} GB, so at most {limits.bandwidth / read:.1f} steps a second."
    )
    yield ""
    yield "| batch | context | how | prefill, tokens/s | of limit | decode, tokens/s | of limit | |"
    yield "|---|---|---|---|---|---|---|---|"


def _cells(asked: argparse.Namespace, loaded: Loaded, limits: Limits, read: int) -> Iterator[str]:
    """One line for each way of each cell; the limit of a cell counts its cache, too."""
    for context in asked.context:
        for batch in asked.batch:
            least = 2 * (read / 2) * batch * context / limits.matrices
            cell = f"| {batch} | {context:,} |"
            if least > asked.longest:
                yield f"{cell} all | left out: {least:.0f} s for the prompts alone | | | | |"
                continue
            step = (read + batch * cache_bytes(loaded.folder, context)) / limits.bandwidth
            for how, run in _ways(loaded, asked.new):
                yield f"{cell} {how} |{_measured(run, loaded, batch, context, least, step)}"


def _ways(loaded: Loaded, new: int) -> Iterator[tuple[str, Callable[[Any, Clock], None]]]:
    yield "plain generate()", lambda prompt, clock: _plain(loaded, prompt, clock, new)
    yield "ours", lambda prompt, clock: _ours(loaded, prompt, clock, new, speed(loaded))
    compiled = speed(loaded, compiled=True)
    if compiled.cache == "static":
        yield "ours, compiled", lambda prompt, clock: _ours(loaded, prompt, clock, new, compiled)


def _measured(
    run: Callable[[Any, Clock], None],
    loaded: Loaded,
    batch: int,
    context: int,
    least: float,
    step: float,
) -> str:
    prompt = _prompt(loaded, batch, context)
    try:
        warm = time.perf_counter()
        run(prompt, Clock(batch))  # compiles what is compiled
        warm = time.perf_counter() - warm
        clock = Clock(batch)
        run(prompt, clock)
    except (ModelError, torch.OutOfMemoryError) as wrong:
        if loaded.device.type == "cuda":
            torch.cuda.empty_cache()
        return f" does not fit ({type(wrong).__name__}) | | | | |"
    prefill, decode = clock.rates(context)
    share = decode * step / batch
    met = "" if batch > 1 else ("pass" if share >= TARGET else "FALLS SHORT")
    return (
        f" {prefill:,.0f} | {prefill * least / (batch * context):.0%} | {decode:,.1f} | "
        f"{share:.0%} | {met} first run {warm:.0f} s |"
    )


def _plain(loaded: Loaded, prompt: dict[str, torch.Tensor], clock: Clock, new: int) -> None:
    with torch.inference_mode():
        loaded.model.generate(
            **prompt,
            max_new_tokens=new,
            do_sample=False,
            eos_token_id=NEVER,
            pad_token_id=0,
            stopping_criteria=[clock],
        )


def _ours(
    loaded: Loaded, prompt: dict[str, torch.Tensor], clock: Clock, new: int, chosen: Speed
) -> None:
    write(
        loaded,
        prompt,
        Asked(most=new, speed=chosen),
        Listener(Event(), enough=clock.enough),
    )


def _prompt(loaded: Loaded, batch: int, context: int) -> dict[str, torch.Tensor]:
    """Letters of the vocabulary at random; nothing of them is padding."""
    torch.manual_seed(context)
    ids = torch.randint(200, 540, (batch, context), device=loaded.device)
    prompt = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    if loaded.folder.sees:
        prompt["token_type_ids"] = torch.zeros_like(ids)
    return prompt


def _loaded(shape: str, device: torch.device) -> Loaded:
    """A model of the shape, its random weights made on the device."""
    words = tokenizer()
    text = text_config(len(words)) if shape == "tiny" else Gemma3TextConfig(**SHAPES[shape])
    config: Any = text
    if shape == "4b":
        vision = SiglipVisionConfig(
            hidden_size=1152, intermediate_size=4304, num_hidden_layers=27, num_attention_heads=16,
            image_size=896, patch_size=14, vision_use_head=False,
        )  # fmt: skip
        config = Gemma3Config(text_config=text, vision_config=vision)
    model_class: Any = Gemma3ForConditionalGeneration if shape == "4b" else Gemma3ForCausalLM
    with torch.device(device):
        model = model_class._from_config(config, dtype=torch.bfloat16).eval()  # noqa: SLF001 - the way to a dtype
    ends = frozenset({NEVER})
    return Loaded(
        model=model,
        tokenizer=words,
        processor=None,
        folder=WeightsFolder(Path(shape), config.to_dict(), ()),
        revision=Revision(shape, "random", "fingerprint"),
        adapter=None,
        precision=Precision(torch.bfloat16),
        ends=ends,
        marks={},
        written=Written(words, ends),
        notices=(),
    )


def _weights_read(model: Any) -> int:
    """Bytes of weights that each step of decoding reads: all but the vision tower's.

    The embedding is read in whole as the output layer, to which it is tied.
    """
    kept = {
        weight.data_ptr(): weight.numel() * weight.element_size()
        for name, weight in model.named_parameters()
        if "vision_tower" not in name and "multi_modal_projector" not in name
    }
    return sum(kept.values())


def _limits(device: torch.device) -> Limits:
    big = device.type == "cuda"
    block = torch.ones(2**31 if big else 2**26, dtype=torch.uint8, device=device)
    into = torch.empty_like(block)
    side = 8192 if big else 512
    left = torch.randn(side, side, device=device, dtype=torch.bfloat16)
    moved = 2 * block.numel() / _seconds(lambda: into.copy_(block), device)
    return Limits(moved, 2 * side**3 / _seconds(lambda: left @ left, device))


def _seconds(work: Callable[[], object], device: torch.device) -> float:
    """The best of several runs after two that do not count."""
    best = float("inf")
    for turn in range(12):
        start = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        if turn > 1:
            best = min(best, time.perf_counter() - start)
    return best


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(description="Measure MedGemma's shapes on this device.")
    words.add_argument("--shape", choices=[*SHAPES, "tiny"], default="4b")
    words.add_argument("--batch", type=int, nargs="+", default=[1, 8, 32])
    words.add_argument("--context", type=int, nargs="+", default=[2048, 16384, 65536])
    words.add_argument("--new", type=int, default=NEW, help="tokens to decode, less than 64")
    words.add_argument("--longest", type=float, default=LONGEST, help="seconds for the prompts")
    words.add_argument("--out", help="a file for the results page")
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
