"""Inspect's leftovers, and suites laid down in a folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Path]:
    """Lays down `own.toml`, its cases beside it, and a scorer if there is code of one."""

    def lay_down(do: str, *cases: dict[str, Any], head: str = "", code: str = "") -> Path:
        lines = [json.dumps(case) for case in cases]
        (tmp_path / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
        text = f'line = "Of a test."\ndo = "{do}"\ncases = "own.jsonl"\n'
        if code:
            (tmp_path / "grading.py").write_text(code, encoding="utf-8")
            text += 'scorer = "grading.py:grade"\n'
        file = tmp_path / "own.toml"
        file.write_text(f"{text}{head}", encoding="utf-8")
        return file

    return lay_down
