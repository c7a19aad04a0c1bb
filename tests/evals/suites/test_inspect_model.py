"""Suites run by Inspect's own command, with a model that Inspect was told of."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from inspect_ai import eval as inspect_eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from chartside.errors import UsageError
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run
from chartside.evals.suites.chart_questions import chart_questions

pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    # Inspect leaves streams of its own to the garbage collector, which says so.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
    # It waits between tries by a name that the library of retries will drop.
    pytest.mark.filterwarnings("ignore:The 'initial' parameter is deprecated:DeprecationWarning"),
]
SAYS = json.dumps({"sentences": [{"text": "She takes warfarin.", "sources": [1]}]})


def answers() -> Iterator[ModelOutput]:
    """One answer again and again; without its usage Inspect would fetch a tokenizer."""
    while True:
        output = ModelOutput.from_content("mockllm/model", SAYS)
        output.usage = ModelUsage(input_tokens=700, output_tokens=9, total_tokens=709)
        yield output


def test_the_assistant_asks_the_model_of_inspect_and_its_log_holds_the_calls(
    tmp_path: Path,
) -> None:
    model = get_model("mockllm/model", custom_outputs=answers())
    task = chart_questions(panel=0, reasoner="inspect")
    (log,) = inspect_eval(task, model=model, limit=2, log_dir=str(tmp_path), display="none")
    assert log.status == "success"
    samples = log.samples or []
    calls = [event for s in samples for event in s.events if event.event == "model"]
    assert len(calls) == sum(s.store["cost"]["calls"] for s in samples) > 0
    assert sum(s.store["cost"]["tokens_in"] for s in samples) == 700 * len(calls)


def test_it_is_refused_where_inspect_was_told_of_no_model(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="inspect eval"):
        run(Asked(("summaries",), Records(panel=0), reasoner="inspect"), tmp_path)
