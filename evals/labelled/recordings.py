"""Dictations of a user with what is said in them, as text.

`terms.txt` beside them, where there is one, lists names of medicines that the user wants counted,
one a line: brands of a country, say.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from chartside.errors import UsageError
from chartside.evals.dictation.words import words_of
from chartside.evals.labelled.beside import Pair, Unusable, pairs_in, text_of, usable

TERMS: Final = "terms.txt"
NO_WORD: Final = "truths without a word"
NO_SOUND: Final = "files that are no sound that can be read: WAV, FLAC, Ogg and MP3 can"


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording, whose it is, and what is said in it."""

    name: str
    speaker: str
    path: Path
    said: str


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings of a folder, the user's terms, and how many files were set aside, by why."""

    each: tuple[Recording, ...]
    terms: tuple[str, ...]
    set_aside: dict[str, int]


def recordings_in(folder: Path) -> Recordings:
    """Every recording that has its words beside it.

    Raises:
        MissingExtra: What reads sound is not installed.
        UsageError: It is no such folder, or nothing in it can be used.
        SourceError: The folder cannot be read.
    """
    import_module("chartside.models.speech.sound")  # says what is missing
    sound: Any = import_module("soundfile")

    def one(pair: Pair) -> Recording:
        said = text_of(pair.truth)
        if not words_of(said):
            raise Unusable(NO_WORD)
        try:
            sound.info(str(pair.path))
        except (sound.SoundFileError, OSError):
            raise Unusable(NO_SOUND) from None
        return Recording(pair.name, pair.group, pair.path, said)

    found = pairs_in(folder, ".txt", besides=(TERMS,))
    held, unread = usable(found.pairs, one, lambda pair: pair.name)
    return Recordings(held, _terms(folder), {**found.set_aside, **unread})


def _terms(folder: Path) -> tuple[str, ...]:
    """The user's names; none where there is no such file.

    Raises:
        UsageError: It is no text.
    """
    path = folder / TERMS
    if not path.exists():
        return ()
    try:
        lines = text_of(path).splitlines()
    except Unusable as wrong:
        raise UsageError(f"{TERMS} cannot be used, as one of the {wrong.why}") from None
    return tuple(line.strip() for line in lines if words_of(line))
