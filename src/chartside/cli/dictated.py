"""Reading what was said: plain text, or the JSON that `transcribe` prints."""

import json
from pathlib import Path
from typing import Final

from chartside.errors import UsageError

MOST: Final = 1_000_000
"""Bytes of a file; a transcript of hours has a tenth of it."""


def spoken(file: Path) -> str:
    """The words of a file.

    Raises:
        UsageError: It cannot be read, is too large, no text, holds no words, or is JSON that is no
            transcript.
    """
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST + 1)
    except OSError:
        raise UsageError(
            "the dictation cannot be read: there is no such file, or no right"
        ) from None
    if len(raw) > MOST:
        raise UsageError("the dictation is larger than 1 MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the dictation is no text: save it as UTF-8") from None
    said = _of_transcript(text) if file.suffix.lower() == ".json" else text
    if not said.strip():
        raise UsageError("the dictation holds no words")
    return said


def _of_transcript(text: str) -> str:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        held = None
    said = held.get("text") if isinstance(held, dict) else None
    if not isinstance(said, str):
        raise UsageError("this JSON is no transcript: `chartside transcribe --json` writes one")
    return said
