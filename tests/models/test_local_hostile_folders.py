"""Folders that lie, are broken, or want to run something: each is refused with a sentence."""

import builtins
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from safetensors.torch import load_file, save_file
from tiny import gemma, siglip

from chartside.errors import ModelError, UsageError
from chartside.models.images import as_seen
from chartside.models.local import ChatMedGemma
from chartside.models.local.loading import NOT_EVALUATED
from chartside.models.local.watching import UpTo
from chartside.models.siglip import MedSigLIP

pytestmark = pytest.mark.filterwarnings(
    # peft reads a name that transformers has renamed
    "ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"
)


@pytest.fixture
def folder(text_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tiny text model's folder, to be spoilt."""
    return shutil.copytree(text_folder, tmp_path / "copy")


def change(file: Path, **values: Any) -> None:
    held = json.loads(file.read_text("utf-8")) | values
    file.write_text(json.dumps(held), encoding="utf-8")


@pytest.fixture
def yes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who says yes to whatever a library asks at the terminal."""
    monkeypatch.setattr(builtins, "input", lambda *_: "y")


@pytest.mark.usefixtures("yes")
def test_code_of_a_folder_is_not_run_even_when_a_person_would_allow_it(
    multimodal_folder: Path, tmp_path: Path
) -> None:
    seeing = shutil.copytree(multimodal_folder, tmp_path / "seeing")
    encoder = siglip.siglip(tmp_path / "encoder")
    loads: list[tuple[Path, Callable[[], object]]] = [
        (seeing, lambda: ChatMedGemma.load(seeing, device="cpu")),
        (encoder, lambda: MedSigLIP.load(encoder, device="cpu")),
    ]
    for place, load in loads:
        ran = tmp_path / f"{place.name}-ran"
        (place / "own.py").write_text(f"open({str(ran)!r}, 'w')\nclass P: pass\n", "utf-8")
        named = {"auto_map": {"AutoProcessor": "own.P"}, "processor_class": "P"}
        change(place / "processor_config.json", **named)
        with pytest.raises(UsageError):
            load()
        assert not ran.exists()


@pytest.mark.parametrize(
    "sizes",
    [
        {"num_hidden_layers": "many"},
        {"num_hidden_layers": -3},
        {"hidden_size": 0},
        {"layer_types": 7},
        {"layer_types": ["full_attention"]},
        {"hidden_size": 128},
        {"head_dim": 2.5},
    ],
)
def test_a_configuration_that_cannot_be_right_is_refused_with_a_sentence(
    folder: Path, sizes: dict[str, Any]
) -> None:
    change(folder / "config.json", **sizes)
    with pytest.raises(UsageError):
        ChatMedGemma.load(folder, device="cpu")


def test_weights_of_layers_that_the_configuration_lacks_are_not_passed_over(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    change(folder / "config.json", num_hidden_layers=2, layer_types=config["layer_types"][:2])
    with pytest.raises(ModelError, match="layers that its configuration lacks"):
        ChatMedGemma.load(folder, device="cpu")


@pytest.mark.parametrize("template", ["{% if %}", "{{ ''.__class__.__mro__ }}", "{{ 1 / 0 }}"])
def test_a_template_that_cannot_be_used_is_found_when_the_model_is_loaded(
    folder: Path, template: str
) -> None:
    (folder / "chat_template.jinja").write_text(template, encoding="utf-8")
    with pytest.raises(UsageError, match="template"):
        ChatMedGemma.load(folder, device="cpu")


@pytest.mark.parametrize("device", ["gpu", "meta", "cuda:99", "cuda:", ""])
def test_a_device_that_is_not_there_is_refused_with_a_sentence(
    text_folder: Path, device: str
) -> None:
    with pytest.raises(UsageError, match="device"):
        ChatMedGemma.load(text_folder, device=device)


def test_a_setting_that_nobody_reads_is_refused(text_folder: Path) -> None:
    with pytest.raises(UsageError, match="max_tokns"):
        ChatMedGemma.load(text_folder, device="cpu", max_tokns=4)


def test_an_adapter_that_would_have_effect_in_part_only_is_refused(
    text_folder: Path, multimodal_folder: Path, tmp_path: Path
) -> None:
    tuned = gemma.adapter(tmp_path / "tuned", text_folder)
    with pytest.raises(UsageError, match="do not fit"):  # of the text model, on one that sees
        ChatMedGemma.load(multimodal_folder, adapter=tuned, device="cpu")
    file = tuned / "adapter_model.safetensors"
    weights = load_file(file)
    few = dict(sorted(weights.items())[:2])
    save_file(few, file)
    with pytest.raises(UsageError, match="14 weights"):
        ChatMedGemma.load(text_folder, adapter=tuned, device="cpu")
    stray = {name.replace("layers.0", "layers.9"): w.clone() for name, w in few.items()}
    save_file({**weights, **stray}, file)
    with pytest.raises(UsageError, match="2 weights"):
        ChatMedGemma.load(text_folder, adapter=tuned, device="cpu")
    save_file(weights, file)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(UsageError, match="cut off"):
        ChatMedGemma.load(text_folder, adapter=tuned, device="cpu")


def test_a_folder_of_quantised_weights_is_told_as_such(text_folder: Path, folder: Path) -> None:
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    AutoModelForCausalLM.from_pretrained(
        text_folder,
        quantization_config=BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4"),
        device_map={"": "cpu"},
    ).save_pretrained(folder)
    model = ChatMedGemma.load(folder, device="cpu", max_tokens=4)
    told = model.invoke("Which sodium?").response_metadata
    assert (told["precision"], told["notices"]) == ("4-bit", [NOT_EVALUATED])
    with pytest.raises(UsageError, match="already"):
        ChatMedGemma.load(folder, device="cpu", quantised=8)
    change(folder / "config.json", quantization_config={"quant_method": "gptq", "bits": 4})
    with pytest.raises(UsageError, match="not read"):
        ChatMedGemma.load(folder, device="cpu")


def test_an_encoder_that_is_cut_off_or_of_other_sizes_is_refused(tmp_path: Path) -> None:
    encoder = siglip.siglip(tmp_path / "encoder")
    for device in ("cuda:99", "gpu", "auto"):
        with pytest.raises(UsageError, match="device"):
            MedSigLIP.load(encoder, device=device)
    kept = (encoder / "config.json").read_text("utf-8")
    text = json.loads(kept)["text_config"]
    for wrong in ([1], text | {"hidden_size": 2 * text["hidden_size"]}):
        change(encoder / "config.json", text_config=wrong)
        with pytest.raises(UsageError, match="cannot be loaded"):
            MedSigLIP.load(encoder, device="cpu")
    (encoder / "config.json").write_text(kept, encoding="utf-8")
    file = encoder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(UsageError, match="cut off: 9 bytes"):
        MedSigLIP.load(encoder, device="cpu")


def test_half_a_letter_in_a_text_ends_no_embedding(tmp_path: Path) -> None:
    encoder = MedSigLIP.load(siglip.siglip(tmp_path / "encoder"), device="cpu")
    assert len(encoder.embed_texts(["nodule \ud800", ""])) == 2


def test_an_image_without_pixels_is_refused() -> None:
    with pytest.raises(UsageError, match="no pixels"):
        as_seen(Image.new("RGB", (0, 5)))


def test_an_answer_ends_at_the_same_stop_word_whole_and_letter_by_letter() -> None:
    words, text = ("<bb<", "b"), "a<<<bb<"
    whole, letters = UpTo(words), UpTo(words)
    assert whole.feed(text) == "".join(letters.feed(letter) for letter in text) == "a<<<"
