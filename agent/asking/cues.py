"""The words by which a question tells what it wants, and what of: cues.toml and generic.toml."""

import re
from collections.abc import Iterable
from typing import Final

from chartside.agent.asking.question import About, Pick, Want
from chartside.agent.asking.tables import table

_CUES: Final = table("cues.toml")


def _any(cues: Iterable[str]) -> re.Pattern[str]:
    """One pattern of them; the words of stopping and of beginning in their places."""
    joined = "|".join(cues)
    for name in ("stop", "begin", "ending"):
        joined = joined.replace(name.upper(), "|".join(_CUES[name]))
    return re.compile(joined, re.IGNORECASE)


WANTS: Final = tuple((Want(line["is"]), _any(line["cues"])) for line in _CUES["wants"])
IDIOMS: Final = _any(_CUES["idioms"])
"""Turns of speech, no word of which belongs to a name."""
PENULTIMATE: Final = _any(_CUES["penultimate"])
"""The one before the last."""
NEGATED: Final = _any(_CUES["negated"])
"""Questions turned round."""
JUDGED: Final = _any(_CUES["judged"])
"""Questions of clinical judgement."""
UNTOLD: Final = tuple((_any(line["cues"]), str(line["says"])) for line in _CUES["untold"])
"""What no chart holds, or what is not read from one, each with what is said to whoever asks."""
COMPOUNDS: Final = _any(_CUES["compounds"])
"""Names of several words, each of which would name something else, or nothing, by itself."""
PICKS: Final = tuple((Pick(line["is"]), _any(line["cues"])) for line in _CUES["picks"])
ABOUTS: Final = tuple((About(line["is"]), _any(line["cues"])) for line in _CUES["abouts"])
"""In the order of the file: the first that a question has decides."""

GENERIC: Final = frozenset(word for line in table("generic.toml")["words"] for word in line.split())
"""Words that are no part of a name by themselves; inside a longer name they are kept."""
