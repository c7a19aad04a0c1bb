"""The language that a document is written in: a model's affair, said in its instructions."""

import re
from typing import Final

from chartside.agent.authors.author import Author
from chartside.errors import UsageError
from chartside.prompts.kinds import DocumentKind

_ENGLISH: Final = frozenset({"", "en", "en-us", "en-gb", "english"})
_NAMED = re.compile(r"[^\W\d_]{2,}(?:[ -][^\W_]{2,}){0,3}")
_LONGEST: Final = 40


def require_language(language: str, author: Author) -> None:
    """See that an author can write in a language.

    Raises:
        UsageError: It has no model, and so writes English only; or this names no language.
    """
    asked = language.strip()
    if asked.lower() in _ENGLISH:
        return
    if len(asked) > _LONGEST or not _NAMED.fullmatch(asked):
        raise UsageError("language must be a name or a tag such as German, de or pt-BR")
    if author.identity.model is None:
        raise UsageError(
            f"the author {author.identity.name} writes English only: for another language give a "
            "model with --reasoner"
        )


def instructions(kind: DocumentKind, language: str) -> str:
    """What the author is told, with the language where it is not English."""
    if language.lower() in _ENGLISH:
        return kind.instructions
    return (
        f"{kind.instructions}\n\nWrite in this language: {language}. Numbers, units, dates and the "
        "names of medicines stay as the evidence has them."
    )
