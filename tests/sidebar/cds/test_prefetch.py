"""What came with a call, what did not, and what is done about it."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chartside.fhir.network import Web
from chartside.fhir.smart.keys import KeySet
from chartside.sidebar.cds import Budget, Caller, WebReader

ISS = "https://ehr.example/cds-client"
NORA = "nora-lindqvist"
NEEDED = ("patient", "allergies", "medications")
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "x"}]}
Reply = Callable[[str, str], tuple[int, Any]]


@dataclass
class FHIR:
    """A FHIR server on this machine that says what a test wants, and remembers what was asked."""

    url: str
    reply: Reply
    asked: list[tuple[str, str, str]] = field(default_factory=list)


@pytest.fixture
def fhir(demo: Any) -> Iterator[FHIR]:
    prefetch = demo.prefetch
    found: dict[str, Any] = {
        f"Patient/{NORA}": prefetch["patient"],
        "AllergyIntolerance": prefetch["allergies"],
        "MedicationRequest": prefetch["medications"],
        "Observation": prefetch["results"],
    }

    def reply(_method: str, path: str) -> tuple[int, Any]:
        return 200, found[path.removeprefix("/fhir/").removesuffix("/_search")]

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = self.rfile.read(length).decode()
            url = urlsplit(self.path)
            token = self.headers.get("Authorization", "")
            served.asked.append((f"{self.command} {url.path}", form or url.query, token))
            status, body = served.reply(self.command, url.path)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/fhir+json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    served = FHIR(f"http://127.0.0.1:{server.server_port}/fhir", reply)
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
async def reading(fhir: FHIR, open_client: Any, signing: Any) -> Any:
    """A client whose FHIR server can be read."""
    async with Web([fhir.url]) as web:
        yield open_client(
            Caller(ISS, KeySet.pinned(signing.jwks), bases=(fhir.url,)),
            reader=WebReader(web),
        )


def with_token(client: Any, fhir: FHIR, missing: tuple[str, ...], **more: Any) -> Any:
    prefetch = {key: one for key, one in client.demo.prefetch.items() if key not in missing}
    token = {
        "access_token": "t0ken",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/*.rs",
        "subject": "chartside",
        "patient": NORA,
    }
    said = {"fhirServer": fhir.url, "fhirAuthorization": token, "prefetch": prefetch, **more}
    return client.body(**said)


@pytest.mark.parametrize("key", NEEDED)
async def test_what_is_needed_and_cannot_be_had_is_a_failed_precondition(
    client: Any, key: str
) -> None:
    prefetch = client.demo.prefetch
    del prefetch[key]
    order = {"resourceType": "MedicationRequest", "subject": {"reference": f"Patient/{NORA}"}}
    for asked in (client.body(prefetch=prefetch), client.orders(order, prefetch=prefetch)):
        said = await client.call(asked)
        assert (said.status, said.body["fields"]) == (412, [f"prefetch.{key}"])


async def test_without_any_prefetch_every_key_that_is_needed_is_named(client: Any) -> None:
    for prefetch in (..., {}, {"other": 1}):
        said = await client.call(client.body(prefetch=prefetch))
        assert said.status == 412
        assert said.body["fields"] == [f"prefetch.{key}" for key in NEEDED]


async def test_without_results_the_rest_is_checked_and_their_absence_said(client: Any) -> None:
    prefetch = client.demo.prefetch
    del prefetch["results"]
    said = await client.call(client.body(prefetch=prefetch))
    assert said.cards
    assert "laboratory results (not at hand)" in said.cards[0]["detail"]


async def test_null_is_no_data_and_nothing_missing(client: Any) -> None:
    prefetch = client.demo.prefetch | {"allergies": None, "results": None}
    said = await client.call(client.body(prefetch=prefetch))
    assert said.status == 200
    assert not any("allerg" in s.lower() for s in said.summaries)
    assert not any("not at hand" in card["detail"] for card in said.cards)


@pytest.mark.parametrize(
    "patient",
    [
        None,
        {"resourceType": "Patient", "id": "somebody-else"},
        {"resourceType": "Practitioner", "id": NORA},
        {"resourceType": "Patient"},
        {"resourceType": "Bundle", "entry": []},
        OUTCOME,
        [],
        "x",
        7,
    ],
)
async def test_what_is_not_the_patient_of_the_call_is_not_taken_for_them(
    client: Any, patient: Any
) -> None:
    said = await client.call(client.body(prefetch=client.demo.prefetch | {"patient": patient}))
    assert (said.status, said.body["fields"]) == (412, ["prefetch.patient"])


async def test_an_error_of_the_client_is_not_asked_for_again(reading: Any, fhir: FHIR) -> None:
    prefetch = reading.demo.prefetch | {"allergies": OUTCOME}
    said = await reading.call(with_token(reading, fhir, (), prefetch=prefetch))
    assert (said.status, said.body["fields"]) == (412, ["prefetch.allergies"])
    assert fhir.asked == []


async def test_an_error_among_the_entries_makes_a_part_of_it(client: Any) -> None:
    prefetch = client.demo.prefetch
    prefetch["medications"]["entry"].append({"resource": OUTCOME})
    said = await client.call(client.body(prefetch=prefetch))
    assert "medicines (only a part)" in said.cards[0]["detail"]


async def test_a_warning_among_the_entries_is_none(client: Any) -> None:
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}
    prefetch = client.demo.prefetch
    prefetch["medications"]["entry"].append({"resource": warning})
    said = await client.call(client.body(prefetch=prefetch))
    assert not any("only a part" in card["detail"] for card in said.cards)


async def test_what_is_missing_is_read_from_the_clients_server_with_the_token_of_the_call(
    reading: Any, fhir: FHIR
) -> None:
    said = await reading.call(with_token(reading, fhir, (*NEEDED, "results")))
    assert said.status == 200
    assert any("spironolactone" in s for s in said.summaries)
    assert {token for _, _, token in fhir.asked} == {"Bearer t0ken"}
    assert {where for where, _, _ in fhir.asked} == {
        f"GET /fhir/Patient/{NORA}",
        "POST /fhir/AllergyIntolerance/_search",
        "POST /fhir/MedicationRequest/_search",
        "POST /fhir/Observation/_search",
    }


async def test_a_search_has_no_patient_in_its_address(reading: Any, fhir: FHIR) -> None:
    await reading.call(with_token(reading, fhir, ("allergies",)))
    ((where, form, _),) = fhir.asked
    assert NORA not in where
    assert parse_qs(form) == {"patient": [NORA]}


async def test_a_server_without_posted_searches_is_asked_the_other_way_and_remembered(
    reading: Any, fhir: FHIR
) -> None:
    usual = fhir.reply
    fhir.reply = lambda method, path: (405, OUTCOME) if method == "POST" else usual(method, path)
    assert (await reading.call(with_token(reading, fhir, ("allergies",)))).status == 200
    assert (await reading.call(with_token(reading, fhir, ("medications",)))).status == 200
    assert [where.partition(" ")[0] for where, _, _ in fhir.asked] == ["POST", "GET", "GET"]


async def test_only_what_is_missing_is_read(reading: Any, fhir: FHIR) -> None:
    await reading.call(with_token(reading, fhir, ()))
    assert fhir.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        (403, OUTCOME),
        (401, OUTCOME),
        (500, b"<html>"),
        (200, b"<html>oh</html>"),
        (200, b""),
        (200, {"resourceType": "Bundle", "entry": 7}),
        (302, b""),
        (200, OUTCOME),
    ],
)
async def test_a_server_without_a_good_answer_leaves_the_precondition_unmet(
    reading: Any, fhir: FHIR, reply: tuple[int, Any]
) -> None:
    fhir.reply = lambda _method, _path: reply
    said = await reading.call(with_token(reading, fhir, ("allergies",)))
    assert (said.status, said.body["fields"]) == (412, ["prefetch.allergies"])


async def test_a_server_that_gives_another_patients_resources_gives_nothing(
    reading: Any, fhir: FHIR
) -> None:
    other = {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "criticality": "high",
        "code": {"text": "Zebra"},
        "patient": {"reference": "Patient/somebody-else"},
    }
    bundle = {"resourceType": "Bundle", "entry": [{"resource": other}]}
    fhir.reply = lambda _method, _path: (200, bundle)
    said = await reading.call(with_token(reading, fhir, ("allergies",)))
    assert said.status == 200
    assert "Zebra" not in json.dumps(said.body)


async def test_a_page_of_several_is_said_to_be_a_part(reading: Any, fhir: FHIR) -> None:
    usual = fhir.reply

    def paged(method: str, path: str) -> tuple[int, Any]:
        status, body = usual(method, path)
        return status, {**body, "link": [{"relation": "next", "url": f"{fhir.url}?page=2"}]}

    fhir.reply = paged
    said = await reading.call(with_token(reading, fhir, ("medications",)))
    assert "medicines (only a part)" in said.cards[0]["detail"]
    assert len(fhir.asked) == 1


async def test_without_a_token_no_server_is_asked(reading: Any, fhir: FHIR) -> None:
    asked = with_token(reading, fhir, ("allergies",))
    del asked["fhirAuthorization"]
    assert (await reading.call(asked)).status == 412
    assert fhir.asked == []


async def test_a_server_that_takes_too_long_is_not_waited_for(
    open_client: Any, signing: Any
) -> None:
    class Slow:
        async def read(self, base: str, query: str, token: str) -> bytes:
            del base, query, token
            await asyncio.Event().wait()
            return b""

    base = "https://slow.example/fhir"
    caller = Caller(ISS, KeySet.pinned(signing.jwks), bases=(base,))
    slow = open_client(caller, reader=Slow(), budget=Budget(fetch=0.05))
    said = await slow.call(with_token(slow, FHIR(base, lambda _m, _p: (200, b"")), ("allergies",)))
    assert (said.status, said.body["fields"]) == (412, ["prefetch.allergies"])


async def test_broken_parts_of_a_bundle_are_set_aside_and_the_rest_is_read(client: Any) -> None:
    prefetch = client.demo.prefetch
    prefetch["results"]["entry"] += [
        {},
        {"resource": None},
        {"resource": {"resourceType": "Observation"}},
        {"resource": {"resourceType": "Nonsense", "id": "1"}},
        {"resource": {"resourceType": "Observation", "id": "../x", "status": "final"}},
        {"resource": {"resourceType": "Observation", "id": "y", "valueQuantity": "x"}},
    ]
    said = await client.call(client.body(prefetch=prefetch))
    assert any("Potassium was 5.9" in s for s in said.summaries)
