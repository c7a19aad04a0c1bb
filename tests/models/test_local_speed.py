"""How a batch is written is decided in one place, by what pays and by what fits."""

import subprocess
import sys
from pathlib import Path

import pytest

from chartside.errors import PromptTooLong
from chartside.models.local import ChatMedGemma
from chartside.models.local.speed import Plan, Speed, plan, speed

STATIC, DYNAMIC = Speed("static", "for a test"), Speed("dynamic", "for a test")


def test_compiled_steps_are_for_gpus(text_only: ChatMedGemma) -> None:
    chosen = speed(text_only._desk.loaded, compiled=True)
    assert chosen.cache == "dynamic"
    assert "GPU" in chosen.why


def test_a_fixed_cache_grows_in_steps_so_that_little_is_compiled(text_only: ChatMedGemma) -> None:
    loaded = text_only._desk.loaded
    rooms = [plan(loaded, (1, n), 500, STATIC, sees=False).room for n in (100, 900, 3000, 3700)]
    assert rooms == [4096, 4096, 4096, 8192]
    assert plan(loaded, (1, 16000), 384, STATIC, sees=False).room == 16384


def test_a_long_prompt_is_read_in_pieces_and_one_with_images_whole(text_only: ChatMedGemma) -> None:
    loaded = text_only._desk.loaded
    assert plan(loaded, (1, 9000), 10, DYNAMIC, sees=False) == Plan("dynamic", 9010, 4096)
    assert plan(loaded, (1, 9000), 10, DYNAMIC, sees=True) == Plan("dynamic", 9010, None)
    assert plan(loaded, (1, 4000), 10, DYNAMIC, sees=False).piece is None


def test_what_does_not_fit_whole_is_read_in_pieces_without_compiled_steps(
    text_only: ChatMedGemma,
) -> None:
    rows = 2**18  # so many fixed caches would fill any machine; those of a few tokens do not
    planned = plan(text_only._desk.loaded, (1, 9000), 10, STATIC, sees=False)
    assert planned == Plan("static", 12288, None)
    assert plan(text_only._desk.loaded, (rows, 5), 1, STATIC, sees=False).cache == "dynamic"


def test_prompt_and_answer_fill_the_window_and_no_more(text_only: ChatMedGemma) -> None:
    loaded = text_only._desk.loaded
    assert plan(loaded, (1, 16000), 384, DYNAMIC, sees=False).room == loaded.folder.window
    with pytest.raises(PromptTooLong, match="16000 tokens of prompt and 385"):
        plan(loaded, (1, 16000), 385, DYNAMIC, sees=False)


@pytest.mark.slow
def test_the_measurement_for_gpus_runs_on_a_tiny_shape(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "benchmarks/medgemma.py", "--shape", "tiny", "--new", "4"]
    command += ["--batch", "1", "2", "--context", "64", "--out", str(tmp_path / "page.md")]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    page = (tmp_path / "page.md").read_text("utf-8")
    assert page.startswith("# MedGemma tiny, random weights in bf16")
    for batch in (1, 2):
        for how in ("plain generate()", "ours"):
            assert f"| {batch} | 64 | {how} |" in page
    assert "does not fit" not in page
