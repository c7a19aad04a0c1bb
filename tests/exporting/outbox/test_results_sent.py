"""Results of a signed report on the record system's server: together, final, and once."""

from dataclasses import replace
from typing import Any

import pytest

from chartside.draft import Action, Proposal
from chartside.signoff.proposed import Decided

URI = "urn:ietf:rfc:3986"
SOURCE, SODIUM, REPORT = (f"urn:uuid:0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3))


def resource(kind: str, urn: str, **fields: Any) -> dict[str, Any]:
    identifier = [{"system": URI, "value": urn}]
    return {
        "resourceType": kind,
        "identifier": identifier,
        "subject": {"reference": "Patient/p1"},
        **fields,
    }


def proposals() -> tuple[Proposal, ...]:
    made = (
        resource("DocumentReference", SOURCE, status="current", content=[{"attachment": {}}]),
        resource(
            "Observation",
            SODIUM,
            status="preliminary",
            code={"text": "Sodium"},
            valueQuantity={"value": 140, "unit": "mmol/L"},
            derivedFrom=[{"reference": SOURCE}],
        ),
        resource(
            "DiagnosticReport",
            REPORT,
            status="preliminary",
            code={"text": "Laboratory report"},
            result=[{"reference": SODIUM}],
        ),
    )
    return tuple(Proposal(f"p{n}", Action.FILE_RESULT, "s1", one) for n, one in enumerate(made, 1))


@pytest.fixture
def filing(ward: Any, a: Any) -> Any:
    """Signs the results of one report, accepted, under a draft id."""

    def signed(name: str) -> None:
        chart = a.chart()
        draft = a.draft(chart, a.said("s1", "x"), a.said("s2", "y"))
        ward.store.propose(replace(draft, id=name, kind="results", proposals=proposals()))
        ward.signs_held(name, chart, decided=Decided(accepted=("p1", "p2", "p3")))

    return signed


def test_results_arrive_final_and_a_server_without_transactions_gets_none(
    filing: Any, sends: Any, ehr: Any
) -> None:
    filing("d1")
    assert sends.one().said == "transaction-needed"
    assert ehr.held("Observation") == []
    ehr.transactions = True
    assert sends.one("d1").state == "sent"
    assert ehr.one("Observation")["status"] == "final"
    assert ehr.one("DiagnosticReport")["status"] == "final"
    assert ehr.one("Observation")["issued"]


def test_the_same_report_signed_twice_is_on_the_server_once(
    filing: Any, sends: Any, ehr: Any
) -> None:
    ehr.transactions = True
    for name in ("d1", "d2"):
        filing(name)
        sends()
    assert len(ehr.held("Observation")) == len(ehr.held("DiagnosticReport")) == 1
    documents = [one["identifier"][0]["value"] for one in ehr.held("DocumentReference")]
    assert len(documents) == 3  # two signed documents, and the report once
    assert documents.count(SOURCE) == 1
