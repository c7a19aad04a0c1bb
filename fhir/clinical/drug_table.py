"""One substance by all its names: international and national ones, brands, combinations.

The data and their sources are in drug_table.toml. Knows nothing of a chart.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final


def _read() -> dict[str, Any]:
    source = files("chartside.fhir.clinical").joinpath("drug_table.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    return {other: name for name, others in table.items() for other in others}


_TABLE: Final = _read()
_COMBINATIONS: Final[dict[str, list[str]]] = _TABLE["combinations"]

SAME: Final = {
    **_inverted(_TABLE["names"]),
    **_inverted(_TABLE["brands"]),
    **{brand: parts[0] for brand, parts in _COMBINATIONS.items()},
    **_inverted(_TABLE["loosely"]),
}
"""Another name or a brand, to the substance that it means; the first one of a combination."""

COMBINED: Final = {brand: parts[1] for brand, parts in _COMBINATIONS.items()}
"""The second substance of a brand that combines two."""

_ONE: Final = {
    **_inverted(_TABLE["names"]),
    **_inverted(_TABLE["orders"]),
    **_inverted(_TABLE["brands"]),
    **_inverted(_TABLE["salts"]),
    **{brand: " / ".join(sorted(parts)) for brand, parts in _COMBINATIONS.items()},
}


@lru_cache(maxsize=4096)
def substance(name: str) -> str:
    """One name for what `drug_name` read, whichever of its names a source gives it.

    >>> substance("coumadin"), substance("percocet"), substance("paracetamol / tramadol")
    ('warfarin', 'acetaminophen / oxycodone', 'acetaminophen / tramadol')
    """
    parts = {p for part in name.split(" / ") for p in _ONE.get(part, part).split(" / ")}
    return " / ".join(sorted(parts))


def is_brand(name: str) -> bool:
    """Whether a name is one of the table's brands."""
    return name in _BRANDS


_BRANDS: Final = frozenset(_inverted(_TABLE["brands"])) | frozenset(_COMBINATIONS)
