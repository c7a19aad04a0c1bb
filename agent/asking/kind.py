"""The document kind of an answer: data like every kind, but none that can be asked for by name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chartside import prompts
from chartside.prompts.kinds import DocumentKind, document_kind, read_kind

ANSWER: Final = "answer"


def answer_kind() -> DocumentKind:
    """The kind `answer`: one section, written from what was read for a question."""
    return read_kind(Path(prompts.__file__).parent / "answers" / f"{ANSWER}.md")


def kind_named(name: str, folders: Sequence[Path] = ()) -> DocumentKind:
    """A document kind by its id, that of answers among them.

    Raises:
        UsageError: There is none of this id.
    """
    return answer_kind() if name == ANSWER else document_kind(name, folders)
