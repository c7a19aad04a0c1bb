"""The demo record, opened once; checking is deterministic and changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from chartside.demo import record_json
from chartside.draft import Citation, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.file import RecordFile
from chartside.grounding import check

Judge = Callable[..., Statement]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Chart:
    """Nora Lindqvist's chart on 26 November 2026."""
    path = tmp_path_factory.mktemp("demo") / "demo.json"
    path.write_bytes(record_json())
    with RecordFile([path]) as record:
        return record.open_chart("Patient/nora-lindqvist", as_of=datetime(2026, 11, 26, tzinfo=UTC))


@pytest.fixture(scope="session")
def judge(demo: Chart) -> Judge:
    """`judge("Potassium 5.9 mmol/L", "Observation/…", section="…")` against the demo chart."""

    def judged(text: str, *references: str, section: str = "") -> Statement:
        cited = tuple(Citation(r) for r in references)
        return check(Statement(text, cited), demo, section=section)

    return judged
