"""One resource of a server, many at once, and what hangs on them."""

import base64
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from chartside.errors import FHIRServerError, UsageError
from chartside.fhir.network import Retries
from chartside.fhir.network.token import Token
from chartside.fhir.server.limits import ServerLimits
from chartside.fhir.server.quirks import Quirks, quirks_of
from chartside.fhir.server.reading import Read
from chartside.fhir.server.record import FHIRServer

KEY = Token("secret")


async def test_a_resource_is_read_with_its_digits(fhir_server: Any, make: Any) -> None:
    fhir_server.put(make.lab("a", 5.0))
    found = await FHIRServer(fhir_server.base).read("Observation/a")
    assert found is not None
    assert found["valueQuantity"]["value"] == Decimal("5.0")


async def test_what_is_not_there_is_none_and_a_wrong_address_is_an_error(
    fhir_server: Any, web_servers: Callable[[], Any]
) -> None:
    server = FHIRServer(fhir_server.base)
    for reference in (
        "Observation/a",
        "nonsense",
        "Patient/../metadata",
        "Nothing/1",
        "Patient/..",
    ):
        assert await server.read(reference) is None
    assert await server.read("https://other.example/fhir/Patient/1") is None
    proxy = web_servers()
    proxy.tells(404, b"<html>no such page</html>")
    with pytest.raises(FHIRServerError, match="unknown"):
        await FHIRServer(proxy.url).read("Patient/1")


async def test_another_resource_than_the_one_asked_for_is_no_answer(web_server: Any) -> None:
    web_server.tells(200, b'{"resourceType": "Patient", "id": "2"}')
    with pytest.raises(FHIRServerError, match="not-fhir"):
        await FHIRServer(web_server.url).read("Patient/1")


async def test_an_unchanged_resource_is_not_sent_again(fhir_server: Any, make: Any) -> None:
    fhir_server.put({**make.lab("a"), "meta": {"versionId": "7"}})
    server = FHIRServer(fhir_server.base)
    first = await server.read_as_it_came("Observation/a")
    assert first is not None
    assert first.etag == 'W/"7"'
    again = await server.changed("Observation/a", first)
    assert again == Read(None, etag='W/"7"')
    fhir_server.put({**make.lab("a"), "meta": {"versionId": "8"}})
    newer = await server.changed("Observation/a", first)
    assert newer is not None
    assert newer.resource is not None
    fhir_server.delete("Observation/a")
    assert await server.changed("Observation/a", first) is None


async def test_a_version_is_read_by_its_number(fhir_server: Any, make: Any) -> None:
    fhir_server.put({**make.lab("a"), "meta": {"versionId": "7"}})
    server = FHIRServer(fhir_server.base)
    assert await server.vread("Observation/a", "7") is not None
    assert await server.vread("Observation/a", "8") is None
    assert await server.vread("Observation/a", "../../x") is None


async def test_each_entry_of_a_batch_has_its_own_answer(fhir_server: Any, make: Any) -> None:
    fhir_server.put(make.lab("a"))
    found = await FHIRServer(fhir_server.base).batch(
        ["Observation/a", "Observation/b", "Observation?patient=1"]
    )
    assert isinstance(found[0], dict)
    assert found[0]["id"] == "a"
    assert isinstance(found[1], FHIRServerError)
    assert found[1].reason == "unknown"
    assert isinstance(found[2], dict)
    assert found[2]["resourceType"] == "Bundle"
    assert await FHIRServer(fhir_server.base).batch([]) == ()


async def test_entries_of_a_batch_that_were_turned_away_are_asked_again_alone(
    web_server: Any,
) -> None:
    rounds: list[list[str]] = []
    waits: list[float] = []

    def answer(asked: Any) -> Any:
        urls = [entry["request"]["url"] for entry in json.loads(asked.body)["entry"]]
        rounds.append(urls)
        busy = {"response": {"status": "429 Too Many Requests"}}
        entries = [
            busy
            if url == "Patient/2" and len(rounds) == 1
            else {
                "response": {"status": "200 OK"},
                "resource": {"resourceType": "Patient", "id": url[-1]},
            }
            for url in urls
        ]
        return 200, {}, json.dumps({"resourceType": "Bundle", "entry": entries}).encode()

    async def rest(seconds: float) -> None:
        waits.append(seconds)

    web_server.tell = answer
    limits = ServerLimits(retries=Retries(sleep=rest, chance=lambda: 1.0))
    server = FHIRServer(web_server.url, quirks=Quirks(), limits=limits)
    found = await server.batch(["Patient/1", "Patient/2"])
    assert rounds == [["Patient/1", "Patient/2"], ["Patient/2"]]
    assert [one["id"] for one in found if isinstance(one, dict)] == ["1", "2"]
    assert len(waits) == 1


@pytest.mark.parametrize(
    "wrong", ["https://evil.example/x", "../admin", "Patient/1 HTTP", "$export", "Patient/1#x", ""]
)
async def test_a_batch_asks_for_nothing_that_could_lead_away(fhir_server: Any, wrong: str) -> None:
    with pytest.raises(UsageError):
        await FHIRServer(fhir_server.base).batch([wrong])


@pytest.mark.parametrize(
    "entries",
    [[], [{}], [{"response": {"status": "soon"}}], [None], "x", [{"response": []}], [{}, {}]],
)
async def test_a_batch_that_is_answered_otherwise_is_no_answer(
    web_server: Any, entries: Any
) -> None:
    web_server.tells(200, json.dumps({"resourceType": "Bundle", "entry": entries}).encode())
    server = FHIRServer(web_server.url, quirks=Quirks())
    try:
        (found,) = await server.batch(["Patient/1"])
    except FHIRServerError as wrong:
        found = wrong
    assert isinstance(found, FHIRServerError)
    assert found.reason == "not-fhir"


async def test_a_token_is_refreshed_once_and_then_it_is_enough(fhir_server: Any) -> None:
    class Renewing(httpx.Auth):
        tokens = iter(["old", "new", "newest"])

        def auth_flow(self, request: httpx.Request) -> Any:
            request.headers["Authorization"] = f"Bearer {next(self.tokens)}"
            answer = yield request
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                request.headers["Authorization"] = f"Bearer {next(self.tokens)}"
                yield request

    fhir_server.web.tells(401)
    with pytest.raises(FHIRServerError, match="not-authorised"):
        await FHIRServer(fhir_server.base, auth=Renewing()).read("Patient/1")
    assert [asked.key for asked in fhir_server.web.asked] == ["Bearer old", "Bearer new"]


@pytest.mark.parametrize("named", ["Binary/b", "{base}/Binary/b"])
async def test_an_attachment_below_the_base_is_read_with_the_token(
    fhir_server: Any, named: str
) -> None:
    data = base64.b64encode(b"Seen today.").decode()
    fhir_server.put(
        {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": data}
    )
    server = FHIRServer(fhir_server.base, auth=KEY)
    found = await server.attachment(named.format(base=fhir_server.base), "text/plain")
    assert (found.data, found.media_type) == (b"Seen today.", "text/plain")
    assert fhir_server.web.asked[-1].key == "Bearer secret"


async def test_an_attachment_may_come_as_its_bytes(web_server: Any) -> None:
    def answer(asked: Any) -> Any:
        if asked.headers["accept"] == "application/fhir+json":
            return 406, {}, b""
        return 200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"

    web_server.tell = answer
    server = FHIRServer(web_server.url, quirks=Quirks())
    found = await server.attachment("Binary/b", "application/pdf")
    assert (found.data, found.media_type) == (b"%PDF-1.7", "application/pdf")


async def test_an_attachment_elsewhere_is_read_only_from_a_listed_origin_and_without_the_token(
    fhir_server: Any, web_servers: Callable[[], Any]
) -> None:
    store, trap = web_servers(), web_servers()
    store.tells(200, b"text", Content_Type="text/plain")
    server = FHIRServer(fhir_server.base, auth=KEY, attachments=[store.url])
    assert (await server.attachment(f"{store.url}/note", "text/plain")).data == b"text"
    assert [asked.key for asked in store.asked] == [""]
    for url in (
        f"{trap.url}/note",
        f"{fhir_server.web.url}@{trap.url.removeprefix('http://')}/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/x",
        "http://127.1/x",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "data:text/plain,x",
        "//evil.example/x",
        "../admin/logout",
        "Binary/../../x",
    ):
        with pytest.raises(FHIRServerError, match="not-listed"):
            await server.attachment(url)
    assert trap.asked == []


async def test_an_attachment_that_is_larger_than_the_limit_is_not_read(web_server: Any) -> None:
    data = base64.b64encode(bytes(2000)).decode()
    body = {"resourceType": "Binary", "id": "b", "data": data}
    web_server.tells(200, json.dumps(body).encode(), Content_Type="application/fhir+json")
    limits = ServerLimits(attachment=1000)
    server = FHIRServer(web_server.url, quirks=Quirks(), limits=limits)
    with pytest.raises(FHIRServerError, match="too-large"):
        await server.attachment("Binary/b")
    web_server.tells(200, bytes(10**6), Content_Type="image/png")
    with pytest.raises(FHIRServerError, match="too-large"):
        await server.attachment("Binary/b", "image/png")


async def test_a_page_that_asks_for_a_password_is_no_attachment(web_server: Any) -> None:
    web_server.tells(200, b"<html>sign in</html>", Content_Type="text/html; charset=utf-8")
    server = FHIRServer(web_server.url, quirks=Quirks())
    with pytest.raises(FHIRServerError, match="not-fhir"):
        await server.attachment("Binary/b", "application/pdf")
    assert (await server.attachment("Binary/b", "text/html")).data.startswith(b"<html>")


@pytest.mark.parametrize(
    ("statement", "base", "name"),
    [
        ({"software": {"name": "HAPI FHIR Server"}}, "https://a.example/fhir", "hapi"),
        ({"publisher": "Epic"}, "https://a.example/fhir", "epic"),
        ({}, "https://fhir-ehr.cerner.com/r4/x", "oracle"),
        ({"software": {"name": "Medplum"}}, "https://a.example", "medplum"),
        (
            {"implementation": {"description": "Microsoft FHIR Server"}},
            "https://a.example",
            "azure",
        ),
        ({"software": "x", "implementation": 1, "name": []}, "https://a.example", ""),
    ],
)
def test_a_server_is_recognised_by_what_it_says_of_itself(
    statement: Any, base: str, name: str
) -> None:
    assert quirks_of(statement, base).name == name


async def test_a_server_that_wants_a_parameter_alone_gets_it_alone(
    fhir_server: Any, make: Any
) -> None:
    for number, status in (("a", "current"), ("b", "superseded")):
        fhir_server.put(make.resource("DocumentReference", number, status=status))
    quirks = Quirks(
        alone={"DocumentReference": ("_id",)},
        one_of={"DocumentReference": ("date", "period")},
        most={"DocumentReference": 100},
        patient="reference",
    )
    server = FHIRServer(fhir_server.base, quirks=quirks)
    found = await server.search("DocumentReference?_id=a,b&status=current&patient=1")
    assert [item["id"] for item in found.items] == ["a"]
    assert fhir_server.asked("_id=a%2Cb&_count=100")
    await server.search("DocumentReference?patient=1&date=ge2024&period=ge2024")
    assert fhir_server.asked("patient=Patient%2F1&date=ge2024&_count=100")


def test_a_chart_of_a_server_is_the_chart_of_its_resources(fhir_server: Any, make: Any) -> None:
    patient = {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17"}
    other = {"resourceType": "Patient", "id": "2", "birthDate": "1970-01-01"}
    fhir_server.put(patient, make.lab("a", 5.0), make.problem("p", "gout"))
    fhir_server.put(other, make.lab("b", 6.0, subject={"reference": "Patient/2"}))
    server = FHIRServer(fhir_server.base)
    chart = server.open_chart("1")
    assert [entry.reference for entry in chart.entries] == [
        entry.reference for entry in fhir_server.store.open_chart("1").entries
    ]
    assert server.patients() == ("Patient/1", "Patient/2")
    assert server.capabilities()["resourceType"] == "CapabilityStatement"


async def test_a_chart_may_be_opened_while_connections_are_kept(
    fhir_server: Any, make: Any
) -> None:
    patient = {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17"}
    fhir_server.put(patient, make.lab("a", 5.0))
    async with FHIRServer(fhir_server.base) as server:
        before = await server.search("Observation?patient=1")
        chart = server.open_chart("Patient/1")
        after = await server.search("Observation?patient=1")
    assert "Observation/a" in {entry.reference for entry in chart.entries}
    assert before.items == after.items


async def test_a_server_that_answers_from_before_is_asked_to_look_anew(fhir_server: Any) -> None:
    fhir_server.statement = {
        "resourceType": "CapabilityStatement",
        "software": {"name": "HAPI FHIR Server"},
    }
    await FHIRServer(fhir_server.base).search("Observation?patient=1")
    assert fhir_server.web.asked[-1].headers["cache-control"] == "no-cache"
    assert fhir_server.asked("_total=accurate")
    await FHIRServer(fhir_server.base).search("Observation?patient=1&_total=none")
    assert "accurate" not in fhir_server.asked("Observation/_search")[-1]


async def test_nothing_that_is_asked_of_a_server_is_logged(
    fhir_server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server = FHIRServer(fhir_server.base, auth=Token("CANARY-TOKEN"))
    fhir_server.without_post = True
    await server.search("Patient?name=CANARY-NAME&_id=CANARY-ID")
    await server.read("Patient/CANARY-ID")
    assert "CANARY" not in caplog.text
    assert "CANARY" not in repr(server)
