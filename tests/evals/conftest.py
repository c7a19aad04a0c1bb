"""Charts of invented patients, the cases made from them, and the resources as they were written."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.demo import record_json
from chartside.evals.injected_errors.cases import Case, cases
from chartside.evals.injected_errors.panel import abroad, bundle
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record

AS_OF = datetime(2026, 11, 26, tzinfo=UTC)


Raw = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The demo record and six invented patients of each panel, one file each."""
    folder = tmp_path_factory.mktemp("records")
    written = []
    for number, text in enumerate(
        [
            record_json(),
            *(json.dumps(made).encode() for n in range(6) for made in (bundle(n), abroad(n))),
        ]
    ):
        written.append(folder / f"{number}.json")
        written[-1].write_bytes(text)
    return tuple(written)


@pytest.fixture(scope="session")
def charts(texts: tuple[Path, ...]) -> tuple[Chart, ...]:
    """A chart of each."""
    return tuple(open_record(path).open_chart(as_of=AS_OF) for path in texts)


@pytest.fixture(scope="session")
def raw(texts: tuple[Path, ...], charts: tuple[Chart, ...]) -> dict[str, Raw]:
    """Every resource of each patient by `Type/id`, straight from the JSON."""
    held = {}
    for path, chart in zip(texts, charts, strict=True):
        entries = json.loads(path.read_bytes())["entry"]
        resources = [entry["resource"] for entry in entries]
        held[chart.patient.reference] = {
            f"{r['resourceType']}/{r['id']}": r for r in resources if "id" in r
        }
    return held


@pytest.fixture(scope="session")
def made(charts: tuple[Chart, ...]) -> tuple[Case, ...]:
    """Every case of the charts under one seed."""
    return tuple(cases(charts, "7"))


@pytest.fixture
def true_ones(made: tuple[Case, ...]) -> tuple[Case, ...]:
    """The true sentences."""
    return tuple(case for case in made if not case.kind)
