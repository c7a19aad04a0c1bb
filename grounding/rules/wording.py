"""The few turns of phrase that findings share."""

from typing import Final

from chartside.fhir.entry import Entry
from chartside.fhir.when import When

_OWNERS: Final = ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s")


def inner(label: str) -> str:
    """A label inside a sentence: a capital that only begins it goes, one of a name stays.

    >>> inner("Penicillin V"), inner("CT of the chest"), inner("Crohn's disease")
    ('penicillin V', 'CT of the chest', "Crohn's disease")
    """
    first = label.split(" ", 1)[0]
    ordinary = first[1:].islower() and not first.endswith(_OWNERS)
    return label[:1].lower() + label[1:] if ordinary else label


def outer(label: str) -> str:
    """A label at the start of a sentence; `eGFR` and `pH` stay as they are."""
    return label if label[1:2].isupper() else label[:1].upper() + label[1:]


def on(when: When | None) -> str:
    """` on 2 March 2019`, ` in March 2019`, or nothing where the time is not known."""
    if when is None:
        return ""
    return f" on {when.words}" if when.precision in {"day", "time"} else f" in {when.words}"


def of(when: When | None) -> str:
    """` of 2 March 2019`, or nothing."""
    return f" of {when.words}" if when else ""


def ordered_on(entry: Entry) -> str:
    """` (ordered 2 March 2019)`, and that it is held where it is."""
    said = [f"ordered {entry.when.words}"] if entry.when else []
    said += ["on hold"] if entry.status == "on-hold" else []
    return f" ({', '.join(said)})" if said else ""


def reactions(entry: Entry) -> str:
    """` (hives (moderate), wheeze)`, or nothing."""
    return f" ({', '.join(inner(r) for r in entry.reactions)})" if entry.reactions else ""


def value_of(entry: Entry) -> str:
    """The result with its unit."""
    return entry.value.words if entry.value else ""


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
