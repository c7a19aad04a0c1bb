"""The API keeps to its own description, whatever it is sent."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from chartside.sidebar import api
from chartside.sidebar.http import Rates

ENOUGH = Rates(10**6, 10**6, 10**6)


def described() -> dict[str, Any]:
    app = FastAPI()
    app.include_router(api.router)
    return app.openapi()


OPERATIONS = [(method, path) for path, item in described()["paths"].items() for method in item]


@pytest.fixture
def quiet(limited: Any) -> Any:
    """A house without workers: nothing is drafted here."""
    return limited(ENOUGH, workers=False)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_one_that_is_described(quiet: Any, method: str, path: str) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", quiet.app)
    operation = schema[path][method]

    @settings(
        max_examples=15,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def holds(case: Any) -> None:
        not_held = [positive_data_acceptance] if path.endswith("/runs") else []  # no workers: 400
        case.call_and_validate(headers=quiet.opened().changing, excluded_checks=not_held)

    holds()


def test_every_operation_says_what_it_is_and_how_it_refuses() -> None:
    document = described()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["operationId"].isidentifier(), where
            assert {"401", "422", "429", "503"} <= operation["responses"].keys(), where
            for status, answer in operation["responses"].items():
                if status >= "4":
                    assert "application/problem+json" in answer["content"], (where, status)
    names = [o["operationId"] for item in document["paths"].values() for o in item.values()]
    assert len(names) == len(set(names))


def test_the_description_needs_no_session_and_names_nobody(quiet: Any) -> None:
    assert "nora" not in str(quiet.app.openapi()).lower()
