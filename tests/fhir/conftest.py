"""Small charts to test with: resources of one patient, opened as they are."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.entry import Entry

Body = dict[str, Any]
PATIENT: Body = {
    "resourceType": "Patient",
    "id": "1",
    "birthDate": "1960-05-17",
    "gender": "female",
}


class Make:
    """Builds resources that state only what matters; charts are as of 1 January 2026."""

    def resource(self, kind: str, name: str = "x", /, **fields: Any) -> Body:
        return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}

    def chart(
        self,
        *resources: Mapping[str, Any],
        patient: Mapping[str, Any] = PATIENT,
        shared: Mapping[str, Any] | None = None,
    ) -> Chart:
        rows = [
            Row(r["resourceType"], r["id"], "1", json.dumps(r).encode())
            for r in (patient, *resources)
        ]
        others = {ref: json.dumps(body).encode() for ref, body in (shared or {}).items()}
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return build_chart("Patient/1", rows, others.get, lambda ref: ref, (), now)

    def entry(self, body: Mapping[str, Any], **more: Any) -> Entry:
        found = self.chart(body, **more).get(f"{body['resourceType']}/{body['id']}")
        assert found is not None
        return found

    def code(self, code: str, display: str = "", system: str = "http://loinc.org") -> Body:
        return {"coding": [{"system": system, "code": code, "display": display}]}

    def lab(
        self, name: str, number: float | None = None, unit: str = "mg/dL", **fields: Any
    ) -> Body:
        """A final serum glucose unless told otherwise."""
        value = {} if number is None else {"valueQuantity": {"value": number, "unit": unit}}
        base = {
            "status": "final",
            "category": [self.code("laboratory", system="category")],
            "code": self.code("2345-7", "Glucose"),
            "effectiveDateTime": "2025-01-01T08:00:00Z",
        }
        return self.resource("Observation", name, **{**base, **value, **fields})

    def problem(self, name: str, text: str, clinical: str = "active", **fields: Any) -> Body:
        base = {
            "clinicalStatus": {"coding": [{"code": clinical}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
            "code": {"text": text},
        }
        return self.resource("Condition", name, **{**base, **fields})

    def order(self, name: str, drug: str, status: str = "active", **fields: Any) -> Body:
        base = {
            "status": status,
            "intent": "order",
            "medicationCodeableConcept": {"text": drug},
        }
        return self.resource("MedicationRequest", name, **{**base, **fields})

    def allergy(self, name: str, text: str, **fields: Any) -> Body:
        base = {"clinicalStatus": {"coding": [{"code": "active"}]}, "code": {"text": text}}
        return self.resource("AllergyIntolerance", name, **{**base, **fields})


@pytest.fixture
def make() -> Make:
    """Builders of resources and charts."""
    return Make()


def _beside(name: str) -> Any:
    """A module of this folder that is no test."""
    known = f"chartside_tests_{name}"
    if known not in sys.modules:
        found = importlib.util.spec_from_file_location(
            known, Path(__file__).with_name(f"{name}.py")
        )
        assert found
        assert found.loader
        sys.modules[known] = importlib.util.module_from_spec(found)
        found.loader.exec_module(sys.modules[known])
    return sys.modules[known]


@pytest.fixture
def web_servers() -> Iterator[Callable[[], Any]]:
    """Starts real HTTP servers that answer as a test tells them; see `web_server.py`."""
    yield from _beside("web_server").serving()


@pytest.fixture
def web_server(web_servers: Callable[[], Any]) -> Any:
    """One of them."""
    return web_servers()


@pytest.fixture
def fhir_server(web_server: Any) -> Iterator[Any]:
    """A FHIR server over an empty store; see `store_server.py`."""
    server = _beside("store_server").StoreServer(web_server)
    yield server
    server.store.close()


@pytest.fixture(scope="session")
def memfhir(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Sequence[Path]], AbstractContextManager[str]]:
    """Starts a server that others wrote on gzipped Bundles; see `memfhir.py`."""

    def serving(bundles: Sequence[Path]) -> AbstractContextManager[str]:
        folder = tmp_path_factory.mktemp("bundles")
        held: AbstractContextManager[str] = _beside("memfhir").serving(
            shared_data.parent, bundles, folder
        )
        return held

    return serving
