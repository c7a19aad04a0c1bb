"""The options of one call, the same for weights on this machine and for a server."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chartside.errors import UsageError

MOST: Final = 2048
MOST_WITH_THOUGHT: Final = 8192
"""New tokens where nobody says otherwise. A thought that is cut off is no answer at all: with 1,024
tokens MedGemma 1.5 answers 14 % of MedQA, with 10,000 it answers 70 %."""
_OPTIONS: Final = frozenset({"schema", "max_tokens", "temperature", "think", "stream"})


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse an option that nobody reads, such as a misspelt one, or a value that makes no sense.

    Names that begin with `ls_` are LangChain's own, for tracing.

    Raises:
        UsageError: There is one.
    """
    unknown = sorted(
        name for name in options if name not in _OPTIONS and not name.startswith("ls_")
    )
    if unknown:
        raise UsageError(f"a model takes no option {', '.join(unknown)}")
    most, warmth = options.get("max_tokens"), options.get("temperature", 0.0)
    if most is not None and not (type(most) is int and most > 0):
        raise UsageError("max_tokens is a whole number from 1")
    if type(warmth) not in {int, float} or not 0 <= warmth < float("inf"):
        raise UsageError("temperature is a number from 0")
    if not isinstance(options.get("schema", {}), Mapping | None):
        raise UsageError("schema is a JSON schema, as a mapping")
    if not isinstance(options.get("think", False), bool):
        raise UsageError("think is true or false")


def most_tokens(asked: int | None, *, think: bool) -> int:
    """New tokens of an answer, its thought included; the usual number where none was asked for."""
    return asked or (MOST_WITH_THOUGHT if think else MOST)


def decoding(
    temperature: float, asked: int | None, *, think: bool
) -> dict[str, float | int | bool]:
    """How a model chooses its words, as a draft of it records that.

    Who samples (a temperature above 0) gets other words each time: no seed is set.
    """
    return {
        "temperature": temperature,
        "max_tokens": most_tokens(asked, think=think),
        "think": think,
    }


def stop_words(stop: Sequence[str] | str | None) -> tuple[str, ...]:
    """The words at which an answer ends; one alone may be given as it is."""
    return (stop,) if isinstance(stop, str) else tuple(stop or ())
