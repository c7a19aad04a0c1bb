"""The catalogue: what each model of the family is for, what it needs, how well it did and at what.

Read from `catalog.toml`; a key that is not known is refused, so that a slip of the pen is seen.
"""

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from chartside.errors import NoSuchModel, UsageError

_STRICT: Final = ConfigDict(extra="forbid", hide_input_in_errors=True)
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}$")]
_Words = Annotated[str, Field(min_length=1, max_length=800)]
_Count = Annotated[int, Field(gt=0)]
_CLOSE: Final = 0.4
_SUGGESTED: Final = 3


class ModelKind(StrEnum):
    """What a model gives. A `base` model follows no instructions and writes no drafts."""

    CHAT = "chat"
    BASE = "base"
    IMAGE_TEXT = "image-text-embedding"
    IMAGE = "image-embedding"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms that weights come under: our own short wording, and where the terms themselves are."""

    __pydantic_config__ = _STRICT

    name: _Name
    title: _Words
    address: Annotated[str, Field(pattern="^https://")]
    says: _Words
    use: _Words


@dataclass(frozen=True, slots=True)
class Figure:
    """A published result. `value` is text: some are given for several sets at once."""

    __pydantic_config__ = _STRICT

    task: _Words
    measure: _Words
    value: _Words
    source: _Words


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a decoder that say what its cache of keys and values takes.

    `global_layers` of the `layers` look at everything; the others at `sliding_window` tokens.
    """

    __pydantic_config__ = _STRICT

    hidden: _Count
    layers: _Count
    global_layers: _Count
    key_value_heads: _Count
    head: _Count
    sliding_window: _Count


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens that go in and out. `tested_with_images` is as far as images were trained with."""

    __pydantic_config__ = _STRICT

    context: _Count
    output: int = 0
    tested_with_images: int = 0


@dataclass(frozen=True, slots=True)
class Images:
    """Pixels of a side, tokens of an image, and the most slices or patches that were trained."""

    __pydantic_config__ = _STRICT

    side: _Count
    tokens: int = 0
    most_slices: int = 0
    most_patches: int = 0


@dataclass(frozen=True, slots=True)
class Audio:
    """Samples a second; the seconds of a chunk, and of its overlap at either end."""

    __pydantic_config__ = _STRICT

    rate: _Count
    chunk: _Count
    stride: _Count


@dataclass(frozen=True, slots=True)
class Model:
    """A model. `id` is its name on the Hugging Face hub, `extra` the optional part it loads with.

    `parameters` of which `embedding_parameters` stay in 16 bits when the rest is quantised; 0 where
    it is not loaded here. `vectors` of `dimension` numbers each are what an embedding consists of.
    """

    __pydantic_config__ = _STRICT

    name: _Name
    id: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    title: _Words
    purpose: _Words
    kind: ModelKind
    architecture: _Words
    loader: _Words
    processor: _Words
    inputs: Annotated[tuple[Literal["text", "image", "audio"], ...], Field(min_length=1)]
    gated: bool
    licence: _Name
    serving: Literal["openai", "vertex"]
    parameters: Annotated[int, Field(ge=0)]
    limits: Annotated[tuple[_Words, ...], Field(min_length=1)]
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]
    extra: str = ""
    thinking: bool = False
    embedding_parameters: int = 0
    dimension: int = 0
    vectors: int = 1
    shape: Shape | None = None
    tokens: Tokens | None = None
    images: Images | None = None
    audio: Audio | None = None

    @property
    def loadable(self) -> bool:
        """Whether Chartside can load its weights; else it is asked behind an endpoint only."""
        return bool(self.extra)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, the models that can do it, the best by published figures first, and why."""

    __pydantic_config__ = _STRICT

    name: _Name
    title: _Words
    models: Annotated[tuple[_Name, ...], Field(min_length=1)]
    why: _Words


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole file."""

    __pydantic_config__ = _STRICT

    licence: tuple[Licence, ...]
    model: tuple[Model, ...]
    task: tuple[Task, ...]


_ADAPTER: Final = TypeAdapter(Catalogue)


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from TOML.

    Raises:
        UsageError: It is not TOML, a key is unknown or missing, a value out of bounds, a name given
            twice, or one that is referred to is not there.
    """
    try:
        found = _ADAPTER.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        raise UsageError(f"the catalogue of models is not TOML: {wrong}") from None
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"the catalogue of models, {where}: {first['msg']}") from None
    _check(found)
    return found


def _check(found: Catalogue) -> None:
    held = {
        "licence": [one.name for one in found.licence],
        "model": [one.name for one in found.model],
        "task": [one.name for one in found.task],
    }
    for what, names in held.items():
        if twice := {name for name in names if names.count(name) > 1}:
            raise UsageError(f"the catalogue has {what} {min(twice)} twice")
    needed = [
        *(("licence", one.licence) for one in found.model),
        *(("model", name) for one in found.task for name in one.models),
    ]
    for what, name in needed:
        if name not in held[what]:
            raise UsageError(f"the catalogue refers to a {what} {name} that it does not have")


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The package's own catalogue."""
    source = files("chartside.models").joinpath("catalog.toml")
    return read_catalogue(source.read_text(encoding="utf-8"))


def models() -> tuple[Model, ...]:
    """Every model, in the order of the catalogue."""
    return catalogue().model


def model(name: str) -> Model:
    """The model of this name, or of this id on the hub (`google/medasr`).

    >>> model("google/medasr").name
    'medasr'

    Raises:
        NoSuchModel: There is none; `close` are names that look like it.
    """
    asked = name.strip().casefold()
    for one in models():
        if asked in {one.name, one.id.casefold()}:
            return one
    known = [one.name for one in models()]
    asked = asked.rpartition("/")[2]
    begun = [name for name in known if asked and name.startswith(asked)]
    near = begun or get_close_matches(asked, known, _SUGGESTED, _CLOSE)
    raise NoSuchModel(tuple(near), tuple(known))


def licence_of(one: Model) -> Licence:
    """The terms that a model's weights come under."""
    return next(licence for licence in catalogue().licence if licence.name == one.licence)


def model_json(one: Model) -> dict[str, Any]:
    """A model as plain JSON values, its licence in full."""
    held: dict[str, Any] = TypeAdapter(Model).dump_python(one, mode="json")
    return held | {"licence": TypeAdapter(Licence).dump_python(licence_of(one), mode="json")}
