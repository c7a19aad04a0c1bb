"""A search on a server gives what the store gives, or is refused; it is never wider."""

import json
from typing import Any

import pytest

from chartside.errors import FHIRServerError, UsageError
from chartside.fhir.network import Limits, Retries
from chartside.fhir.network.token import Token
from chartside.fhir.server.limits import ServerLimits
from chartside.fhir.server.quirks import Quirks
from chartside.fhir.server.record import FHIRServer

SAME = (
    "Patient",
    "Patient?_id=1",
    "Patient?name=nguyen",
    "Patient?birthdate=1960-05",
    "Observation?patient=1",
    "Observation?patient=Patient/1",
    "Observation?subject=Patient/1&code=http://loinc.org|2345-7",
    "Observation?patient=1&code=2345-7,718-7",
    "Observation?patient=1&date=ge2024-06-01&date=lt2025-01-01",
    "Observation?patient=1&value-quantity=gt100",
    "Observation?patient=1&status:not=final",
    "Observation?patient=1&_sort=-date&_count=2",
    "Observation?patient=1&_sort=date&_count=3&_elements=code",
    "Observation?patient=1&_summary=count",
    "Observation?patient=1&_count=0",
    "Observation?patient=1&_summary=true",
    "Observation?patient:missing=true",
    "Observation?subject:Patient.name=nguyen",
    "Observation?_include=Observation:subject&patient=1&_count=2",
    "Patient?_revinclude=Condition:subject&_id=1",
    "Patient?_has:Condition:patient:code=44054006",
    "Condition?patient=1&code:text=diab",
    "Condition?patient=2",
    "Condition?patient=nobody",
    "MedicationRequest?patient=1&_total=none",
)


@pytest.fixture
def held(fhir_server: Any, make: Any) -> Any:
    """A server with two patients."""
    for number in ("1", "2"):
        who = {"reference": f"Patient/{number}"}
        fhir_server.put(
            {
                "resourceType": "Patient",
                "id": number,
                "birthDate": "1960-05-17",
                "name": [{"family": "Nguyen" if number == "1" else "Okafor"}],
            },
            *(
                make.lab(
                    f"lab-{number}-{month}",
                    90 + month,
                    subject=who,
                    effectiveDateTime=f"2024-{month:02}-01T08:00:00Z",
                    status="final" if month % 3 else "preliminary",
                )
                for month in range(1, 13)
            ),
            make.problem(f"dm-{number}", "diabetes", subject=who, code=make.code("44054006")),
            make.order(f"met-{number}", "metformin 500 mg", subject=who),
        )
    return fhir_server


def ids(found: Any) -> list[str]:
    return [f"{item['resourceType']}/{item['id']}" for item in found.items]


async def reason_of(server: FHIRServer, query: str) -> str:
    with pytest.raises(FHIRServerError) as refused:
        await server.search(query)
    assert "CANARY" not in str(refused.value)
    return refused.value.reason


@pytest.mark.parametrize("query", SAME)
@pytest.mark.parametrize("page", [1000, 5])
async def test_a_search_gives_what_the_store_gives(held: Any, query: str, page: int) -> None:
    held.page = page
    here = await held.store.search(query)
    there = await FHIRServer(held.base).search(query)
    ordered = (lambda items: items) if "_sort" in query else sorted
    if "_count=2" not in query or "_sort" in query:
        assert ordered(ids(there)) == ordered(ids(here))
    else:
        assert len(ids(there)) == len(ids(here))
    assert (there.total, there.truncated) == (here.total, here.truncated)
    assert {json.dumps(i, default=str) for i in there.items} <= {
        json.dumps(i, default=str) for i in here.items
    } or "_count" in query


@pytest.mark.parametrize(
    "query", ["Observation?patient=1", "Observation?patient=1&_sort=-date", "Patient"]
)
async def test_pages_that_are_cut_off_go_on_with_next(held: Any, query: str) -> None:
    held.page = 5
    whole = ids(await held.store.search(query))
    there: list[str] = []
    async with FHIRServer(held.base) as server:
        found = await server.search(f"{query}{'&' if '?' in query else '?'}_count=3")
        there += ids(found)
        while found.next:
            assert found.truncated
            found = await server.page(found.next)
            there += ids(found)
    assert sorted(there) == sorted(whole)
    assert len(there) == len(set(there))


async def test_a_search_goes_in_a_body_so_that_no_address_names_the_patient(held: Any) -> None:
    await FHIRServer(held.base).search("Observation?patient=1&code=2345-7")
    assert held.asked("POST /fhir/Observation/_search? patient=1&code=2345-7")
    assert not held.asked("GET", "Observation")
    assert held.web.asked[-1].headers["prefer"] == "handling=strict"


@pytest.mark.parametrize("status", [404, 405, 415, 501])
async def test_a_server_that_takes_no_post_is_asked_by_get_and_that_is_remembered(
    held: Any, status: int
) -> None:
    held.fails["POST"] = (status, {}, b"")
    async with FHIRServer(held.base) as server:
        for _ in range(2):
            assert len((await server.search("Observation?patient=1")).items) == 12
    assert len(held.asked("POST")) == 1
    assert len(held.asked("GET", "patient=1")) == 2


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("Observation?patient=1&date=ge2024-06-01", "date"),
        ("Observation?patient=1&code=2345-7", "patient"),
        ("Observation?patient=1&_sort=-date", "_sort"),
        ("Observation?patient=1&_include=Observation:subject", "_include"),
        ("Observation?subject:Patient.name=nguyen", "subject:Patient.name"),
    ],
)
async def test_a_parameter_that_the_server_passed_over_is_an_error_not_a_wider_answer(
    held: Any, query: str, ignored: str
) -> None:
    held.ignores = frozenset({ignored})
    assert await reason_of(FHIRServer(held.base), query) == "ignored"


async def test_half_of_a_range_that_was_passed_over_is_noticed(held: Any) -> None:
    held.web.tells(200, page(self_url=f"{held.base}/Observation?patient=1&date=ge2024"))
    server = FHIRServer(held.base, quirks=Quirks())
    query = "Observation?patient=1&date=ge2024&date=lt2025"
    assert await reason_of(server, query) == "ignored"


async def test_where_a_server_does_not_say_what_it_applied_each_match_is_looked_at(
    held: Any,
) -> None:
    held.without_self = True
    server = FHIRServer(held.base)
    found = await server.search("Observation?patient=1&date=ge2024-06-01")
    assert len(found.items) == 7
    held.ignores = frozenset({"date"})
    assert await reason_of(server, "Observation?patient=1&date=ge2024-06-01") == "ignored"
    held.ignores = frozenset()
    assert await reason_of(server, "Observation?subject:Patient.name=nguyen") == "ignored"


async def test_what_the_server_does_not_search_by_is_applied_here_or_refused_before_asking(
    held: Any,
) -> None:
    held.statement = {
        "resourceType": "CapabilityStatement",
        "rest": [
            {
                "resource": [
                    {
                        "type": "Observation",
                        "searchParam": [{"name": "patient"}],
                        "searchInclude": ["Observation:patient"],
                    }
                ]
            }
        ],
    }
    held.page = 4
    server = FHIRServer(held.base)
    query = "Observation?patient=1&date=ge2024-06-01"
    assert ids(await server.search(query)) == ids(await held.store.search(query))
    assert not held.asked("ge2024")
    counted = await server.search(f"{query}&_summary=count")
    assert (counted.total, counted.items) == (7, ())
    before = len(held.web.asked)
    for refused in (
        "Observation?code=2345-7",
        "Condition?patient=1",
        "Observation?patient=1&performer.name=x",
        "Observation?patient=1&code:in=http://example.org/vs",
        "Observation?patient=1&_include=Observation:performer",
    ):
        assert await reason_of(server, refused) == "not-supported"
    assert len(held.web.asked) == before


@pytest.mark.parametrize(
    "query", ["Observation?nonsense=1", "Nothing?x=1", "Observation?date=yesterday", "$export", ""]
)
async def test_a_search_that_is_not_understood_is_refused_as_by_the_store(
    held: Any, query: str
) -> None:
    with pytest.raises(UsageError):
        await FHIRServer(held.base).search(query)


async def test_what_was_cut_down_is_marked_so_that_nobody_writes_it_back(held: Any) -> None:
    found = await FHIRServer(held.base).search("Observation?patient=1&_elements=code")
    assert all("valueQuantity" not in item for item in found.items)
    assert all(item["meta"]["tag"][-1]["code"] == "SUBSETTED" for item in found.items)


def page(*entries: Any, self_url: str = "", following: str = "", **more: Any) -> bytes:
    links = [{"relation": "self", "url": self_url}] if self_url else []
    links += [{"relation": "next", "url": following}] if following else []
    body = {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries, **more}
    return json.dumps(body).encode()


async def test_an_outcome_among_the_entries_is_set_aside_and_its_words_are_not_kept(
    web_server: Any, make: Any
) -> None:
    said = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "warning", "code": "not-found", "diagnostics": "CANARY"}],
    }
    entries = [
        {"resource": said},
        {"resource": {**said}, "search": {"mode": "outcome"}},
        {"resource": make.lab("a")},
        {"resource": {"resourceType": "Observation", "id": "no good"}},
        {"resource": "nonsense"},
        {"search": {"mode": "match"}},
        {"resource": {"resourceType": "Practitioner", "id": "p"}, "search": {"mode": "match"}},
    ]
    web_server.tells(200, page(*entries, self_url="Observation?patient=1"))
    found = await FHIRServer(web_server.url, quirks=Quirks()).search("Observation?patient=1")
    assert ids(found) == ["Observation/a"]
    assert len(found.set_aside) == 6
    assert "CANARY" not in str(found.set_aside)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "{trap}/fhir?page=2",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/x",
        "http://2130706433/x",
        "http://0x7f000001/x",
        "{here}@{trap}/x",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "//127.0.0.1:1/x",
        "\\\\evil.example\\x",
        "javascript:alert(1)",
    ],
)
async def test_a_next_that_leads_elsewhere_is_not_followed(
    web_servers: Any, make: Any, elsewhere: str
) -> None:
    here, trap = web_servers(), web_servers()
    following = elsewhere.format(trap=trap.url, here=here.url)
    body = page({"resource": make.lab("a")}, self_url="Observation?patient=1", following=following)
    here.tells(200, body)
    server = FHIRServer(here.url, auth=Token("secret"), quirks=Quirks())
    assert await reason_of(server, "Observation?patient=1") == "elsewhere"
    assert trap.asked == []
    with pytest.raises(FHIRServerError):
        await server.page(f"Observation?patient=1#0#{following}")
    assert trap.asked == []


async def test_pages_that_lead_in_a_circle_are_an_error(web_server: Any, make: Any) -> None:
    def answer(asked: Any) -> Any:
        if asked.path.endswith("metadata"):
            return 404, {}, b""
        following = f"/again?n={'b' if asked.query == 'n=a' else 'a'}"
        entry = {"resource": make.lab(asked.query or "first")}
        return 200, {}, page(entry, self_url="Observation?patient=1", following=following)

    web_server.tell = answer
    assert await reason_of(FHIRServer(web_server.url), "Observation?patient=1") == "loop"


async def test_pages_without_end_stop_at_the_budget_and_that_is_said(
    web_server: Any, make: Any
) -> None:
    def answer(asked: Any) -> Any:
        number = int(asked.query.partition("=")[2] or 0) if asked.query.startswith("n=") else 0
        entry = {"resource": make.lab(f"lab-{number}")}
        following = f"{web_server.url}/?n={number + 1}"
        return 200, {}, page(entry, self_url="Observation?patient=1", following=following)

    web_server.tell = answer
    limits = ServerLimits(pages=7)
    server = FHIRServer(web_server.url, limits=limits, quirks=Quirks())
    found = await server.search("Observation?patient=1")
    assert len(found.items) == 7
    assert found.truncated
    assert found.next
    assert ids(await server.page(found.next))[0] == "Observation/lab-7"


@pytest.mark.parametrize("way", ["root", "relative", "absolute"])
async def test_next_is_taken_as_the_server_writes_it(held: Any, way: str) -> None:
    held.page, held.next_at, held.without_post = 5, way, True
    assert len((await FHIRServer(held.base).search("Observation?patient=1")).items) == 12


async def test_a_server_that_counts_more_than_it_gives_is_said_to_be_cut_off(
    web_server: Any, make: Any
) -> None:
    entry = {"resource": make.lab("a")}
    web_server.tells(200, page(entry, self_url="Observation?patient=1", total=3))
    found = await FHIRServer(web_server.url, quirks=Quirks()).search("Observation?patient=1")
    assert (found.truncated, found.total, len(found.items)) == (True, 3, 1)


OUTCOME = json.dumps(
    {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "processing", "diagnostics": "CANARY Nguyen"}],
    }
).encode()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"<html>sign in</html>", "not-fhir"),
        (200, b"", "not-fhir"),
        (200, b"{}", "not-fhir"),
        (200, b'{"resourceType":"Patient"}', "not-fhir"),
        (200, OUTCOME, "not-fhir"),
        (201, b"", "not-fhir"),
        (400, OUTCOME, "invalid"),
        (401, b"", "not-authorised"),
        (403, OUTCOME, "forbidden"),
        (409, OUTCOME, "conflict"),
        (412, OUTCOME, "stale"),
        (422, OUTCOME, "invalid"),
        (429, b"<html>", "busy"),
        (500, OUTCOME, "broken"),
        (502, b"<html>bad gateway CANARY</html>", "busy"),
        (503, b"", "busy"),
        (302, b"", "redirected"),
    ],
)
async def test_what_is_no_answer_is_one_typed_error_without_its_words(
    web_server: Any, status: int, body: bytes, reason: str
) -> None:
    web_server.tells(status, body, Location="/login")
    limits = ServerLimits(retries=Retries(tries=1), web=Limits())
    server = FHIRServer(web_server.url, limits=limits, quirks=Quirks())
    with pytest.raises(FHIRServerError) as wrong:
        await server.read("Patient/1")
    told = wrong.value
    assert told.reason == (reason if (status, body) != (200, OUTCOME) else "refused")
    assert "CANARY" not in f"{told}{told!r}"
    assert told.issues == (("processing",) if body == OUTCOME else ())


async def test_an_entry_that_cannot_be_read_costs_that_entry_alone(
    web_server: Any, make: Any
) -> None:
    body = page({"resource": make.lab("good")}, {"resource": "HERE"}, self_url="?patient=1")
    deep = "[" * 100_000 + "]" * 100_000
    for odd in (
        '{"resourceType": "Observation", "id": "odd", "value": NaN}',
        f'{{"resourceType": "Observation", "id": "odd", "extension": {deep}}}',
        '{"resourceType": "Observation", "id": "odd", "text": "\\ud800"}',
        f'{{"resourceType": "Observation", "id": "odd", "valueInteger": 1{"0" * 5000}}}',
        '{"resourceType": "Observation", "id": 7}',
    ):
        web_server.tells(200, body.replace(b'"HERE"', odd.encode()))
        found = await FHIRServer(web_server.url, quirks=Quirks()).search("Observation?patient=1")
        assert "Observation/good" in ids(found)
        assert len(found.items) + len(found.set_aside) == 2


async def test_a_page_that_ends_in_the_middle_is_no_answer(web_server: Any, make: Any) -> None:
    body = page({"resource": make.lab("a")}, self_url="?patient=1")
    web_server.tells(200, body[:-9])
    server = FHIRServer(web_server.url, quirks=Quirks())
    assert await reason_of(server, "Observation?patient=1") == "not-fhir"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("Observation?patient=1", "subject=Patient/1"),
        ("Observation?patient=1", "subject:Patient=1"),
        ("Observation?subject:Patient.name=nguyen", "subject.name=nguyen"),
        ("Observation?code=2345-7&patient=1", "patient=1&code=http%3A%2F%2Floinc.org%7C2345-7"),
        ("Observation?patient=1&date=ge2025", "patient=1&date=ge2025-01-01T00:00:00Z"),
        ("Observation?patient=1&_include=Observation:subject", "patient=1"),
    ],
)
async def test_what_was_applied_may_be_written_in_another_way(
    web_server: Any, make: Any, query: str, shown: str
) -> None:
    patient = {"resource": {"resourceType": "Patient", "id": "1"}, "search": {"mode": "include"}}
    entry = {"resource": make.lab("a"), "search": {"mode": "match"}}
    web_server.tells(200, page(entry, patient, self_url=f"{web_server.url}/Observation?{shown}"))
    found = await FHIRServer(web_server.url, quirks=Quirks()).search(query)
    assert ids(found) == ["Observation/a", "Patient/1"]


async def test_a_value_that_was_replaced_by_a_wider_one_is_noticed(
    web_server: Any, make: Any
) -> None:
    entry = {"resource": make.lab("a", effectiveDateTime="2019-01-01")}
    web_server.tells(200, page(entry, self_url="?patient=1&date=ge2000"))
    server = FHIRServer(web_server.url, quirks=Quirks())
    assert await reason_of(server, "Observation?patient=1&date=ge2025") == "ignored"
