"""A model's opinion on sentences that the rules could not check; it decides nothing.

The model is the caller's: any LangChain chat model, or anything with its `ainvoke`. It is asked
about one claim at a time, and only where the verdict is `not_checkable`; the verdict stays what it
is, and the opinion is added to the reasons, with the model's name. An opinion counts only if it is
exactly the JSON asked for and the passage that it rests on stands in a cited source, so that a note
that tells the model what to answer gains at most a sentence in quotes that the reader sees.

What is bounded: how many claims are asked, the time of one answer and of all, the length of what is
sent and of what comes back.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from time import monotonic
from typing import Any, Final, Protocol

import frontmatter

from chartside.draft import Section, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.grounding.check import claims_in
from chartside.grounding.judges.quotes import smooth


class ChatModel(Protocol):
    """The part of a LangChain chat model that is used."""

    async def ainvoke(self, text: Any, /) -> Any:
        """The answer to one user turn."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model may cost: claims asked in all, seconds for one and for all, characters.

    `prompt` and `answer` are characters; four are about one token of English.
    """

    claims: int = 20
    seconds: float = 20.0
    total_seconds: float = 120.0
    prompt: int = 12_000
    answer: int = 1_200


@dataclass(frozen=True, slots=True)
class _Opinion:
    verdict: str
    quote: str


_FILE: Final = frontmatter.loads(
    files("chartside.grounding").joinpath("opinion.md").read_text(encoding="utf-8")
)
VERSION: Final = int(str(_FILE["version"]))
"""The version of the prompt, in `opinion.md`."""
_VERDICTS: Final = frozenset({"supported", "contradicted", "cannot tell"})


async def with_opinions(
    sections: Sequence[Section],
    chart: Chart,
    model: ChatModel,
    *,
    name: str = "",
    limits: Limits = Limits(),
) -> tuple[Section, ...]:
    """Checked sections, with a model's opinion among the reasons of what could not be checked.

    Args:
        sections: Sentences with their verdicts; only those that are `not_checkable` are asked
            about, and no verdict, severity or earlier reason is changed.
        chart: The record that they were checked against.
        model: Any LangChain chat model.
        name: What the reader is told the model is called; empty, its own name.
        limits: What it may cost. What lies beyond is left without an opinion, and says so.
    """
    asking = _Asking(chart, model, name or _name(model), limits)
    found = []
    for section in sections:
        statements = [await asking.about(s) for s in section.statements]
        found.append(replace(section, statements=tuple(statements)))
    return tuple(found)


class _Asking:
    """One run over a draft: what has been asked and what is left."""

    def __init__(self, chart: Chart, model: ChatModel, name: str, limits: Limits) -> None:
        self._chart, self._model, self._name, self._limits = chart, model, name, limits
        self._left = limits.claims
        self._until = monotonic() + limits.total_seconds

    async def about(self, statement: Statement) -> Statement:
        """The sentence with the opinions on its claims among its reasons."""
        passages = self._passages(statement)
        if statement.verdict is not Verdict.NOT_CHECKABLE or not passages:
            return statement
        told = [await self._told(subject, statement, passages) for subject in self._of(statement)]
        return replace(statement, reasons=(*statement.reasons, *dict.fromkeys(told)))

    def _of(self, statement: Statement) -> list[str]:
        """What the sentence speaks of; itself where it names nothing."""
        references = [c.reference for c in statement.citations]
        claims = claims_in(statement.text, self._chart, references)
        return list(dict.fromkeys(c.words for c in claims if c.words)) or ["the whole sentence"]

    def _passages(self, statement: Statement) -> list[str]:
        found = []
        for reference in dict.fromkeys(c.reference for c in statement.citations):
            entry = self._chart.get(reference)
            document = self._chart.document(reference)
            found += [
                t for t in (entry.text if entry else "", document.text if document else "") if t
            ]
        return found

    async def _told(self, subject: str, statement: Statement, passages: Sequence[str]) -> str:
        if self._left <= 0 or monotonic() >= self._until:
            return f"a model ({self._name}) was not asked about {subject}: its limit was reached"
        self._left -= 1
        opinion = await self._opinion(
            _prompt(subject, statement.text, passages, self._limits), passages
        )
        if opinion is None:
            return f"a model ({self._name}) gave no usable answer about {subject}"
        quote = f', from "{opinion.quote}"' if opinion.quote else ""
        return f"a model ({self._name}) judged of {subject}: {opinion.verdict}{quote}"

    async def _opinion(self, prompt: str, passages: Sequence[str]) -> _Opinion | None:
        seconds = min(self._limits.seconds, self._until - monotonic())
        try:
            async with asyncio.timeout(max(seconds, 0)):
                answer = await self._model.ainvoke(prompt)
        except Exception:  # noqa: BLE001 - any model may fail in any way, and then has no opinion
            return None
        return _read(_words(answer), passages, self._limits.answer)


def _prompt(subject: str, text: str, passages: Sequence[str], limits: Limits) -> str:
    """The instruction, then the data as JSON, in which no passage can end its own quotes."""
    room = max(0, limits.prompt - len(_FILE.content) - len(text)) // max(1, len(passages))
    data = {
        "subject": subject[:200],
        "sentence": text[: limits.prompt // 4],
        "passages": [p[:room] for p in passages],
    }
    return f"{_FILE.content}\n\n{json.dumps(data, ensure_ascii=False)}"


def _words(answer: object) -> str:
    content = getattr(answer, "content", answer)
    if isinstance(content, list):
        content = "".join(b.get("text", "") for b in content if isinstance(b, dict))
    return content if isinstance(content, str) else ""


def _read(text: str, passages: Sequence[str], longest: int) -> _Opinion | None:
    """The answer if it is exactly what was asked for; None where anything is off."""
    if len(text) > longest:
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict) or set(held) != {"verdict", "quote"}:
        return None
    verdict, quote = held["verdict"], held["quote"]
    if verdict not in _VERDICTS or not isinstance(quote, str):
        return None
    if verdict == "cannot tell":
        return _Opinion(verdict, "")
    stands = bool(smooth(quote)) and any(smooth(quote) in smooth(p) for p in passages)
    return _Opinion(verdict, smooth(quote)) if stands else None


def _name(model: object) -> str:
    held = next((v for n in _NAMES if isinstance(v := getattr(model, n, None), str) and v), "")
    return held or type(model).__name__


_NAMES: Final = ("model_name", "model", "model_id")
