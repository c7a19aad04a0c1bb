"""Weights are loaded as they were asked for, from this machine alone."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tiny import gemma

from chartside.errors import UsageError
from chartside.models.local import ChatMedGemma
from chartside.models.local.loading import NOT_EVALUATED

pytestmark = pytest.mark.filterwarnings(
    # peft reads a name that transformers has renamed
    "ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"
)


@pytest.fixture(scope="module")
def adapter_folder(tmp_path_factory: pytest.TempPathFactory, text_folder: Path) -> Path:
    """A random LoRA adapter of the tiny text model."""
    return gemma.adapter(tmp_path_factory.mktemp("adapter") / "tuned", text_folder)


def test_an_adapter_changes_what_is_said_and_is_recorded(
    text_only: ChatMedGemma, text_folder: Path, adapter_folder: Path
) -> None:
    adapted = ChatMedGemma.load(text_folder, adapter=adapter_folder, device="cpu", max_tokens=24)
    told = adapted.invoke("Which sodium?")
    assert told.content != text_only.invoke("Which sodium?").content
    assert told.response_metadata["adapter"].startswith("tuned@sha256:")
    assert told.response_metadata["revision"] == text_only.invoke("a").response_metadata["revision"]


def test_an_adapter_says_the_same_merged_as_it_does_apart(
    text_folder: Path, adapter_folder: Path
) -> None:
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    from chartside.models.local.generation import prepare
    from chartside.models.turn import one_turn

    adapted = ChatMedGemma.load(text_folder, adapter=adapter_folder, device="cpu")
    loaded = adapted._desk.loaded
    apart = PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(text_folder), adapter_folder
    ).eval()
    messages = adapted._convert_input("Which sodium?").to_messages()
    prompt = prepare(loaded, [one_turn(messages)])
    with torch.inference_mode():
        merged_scores, apart_scores = loaded.model(**prompt).logits, apart(**prompt).logits
    torch.testing.assert_close(merged_scores, apart_scores, rtol=1e-3, atol=1e-3)


def test_a_folder_that_is_no_adapter_of_the_model_is_refused(
    text_folder: Path, multimodal_folder: Path, tmp_path: Path
) -> None:
    wide = gemma.text_only(tmp_path / "wide", hidden_size=128)
    other = gemma.adapter(tmp_path / "other", wide)
    for folder in (other, multimodal_folder):
        with pytest.raises(UsageError):
            ChatMedGemma.load(text_folder, adapter=folder, device="cpu")


@pytest.mark.parametrize("bits", [8, 4])
@pytest.mark.parametrize("kind", ["multimodal_folder", "text_folder"])
def test_quantised_weights_answer_and_carry_the_publisher_s_warning(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, kind: str, bits: int
) -> None:
    with caplog.at_level(logging.WARNING, logger="chartside"):
        model = ChatMedGemma.load(
            request.getfixturevalue(kind), quantised=bits, device="cpu", max_tokens=4
        )
    assert NOT_EVALUATED in caplog.text
    assert model.notices == (NOT_EVALUATED,)
    told = model.invoke("Hi").response_metadata
    assert told["precision"] == f"{bits}-bit"
    assert told["notices"] == [NOT_EVALUATED]
    kept = [n for n, w in model._desk.loaded.model.named_parameters() if not w.is_floating_point()]
    assert kept
    assert not [name for name in kept if "vision" in name or "projector" in name]


def test_whole_weights_carry_no_warning(text_only: ChatMedGemma) -> None:
    assert text_only.notices == ()
    assert "notices" not in text_only.invoke("Hi").response_metadata


def test_weights_are_loaded_in_the_type_that_was_asked_for(text_folder: Path) -> None:
    model = ChatMedGemma.load(text_folder, device="cpu", dtype="bfloat16", max_tokens=4)
    assert model._desk.loaded.model.dtype == torch.bfloat16
    assert model.invoke("Hi").response_metadata["precision"] == "bfloat16"


def test_images_go_with_weights_of_another_type(multimodal_folder: Path) -> None:
    from PIL import Image

    model = ChatMedGemma.load(multimodal_folder, device="cpu", dtype="bfloat16", max_tokens=4)
    image = {"type": "image", "image": Image.radial_gradient("L")}
    told = model.invoke([("user", [image, {"type": "text", "text": "Describe"}])])
    assert told.usage_metadata["output_tokens"] > 0


@pytest.mark.parametrize("settings", [{"dtype": "float16"}, {"quantised": 3}])
def test_what_the_model_does_not_stand_is_refused(
    text_folder: Path, settings: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        ChatMedGemma.load(text_folder, device="cpu", **settings)


def test_a_folder_that_is_not_there_is_not_looked_for_elsewhere() -> None:
    with pytest.raises(UsageError, match="no such folder"):
        ChatMedGemma.load("google/medgemma-4b-it")


def test_models_are_known_without_torch() -> None:
    probe = (
        "import sys; sys.modules['torch'] = None; sys.modules['transformers'] = None\n"
        "import chartside.models, chartside.models.thoughts, chartside.models.control_tokens\n"
        "from chartside.errors import MissingExtra\n"
        "try:\n import chartside.models.local\n"
        "except MissingExtra as missing: print(missing)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "pip install 'chartside[local]'" in done.stdout


@pytest.mark.parametrize("bits", [8, 4])
def test_an_adapter_goes_on_quantised_weights_and_changes_what_they_say(
    text_folder: Path, adapter_folder: Path, bits: int
) -> None:
    settings = {"quantised": bits, "device": "cpu", "max_tokens": 12}
    plain = ChatMedGemma.load(text_folder, **settings)
    adapted = ChatMedGemma.load(text_folder, adapter=adapter_folder, **settings)
    told = adapted.invoke("Which sodium?")
    assert told.content != plain.invoke("Which sodium?").content
    assert told.response_metadata["precision"] == f"{bits}-bit"
    assert told.response_metadata["adapter"].startswith("tuned@")
    assert len(adapted.batch(["a", "Which sodium?"])) == 2
