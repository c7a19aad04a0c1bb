"""A bare list where an object with nothing but that list was asked for.

A model that was trained to answer with a list writes one, whatever schema is named in words. There
is one name that it can go under, so that naming it guesses nothing.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_FENCED: Final = re.compile(r"```[A-Za-z]*+\s*+(?P<inside>\[[^`]*+)```")


def under_its_name(text: str, schema: Mapping[str, Any]) -> str:
    """The answer as an object where it is a bare list, or one in a code fence; else as it is."""
    named = schema.get("properties", {})
    if len(named) != 1:
        return text
    ((name, held),) = named.items()
    bare = text.strip()
    fenced = _FENCED.fullmatch(bare)
    listed = fenced["inside"].strip() if fenced else bare
    if held.get("type") != "array" or not (listed.startswith("[") and listed.endswith("]")):
        return text
    return f'{{"{name}": {listed}}}'
