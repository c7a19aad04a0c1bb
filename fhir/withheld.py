"""What a FHIR server did not give of a patient: where it lacks, an absence in the chart is none.

A pull writes it down as lines among what was set aside (`chartside.fhir.mirror`), the chart and its
drafts carry them on. Here they are told apart from resources that came and could not be read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chartside.fhir.found import SetAside

EVERYTHING: Final = "$everything"
"""In the place of a type: the whole record at once."""
_KIND: Final = r"(?:^|: )(?P<kind>[A-Z][A-Za-z]+|\$everything)(?: [\w-]+)?"
_REFUSED: Final = re.compile(
    r"(?:^|: )not given by the server \([a-z -]+\): (?P<kinds>[A-Za-z]+(?:, [A-Za-z]+)*)$"
)
_SHORT: Final = re.compile(
    _KIND + r": the server counts (?P<counted>\d{1,9}) and gave (?P<given>\d{1,9})$"
)
_IN_PART: Final = re.compile(
    r"(?:^|: )(?P<kind>[A-Z][A-Za-z]+) was given by category only: [\w-]+(?:, [\w-]+)*$"
)
_STALE: Final = re.compile(
    _KIND.replace("(?:^|: )", "(?:^|: )which ")
    + r" are gone from the server is not known: [a-z -]+$"
)
_WAYS: Final = (_REFUSED, _SHORT, _IN_PART, _STALE)
_PLURAL: Final = ("media",)
_WORD: Final = re.compile(r"[A-Z][a-z]*")


@dataclass(frozen=True, slots=True)
class Short:
    """A type of which fewer resources came than the server counts."""

    kind: str
    counted: int
    given: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a chart may lack, by resource type.

    Args:
        refused: Nothing of these was given.
        short: Not all of these was given; the type may be `$everything`.
        in_part: Of these only some categories were given.
        stale: Of these some may be held that the server holds no more.
    """

    refused: tuple[str, ...] = ()
    short: tuple[Short, ...] = ()
    in_part: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any of it."""
        return bool(self.refused or self.short or self.in_part or self.stale)


def is_withheld(line: str) -> bool:
    """Whether a line among what was set aside is of the server, and of no resource."""
    return any(way.search(line) for way in _WAYS)


def withheld(lines: Iterable[str]) -> Withheld:
    """What lines among what was set aside say of the server; the other lines say nothing here."""
    held = tuple(lines)
    refused = [m["kinds"].split(", ") for line in held if (m := _REFUSED.search(line))]
    short = [
        Short(m["kind"], int(m["counted"]), int(m["given"]))
        for line in held
        if (m := _SHORT.search(line))
    ]
    return Withheld(
        refused=tuple(sorted({kind for kinds in refused for kind in kinds})),
        short=tuple(dict.fromkeys(short)),
        in_part=_kinds(_IN_PART, held),
        stale=_kinds(_STALE, held),
    )


def _kinds(way: re.Pattern[str], lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m["kind"] for line in lines if (m := way.search(line))))


def reasons(set_aside: Iterable[SetAside]) -> tuple[str, ...]:
    """The lines of a chart that are of no one resource."""
    return tuple(one.reason for one in set_aside if one.reference is None)


def of_resources(set_aside: Iterable[SetAside]) -> int:
    """How many resources, or parts of files, came and could not be read."""
    return sum(one.reference is not None or not is_withheld(one.reason) for one in set_aside)


def type_words(kind: str) -> str:
    """A resource type in English words, as of several: `medication requests`."""
    words = " ".join(_WORD.findall(kind)).lower()
    if words.endswith(_PLURAL):
        return words
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"
