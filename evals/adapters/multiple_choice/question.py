"""A question with options, one of which is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LETTERS: Final = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `options` are texts by their letters, `right` is one of these letters."""

    id: str
    text: str
    options: Mapping[str, str]
    right: str
    kind: str

    @property
    def listed(self) -> str:
        """The options on one line, as the published form has them: `(A) yes (B) no`."""
        return " ".join(f"({letter}) {text}" for letter, text in self.options.items())
