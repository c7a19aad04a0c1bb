"""The published accuracy of a task, by model and kind of image; silence is said to be silence."""

import re
import tomllib
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import ConfigDict, Field, TypeAdapter

from chartside.models.imaging.tasks.finding import Published, Task
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.routing import task as routed

_Words = Annotated[str, Field(min_length=1, max_length=300)]
_QUANTISED: Final = re.compile(r"[-_.:](q\d|int\d|awq|gptq|fp8|nf4|gguf|\d-?bit|w\da\d)", re.I)
_ROUTES: Final = {ImageKind.CT: "volume", ImageKind.MR: "volume", ImageKind.SLIDE: "slide"}
_VERSION: Final = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class _Figure:
    __pydantic_config__ = ConfigDict(extra="forbid")

    model: _Words
    tasks: tuple[Task, ...]
    kinds: tuple[ImageKind, ...]
    dataset: _Words
    metric: _Words
    value: _Words
    evaluated: _Words
    not_evaluated: _Words
    source: _Words
    chance: str = ""

    @property
    def published(self) -> Published:
        held = asdict(self)
        return Published(**{k: v for k, v in held.items() if k not in {"model", "tasks", "kinds"}})


_ADAPTER: Final = TypeAdapter(tuple[_Figure, ...])


@lru_cache(maxsize=1)
def _figures() -> tuple[_Figure, ...]:
    source = files("chartside.models.imaging.tasks").joinpath("published.toml")
    return _ADAPTER.validate_python(tomllib.loads(source.read_text(encoding="utf-8"))["figure"])


def published_for(model: str, task: Task, kind: ImageKind) -> tuple[Published, ...]:
    """The figures of a model at a task on such images; none where nothing was published.

    Args:
        model: As a server or a folder calls it: `google/medgemma-1.5-4b-it`, with a revision or a
            form of the weights behind it or not.
        task: What it was asked to do.
        kind: What the images are.
    """
    name = _catalogued(model)
    return tuple(
        one.published
        for one in _figures()
        if one.model == name and task in one.tasks and kind in one.kinds
    )


def accuracy_notices(model: str, task: Task, kind: ImageKind) -> tuple[str, ...]:
    """What a reader has to know of the figures, or of there being none."""
    said = []
    if not published_for(model, task, kind):
        said.append(f"no accuracy was published for this model at this task on {kind.words}")
    elif kind is ImageKind.PICTURE:
        said.append("the file does not say what it shows: the figure may not be about such images")
    wanted = routed(_ROUTES.get(kind, task.value if task is not Task.ANSWER else "describe"))
    if (name := _catalogued(model)) and name not in wanted.models:
        said.append(f"another model is better at {wanted.title}: {wanted.models[0]} ({wanted.why})")
    if _QUANTISED.search(model):
        said.append("the figures are not of quantised weights, whose accuracy nobody published")
    return tuple(said)


def _catalogued(model: str) -> str:
    """The name in the catalogue that a model goes by; "" for a stranger."""
    last = _VERSION.sub("-", model.partition("@")[0].rpartition("/")[2].lower())
    known = sorted({one.model for one in _figures()}, key=len, reverse=True)
    for one in known:
        if last == one or last.startswith(f"{one}-"):
            return one
    return ""
