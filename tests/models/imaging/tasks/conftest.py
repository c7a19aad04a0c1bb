"""A chat model that says what a test wrote down and keeps what it was shown, and images for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from PIL import Image

from chartside.models.imaging import read_images
from chartside.models.imaging.tasks.asker import Asker
from chartside.models.imaging.tasks.seeing import Seen, see
from chartside.models.turn import one_turn
from chartside.prompts.prompt import prompts


class Scripted(BaseChatModel):
    """Says its answers one after the other, the last for ever."""

    answers: tuple[str, ...]
    name_told: str = "google/medgemma-1.5-4b-it"
    finish: str = "stop"
    asked: list[list[BaseMessage]]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.asked.append(messages)
        said = self.answers[min(len(self.asked), len(self.answers)) - 1]
        about = {"model": self.name_told, "revision": "abc", "finish_reason": self.finish}
        message = AIMessage(content=said, response_metadata=about)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def turn(self, number: int = 0) -> list[str]:
        """What the model was shown: texts, and `<image>` where one stood, as our models fold it."""
        pieces = one_turn(self.asked[number]).pieces
        return [piece if isinstance(piece, str) else "<image>" for piece in pieces]

    def pictures(self, number: int = 0) -> list[Image.Image]:
        """The images that it was shown."""
        return [one for one in one_turn(self.asked[number]).pieces if not isinstance(one, str)]


@pytest.fixture
def scripted() -> Callable[..., Scripted]:
    """`scripted("answer", …)`."""
    return lambda *answers, **how: Scripted(answers=answers, asked=[], **how)


@pytest.fixture
def asker() -> Callable[[Scripted], Asker]:
    """A model with the prompts of the package."""
    return lambda model: Asker(model, prompts())


@pytest.fixture
def seen() -> Callable[..., tuple[Seen, ...]]:
    """What a model sees of files."""
    return lambda *paths: see(read_images(list(paths)))


@pytest.fixture
def xray(dicom: Callable[..., Path]) -> Callable[..., Path]:
    """A radiograph of 80 rows and 60 columns."""

    def write(name: str = "chest.dcm", **elements: Any) -> Path:
        pixels = np.add.outer(np.arange(80), np.arange(60)).astype(np.uint16)
        said = {"StudyInstanceUID": "1.2.3", "SOPInstanceUID": "1.2.3.9", **elements}
        return dicom(name, pixels, "DX", **said)

    return write
