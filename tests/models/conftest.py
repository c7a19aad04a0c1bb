"""Tiny models of the real classes, made once, saved, and loaded through the real code.

torch and transformers take seconds to import, so each fixture imports what it needs.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tiny.gemma import Saying

    from chartside.models.local import ChatMedGemma

sys.path.insert(0, str(Path(__file__).parent))  # for the builders in tiny/, which are no package


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """The models are tiny and the machine is shared."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def multimodal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of the class that the 4B and the multimodal 27B variants are."""
    from tiny import gemma

    return gemma.multimodal(tmp_path_factory.mktemp("weights") / "tiny-it")


@pytest.fixture(scope="session")
def text_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of the class that the text-only 27B variant is."""
    from tiny import gemma

    return gemma.text_only(tmp_path_factory.mktemp("weights") / "tiny-text-it")


@pytest.fixture(scope="session")
def multimodal(multimodal_folder: Path) -> "ChatMedGemma":
    """A random model that takes images."""
    from chartside.models.local import ChatMedGemma

    return ChatMedGemma.load(multimodal_folder, device="cpu", max_tokens=24)


@pytest.fixture(scope="session")
def text_only(text_folder: Path) -> "ChatMedGemma":
    """A random model that takes text only."""
    from chartside.models.local import ChatMedGemma

    return ChatMedGemma.load(text_folder, device="cpu", max_tokens=24)


@pytest.fixture(scope="session")
def saying(tmp_path_factory: pytest.TempPathFactory) -> "Saying":
    """`saying("▁Yes", END)`: a model that answers every prompt with these tokens."""
    from tiny import gemma

    from chartside.models.local import ChatMedGemma

    made: dict[tuple[str, ...], Path] = {}

    def said(*script: str, **settings: object) -> ChatMedGemma:
        if script not in made:
            made[script] = gemma.saying(tmp_path_factory.mktemp("saying") / "script", *script)
        return ChatMedGemma.load(made[script], device="cpu", **settings)

    return said
