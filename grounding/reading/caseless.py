"""Patterns that take no heed of capitals, tried on small letters first.

The engine of `re` compares each character of a caseless pattern by its table of cases, and tries
every alternative in full; of a pattern in small letters it looks at the first letter. So a text is
lowered once, the pattern in small letters says whether and where it stands, and only there the
caseless one is matched, for the words as they are written.
"""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Final

_PIECES: Final = re.compile(r"\\.|\(\?P|[A-Z]+", re.DOTALL)
_ODD: Final = re.compile("[^\x00-\x7f\xa0\xb0-\xb4\xb7\xb9-\xbf\xd7\u2000-\u206f\u2190-\u22ff]")
"""Letters beyond ASCII, some of which are capitals of it: the long s, the dotless i."""


class Caseless:
    """A pattern without heed of capitals; it is compiled when it is first tried.

    >>> of_pain = Caseless("no (?:chest )?pain")
    >>> of_pain.search("No chest PAIN.")[0], of_pain.search("Well.")
    ('No chest PAIN', None)
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        if "(?-i:" in pattern:
            raise ValueError("a pattern that heeds capitals in one place is not caseless")
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def exact(self) -> re.Pattern[str]:
        """The pattern as it is matched against a text as it is written."""
        return re.compile(self.pattern, self._flags | re.IGNORECASE)

    @cached_property
    def _small(self) -> re.Pattern[str]:
        return re.compile(_PIECES.sub(_in_small, self.pattern), self._flags)

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """At one place; of a single place nothing is gained by small letters."""
        return self.exact.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """Of a whole text, likewise."""
        return self.exact.fullmatch

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first place, as `re.Pattern.search`; a part of a text is searched as it is."""
        if start or end is not None:
            return self.exact.search(text, start, len(text) if end is None else end)
        small = text.lower() if text.isascii() else _lowered(text)
        if small is None:
            return self.exact.search(text)
        found = self._small.search(small)
        return None if found is None else self.exact.match(text, found.start())

    def finditer(self, text: str) -> list[re.Match[str]]:
        """Every place, as `re.Pattern.finditer`."""
        small = text.lower() if text.isascii() else _lowered(text)
        if small is None:
            return list(self.exact.finditer(text))
        places = [m.start() for m in self._small.finditer(small)]
        return [m for at in places if (m := self.exact.match(text, at))] if places else []

    def findall(self, text: str) -> list[Any]:
        """What `re.Pattern.findall` gives."""
        return self.exact.findall(text) if self.search(text) else []

    def sub(self, put: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with every match replaced."""
        return self.exact.sub(put, text) if self.search(text) else text

    def split(self, text: str) -> list[Any]:
        """The text cut at every match, as `re.Pattern.split`."""
        return self.exact.split(text)


def _in_small(piece: re.Match[str]) -> str:
    said = piece[0]
    return said if said[0] in "\\(" else said.lower()


@lru_cache(maxsize=1024)
def _lowered(text: str) -> str | None:
    """A text in small letters, each in its place; None where that is not sure."""
    return None if _ODD.search(text) else text.lower()
