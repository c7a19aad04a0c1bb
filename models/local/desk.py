"""Where questions to one loaded model wait for each other, and from where they can be called off.

A model writes one batch at a time, in a thread of its own, so that whoever waits for it can be
cancelled: what waits its turn is dropped, what is being written stops after its current token.
Reading a prompt is one step, and is not interrupted.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from langchain_core.messages import AIMessage

from chartside.errors import Truncated
from chartside.models.local.answering import Question, Speaking, reply
from chartside.models.local.generation import Output, prepare, write
from chartside.models.local.grammar import Grammars
from chartside.models.local.loading import Loaded
from chartside.models.local.watching import Listener
from chartside.models.turn import Turn

Told = AIMessage | Truncated
"""An answer, or why there is none; one of a batch does not take the others with it."""


class Desk:
    """Puts questions to a model, one after the other."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="medgemma")
        self._grammars: Grammars | None = None

    def now(self, question: Question) -> list[Told]:
        """Answers, waited for; an interrupt calls the writing off."""
        cancelled = Event()
        future = self.submit(question, cancelled)
        try:
            return future.result()
        finally:
            cancelled.set()
            future.cancel()

    async def soon(self, question: Question) -> list[Told]:
        """Answers, awaited; cancelling the task calls the writing off."""
        cancelled = Event()
        future = self.submit(question, cancelled)
        try:
            return await asyncio.wrap_future(future)
        finally:
            cancelled.set()

    def submit(
        self,
        question: Question,
        cancelled: Event,
        give: Callable[[str | None], None] | None = None,
    ) -> Future[list[Told]]:
        """Put a question; `give` hears its one answer piece by piece, and None at its end."""
        if give is None:
            return self._worker.submit(self._answers, question, cancelled)
        future = self._worker.submit(self._heard, question, cancelled, give)
        future.add_done_callback(lambda _: give(None))
        return future

    def _answers(self, question: Question, cancelled: Event) -> list[Told]:
        told: list[Told] = []
        for start in range(0, len(question.turns), question.at_once):
            if cancelled.is_set():
                break
            turns = question.turns[start : start + question.at_once]
            if len(turns) == 1 and question.stop:
                told += self._heard(question, cancelled, lambda _: None, turns)
            else:
                told += self._told(self._write(question, turns, Listener(cancelled)), question)
        return told

    def _heard(
        self,
        question: Question,
        cancelled: Event,
        give: Callable[[str | None], None],
        turns: tuple[Turn, ...] | None = None,
    ) -> list[Told]:
        speaking = Speaking(question.stop, give)
        listener = Listener(cancelled, speaking.hear, speaking.enough)
        told = self._told(self._write(question, turns or question.turns, listener), question)
        if isinstance(told[0], AIMessage):
            speaking.close()
        return told

    def _write(
        self, question: Question, turns: tuple[Turn, ...], listener: Listener
    ) -> list[Output]:
        if question.asked.schema is not None and self._grammars is None:
            size = int(self.loaded.folder.text["vocab_size"])
            self._grammars = Grammars(self.loaded.tokenizer, size, sorted(self.loaded.ends))
        prompt = prepare(self.loaded, turns)
        return write(self.loaded, prompt, question.asked, listener, self._grammars)

    def _told(self, outputs: list[Output], question: Question) -> list[Told]:
        told: list[Told] = []
        for output in outputs:
            try:
                told.append(reply(output, question, self.loaded))
            except Truncated as cut:
                told.append(cut)
        return told
