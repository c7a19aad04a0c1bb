"""How a file is read: by its words alone, or by its words and a model that sees its pages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from chartside.fhir.lab_reports.opening import Opened
from chartside.tools.labs.files import FileRead, How, read_opened


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file; `model` and `prompt` name a model that read along.

    `unfounded` counts rows of the model that stand on no page: none of them is in `read`.
    `failure` says why the model did not read all pages along; the words' reading stands then.
    """

    read: FileRead
    model: str = ""
    prompt: str = ""
    unfounded: int = 0
    failure: str = ""


FileReader = Callable[[Opened, How], Awaitable[Reading]]


async def by_words(opened: Opened, how: How) -> Reading:
    """The text layer, or the print on a picture.

    Raises:
        MissingExtra: What reads PDF is not installed.
    """
    return Reading(read_opened(opened, how))


def with_model(model: Any) -> FileReader:
    """Words, and a chat model that takes images beside them.

    A model that fails leaves what the words say, and `Reading.failure` tells. The reader raises
    `MissingExtra` where what reads pictures is not installed.
    """

    async def read(opened: Opened, how: How) -> Reading:
        # it needs what reads pictures, and who reads by words alone does not
        reader: Any = import_module("chartside.tools.labs.model_reading")
        twice = await reader.read_with_model(opened, how, model)
        return Reading(twice.read, twice.model, twice.prompt, twice.refused, twice.failure)

    return read
