"""MedSigLIP ranks and compares; a probe says how it was measured, and of which model it is."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tiny.siglip import siglip

from chartside.errors import UsageError
from chartside.models.imaging import read_images
from chartside.models.imaging.tasks.classify import classify
from chartside.models.imaging.tasks.logistic import area, fit, sigmoid
from chartside.models.imaging.tasks.probe import LinearProbe, probed
from chartside.models.imaging.tasks.seeing import see
from chartside.models.imaging.tasks.similar import alike, shelve
from chartside.models.siglip import MedSigLIP, chest_xray
from chartside.models.siglip import classify as by_pairs


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> MedSigLIP:
    place = tmp_path_factory.mktemp("weights") / "medsiglip-448"
    return MedSigLIP.load(siglip(place), device="cpu")


@pytest.fixture
def pictures(tmp_path: Path) -> Any:
    """A folder of noise, each picture another."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for seed in range(6):
        held = np.random.default_rng(seed).integers(0, 256, (40, 56, 3), dtype=np.uint8)
        Image.fromarray(held).save(folder / f"p{seed}.png")
    return read_images([folder])


def first(reading: Any) -> Any:
    return see(reading)[0]


def test_findings_of_a_radiograph_are_compared_with_their_absence(
    model: MedSigLIP, seen: Any, xray: Any
) -> None:
    (one,) = seen(xray())
    found = classify(model, one)
    (expected,) = by_pairs(model, [one.frames[0].picture()], chest_xray())
    assert {r.label: r.margin for r in found.labels} == {e.name: e.margin for e in expected}
    margins = [r.margin for r in found.labels]
    assert margins == sorted(margins, reverse=True)
    assert found.published[0].value == "0.844"
    assert "no probabilities" in found.notices[0]


def test_labels_of_ones_own_are_ranked_and_no_absence_is_made_up_for_them(
    model: MedSigLIP, pictures: Any
) -> None:
    labels = ["a photo of an arm with a rash", "a photo of a leg"]
    found = classify(model, first(pictures), labels)
    assert {one.label for one in found.labels} == set(labels)
    assert all(one.margin is None for one in found.labels)
    scores = model.logits(
        model.embed_images([first(pictures).frames[0].picture()]), model.embed_texts(labels)
    )[0]
    assert [one.score for one in found.labels] == pytest.approx(sorted(scores, reverse=True))
    assert any("may be absent too" in one for one in found.notices)


def test_one_label_alone_is_nothing_to_rank(model: MedSigLIP, pictures: Any) -> None:
    with pytest.raises(UsageError, match="against others"):
        classify(model, first(pictures), ["a rash"])
    with pytest.raises(UsageError, match="--labels"):
        classify(model, first(pictures))


def test_of_a_volume_each_label_has_the_slice_that_is_nearest_to_it(
    model: MedSigLIP, series: Any, at: Any, seen: Any
) -> None:
    noise = np.random.default_rng(5).integers(0, 400, (5, 16, 16)).astype(np.int16)
    folder = series("mr", [(noise[z], "MR", at(float(z))) for z in range(5)])
    (one,) = seen(folder)
    labels = ["edema", "consolidation"]
    found = classify(model, one, [f"a picture with {name}" for name in labels])
    texts = model.embed_texts([f"a picture with {name}" for name in labels])
    scores = model.logits(model.embed_images([f.picture() for f in one.frames]), texts)
    assert {r.label: r.index for r in found.labels} == {
        f"a picture with {name}": int(scores[:, n].argmax()) for n, name in enumerate(labels)
    }
    assert len(found.frames) == 5


def cloud(count: int, seed: int = 1) -> tuple[Any, Any]:
    """Vectors of two kinds that overlap a little."""
    rng = np.random.default_rng(seed)
    truth = rng.random(count) < 0.3
    rows = rng.normal(size=(count, 32)) + truth[:, None] * np.eye(32)[0] * 2.5
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), truth


def test_a_probe_finds_on_new_examples_what_it_was_fitted_to() -> None:
    rows, truth = cloud(400)
    probe = LinearProbe.fitted("m@1", rows, {"rash": truth})
    new, wanted = cloud(400, seed=2)
    likely = probe.probabilities(new)[:, 0]
    assert area(likely, wanted) > 0.85
    assert probe.areas[0] == pytest.approx(area(likely, wanted), abs=0.08)


def test_its_probabilities_are_as_frequent_as_the_label() -> None:
    rows, truth = cloud(600)
    probe = LinearProbe.fitted("m@1", rows, {"rash": truth})
    new, wanted = cloud(600, seed=3)
    likely = probe.probabilities(new)[:, 0]
    assert likely.mean() == pytest.approx(wanted.mean(), abs=0.05)
    sure = likely > 0.7
    assert wanted[sure].mean() > 0.6


def test_labels_that_are_chance_are_measured_to_be_chance() -> None:
    rows, _ = cloud(300)
    truth = np.random.default_rng(9).random(300) < 0.5
    probe = LinearProbe.fitted("m@1", rows, {"coin": truth})
    assert probe.areas[0] == pytest.approx(0.5, abs=0.12)


def test_regression_stands_at_the_least_loss() -> None:
    rows, truth = cloud(200)
    weights = fit(rows, truth, 0.1)
    likely = sigmoid(rows @ weights[:-1] + weights[-1])
    assert rows.T @ (likely - truth) + 0.1 * weights[:-1] == pytest.approx(np.zeros(32), abs=1e-3)
    assert likely.sum() == pytest.approx(truth.sum(), abs=1e-3)


def test_a_kept_probe_is_the_same_and_is_no_code(tmp_path: Path) -> None:
    rows, truth = cloud(200)
    probe = LinearProbe.fitted("m@1", rows, {"rash": truth, "none": ~truth})
    probe.save(tmp_path / "p.npz")
    read = LinearProbe.read(tmp_path / "p.npz", "m@1")
    assert read.labels == ("rash", "none")
    assert np.array_equal(read.probabilities(rows), probe.probabilities(rows))
    assert (read.areas, read.positive, read.examples) == (
        probe.areas,
        probe.positive,
        probe.examples,
    )
    with pytest.raises(UsageError, match="vectors of m@1, not of other@2"):
        LinearProbe.read(tmp_path / "p.npz", "other@2")


def test_a_file_that_is_no_probe_is_refused_unopened(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("no", encoding="utf-8")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    evil = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "pickle.npz", model=evil, labels=evil, weights=evil)
    with zipfile.ZipFile(tmp_path / "empty.npz", "w"):
        pass
    for name in ("text", "other", "pickle", "empty", "missing"):
        with pytest.raises(UsageError, match="no linear probe"):
            LinearProbe.read(tmp_path / f"{name}.npz", "m@1")


@pytest.mark.parametrize("positive", [0, 9, 291, 300])
def test_too_few_examples_of_either_kind_are_refused(positive: int) -> None:
    rows, _ = cloud(300)
    with pytest.raises(UsageError, match="10 examples"):
        LinearProbe.fitted("m@1", rows, {"rash": np.arange(300) < positive})


def test_a_finding_by_a_probe_tells_its_own_figure_and_not_that_of_another(
    model: MedSigLIP, pictures: Any
) -> None:
    rows, truth = cloud(100)
    probe = LinearProbe.fitted(model.name, rows, {"rash": truth})
    found = probed(model, probe, first(pictures))
    assert found.published == ()
    assert found.notices[0] == (
        f"rash: ROC area {probe.areas[0]:.3f} on held-out examples "
        f"({probe.positive[0]} of 100 with it)"
    )
    assert "fewer than 512 examples" in found.notices[1]
    assert 0 < (found.labels[0].probability or 0) < 1
    stranger = LinearProbe.fitted("other@2", rows, {"rash": truth})
    with pytest.raises(UsageError, match="vectors of other@2"):
        probed(model, stranger, first(pictures))


def test_the_image_that_is_most_alike_is_its_own_copy_and_never_itself(
    model: MedSigLIP, pictures: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.png"
    all_of_them = see(pictures)
    all_of_them[2].frames[0].picture().save(copy)
    (like,) = see(read_images([copy]))
    shelf, aside = shelve(model, pictures)
    assert (len(shelf), aside) == (6, ())
    near = alike(model, shelf, like.frames[0], limit=3)
    assert near[0].name == "p2.png#0"
    assert near[0].cosine == pytest.approx(1, abs=1e-4)
    assert len(near) == 3
    own = alike(model, shelf, all_of_them[2].frames[0], limit=6)
    assert len(own) == 5
    assert "p2.png#0" not in [one.name for one in own]
    assert len(alike(model, shelf, "edema", limit=2)) == 2


def test_an_image_of_another_folder_with_the_same_name_is_found_too(
    model: MedSigLIP, pictures: Any, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    Image.new("RGB", (30, 30), (9, 200, 30)).save(tmp_path / "elsewhere" / "p2.png")
    (other,) = see(read_images([tmp_path / "elsewhere"]))
    shelf, _ = shelve(model, pictures)
    near = alike(model, shelf, other.frames[0], limit=6)
    assert "p2.png#0" in [one.name for one in near]
