"""What is wanted of the images of an entry, as one line of JSON."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from chartside.errors import UsageError

TASKS: Final = ("describe", "answer", "locate")
"""What a model may be asked here: a description, one finding, or where a structure lies."""
LONGEST: Final = 120
"""Characters of a finding or a structure."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The images of `reference` in the chart of `patient`, who is in the store at `record`.

    Without a `task` they are shown as a model would see them, and none is asked; `words` are the
    finding that is asked for, or the structure that is looked for.

    Raises:
        UsageError: There is no such task, or its words are missing or too long.
    """

    record: str
    patient: str
    reference: str
    task: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be asked."""
        if self.task and self.task not in TASKS:
            raise UsageError("there is no such task on images")
        needed = self.task in {"answer", "locate"}
        if needed is not bool(self.words.strip()) or len(self.words) > LONGEST:
            raise UsageError("name one finding or structure, in a few words")

    def to_json(self) -> dict[str, str]:
        """Plain JSON."""
        return asdict(self)


def wanted_from_json(data: Any) -> Wanted:
    """The same from plain JSON, which one of our own processes wrote."""
    return Wanted(**data)
