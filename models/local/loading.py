"""A folder of weights brought onto a device, whole, or refused with the reason.

Nothing is downloaded and no code of the folder is run. A folder that lacks a weight is refused:
transformers would make one up at random and say so in a log.
"""

import importlib
import importlib.util
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
import transformers

from chartside.errors import MissingExtra, ModelError, UsageError
from chartside.models.devices import device_named
from chartside.models.local.folder import WeightsFolder, read_folder
from chartside.models.local.memory import UNQUANTISED, Precision, check_memory, need
from chartside.models.local.watching import Written
from chartside.models.quiet import quietly
from chartside.models.revision import Revision, revision_of
from chartside.models.thoughts import CLOSES, OPENS

log = logging.getLogger(__name__)

NOT_EVALUATED: Final = "Quantised performance has not been evaluated"
"""The publisher's own words, in the quick start that loads MedGemma in 4 bits."""
CONTEXT: Final = 8192
"""Tokens of context that must fit beside the weights before they are read."""

_LIBRARY: Any = transformers  # the half of its types that are there do not agree with its use
_TYPES: Final = {
    "gemma3": _LIBRARY.AutoModelForImageTextToText,
    "gemma3_text": _LIBRARY.AutoModelForCausalLM,
}
_DTYPES: Final = {"bfloat16": torch.bfloat16, "float32": torch.float32}
_BITS: Final = (8, 4)
_OF_A_LAYER: Final = ".layers."
_HERE: Final = {"local_files_only": True, "trust_remote_code": False}
"""Said to every loader: what is silent about code is asked at the terminal whether to run it."""
_TRIED: Final = [{"role": "user", "content": [{"type": "text", "text": "?"}]}]
START_OF_TURN: Final = "<start_of_turn>"
END_OF_TURN: Final = "<end_of_turn>"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a folder is to be loaded; None lets the device and the folder decide."""

    adapter: Path | None = None
    quantised: int | None = None
    device: str | None = None
    dtype: str | None = None
    revision: str | None = None
    context: int = CONTEXT


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model on its device, with what prepares its input and what is to be known about it."""

    model: Any
    tokenizer: Any
    processor: Any
    folder: WeightsFolder
    revision: Revision
    adapter: Revision | None
    precision: Precision
    ends: frozenset[int]
    marks: Mapping[str, int]
    written: Written
    notices: tuple[str, ...]

    @property
    def device(self) -> torch.device:
        """Where input goes."""
        found: torch.device = self.model.device
        return found


def load(path: Path, wanted: Wanted) -> Loaded:
    """The model in a folder, for inference.

    Raises:
        MissingExtra: An adapter or quantised loading needs a part that is not installed.
        ModelError: The folder lacks weights of the model that it says it holds.
        NotEnoughMemory: It does not fit; nothing was read.
        UsageError: The folder is not one of MedGemma's classes, or cannot be loaded as wanted.
    """
    folder = read_folder(path)
    model_class = _TYPES.get(str(folder.config.get("model_type")))
    if model_class is None:
        raise UsageError(f"{path}: its model type is not one of {', '.join(_TYPES)}")
    device = device_named(wanted.device, spread=True)
    precision = _precision(folder, wanted, device)
    revision = revision_of(path, dict(folder.config))
    if wanted.revision not in {None, revision.revision}:
        raise UsageError(f"{path} holds revision {revision.revision}, not {wanted.revision}")
    check_memory(need(folder, precision, min(wanted.context, folder.window)), device)
    tokenizer, processor = _preparation(folder)
    model = _weights(model_class, folder, precision, device)
    adapter = None
    if wanted.adapter is not None:
        model, adapter = _adapted(model, wanted.adapter, merge=precision.bits is None)
    model.eval().requires_grad_(requires_grad=False)
    marks = _marks(tokenizer)
    ends = _ends(model, tokenizer, marks)
    # Its own settings would fill in what ours leave open: a cache, a temperature.
    model.generation_config = _LIBRARY.GenerationConfig(
        bos_token_id=tokenizer.bos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=sorted(ends),
    )
    notices = (NOT_EVALUATED,) if precision.bits else ()
    for notice in notices:
        log.warning("%s (%s)", notice, precision)
    return Loaded(
        model=model,
        tokenizer=tokenizer,
        processor=processor,
        folder=folder,
        revision=revision,
        adapter=adapter,
        precision=precision,
        ends=ends,
        marks=marks,
        written=Written(tokenizer, ends),
        notices=notices,
    )


def _precision(folder: WeightsFolder, wanted: Wanted, device: str) -> Precision:
    """The folder's own type where it can be had; never float16, in which Gemma 3 overflows."""
    bits = _bits(folder, wanted.quantised)
    if bits and importlib.util.find_spec("bitsandbytes") is None:
        raise MissingExtra("quantised loading", "quantised")
    stated = wanted.dtype or folder.config.get("dtype") or folder.config.get("torch_dtype")
    named = str(stated or "bfloat16")
    if wanted.dtype is None and named not in _DTYPES:
        named = "float32" if device == "cpu" else "bfloat16"
    if named not in _DTYPES:
        raise UsageError(f"a model is loaded as {' or '.join(_DTYPES)}")
    return Precision(_DTYPES[named], bits)


def _bits(folder: WeightsFolder, wanted: int | None) -> int | None:
    """Bits of a quantised weight: as wanted, or as the folder's weights already are."""
    if wanted is not None and (type(wanted) is not int or wanted not in _BITS):
        raise UsageError("weights are quantised to 8 or to 4 bits")
    held = folder.config.get("quantization_config")
    if held is None:
        return wanted
    known = dict(held) if isinstance(held, Mapping) else {}
    bits = 8 if known.get("load_in_8bit") is True else 4
    if known.get("quant_method") != "bitsandbytes":
        raise UsageError(f"{folder.path}: its weights are quantised in a way that is not read")
    if wanted not in {None, bits}:
        raise UsageError(f"{folder.path}: its weights are quantised to {bits} bits already")
    return bits


def _preparation(folder: WeightsFolder) -> tuple[Any, Any]:
    """The tokenizer, and the processor of a model that sees."""
    try:
        if not folder.sees:
            tokenizer = _LIBRARY.AutoTokenizer.from_pretrained(folder.path, **_HERE)
            processor = None
        else:
            processor = _LIBRARY.AutoProcessor.from_pretrained(folder.path, **_HERE)
            tokenizer = processor.tokenizer
    except Exception as wrong:  # of any library beneath: the files may say anything
        raise UsageError(f"{folder.path}: its tokenizer or processor cannot be read") from wrong
    if not {START_OF_TURN, END_OF_TURN} <= _marks(tokenizer).keys():
        raise UsageError(f"{folder.path}: its tokenizer lacks the marks of a turn")
    if not (tokenizer.chat_template or getattr(processor, "chat_template", None)):
        raise UsageError(
            f"{folder.path} has no chat template: it is not an instruction-tuned model"
        )
    try:
        (processor or tokenizer).apply_chat_template(_TRIED, tokenize=False)
    except Exception as wrong:  # a template is a program, and fails as it likes
        raise UsageError(f"{folder.path}: its chat template cannot be used") from wrong
    return tokenizer, processor


def _weights(model_class: Any, folder: WeightsFolder, precision: Precision, device: str) -> Any:
    options: dict[str, Any] = {}
    if precision.bits and "quantization_config" not in folder.config:
        options["quantization_config"] = _quantised(precision)
    try:
        with quietly():
            model, report = model_class.from_pretrained(
                folder.path,
                dtype=precision.dtype,
                device_map="auto" if device == "auto" else {"": device},
                use_safetensors=True,
                output_loading_info=True,
                **_HERE,
                **options,
            )
    except torch.OutOfMemoryError:
        raise ModelError("the device ran out of memory while weights were loaded") from None
    except Exception as wrong:  # of any library beneath: the files may say anything
        raise UsageError(
            f"the model in {folder.path} cannot be loaded ({type(wrong).__name__})"
        ) from wrong
    lacking = len(report["missing_keys"]) + len(report["mismatched_keys"])
    if lacking:
        raise ModelError(f"{folder.path.name} lacks {lacking} weights of the model it should hold")
    if left_over := sum(_OF_A_LAYER in name for name in report["unexpected_keys"]):
        raise ModelError(
            f"{folder.path.name} holds {left_over} weights of layers that its configuration lacks"
        )
    return model


def _quantised(precision: Precision) -> Any:
    kept = [f".*{part}" for part in UNQUANTISED]  # patterns that match from the start of a name
    if precision.bits == 8:  # noqa: PLR2004 - bits of a weight
        return _LIBRARY.BitsAndBytesConfig(load_in_8bit=True, llm_int8_skip_modules=kept)
    return _LIBRARY.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=precision.dtype,
        llm_int8_skip_modules=kept,
    )


def _adapted(model: Any, path: Path, *, merge: bool) -> tuple[Any, Revision]:
    # peft takes seconds to import, and most loading needs none of it
    adapters = importlib.import_module("chartside.models.local.adapters")
    found: tuple[Any, Revision] = adapters.adapted(model, path, merge=merge)
    return found


def _marks(tokenizer: Any) -> dict[str, int]:
    """The marks of turns and thoughts that the tokenizer has; looking them up again is slow."""
    known = tokenizer.get_vocab()
    return {m: known[m] for m in (START_OF_TURN, END_OF_TURN, *OPENS, *CLOSES) if m in known}


def _ends(model: Any, tokenizer: Any, marks: Mapping[str, int]) -> frozenset[int]:
    """Tokens that end an answer: what the folder says, and a turn's end or the next one's start."""
    said = getattr(model.generation_config, "eos_token_id", None) or tokenizer.eos_token_id
    ends = {said} if isinstance(said, int) else set(said)
    return frozenset(ends | {marks[END_OF_TURN], marks[START_OF_TURN]})
