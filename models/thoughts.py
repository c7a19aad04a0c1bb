"""What a model thought before it answered, told from the answer, and never shown as part of it.

A model of this family opens a thought with `<unused94>thought` and closes it with `<unused95>`;
some servers write the closing token as `<ctrl95>`. It may think without being asked, it may write
an empty thought, and where its tokens run out inside a thought there is no answer at all.
Source: the MedGemma notebooks, and Google's medical-data-toolkit, which reads both spellings.
"""

import re
from dataclasses import dataclass
from typing import Final

from chartside.errors import ModelError, Truncated

OPENS: Final = ("<unused94>", "<ctrl94>")
CLOSES: Final = ("<unused95>", "<ctrl95>")
_NAME: Final = "thought\n"
"""The word a thought begins with: all that is left of the mark where special tokens are dropped."""

_MARK: Final = re.compile("|".join(OPENS + CLOSES))
_CLOSE: Final = re.compile("|".join(CLOSES))
_OPEN: Final = re.compile("|".join(OPENS))


@dataclass(frozen=True, slots=True)
class Thought:
    """A model's output in two: what it thought, which may be nothing, and what it answered."""

    thought: str
    answer: str


def split_thoughts(text: str) -> Thought:
    r"""What was thought, and what was answered: all after the first closing mark.

    A thought that is opened again inside the answer is taken out of it too.

    Raises:
        Truncated: A thought was opened and never closed, so there is no answer to give.

    >>> split_thoughts("<unused94>thought\nPotassium first.<unused95>K 3.1 mmol/L.")
    Thought(thought='Potassium first.', answer='K 3.1 mmol/L.')
    """
    first = _CLOSE.search(text)
    if first is None:
        if _OPEN.search(text) or text.lstrip().startswith(_NAME):
            raise Truncated("thought")
        return Thought("", text)
    answer = _without_thoughts(text[first.end() :])
    said = _OPEN.split(text[: first.start()], maxsplit=1)[-1]
    return Thought(said.lstrip().removeprefix(_NAME).strip(), answer)


def _without_thoughts(text: str) -> str:
    # In one pass: a model may open a thought thousands of times over.
    kept: list[str] = []
    at, inside = 0, False
    for mark in _MARK.finditer(text):
        if not inside:
            kept.append(text[at : mark.start()])
        inside, at = mark[0] in OPENS, mark.end()
    answer = "".join((*kept, text[at:]))
    if inside or _OPEN.search(answer):
        raise Truncated("thought")
    return answer


def strip_thoughts(text: str) -> str:
    """Only what was answered.

    Raises:
        Truncated: A thought was opened and never closed, so there is no answer to give.

    >>> strip_thoughts("<unused94><unused95>Yes.")
    'Yes.'
    """
    return split_thoughts(text).answer


class ThoughtStream:
    """Strips the thoughts of a text that arrives in pieces, however it is cut.

    What `feed` and `close` return, joined, is what `strip_thoughts` gives for the whole, or one of
    them raises. A letter that may yet turn out to begin a mark is held back until it is known.
    """

    def __init__(self) -> None:
        self.thought = False
        """Whether a thought has been seen."""
        self._held = ""
        self._inside = False
        self._let_through = False
        self._closed = False

    def feed(self, piece: str) -> str:
        """Take the next piece; return what of the answer is now certain.

        Raises:
            ModelError: A thought came after other text had been let through, which the whole text
                would have shown to be no answer. Discard what was streamed.
        """
        self._held += piece
        out = []
        while found := _MARK.search(self._held):
            before, self._held = self._held[: found.start()], self._held[found.end() :]
            if self._closed and not self._inside:
                out.append(before)
            self._turn(opens=found[0] in OPENS)
        sure = len(self._held) - self._unsure()
        if not self._inside:
            out.append(self._held[:sure])
            self._let_through = self._let_through or sure > 0
        self._held = self._held[sure:]
        return "".join(out)

    def close(self) -> str:
        """The end of the text; return what was held back of the answer.

        Raises:
            Truncated: It ended inside a thought.
        """
        if self._inside or (not self._begun and self._held.lstrip().startswith(_NAME)):
            raise Truncated("thought")
        rest, self._held = self._held, ""
        return rest

    @property
    def _begun(self) -> bool:
        """Whether it is known what the text begins with: an answer or a thought."""
        return self._let_through or self._closed or self._inside

    def _turn(self, *, opens: bool) -> None:
        if self._let_through and not self._closed:
            raise ModelError("the model began a thought after part of an answer; discard both")
        self._inside = opens
        self.thought = True
        self._closed = self._closed or not opens

    def _unsure(self) -> int:
        """How many letters at the end cannot be placed yet."""
        if not self._begun:
            start = self._held.lstrip()
            if start.startswith(_NAME) or any(
                m.startswith(start) for m in (_NAME, *OPENS, *CLOSES)
            ):
                return len(self._held)
        return _may_begin_a_mark(self._held)


def _may_begin_a_mark(text: str) -> int:
    at = text.rfind("<")
    tail = text[at:] if at >= 0 else ""
    return len(tail) if tail and any(mark.startswith(tail) for mark in OPENS + CLOSES) else 0
