"""The rows of a laboratory report as a model that sees pictures reads them, part by part.

What a model says stands on a page need not stand there: `standing` finds where it does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, Field

from chartside.errors import OffSchema
from chartside.models.page_images.placing import Box, Gray
from chartside.models.page_images.tiles import Tile, tiles
from chartside.models.structured import Answer, ask_for

_Text = Annotated[str | None, Field(max_length=300)]
_MOST_CUTS: Final = 3
"""How often a band is halved because an answer about it was cut off: eighths of a page."""


class LabRow(BaseModel):
    """One test, under the names that the published prompt gives them; all of it is text."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: Annotated[str, Field(max_length=200)]
    result: _Text = None
    unit: _Text = None
    range: _Text = None
    panel: _Text = None
    method: _Text = None
    specimen: _Text = None
    sample_collection_time: _Text = None
    """As `DD-MM-YYYY HH:MM:SS`."""


class LabRows(BaseModel):
    """All tests of what was shown."""

    model_config = ConfigDict(hide_input_in_errors=True)

    lab_tests: Annotated[list[LabRow], Field(max_length=120)]


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row, and the box of the part of the page that it was read in."""

    row: LabRow
    tile: Box


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a model read on a page, in the order it told it, and which model: name and revision."""

    rows: tuple[SeenRow, ...]
    model: str
    asked: int
    """How many parts of the page it was shown."""


async def lab_rows(model: BaseChatModel, gray: Gray, prompt: str) -> ModelReading:
    """The rows that a model sees on a page.

    An answer that is cut off is thrown away, and the part that it was about is shown again in
    halves: rows of a list that broke off would look like all there are.

    Args:
        model: It takes images.
        gray: The page, upright and level.
        prompt: What it is asked.

    Raises:
        OffSchema: It gave no list of rows, or one that does not end however small the part.
        ModelError: The model failed.
    """
    read: list[tuple[Tile, Answer[LabRows]]] = []
    for tile in tiles(gray):
        read += await _read(model, gray, prompt, tile, _MOST_CUTS)
    about = read[-1][1].about if read else {}
    return ModelReading(merged([_seen(*one) for one in read]), _named(about), len(read))


async def _read(
    model: BaseChatModel, gray: Gray, prompt: str, tile: Tile, cuts: int
) -> list[tuple[Tile, Answer[LabRows]]]:
    shown = [tile.message(gray)]
    try:
        answer = await ask_for(model, prompt, LabRows, attempts=1, images=shown)
    except OffSchema as off:
        if not any(problem.startswith(_ENDLESS) for problem in off.problems):
            answer = await ask_for(model, prompt, LabRows, images=shown)
        elif cuts and tile.halves:
            upper, lower = tile.halves
            above = await _read(model, gray, prompt, upper, cuts - 1)
            return above + await _read(model, gray, prompt, lower, cuts - 1)
        else:
            raise
    return [(tile, answer)]


_ENDLESS: Final = ("truncated", "too-many", "too-long")
"""Problems of an answer without an end: asked to be shorter, it would leave rows out."""


def _seen(tile: Tile, answer: Answer[LabRows]) -> list[SeenRow]:
    return [SeenRow(row, tile.box) for row in answer.value.lab_tests]


def merged(parts: Sequence[Sequence[SeenRow]]) -> tuple[SeenRow, ...]:
    """The rows of all parts; one that two neighbours show alike is there once.

    Rows that are alike within one part are two rows: a page may print a result twice.
    """
    kept: list[SeenRow] = []
    before: list[SeenRow] = []
    for part in parts:
        open_ = [_key(one.row) for one in before]
        for one in part:
            if (key := _key(one.row)) in open_:
                open_.remove(key)
            else:
                kept.append(one)
        before = list(part)
    return tuple(kept)


def _key(row: LabRow) -> tuple[str, str, str]:
    name, result, unit = (
        "".join((said or "").casefold().split()) for said in (row.name, row.result, row.unit)
    )
    return name, result, unit


def _named(about: Any) -> str:
    named = about.get("model") or about.get("model_name") or ""
    return " ".join(str(part) for part in (named, about.get("revision")) if part)
