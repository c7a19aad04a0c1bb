"""The document kind of an answer: data like every kind, but none that can be asked for by name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chartside import prompts
from chartside.errors import UsageError
from chartside.prompts.kinds import DocumentKind, document_kind, read_kind

ANSWER: Final = "answer"
LONGEST: Final = 2_000
"""Characters of a question: it stands in every prompt, whose size is bounded."""


def question_of(text: str) -> str:
    """The question without the space around it.

    Raises:
        UsageError: There is none, or it is no question but a document.
    """
    question = text.strip()
    if not question:
        raise UsageError("a question is needed, such as: What was the last potassium?")
    if len(question) > LONGEST:
        raise UsageError(f"a question may have {LONGEST:,} characters: ask in fewer words")
    return question


def answer_kind() -> DocumentKind:
    """The kind `answer`: one section, written from what was read for a question."""
    return read_kind(Path(prompts.__file__).parent / "answers" / f"{ANSWER}.md")


def kind_named(name: str, folders: Sequence[Path] = ()) -> DocumentKind:
    """A document kind by its id, that of answers among them.

    Raises:
        UsageError: There is none of this id.
    """
    return answer_kind() if name == ANSWER else document_kind(name, folders)
