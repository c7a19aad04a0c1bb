"""A folder of weights is known by what it holds, and refused where it is not whole."""

import json
import shutil
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from chartside.errors import ModelError, UsageError
from chartside.models.local import ChatMedGemma
from chartside.models.local.folder import read_folder
from chartside.models.revision import fingerprint, revision_of

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def folder(text_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tiny text model's folder, to be spoilt."""
    return shutil.copytree(text_folder, tmp_path / "copy")


def test_classes_and_window_are_read_without_the_weights(
    multimodal_folder: Path, text_folder: Path
) -> None:
    seeing, reading = read_folder(multimodal_folder), read_folder(text_folder)
    assert (seeing.sees, reading.sees) == (True, False)
    assert seeing.layers == reading.layers == (2, 2)
    assert reading.window == 16384
    assert sum(t.numbers for t in reading.tensors) == sum(
        w.numel() for w in load_file(text_folder / "model.safetensors").values()
    )


def test_a_silent_configuration_means_what_the_class_means(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    for name in ("num_attention_heads", "layer_types", "head_dim", "max_position_embeddings"):
        del config[name]
    config["num_hidden_layers"], config["sliding_window_pattern"] = 34, None
    config.pop("_sliding_window_pattern")
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    read = read_folder(folder)
    assert (read.text["head_dim"], read.window, read.layers) == (256, 131072, (5, 29))


@pytest.mark.parametrize("kept", [0, 7, 100, -1])
def test_weights_that_are_cut_off_are_refused_before_they_are_read(folder: Path, kept: int) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:kept])
    with pytest.raises(UsageError, match="cut off"):
        ChatMedGemma.load(folder, device="cpu")


@pytest.mark.parametrize("spoilt", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_folder_without_one_of_its_files_is_refused(folder: Path, spoilt: str) -> None:
    (folder / spoilt).unlink()
    with pytest.raises(UsageError):
        ChatMedGemma.load(folder, device="cpu")


def test_pickled_weights_are_not_read(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(UsageError, match="pickled"):
        ChatMedGemma.load(folder, device="cpu")


def test_a_model_without_a_chat_template_is_refused(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(UsageError, match="instruction-tuned"):
        ChatMedGemma.load(folder, device="cpu")


def test_another_model_s_class_is_refused(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "llama"}), "utf-8")
    with pytest.raises(UsageError, match="model type"):
        ChatMedGemma.load(folder, device="cpu")


def test_a_weight_that_is_missing_is_not_made_up(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    del weights["model.layers.2.mlp.up_proj.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="lacks 1 weights"):
        ChatMedGemma.load(folder, device="cpu")


def test_an_index_names_files_of_its_own_folder_only(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    index = {"weight_map": {"a": "../elsewhere.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(UsageError, match="does not say"):
        read_folder(folder)


def test_a_file_that_the_index_names_and_is_not_there_is_missed(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-1.safetensors")
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(UsageError, match="1 of 2"):
        read_folder(folder)


def test_a_whole_file_goes_before_an_index_as_it_does_when_it_is_loaded(
    folder: Path, text_only: ChatMedGemma
) -> None:
    index = {"weight_map": {"a": "of-another.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    (folder / "of-another.safetensors").write_bytes(b"")
    told = ChatMedGemma.load(folder, device="cpu", max_tokens=24).invoke("Which sodium?")
    assert told.content == text_only.invoke("Which sodium?").content


def test_shards_without_their_index_are_no_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-1.safetensors")
    with pytest.raises(UsageError, match="no weights as safetensors"):
        read_folder(folder)


def test_the_commit_of_a_hub_snapshot_is_its_revision(text_folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "models--google--medgemma-4b-it" / "snapshots" / COMMIT
    shutil.copytree(text_folder, place)
    known = revision_of(place, {})
    assert (known.name, known.revision, known.source) == (
        "google/medgemma-4b-it",
        COMMIT,
        "snapshot",
    )


def test_the_commit_that_the_hub_client_noted_is_the_revision(folder: Path) -> None:
    notes = folder / ".cache" / "huggingface" / "download"
    notes.mkdir(parents=True)
    for name in ("config.json", "model.safetensors"):
        (notes / f"{name}.metadata").write_text(f"{COMMIT}\netag\n1.0\n", encoding="utf-8")
    assert revision_of(folder, {}).source == "download"
    (notes / "tokenizer.json.metadata").write_text(f"{COMMIT[::-1]}\netag\n1.0\n", encoding="utf-8")
    assert revision_of(folder, {}).source == "fingerprint"


def test_weights_without_a_commit_have_a_fingerprint_that_tells_two_trainings_apart(
    folder: Path,
) -> None:
    before = fingerprint(folder)
    assert fingerprint(folder) == before
    weights = load_file(folder / "model.safetensors")
    save_file(
        {n: w * 1.001 for n, w in weights.items()}, folder / "model.safetensors", {"format": "pt"}
    )
    assert fingerprint(folder) != before


def test_another_chat_template_is_another_revision(folder: Path) -> None:
    before = fingerprint(folder)
    template = folder / "chat_template.jinja"
    template.write_text(template.read_text("utf-8") + " ", encoding="utf-8")
    assert fingerprint(folder) != before


def test_a_revision_that_was_pinned_is_the_only_one_that_is_loaded(folder: Path) -> None:
    pinned = fingerprint(folder)
    model = ChatMedGemma.load(folder, device="cpu", revision=pinned, max_tokens=1)
    assert model.invoke("Hi").response_metadata["revision"] == pinned
    with pytest.raises(UsageError, match=f"holds revision {pinned}, not {COMMIT}"):
        ChatMedGemma.load(folder, device="cpu", revision=COMMIT)
