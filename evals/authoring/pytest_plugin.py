"""The fixture `evaluate` for pytest, for suites among the tests of an application.

    # conftest.py
    pytest_plugins = ["chartside.evals.authoring.pytest_plugin"]

    # test_anticoagulants.py
    async def test_answers_are_right(evaluate):
        report = await evaluate("anticoagulants.toml")
        report.require("right", at_least=0.9)

It needs a plugin that runs coroutines, such as pytest-asyncio. No other module here knows pytest.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.evals.authoring.testing import Evaluated, found_beside
from chartside.evals.authoring.testing import evaluate as evaluated

Evaluate = Callable[..., Awaitable[Evaluated]]
"""`evaluate` of `chartside.evals.authoring.testing`, with a folder of the test's own."""


@pytest.fixture
def evaluate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Evaluate:
    """Run suites; a file of one's own is looked for beside the test first."""
    here = request.path.parent

    async def run(*suites: str | Path, **options: Any) -> Evaluated:
        folder = tmp_path_factory.mktemp("chartside-eval")
        named = [found_beside(suite, here) for suite in suites]
        return await evaluated(*named, folder=folder, **options)

    return run
