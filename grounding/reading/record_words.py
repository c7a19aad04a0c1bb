"""Which plain words a field of a record can bear out, and which need the word itself in a source.

`plain` says that a word names nothing clinical; it may assert a great deal all the same ("she
dislikes it", "it was phoned to her"). The words are sorted in `record_words.toml`, which a
clinician can read.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final

from chartside.grounding.reading.frame import FRAME
from chartside.grounding.reading.plain import stems_of
from chartside.grounding.reading.words import plain_words

_TABLE: Final[dict[str, str]] = tomllib.loads(
    files("chartside.grounding.reading").joinpath("record_words.toml").read_text(encoding="utf-8")
)


def _held(*sorts: str) -> frozenset[str]:
    return frozenset(w for s in sorts for w in plain_words(_TABLE[s]))


_OF_RECORDS: Final = _held("verbs", "adverbs", "adjectives", "nouns", "grammar")
TELLING: Final = _held(
    "telling", "faring", "allergies", "visits", "circumstances", "requests", "problems"
)
"""Words of the frame that not every entry can bear out."""
FARING: Final = _held("faring")
OF_ALLERGIES: Final = _held("allergies")
OF_VISITS: Final = _held("visits")
OF_CIRCUMSTANCES: Final = _held("circumstances")
OF_REQUESTS: Final = _held("requests")
OF_PROBLEMS: Final = _held("problems")


_OF_FRAME: Final = FRAME - TELLING


@lru_cache(maxsize=65536)
def is_of_records(word: str) -> bool:
    """Whether a word, as it is compared, tells no more than the fields of a record.

    >>> is_of_records("written"), is_of_records("checking"), is_of_records("phoned")
    (True, True, False)
    """
    return len(word) == 1 or any(s in _OF_RECORDS or s in _OF_FRAME for s in stems_of(word))
