"""A recording as MedASR hears it: one channel, 16,000 samples a second, numbers from -1 to 1.

Read through libsndfile (WAV, FLAC, Ogg, MP3) and resampled through the SoX resampler, block by
block, so that a long recording is never in memory at its own rate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chartside.errors import MissingExtra, UsageError

try:
    import numpy as np
    import soundfile
    import soxr
except ImportError as missing:  # the extra `local` is not installed
    raise MissingExtra("a transcript", "local") from missing

RATE: Final = 16_000
LONGEST: Final = 2 * 3600
"""Seconds of one recording: a dictation of two hours is a mistake or an attack."""
_BLOCK: Final = 30
"""Seconds that are read at once."""
_HIGHEST: Final = 768_000
_MOST_CHANNELS: Final = 8
_LENGTHS: Final = re.compile(r"^data : (?P<told>\d+) \(should be (?P<there>\d+)\)", re.MULTILINE)
"""How libsndfile notes that a file has another length than its head tells."""
_NEVER_FILLED_IN: Final = 0x7FFF_F000
"""Bytes from which a length is what recorders write before they know it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of one channel at 16,000 a second, 32-bit floats."""

    samples: Any

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE


def read_sound(path: Path | str) -> Sound:
    """A recording from a file; several channels are averaged.

    Raises:
        UsageError: There is no such file; it is not sound that can be read, is empty, is cut off,
            holds what is not a number, or is longer than two hours.
    """
    place = Path(path)
    if not place.is_file():
        raise UsageError(f"no such file: {place}")
    try:
        with soundfile.SoundFile(place) as file:
            _check(file, place)
            parts = list(_resampled(file))
    except (soundfile.SoundFileError, OSError) as wrong:
        raise UsageError(
            f"{place.name} is no sound that can be read: WAV, FLAC, Ogg and MP3 can"
        ) from wrong
    samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    if not len(samples):
        raise UsageError(f"{place.name} holds no sound")
    if not np.isfinite(samples).all():
        raise UsageError(f"{place.name} holds what is not a number")
    return Sound(np.clip(samples, -1, 1))


def _check(file: Any, place: Path) -> None:
    if not 0 < file.samplerate <= _HIGHEST or file.channels > _MOST_CHANNELS:
        raise UsageError(
            f"{place.name} has {file.channels} channels at {file.samplerate} Hz: no dictation"
        )
    if file.frames > LONGEST * file.samplerate:
        raise UsageError(f"{place.name} is longer than {LONGEST // 3600} hours: cut it into parts")
    if _is_cut_off(file):
        raise UsageError(f"{place.name} is cut off: the rest of what was dictated is missing")


def _is_cut_off(file: Any) -> bool:
    """Whether a WAV says that it has more sound than it has; a length never filled in says naught.

    FLAC is refused where it breaks off; MP3 and Ogg do not say how long they are.
    """
    said = _LENGTHS.search(file.extra_info)
    return said is not None and int(said["there"]) < int(said["told"]) < _NEVER_FILLED_IN


def _resampled(file: Any) -> Iterator[Any]:
    """Blocks of one channel at our rate."""
    stream = soxr.ResampleStream(file.samplerate, RATE, 1, dtype="float32")
    for block in file.blocks(file.samplerate * _BLOCK, dtype="float32", always_2d=True):
        mono = np.nan_to_num(block.mean(axis=1), nan=np.nan)
        yield mono if file.samplerate == RATE else stream.resample_chunk(mono)
    if file.samplerate != RATE:
        yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
