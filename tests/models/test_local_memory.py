"""Whether a model fits is known before its weights are read."""

from pathlib import Path

import pytest
import torch

from chartside.errors import NotEnoughMemory
from chartside.models.local import ChatMedGemma
from chartside.models.local.folder import WeightsFolder, read_folder
from chartside.models.local.memory import (
    Precision,
    cache_bytes,
    check_memory,
    free_memory,
    need,
)
from chartside.models.ram import free_ram
from chartside.models.tensors import Tensor

KIB, MIB, GIB = 2**10, 2**20, 2**30
BF16 = Precision(torch.bfloat16)
MEDGEMMA_4B = {
    "hidden_size": 2560,
    "intermediate_size": 10240,
    "num_hidden_layers": 34,
    "sliding_window": 1024,
}
MEDGEMMA_27B = {
    "hidden_size": 5376,
    "intermediate_size": 21504,
    "num_hidden_layers": 62,
    "num_attention_heads": 32,
    "num_key_value_heads": 16,
    "head_dim": 128,
    "sliding_window": 1024,
}


def folder(shape: dict[str, int], *tensors: Tensor) -> WeightsFolder:
    return WeightsFolder(Path("model"), {"text_config": shape, "vision_config": {}}, tensors)


@pytest.mark.parametrize(
    ("shape", "a_token", "fixed"),
    [(MEDGEMMA_4B, 20 * KIB, 116 * MIB), (MEDGEMMA_27B, 80 * KIB, 416 * MIB)],
)
def test_the_cache_of_the_published_shapes_is_what_was_worked_out_by_hand(
    shape: dict[str, int], a_token: int, fixed: int
) -> None:
    for tokens in (4096, 131072):
        assert cache_bytes(folder(shape), tokens) == a_token * tokens + fixed


def test_128k_tokens_of_the_27b_take_ten_gigabytes() -> None:
    assert cache_bytes(folder(MEDGEMMA_27B), 131072) / GIB == pytest.approx(10.4, abs=0.05)


def test_quantised_weights_are_smaller_and_the_vision_tower_stays_whole() -> None:
    layer = Tensor("model.layers.0.mlp.up_proj.weight", "BF16", (1024, 1024))
    vision = Tensor("vision_tower.layers.0.mlp.fc1.weight", "BF16", (1024, 1024))
    whole = need(folder(MEDGEMMA_4B, layer, vision), BF16, 1).weights
    assert whole == 4 * MIB
    bits8 = need(folder(MEDGEMMA_4B, layer, vision), Precision(torch.bfloat16, 8), 1).weights
    bits4 = need(folder(MEDGEMMA_4B, layer, vision), Precision(torch.bfloat16, 4), 1).weights
    assert 3 * MIB <= bits8 < 3.01 * MIB
    assert 2.5 * MIB < bits4 < 2.6 * MIB


def test_a_folder_s_weights_are_counted_to_the_byte(multimodal_folder: Path) -> None:
    model = ChatMedGemma.load(multimodal_folder, device="cpu")._desk.loaded.model
    held = sum(weight.numel() * weight.element_size() for weight in model.parameters())
    assert need(read_folder(multimodal_folder), Precision(torch.float32), 1).weights == held
    assert need(read_folder(multimodal_folder), BF16, 1).weights == held // 2


def test_more_prompts_and_more_context_need_more() -> None:
    one = need(folder(MEDGEMMA_27B), BF16, 2048)
    assert need(folder(MEDGEMMA_27B), BF16, 2048, batch=8).cache == 8 * one.cache
    assert need(folder(MEDGEMMA_27B), BF16, 65536).all > one.all


def test_what_does_not_fit_is_refused_with_what_it_needs_and_what_is_free() -> None:
    layer = Tensor("model.layers.0.mlp.up_proj.weight", "BF16", (2**20, 2**26))
    with pytest.raises(NotEnoughMemory) as refused:
        check_memory(need(folder(MEDGEMMA_27B, layer), BF16, 8192), "cpu")
    assert refused.value.needed > 128 * 2**40
    assert 0 < refused.value.free < 128 * 2**40
    assert refused.value.exit_status == 5


def test_a_context_that_does_not_fit_is_refused_before_the_model_is_asked(
    text_folder: Path, tmp_path: Path
) -> None:
    config = (text_folder / "config.json").read_text("utf-8")
    for file in text_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "config.json").write_text(config.replace("16384", str(2**50)), encoding="utf-8")
    model = ChatMedGemma.load(tmp_path, device="cpu")
    with pytest.raises(NotEnoughMemory):
        model.invoke("Hi", max_tokens=2**45)


def test_the_less_of_machine_and_container_is_free(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9000 kB\nMemAvailable: 4000 kB\n", encoding="ascii")
    assert free_ram(meminfo, tmp_path / "none") == 4000 * KIB
    for name, value in [
        ("memory.max", f"{3000 * KIB}\n"),
        ("memory.current", f"{2000 * KIB}\n"),
        ("memory.stat", f"anon 5\ninactive_file {500 * KIB}\n"),
    ]:
        (tmp_path / name).write_text(value, encoding="ascii")
    assert free_ram(meminfo, tmp_path) == 1500 * KIB
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert free_ram(meminfo, tmp_path) == 4000 * KIB


def test_this_machine_has_some_memory_free() -> None:
    free = free_memory("cpu")
    assert free is not None
    assert free > 0
