"""A list of messages folded into the one user turn that a model of this family answers.

Its template knows no system role and no tools, honours system text in the first turn only, and it
was not evaluated on several turns. So each call builds one turn anew: system text in front, what
was said before as text with a name to it, and the question last. Every text of it, whoever wrote
it, has its control tokens made inert.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from PIL import Image

from chartside.errors import UsageError
from chartside.models.control_tokens import neutralise
from chartside.models.images import is_image, read_image
from chartside.models.letters import whole_letters

THINK: Final = "SYSTEM INSTRUCTION: think silently if needed."
"""The words that ask for a thought; the notebooks put them in front of the system text."""

Piece = str | Image.Image


@dataclass(frozen=True, slots=True)
class Turn:
    """System text, and the pieces of the user's turn in order, no two texts side by side."""

    system: str
    pieces: tuple[Piece, ...]

    @property
    def images(self) -> int:
        """How many of the pieces are images."""
        return sum(not isinstance(piece, str) for piece in self.pieces)

    @property
    def conversation(self) -> list[dict[str, Any]]:
        """As the template of a processor takes it."""
        parts = [
            {"type": "text", "text": p} if isinstance(p, str) else {"type": "image", "image": p}
            for p in self.pieces
        ]
        user = {"role": "user", "content": parts}
        if not self.system:
            return [user]
        return [{"role": "system", "content": [{"type": "text", "text": self.system}]}, user]


def one_turn(messages: Sequence[BaseMessage], *, think: bool = False) -> Turn:
    """The turn that stands for these messages.

    Pieces keep the order they were written in, as a volume's slices and their numbers need it; only
    a turn whose text comes before all of its images is turned round, images first, because that is
    how the model was trained.

    Raises:
        UsageError: No text is left to answer, or a part is neither text nor a usable image.
    """
    system = [_text(m) for m in messages if isinstance(m, SystemMessage)]
    spoken = [m for m in messages if not isinstance(m, SystemMessage)]
    pieces = _images_first(
        _joined([p for i, m in enumerate(spoken) for p in _said(m, first=not i)])
    )
    if not any(isinstance(piece, str) and piece.strip() for piece in pieces):
        raise UsageError("a model is asked with some text")
    front = "\n\n".join(_inert(text) for text in system if text.strip())
    asked = f"{THINK} {front}".rstrip() if think else front
    return Turn(
        asked, tuple(_inert(piece) if isinstance(piece, str) else piece for piece in pieces)
    )


def _inert(text: str) -> str:
    return neutralise(whole_letters(text))


def _said(message: BaseMessage, *, first: bool) -> Iterator[Piece]:
    """The pieces of a message, behind the name of its speaker where that is not the user."""
    if not first:
        yield "\n\n"
    if isinstance(message, AIMessage):
        yield f"Your earlier answer:\n{_text(message)}"
    elif isinstance(message, ToolMessage):
        yield f"Result of {message.name or 'a tool'}:\n{_text(message)}"
    elif isinstance(message, HumanMessage):
        yield from (read_image(p) if isinstance(p, dict) else p for p in _parts(message))
    else:
        raise UsageError(f"a message of type {message.type} has no place in a turn")


def _parts(message: BaseMessage) -> Iterator[str | dict[str, Any]]:
    """Texts as they are, images as the parts they came in."""
    content = [message.content] if isinstance(message.content, str) else message.content
    for part in content:
        if isinstance(part, str):
            yield part
        elif part.get("type") == "text" and isinstance(part.get("text"), str):
            yield part["text"]
        elif is_image(part):
            yield part
        else:
            raise UsageError(f"a part of type {part.get('type')!r} is neither text nor an image")


def _text(message: BaseMessage) -> str:
    parts = list(_parts(message))
    if any(not isinstance(part, str) for part in parts):
        raise UsageError("an image stands in a user's message")
    return "".join(str(part) for part in parts)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbouring texts as one: the template trims each, and a token could be cut in two."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and isinstance(piece, str) and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _images_first(pieces: list[Piece]) -> list[Piece]:
    images = [piece for piece in pieces if not isinstance(piece, str)]
    behind = pieces[len(pieces) - len(images) :]
    if images and len(pieces) > len(images) and all(not isinstance(p, str) for p in behind):
        return [*images, *pieces[: len(pieces) - len(images)]]
    return pieces
