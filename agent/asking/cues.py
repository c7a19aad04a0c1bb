"""The words by which a question tells what it wants, and what of: cues.toml and generic.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, Final

from chartside.agent.asking.question import About, Pick, Want


def _held(name: str) -> Mapping[str, Any]:
    text = files("chartside.agent.asking").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


_CUES: Final = _held("cues.toml")


def _any(cues: Iterable[str]) -> re.Pattern[str]:
    """One pattern of them; the words of stopping and of beginning in their places."""
    joined = "|".join(cues)
    for name in ("stop", "begin", "ending"):
        joined = joined.replace(name.upper(), "|".join(_CUES[name]))
    return re.compile(joined, re.IGNORECASE)


WANTS: Final = tuple((Want(line["is"]), _any(line["cues"])) for line in _CUES["wants"])
IDIOMS: Final = _any(_CUES["idioms"])
"""Turns of speech, no word of which belongs to a name."""
NEGATED: Final = _any(_CUES["negated"])
"""Questions turned round."""
JUDGED: Final = _any(_CUES["judged"])
"""Questions of clinical judgement."""
PICKS: Final = tuple((Pick(line["is"]), _any(line["cues"])) for line in _CUES["picks"])
ABOUTS: Final = tuple((About(line["is"]), _any(line["cues"])) for line in _CUES["abouts"])
"""In the order of the file: the first that a question has decides."""

GENERIC: Final = frozenset(word for line in _held("generic.toml")["words"] for word in line.split())
"""Words that are no part of a name by themselves; inside a longer name they are kept."""
