"""Sentences written by hand, as clinicians write: the true ones pass, the false ones never do."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Severity, Statement, Verdict

Judge = Callable[..., Statement]


def _table(name: str) -> Any:
    """A table beside this file: tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TRUE: tuple[tuple[str, ...], ...] = (
    *_table("true_sentences").TRUE,
    *_table("more_true_sentences").MORE_TRUE,
    *_table("unseen_sentences").UNSEEN_TRUE,
)
FALSE: tuple[Any, ...] = (
    *_table("false_sentences").FALSE,
    *_table("more_false_sentences").MORE_FALSE,
    *_table("unseen_sentences").UNSEEN_FALSE,
)
FAILING = {Verdict.CONTRADICTED, Verdict.NOT_FOUND}


@pytest.mark.parametrize("row", TRUE, ids=lambda row: row[0][:60])
def test_a_true_sentence_is_supported(row: tuple[str, ...], judge: Judge):
    judged = judge(*row)
    assert (judged.verdict, judged.reasons) == (Verdict.SUPPORTED, ())
    assert judged.severity is Severity.NONE


@pytest.mark.parametrize(
    "row", FALSE, ids=lambda row: (row if isinstance(row, str) else row[0])[:60]
)
def test_a_false_sentence_is_never_supported_and_says_why(row: Any, judge: Judge):
    judged = judge(*([row] if isinstance(row, str) else row))
    assert judged.verdict in FAILING
    assert judged.severity is not Severity.NONE
    assert judged.reasons


def test_there_are_enough_false_sentences_to_mean_something():
    assert len(FALSE) >= 300
