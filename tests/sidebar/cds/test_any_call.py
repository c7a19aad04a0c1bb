"""Whatever is sent, an answer holds to the rules, and none is a failure of ours."""

import asyncio
import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MAY = {200, 400, 403, 412, 413, 415}
SLOWLY = settings(
    max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
WORDS = st.sampled_from(
    [
        "resourceType", "id", "status", "entry", "resource", "reference", "subject", "patient",
        "hook", "context", "draftOrders", "prefetch", "Bundle", "Patient/nora-lindqvist", "", "x",
        "MedicationRequest", "AllergyIntolerance", "Observation", "OperationOutcome", "\x00", "🫀",
        "2026-13-45", "urn:uuid:x", "https://ehr.example/fhir/Patient/1", "active", "-1e400",
    ]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=20)
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inside: list[Any] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [at, *(place for key, part in inside for place in places(part, (*at, key)))]


def put(body: Any, at: tuple[Any, ...], value: Any) -> Any:
    if not at:
        return value
    body = copy.deepcopy(body)
    inner = body
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return body


@pytest.fixture
def sent(build_client: Any) -> Any:
    """Sends bodies, and closes the service in the end."""
    with asyncio.Runner() as runner:
        client = runner.run(asyncio.sleep(0, build_client()))

        def send(body: Any, service: str, *, feedback: bool = False) -> Any:
            path = f"/cds-services/{service}{'/feedback' if feedback else ''}"
            return runner.run(client.post(path, body))

        yield client, send
        runner.run(client.opened.service.close())


def small(client: Any) -> Any:
    """Prefetch with little of each kind, so that most places in it matter."""
    found = client.demo.prefetch
    for key in ("allergies", "medications", "results"):
        found[key]["entry"] = found[key]["entry"][:3]
    return found


def held(client: Any, said: Any) -> None:
    assert said.status in MAY
    assert client.count("left_out", reason="failed") == 0, "a rule failed on a chart"


def changing(client: Any, send: Callable[..., Any], asked: Any, service: str) -> None:
    spots = places(asked)

    @SLOWLY
    @given(st.lists(st.tuples(st.sampled_from(spots), JSON), min_size=1, max_size=3))
    def change(changes: list[tuple[Any, Any]]) -> None:
        body = asked
        for at, value in sorted(changes, key=lambda c: -len(c[0])):
            try:
                body = put(body, at, value)
            except (KeyError, IndexError, TypeError):
                continue  # an earlier change took the place away
        held(client, send(body, service))

    change()


def test_a_call_on_a_chart_with_anything_anywhere_in_it_is_answered(sent: Any) -> None:
    client, send = sent
    changing(client, send, client.body(prefetch=small(client)), "chartside-chart")


def test_a_call_on_orders_with_anything_anywhere_in_it_is_answered(sent: Any) -> None:
    client, send = sent
    order = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/nora-lindqvist"},
        "authoredOn": "2026-11-26",
        "medicationCodeableConcept": {"coding": [{"code": "1"}], "text": "Amoxicillin 500 mg"},
        "dosageInstruction": [{"text": "daily", "doseAndRate": [{"doseQuantity": {"value": 1}}]}],
    }
    scan = {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "draft",
        "subject": {"reference": "Patient/nora-lindqvist"},
        "code": {"text": "CT with contrast"},
    }
    asked = client.orders(order, scan, hook="order-select", prefetch=small(client))
    asked["context"]["selections"] = ["MedicationRequest/m1"]
    changing(client, send, asked, "chartside-orders")


def test_feedback_with_anything_anywhere_in_it_is_answered(sent: Any) -> None:
    client, send = sent
    card = send(client.body(), "chartside-chart").cards[0]["uuid"]
    one = {
        "card": card,
        "outcome": "overridden",
        "outcomeTimestamp": "2026-11-26T12:00:00Z",
        "acceptedSuggestions": [{"id": "x"}],
        "overrideReason": {"reason": {"code": "known", "system": "s"}, "userComment": "c"},
    }
    asked = {"feedback": [one]}
    spots = places(asked)

    @SLOWLY
    @given(st.sampled_from(spots), JSON)
    def change(at: Any, value: Any) -> None:
        said = send(put(asked, at, value), "chartside-chart", feedback=True)
        assert said.status in MAY

    change()
    for line in client.opened.feedback.export():
        assert isinstance(json.loads(line), dict)


def test_any_bytes_are_answered(sent: Any) -> None:
    client, send = sent
    whole = json.dumps(client.body(prefetch=small(client))).encode()

    @SLOWLY
    @given(st.binary(max_size=200) | st.integers(0, len(whole)).map(lambda end: whole[:end]))
    def throw(data: bytes) -> None:
        assert send(data, "chartside-chart").status in MAY

    throw()


def test_a_body_with_bits_turned_over_is_answered(sent: Any) -> None:
    client, send = sent
    whole = json.dumps(client.body(prefetch=small(client))).encode()
    chance = random.Random(7)  # noqa: S311 - seeded, and no secret
    for _ in range(100):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        assert send(bytes(data), "chartside-chart").status in MAY
