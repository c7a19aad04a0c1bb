"""What an answer must say, as plain values. A day is ISO text, as precise as the record has it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in its unit, and one of these days; several where several share the value.

    `units` are spellings of one unit, none where it has none. Two `numbers` are a blood pressure.
    """

    numbers: tuple[Decimal, ...]
    units: tuple[str, ...]
    days: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OnDay:
    """A date, to the precision known."""

    days: frozenset[str]


@dataclass(frozen=True, slots=True)
class Count:
    """So many."""

    number: int


@dataclass(frozen=True, slots=True)
class Names:
    """All `required`, perhaps some `allowed` (the record leaves it open), nothing `foreign`."""

    required: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no.

    `silence` where the record holds nothing of the kind: to say that nothing is found is right,
    too. `days` are the events behind a yes: an answer that gives a day must give one of them.
    """

    yes: bool
    silence: bool = False
    days: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Direction:
    """Up or down."""

    up: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in days; where dates are partial, anything from `least` to `most`."""

    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """One of these texts, by all its telling words."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with this word from one of these documents."""

    word: str
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing: the record does not say.

    `admitted`: what is asked about is there, so that an answer may say that this is not recorded.
    """

    admitted: bool = False


Expected = Measured | OnDay | Count | Names | YesNo | Direction | Span | Words | Passage | Silent
