"""MedASR with its weights: chunks of 20 seconds that overlap, one row of frames, words with times.

A chunk is heard with two seconds before and after it, of which nothing is kept: the model needs
both sides to tell a word. What is kept lines up frame by frame, and is read as one sequence (CTC:
repeats of a token are one, a blank lies between two that are two).
"""

import itertools
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from chartside.errors import MissingExtra, ModelError

try:
    import numpy as np
    import torch
except ImportError as missing:  # the extra `local` is not installed
    raise MissingExtra("MedASR", "local") from missing

from chartside.models.catalog import model
from chartside.models.encoder import Encoder, load_encoder
from chartside.models.speech.sound import RATE, Sound
from chartside.models.speech.transcript import Transcript, Word, transcript_of

_AUDIO: Final = model("medasr").audio
_SHORTEST: Final = 0.5
"""Seconds; what is shorter is lengthened with silence, because its convolutions need some."""
_BATCH: Final = 4
_SPACE: Final = "\N{LOWER ONE EIGHTH BLOCK}"
Progress = Callable[[int, int], None]
"""Called with the seconds heard so far, and in all."""


class _Chunk(NamedTuple):
    """Samples from `start`, and the frames of it that are kept."""

    start: int
    samples: Any
    first: int
    stop: int


class MedASR:
    """MedASR with its weights: `MedASR.load(folder)`.

    Args:
        encoder: The model and what prepares its input.
        chunk: Seconds that are heard at once.
        stride: Seconds at either end of a chunk that are only heard for what lies between.
    """

    def __init__(
        self,
        encoder: Encoder,
        *,
        chunk: float = _AUDIO.chunk if _AUDIO else 20,
        stride: float = _AUDIO.stride if _AUDIO else 2,
    ) -> None:
        self._encoder = encoder
        extractor = encoder.processor.feature_extractor
        if extractor.sampling_rate != RATE:
            raise ModelError(f"{encoder.name} hears {extractor.sampling_rate} Hz, and not {RATE}")
        # A frame is as many samples: the step of the spectrum, times what the model leaves out.
        self._frame = int(extractor.hop_length * encoder.model.config.inputs_to_logits_ratio)
        self._chunk = round(chunk * RATE / self._frame)
        self._stride = round(stride * RATE / self._frame)
        if self._chunk <= 2 * self._stride:
            raise ModelError("a chunk has to be longer than what it overlaps at both ends")

    @classmethod
    def load(cls, folder: Path | str, *, device: str | None = None, dtype: str = "float32") -> Self:
        """The model in a folder; nothing is downloaded.

        Raises:
            UsageError: The folder does not hold a model of MedASR's class that can be read.
            ModelError: The folder lacks some of its weights.
        """
        return cls(load_encoder(folder, "AutoModelForCTC", "LasrForCTC", device, dtype))

    @property
    def name(self) -> str:
        """The model and its revision, as a transcript records them."""
        return f"{self._encoder.name}@{self._encoder.revision}"

    def transcribe(self, sound: Sound, *, progress: Progress | None = None) -> Transcript:
        """What is said in a recording.

        Raises:
            ModelError: The model gave what is not a number.
        """
        frames: list[int] = []
        for some in _alike(self._chunks(sound.samples)):
            for one, row in zip(some, self._heard(some), strict=True):
                frames += row[one.first : one.stop]
            if progress is not None:
                heard = some[-1].start + len(some[-1].samples)
                progress(min(heard, len(sound.samples)) // RATE, int(sound.seconds))
        words = tuple(self._words(frames, sound.seconds))
        return transcript_of(words, self.name, sound.seconds)

    def _chunks(self, samples: Any) -> Iterator[_Chunk]:
        least = int(_SHORTEST * RATE)
        if len(samples) < least:
            samples = np.pad(samples, (0, least - len(samples)))
        length = self._chunk * self._frame
        step = (self._chunk - 2 * self._stride) * self._frame
        for start in range(0, len(samples), step):
            part = samples[start : start + length]
            last = start + length >= len(samples)
            first = self._stride if start else 0
            frames = round(len(part) / self._frame)
            yield _Chunk(start, part, first, frames if last else frames - self._stride)
            if last:
                return

    def _heard(self, chunks: list[_Chunk]) -> Iterator[list[int]]:
        """The best token of each frame, chunk by chunk; the chunks are of one length."""
        inputs = self._encoder.processor.feature_extractor(
            [chunk.samples for chunk in chunks],
            sampling_rate=RATE,
            return_attention_mask=True,
            return_tensors="pt",
        )
        network = self._encoder.model
        features = inputs["input_features"].to(self._encoder.device, network.dtype)
        mask = inputs["attention_mask"].to(self._encoder.device)
        with torch.inference_mode(), warnings.catch_warnings():
            # Its convolutions are 32 wide, as published; torch copies them, and says so each time.
            warnings.filterwarnings("ignore", message="Using padding='same' with even kernel")
            logits = network(input_features=features, attention_mask=mask).logits
        if not torch.isfinite(logits).all():
            raise ModelError(f"{self._encoder.name} gave what is not a number")
        yield from logits.argmax(dim=-1).tolist()

    def _words(self, frames: list[int], seconds: float) -> Iterator[Word]:
        """Tokens without repeats and blanks, gathered to words with the seconds of their frames."""
        tokenizer = self._encoder.processor.tokenizer
        blank = self._encoder.model.config.pad_token_id
        held: list[tuple[int, int, int]] = []  # token, first frame, frame after the last
        at = 0
        for token, run in itertools.groupby(frames):
            until = at + sum(1 for _ in run)
            if token != blank:
                begins = str(tokenizer.convert_ids_to_tokens(token)).startswith(_SPACE)
                if begins:
                    yield from self._word(held, seconds)
                    held = []
                held.append((token, at, until))
            at = until
        yield from self._word(held, seconds)

    def _word(self, held: list[tuple[int, int, int]], seconds: float) -> Iterator[Word]:
        ids = [token for token, _, _ in held]
        text = self._encoder.processor.tokenizer.decode(
            ids, group_tokens=False, skip_special_tokens=True
        )
        if said := str(text).strip():
            start, end = (frame * self._frame / RATE for frame in (held[0][1], held[-1][2]))
            yield Word(said, min(start, seconds), min(end, seconds))


def _alike(chunks: Iterator[_Chunk]) -> Iterator[list[_Chunk]]:
    """A few chunks of one length together: none is padded, so that none is heard otherwise."""
    for _, group in itertools.groupby(chunks, key=lambda chunk: len(chunk.samples)):
        while some := list(itertools.islice(group, _BATCH)):
            yield some
