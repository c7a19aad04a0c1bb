"""MedSigLIP: what it prepares, embeds and finds, on a tiny model of its class."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from tiny.siglip import SIDE, siglip
from transformers import AutoModel, AutoProcessor

from chartside.errors import ModelError, UsageError
from chartside.models.siglip import Finding, MedSigLIP, Shelf, chest_xray, classify
from chartside.models.siglip.preparation import pixels

TEXTS = ["a photo of an arm with a rash", "chest x-ray with a pleural effusion", "edema"]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return siglip(tmp_path_factory.mktemp("weights") / "tiny-siglip")


@pytest.fixture(scope="session")
def model(folder: Path) -> MedSigLIP:
    return MedSigLIP.load(folder, device="cpu")


def picture(seed: int, width: int = SIDE, height: int = SIDE) -> Image.Image:
    held = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(held)


def test_vectors_and_scores_are_those_of_transformers_itself(
    folder: Path, model: MedSigLIP
) -> None:
    """On images that need no resizing, where both prepare them alike."""
    images = [picture(seed) for seed in range(3)]
    plain = AutoModel.from_pretrained(folder).eval()
    processor = AutoProcessor.from_pretrained(folder)
    inputs = processor(text=TEXTS, images=images, padding="max_length", return_tensors="pt")
    with torch.inference_mode():
        theirs = plain(**inputs)
    ours = model.embed_images(images), model.embed_texts(TEXTS)
    assert ours[0] == pytest.approx(theirs.image_embeds.numpy(), abs=1e-5)
    assert ours[1] == pytest.approx(theirs.text_embeds.numpy(), abs=1e-5)
    assert model.logits(*ours) == pytest.approx(theirs.logits_per_image.numpy(), abs=1e-3)
    assert np.linalg.norm(ours[0], axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_many_at_once_are_what_each_is_alone(model: MedSigLIP) -> None:
    images = [picture(seed) for seed in range(19)]
    together = model.embed_images(images)
    assert together.shape == (19, 32)
    assert together[17:18] == pytest.approx(model.embed_images(images[17:18]), abs=1e-5)
    assert model.embed_images([]).shape == (0, 32)


def test_in_16_bits_it_says_nearly_the_same(folder: Path, model: MedSigLIP) -> None:
    half = MedSigLIP.load(folder, device="cpu", dtype="bfloat16")
    for made in (half.embed_images([picture(1)]), half.embed_texts(TEXTS[:1])):
        assert made.dtype == np.float32
    near = (half.embed_images([picture(1)]) @ model.embed_images([picture(1)]).T)[0, 0]
    assert near == pytest.approx(1, abs=0.02)


def test_an_image_is_padded_to_a_square_and_not_stretched(folder: Path) -> None:
    prepare = AutoProcessor.from_pretrained(folder).image_processor
    wide = Image.new("RGB", (2 * SIDE, SIDE), (255, 255, 255))
    (made,) = pixels([wide], prepare)
    quarter = SIDE // 4
    assert made.shape == (3, SIDE, SIDE)
    assert torch.all(made[:, : quarter - 1] == -1)  # zeros, after normalisation
    assert torch.all(made[:, -quarter + 1 :] == -1)
    assert torch.all(made[:, quarter + 1 : -quarter - 1] == 1)


def test_an_image_is_resized_as_tensorflow_does_without_antialiasing(folder: Path) -> None:
    """Half-pixel centres: at half the size each pixel is the mean of four, whatever lies beyond."""
    prepare = AutoProcessor.from_pretrained(folder).image_processor
    held = np.random.default_rng(3).integers(0, 256, (2 * SIDE, 2 * SIDE, 3), dtype=np.uint8)
    (made,) = pixels([Image.fromarray(held)], prepare)
    means = held.reshape(SIDE, 2, SIDE, 2, 3).mean(axis=(1, 3)) / 255
    assert made.permute(1, 2, 0).numpy() == pytest.approx((means - 0.5) / 0.5, abs=1e-5)
    large = np.random.default_rng(4).integers(0, 256, (4 * SIDE, 4 * SIDE, 3), dtype=np.uint8)
    (coarse,) = pixels([Image.fromarray(large)], prepare)
    middle = large.reshape(SIDE, 4, SIDE, 4, 3)[:, 1:3, :, 1:3].mean(axis=(1, 3)) / 255
    assert coarse.permute(1, 2, 0).numpy() == pytest.approx((middle - 0.5) / 0.5, abs=1e-5)


def test_gray_and_transparent_images_are_seen_in_three_channels(model: MedSigLIP) -> None:
    gray = Image.fromarray(np.full((SIDE, SIDE), 90, np.uint8))
    assert model.embed_images([gray]) == pytest.approx(
        model.embed_images([gray.convert("RGB")]), abs=1e-6
    )
    deep = Image.fromarray(np.full((SIDE, SIDE), 30000, np.uint16))
    with pytest.raises(UsageError, match="8 bits"):
        model.embed_images([deep])


def test_a_text_longer_than_64_tokens_is_cut_off_and_not_refused(model: MedSigLIP) -> None:
    long = "chest x-ray with a pleural effusion " * 40
    assert model.embed_texts([long]) == pytest.approx(model.embed_texts([long + "edema"]), abs=1e-6)


def test_a_finding_is_compared_with_its_absence(model: MedSigLIP) -> None:
    images = [picture(1), picture(2)]
    effusion = Finding("effusion", ("pleural effusion",), ("clear lungs",))
    rash = Finding("rash", ("a rash", "an arm with a rash"), ("an arm",))
    found = classify(model, images, [effusion, rash])
    assert [[one.name for one in row] for row in found] == [["effusion", "rash"]] * 2
    vectors = model.embed_images(images)
    pair = model.logits(vectors, model.embed_texts(["pleural effusion", "clear lungs"]))
    assert found[1][0].margin == pytest.approx(float(pair[1, 0] - pair[1, 1]), abs=1e-3)
    both = model.embed_texts(["a rash", "an arm with a rash"]).mean(axis=0)
    mean = (both / np.linalg.norm(both))[None]
    assert found[0][1].present == pytest.approx(float(model.logits(vectors, mean)[0, 0]), abs=1e-3)


def test_findings_are_named_each_once(model: MedSigLIP) -> None:
    one = Finding("a", ("b",), ("c",))
    for findings in ([], [one, one]):
        with pytest.raises(UsageError, match="each once"):
            classify(model, [picture(1)], findings)


def test_the_findings_in_chest_xrays_are_thirteen_and_each_can_be_absent() -> None:
    held = chest_xray()
    assert len({finding.name for finding in held}) == 13
    assert all(set(f.present).isdisjoint(f.absent) and f.absent for f in held)


def test_an_image_is_found_again_by_itself_and_by_the_words_nearest_to_it(
    model: MedSigLIP,
) -> None:
    images = model.embed_images([picture(seed) for seed in range(6)])
    shelf = Shelf(model.name)
    shelf.put([f"image-{n}" for n in range(6)], images)
    best = shelf.nearest(images[4], limit=3)
    assert best[0].name == "image-4"
    assert best[0].cosine == pytest.approx(1, abs=1e-5)
    assert [one.cosine for one in best] == sorted((o.cosine for o in best), reverse=True)
    (words,) = model.embed_texts(TEXTS[:1])
    assert shelf.nearest(words, limit=1)[0].name == f"image-{int((images @ words).argmax())}"


def test_a_name_that_returns_replaces_what_it_stood_for() -> None:
    shelf = Shelf("m@1")
    shelf.put(["a", "b"], np.eye(2))
    shelf.put(["a"], np.array([[0.0, 1.0]]))
    assert len(shelf) == 2
    assert {one.name: one.cosine for one in shelf.nearest(np.array([0, 1]))} == {"a": 1, "b": 1}
    assert Shelf("m@1").nearest(np.array([0, 1])) == ()
    for names, vectors in ((["a"], np.eye(2)), (["a"], np.eye(3)[:1]), (["a"], np.ones(2))):
        with pytest.raises(UsageError, match="a vector for each name"):
            shelf.put(names, vectors)


def test_a_shelf_is_kept_and_never_mixed_with_another_model(tmp_path: Path) -> None:
    shelf = Shelf("m@1")
    shelf.put(["a", "b"], np.eye(2))
    shelf.save(tmp_path / "s.npz")
    again = Shelf.read(tmp_path / "s.npz", "m@1")
    assert again.nearest(np.array([1.0, 0.0])) == shelf.nearest(np.array([1.0, 0.0]))
    with pytest.raises(UsageError, match="cannot be compared"):
        Shelf.read(tmp_path / "s.npz", "m@2")
    Shelf("m@1").save(tmp_path / "empty.npz")
    assert len(Shelf.read(tmp_path / "empty.npz", "m@1")) == 0


class Trap:
    """Unpickling it would write a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.mark,))


def test_a_file_that_is_no_shelf_is_refused_and_nothing_in_it_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    trap = np.array([Trap(mark)], dtype=object)
    np.savez(tmp_path / "trap.npz", model=np.array("m@1"), names=trap, vectors=np.eye(1))
    (tmp_path / "text.npz").write_text("no shelf", encoding="utf-8")
    for name in ("trap.npz", "text.npz", "none.npz"):
        with pytest.raises(UsageError, match="not a shelf"):
            Shelf.read(tmp_path / name, "m@1")
    assert not mark.exists()


def test_a_folder_that_lacks_weights_is_refused(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")
    weights.pop("vision_model.head.probe")
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match="lacks 1 weights"):
        MedSigLIP.load(tmp_path, device="cpu")


def test_a_folder_of_another_model_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no model \(config.json\)"):
        MedSigLIP.load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}), encoding="utf-8")
    with pytest.raises(UsageError, match="no weights as safetensors"):
        MedSigLIP.load(tmp_path)
    with pytest.raises(UsageError, match="float32 or bfloat16"):
        MedSigLIP.load(folder, dtype="float16")


def test_its_name_tells_two_trainings_apart(folder: Path, model: MedSigLIP, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")
    weights["logit_bias"] += 1
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    other = MedSigLIP.load(tmp_path, device="cpu")
    assert other.name.partition("@")[2] != model.name.partition("@")[2]
