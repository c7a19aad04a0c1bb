"""A chart with a little of much, and a way to ask it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.assistant import Assistant
from chartside.draft import Draft
from chartside.fhir.chart import Chart
from chartside.fhir.record import RecordSource
from chartside.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def resources(make: Any) -> list[dict[str, Any]]:
    """Resources of a patient born 17 May 1960, as of 1 January 2026."""
    ldl = {"coding": [{"system": "http://loinc.org", "code": "13457-7"}], "text": "LDL cholesterol"}
    hdl = {"coding": [{"system": "http://loinc.org", "code": "2085-9"}], "text": "HDL cholesterol"}
    total = {"coding": [{"system": "http://loinc.org", "code": "2093-3"}], "text": "Cholesterol"}
    milligrams = {"value": 130, "unit": "mg/dL", "code": "mg/dL"}
    ended = {"period": {"start": "2022-03-01", "end": "2022-03-06"}}
    return [
        make.lab("k1", 4.1, "2023-06-01"),
        make.lab("k2", 5.9, "2024-12-01"),
        make.lab("k3", 4.4, "2025-11-02"),
        make.lab("k0", 9.9, "2025-12-02", status="entered-in-error"),
        make.lab("ldl", 0, "2025-05-01", code=ldl, valueQuantity=milligrams),
        make.lab("hdl", 0, "2025-05-01", code=hdl, valueQuantity={**milligrams, "value": 50}),
        make.lab("chol", 0, "2025-05-01", code=total, valueQuantity={**milligrams, "value": 210}),
        make.vital("w1", "29463-7", "Body weight", 80, "kg", "2020-02-01"),
        make.vital("w2", "29463-7", "Body weight", 72, "kg", "2025-02-01"),
        make.problem("mi", "Myocardial infarction", onsetDateTime="2019-04-02"),
        make.problem("t2", "Type 2 diabetes mellitus", onsetDateTime="2010-05"),
        make.problem(
            "pn",
            "Pneumonia",
            clinical="resolved",
            onsetDateTime="2022-03-01",
            abatementDateTime="2022-03-20",
        ),
        make.order(
            "lis",
            "Lisinopril 20 mg tablet",
            status="stopped",
            authoredOn="2018-02-01",
            statusReason={"text": "Dry cough"},
            dispenseRequest={"validityPeriod": {"start": "2018-02-01", "end": "2019-03-05"}},
        ),
        make.order(
            "met",
            "Metformin 500 mg tablet",
            authoredOn="2015-03-01",
            reasonCode=[{"text": "Type 2 diabetes mellitus"}],
            dosageInstruction=[{"text": "500 mg by mouth twice daily"}],
        ),
        make.order("ator", "Atorvastatin 40 mg tablet", authoredOn="2020-01-09"),
        make.allergy("pen", "Penicillin", reaction=[{"manifestation": [{"text": "Hives"}]}]),
        make.procedure("col1", "Colonoscopy", "2015-08-01"),
        make.procedure("col2", "Colonoscopy", "2021-09-03"),
        make.visit("v1", "Office visit", "2025-10-07"),
        make.visit("adm", "Hospital admission", "2022-03-01", "IMP", **ended),
        make.note("n1", "PLAN: Offered a sleep study for snoring. Mood is good."),
    ]


@pytest.fixture
def record(make: Any, resources: list[dict[str, Any]]) -> RecordSource:
    opened: RecordSource = make.record(*resources)
    return opened


Ask = Callable[..., Draft]


@pytest.fixture
def ask(tmp_path: Path, record: RecordSource) -> Ask:
    """`ask("What was her last potassium?")`: the answer, from a real graph and real stores."""

    def answered(question: str, chart: Chart | None = None, **more: Any) -> Draft:
        assistant = Assistant(record, settings=Settings(home=tmp_path / "home"), **more)
        opened = chart or record.open_chart(as_of=NOW)
        return asyncio.run(assistant.ask(opened, question))

    return answered
