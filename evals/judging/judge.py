"""A judge: a chat model that is asked whether an answer agrees, or how well a text does.

What is judged is data: it goes to the model as one JSON object, in which no text can end its own
quotes, and the prompt says that nothing in it is addressed to the model. A model may still be
swayed by what it reads, by length and by its own taste: `chartside eval judge` measures that.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, Field, create_model

from chartside.errors import UsageError
from chartside.evals.running.models import EXTRACTIVE, chat_model
from chartside.models.structured import Answer, ask_for
from chartside.prompts.prompt import prompt

T = TypeVar("T", bound=BaseModel)

Reason = Annotated[str, Field(max_length=600)]
_STRICT: Final = ConfigDict(extra="forbid", hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether an answer agrees, why, and who says so: model, revision, the prompt's version."""

    ok: bool
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """Points that a text was given, why, and who says so."""

    points: int
    reason: str
    by: str = ""


class Better(StrEnum):
    """Which of two answers is better."""

    FIRST = "first"
    SECOND = "second"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Preference:
    """The better of two answers, why, and who says so."""

    better: Better
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """What is rated: a name, what it asks, and what each number of points stands for."""

    name: str
    asks: str
    points: Mapping[int, str]


class _Agrees(BaseModel):
    model_config = _STRICT

    reason: Reason
    agrees: bool


class _Prefers(BaseModel):
    model_config = _STRICT

    reason: Reason
    better: Better


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that judges; make it with `open_judge`. `named` is how it was named.

    Every method is one call with one verdict (once more where the answer was not of its shape), at
    temperature 0.

    Raises, from every way to ask:
        ModelError: The model gave no verdict. That is no verdict of "wrong".
    """

    model: BaseChatModel
    named: str = ""

    async def agrees(self, question: str, expected: str, answer: str) -> Judgement:
        """Whether an answer says what was expected; lenient in form, strict in fact."""
        data = {"question": question, "expected": expected, "answer": answer}
        held = await self._asked("judge_agrees", data, _Agrees)
        return Judgement(held.value.agrees, held.value.reason, _by(held, "judge_agrees"))

    async def prefers(self, question: str, first: str, second: str) -> Preference:
        """The better of two answers as they are ordered here.

        Judges like one place more than the other: ask in both orders, or draw the order by a seed.
        """
        data = {"question": question, "first": first, "second": second}
        held = await self._asked("judge_prefers", data, _Prefers)
        return Preference(held.value.better, held.value.reason, _by(held, "judge_prefers"))

    async def rate(self, scale: Scale, material: Mapping[str, Any]) -> Rating:
        """Points for what is in the material, on one scale.

        Args:
            scale: What is asked, and what its points stand for.
            material: What is rated and what it is held against, by names that the scale uses.
        """
        data = {"item": scale.name, **material}
        told = "\n".join(f"{points}: {words}" for points, words in sorted(scale.points.items()))
        held = await self._asked("judge_points", data, _rated(scale), asks=scale.asks, points=told)
        value: Any = held.value
        return Rating(int(value.points), value.reason, _by(held, "judge_points"))

    async def _asked(
        self, name: str, data: Mapping[str, Any], shape: type[T], **said: str
    ) -> Answer[T]:
        words = json.dumps(data, ensure_ascii=False)
        return await ask_for(self.model, prompt(name).filled(data=words, **said), shape)


def open_judge(named: str) -> Judge:
    """The judge of this name: `URL#MODEL`, or `local:FOLDER`.

    Raises:
        UsageError: It is none, or what it needs is not installed.
        ModelError: Weights that cannot be loaded.
    """
    if not named or named == EXTRACTIVE:
        raise UsageError("a judge is a model: name one as URL#MODEL or local:FOLDER")
    return Judge(chat_model(named), named)


def _rated(scale: Scale) -> type[BaseModel]:
    """The shape of a rating; its bounds are those of the scale."""
    least, most = min(scale.points), max(scale.points)
    number = Annotated[int, Field(ge=least, le=most)]
    return create_model("Rated", __config__=_STRICT, reason=(Reason, ...), points=(number, ...))


def _by(held: Answer[Any], name: str) -> str:
    """Who judged: model, revision where it is told, and the prompt that it was asked with."""
    model, revision = held.about.get("model") or "a model", held.about.get("revision")
    return f"{model}{f'@{revision}' if revision else ''} ({name} {prompt(name).version})"
