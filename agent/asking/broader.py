"""Words that take in several things: dementia, iron tablets, tetanus; the table is broader.toml."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from chartside.agent.asking.tables import table
from chartside.fhir.entry import Kind

_TABLE: Final = {
    name: tuple(
        (re.compile(said, re.IGNORECASE), re.compile(held, re.IGNORECASE))
        for said, held in rows.items()
    )
    for name, rows in table("broader.toml").items()
}
_OF: Final = {
    Kind.PROBLEM: "problem",
    Kind.MEDICATION: "medicine",
    Kind.DISPENSE: "medicine",
    Kind.ADMINISTRATION: "medicine",
    Kind.IMMUNIZATION: "vaccine",
}


def takes_in(said: str, kind: Kind, names: Iterable[str]) -> bool:
    """Whether a word takes in an entry of this kind that goes by these names.

    >>> takes_in("dementia", Kind.PROBLEM, ["Alzheimer's disease (disorder)"])
    True
    >>> takes_in("iron", Kind.PROBLEM, ["Ferrous sulfate"])
    False
    """
    return any(_taken(said, _OF.get(kind, ""), name) for name in names)


@lru_cache(maxsize=65536)
def _taken(said: str, group: str, name: str) -> bool:
    rows = _TABLE.get(group, ())
    return any(word.fullmatch(said) and held.search(name) for word, held in rows)
