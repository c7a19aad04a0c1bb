"""A FHIR terminology server over real HTTP: good answers, and everything that can go wrong."""

import asyncio
import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chartside.errors import TerminologyError, UsageError
from chartside.fhir.codes import ICD10CM, SNOMED, Coding
from chartside.fhir.terminology.local import LocalTerminology
from chartside.fhir.terminology.server import TerminologyServer
from chartside.fhir.terminology.service import TerminologyService, Translation

Body = dict[str, Any]
ANIMALS = "http://example.org/animals"
PETS = "http://example.org/pets"
DIABETES = Coding(SNOMED, "44054006")
DOG = Coding(ANIMALS, "dog")
RESOURCES: list[Body] = [
    {
        "resourceType": "CodeSystem", "url": ANIMALS, "content": "complete", "version": "1",
        "hierarchyMeaning": "is-a",
        "concept": [{"code": "animal", "display": "Animal", "concept": [
            {"code": "dog", "display": "Dog", "designation": [{"value": "Hond"}]},
            {"code": "cat", "display": "Cat"},
            {"code": "dodo", "display": "Dodo",
             "property": [{"code": "inactive", "valueBoolean": True}]},
        ]}],
    },
    {"resourceType": "ValueSet", "url": PETS,
     "compose": {"include": [{"system": ANIMALS, "concept": [{"code": "dog"}, {"code": "cat"}]}]}},
    {"resourceType": "ConceptMap", "url": "http://example.org/map",
     "group": [{"source": SNOMED, "target": ICD10CM, "element": [
         {"code": "44054006", "target": [
             {"code": "E11.9", "display": "Type 2 diabetes", "equivalence": "wider"}]}]}]},
]  # fmt: skip


def outcome(code: str) -> Body:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}


def parameters(**said: Any) -> Body:
    return {"resourceType": "Parameters", "parameter": [
        {"name": n, ("valueBoolean" if isinstance(v, bool) else "valueString"): v}
        for n, v in said.items()
    ]}  # fmt: skip


Answer = tuple[int, Body]


class Operations:
    """A small terminology server: each operation of ours over the same resources in files."""

    def __init__(self) -> None:
        self.local = LocalTerminology(RESOURCES)

    def answer(self, operation: str, said: dict[str, str]) -> Answer:
        ask = {
            "ValueSet/$expand": self.expand,
            "CodeSystem/$lookup": self.lookup,
            "ConceptMap/$translate": self.translate,
            "CodeSystem/$validate-code": self.validate,
            "ValueSet/$validate-code": self.validate,
            "CodeSystem/$subsumes": self.subsumes,
        }.get(operation)
        return asyncio.run(ask(said)) if ask else (404, outcome("not-supported"))

    async def expand(self, said: dict[str, str]) -> Answer:
        try:
            found = await self.local.expand(
                said["url"], text=said.get("filter", ""), limit=int(said["count"])
            )
        except TerminologyError:
            return 404, outcome("not-found")
        contains = [{"system": c.system, "code": c.code, "display": c.display} for c in found.items]
        expansion = {"total": found.total, "contains": contains}
        return 200, {"resourceType": "ValueSet", "url": said["url"], "expansion": expansion}

    async def lookup(self, said: dict[str, str]) -> Answer:
        found = await self.local.lookup(Coding(said["system"], said["code"]))
        if found is None:
            return 404, outcome("not-found")
        body = parameters(name="x", version=found.version, display=found.coding.display)
        body["parameter"] += [
            {"name": "designation", "part": [{"name": "value", "valueString": n}]}
            for n in found.names
        ]
        part = [{"name": "code", "valueCode": "inactive"},
                {"name": "value", "valueBoolean": found.inactive}]  # fmt: skip
        body["parameter"].append({"name": "property", "part": part})
        return 200, body

    async def translate(self, said: dict[str, str]) -> Answer:
        found = await self.local.translate(
            Coding(said["system"], said["code"]), to=said.get("targetsystem", "")
        )
        body = parameters(result=bool(found))
        for t in found:
            coding = {"system": t.coding.system, "code": t.coding.code, "display": t.coding.display}
            part = [{"name": "equivalence", "valueCode": t.equivalence},
                    {"name": "concept", "valueCoding": coding},
                    {"name": "source", "valueUri": t.concept_map}]  # fmt: skip
            body["parameter"].append({"name": "match", "part": part})
        return 200, body

    async def validate(self, said: dict[str, str]) -> Answer:
        coding = Coding(said.get("system", said["url"]), said["code"])
        value_set = said["url"] if "system" in said else ""
        found = await self.local.validate_code(coding, value_set=value_set)
        if found.valid is None:
            return 404, outcome("not-found")
        return 200, parameters(result=found.valid, display=found.display)

    async def subsumes(self, said: dict[str, str]) -> Answer:
        found = await self.local.subsumes(said["system"], said["codeA"], said["codeB"])
        return (200, parameters(outcome=found)) if found else (404, outcome("not-found"))


class Served(ThreadingHTTPServer):
    """Where the server stands, what was asked of it, and what it answers instead of the truth."""

    daemon_threads = True
    asked: list[str]
    posted: list[Body]
    instead: Callable[[BaseHTTPRequestHandler], None] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/fhir"


class Handler(BaseHTTPRequestHandler):
    server: Served
    operations = Operations()

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.respond(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(self.path)
        self.server.posted.append(body)
        said = {
            p["name"]: str(next(v for k, v in p.items() if k != "name")) for p in body["parameter"]
        }
        self.respond(said)

    def respond(self, said: dict[str, str]) -> None:
        if self.server.instead:
            self.server.instead(self)
            return
        operation = urlsplit(self.path).path.removeprefix("/fhir/")
        status, body = self.operations.answer(operation, said)
        send(self, status, json.dumps(body).encode())


def send(handler: BaseHTTPRequestHandler, status: int, data: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "application/fhir+json", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(("127.0.0.1", 0), Handler) as server:
        server.asked, server.posted = [], []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def test_the_server_answers_as_the_files_do(served: Served) -> None:
    async def asked(service: TerminologyService) -> list[object]:
        dodo = await service.lookup(Coding(ANIMALS, "dodo"))
        return [
            await service.lookup(DOG),
            dodo and dodo.inactive,
            await service.lookup(Coding(ANIMALS, "unicorn")),
            (await service.expand(PETS)).items,
            (await service.expand(PETS, limit=1)).truncated,
            (await service.expand(PETS, text="do")).items,
            await service.translate(DIABETES, to=ICD10CM),
            await service.translate(DOG),
            (await service.validate_code(DOG)).valid,
            (await service.validate_code(Coding(ANIMALS, "unicorn"))).valid,
            (await service.validate_code(Coding("http://example.org/x", "dog"))).valid,
            (await service.validate_code(DOG, value_set=PETS)).valid,
            (await service.validate_code(Coding(ANIMALS, "dodo"), value_set=PETS)).valid,
            await service.subsumes(ANIMALS, "animal", "dog"),
            await service.subsumes(ANIMALS, "animal", "unicorn"),
        ]

    async with TerminologyServer(served.base) as server:
        assert await asked(server) == await asked(LocalTerminology(RESOURCES))


async def test_only_codes_and_urls_stand_in_an_address(served: Served) -> None:
    async with TerminologyServer(served.base) as server:
        await server.lookup(Coding(ANIMALS, "dog", "Rex, the dog of Mrs Jansen"))
        await server.expand(PETS, text="Mrs Jansen")
    assert "Jansen" not in "".join(served.asked)
    assert [p["valueString"] for p in served.posted[0]["parameter"] if p["name"] == "filter"] == [
        "Mrs Jansen"
    ]


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (ANIMALS, "Mrs Jansen"),
        (ANIMALS, "x" * 65),
        (ANIMALS, ""),
        ("Mrs Jansen", "dog"),
        ("", "dog"),
        (ANIMALS, "dog\nHost: evil"),
    ],
)
async def test_what_does_not_look_like_a_code_is_not_sent(
    served: Served, system: str, code: str
) -> None:
    coding = Coding(system, code)
    async with TerminologyServer(served.base) as server:
        assert await server.lookup(coding) is None
        assert await server.translate(coding) == ()
        assert (await server.validate_code(coding)).valid is None
        assert (await server.validate_code(coding, value_set=PETS)).valid is None
        assert await server.subsumes(system, code, code) is None
        with pytest.raises(TerminologyError):
            await server.expand("Mrs Jansen")
    assert served.asked == []


def answering(status: int, data: bytes, **headers: str) -> Callable[[Any], None]:
    return lambda handler: send(handler, status, data, **headers)


def fhir(body: Body) -> bytes:
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("status", "data", "reason"),
    [
        (404, b"<h1>not here</h1>", "refused"),
        (401, b"", "refused"),
        (500, b"", "refused"),
        (500, fhir(outcome("exception")), "refused"),
        (503, b"busy", "refused"),
        (302, b"", "refused"),
        (200, fhir(outcome("processing")), "refused"),
        (422, fhir(outcome("too-costly")), "too-large"),
        (200, b"", "not-fhir"),
        (200, b"<html>log in</html>", "not-fhir"),
        (200, b"{", "not-fhir"),
        (200, b"[" * 100_000, "not-fhir"),
        (200, b"\xff\xfe", "not-fhir"),
        (200, b"null", "not-fhir"),
        (200, fhir({"resourceType": "Patient"}), "not-fhir"),
        (200, fhir({"resourceType": "Parameters", "parameter": 7}), "not-fhir"),
        (200, fhir({"resourceType": "Parameters", "parameter": ["x"]}), "not-fhir"),
    ],
)
async def test_a_bad_answer_says_what_is_wrong_with_it(
    served: Served, status: int, data: bytes, reason: str
) -> None:
    served.instead = answering(status, data, Location="http://127.0.0.1:1/")
    async with TerminologyServer(served.base) as server:
        with pytest.raises(TerminologyError) as failed:
            await server.lookup(DOG)
    assert failed.value.reason == reason
    assert "dog" not in str(failed.value)


@pytest.mark.parametrize(
    "expansion", [7, {"contains": 7}, {"contains": [7]}, {"contains": [{"code": 7}]}]
)
async def test_an_expansion_of_the_wrong_shape_is_no_fhir(
    served: Served, expansion: object
) -> None:
    served.instead = answering(200, fhir({"resourceType": "ValueSet", "expansion": expansion}))
    async with TerminologyServer(served.base) as server:
        with pytest.raises(TerminologyError, match="not-fhir"):
            await server.expand(PETS)


async def test_a_page_without_a_total_may_have_more_behind_it(served: Served) -> None:
    contains = [{"system": ANIMALS, "code": str(n)} for n in range(3)]
    served.instead = answering(
        200, fhir({"resourceType": "ValueSet", "expansion": {"contains": contains}})
    )
    async with TerminologyServer(served.base) as server:
        assert (await server.expand(PETS, limit=3)).truncated
        assert (await server.expand(PETS, limit=2)).truncated
        assert not (await server.expand(PETS, limit=4)).truncated


async def test_an_answer_that_is_too_large_is_not_read_to_its_end(served: Served) -> None:
    served.instead = answering(200, b" " * 100_000)
    async with TerminologyServer(served.base, most=50_000) as server:
        with pytest.raises(TerminologyError, match="too-large"):
            await server.lookup(DOG)


async def test_an_answer_that_is_packed_unasked_is_not_unpacked(served: Served) -> None:
    served.instead = answering(200, gzip.compress(b" " * 10_000_000), Content_Encoding="gzip")
    async with TerminologyServer(served.base) as server:
        with pytest.raises(TerminologyError, match="not-fhir"):
            await server.lookup(DOG)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """An answer of which a byte comes every now and then: no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.01)
    except OSError:
        return


async def test_an_answer_that_drips_in_is_given_up(served: Served) -> None:
    served.instead = dripping
    async with TerminologyServer(served.base, seconds=0.2) as server:
        with pytest.raises(TerminologyError, match="slow"):
            await server.lookup(DOG)


async def test_an_answer_that_breaks_off_is_unreachable(served: Served) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"{")

    served.instead = broken
    async with TerminologyServer(served.base) as server:
        with pytest.raises(TerminologyError, match="unreachable"):
            await server.lookup(DOG)


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    async with TerminologyServer("http://127.0.0.1:1/fhir") as server:
        with pytest.raises(TerminologyError, match="unreachable"):
            await server.lookup(DOG)


async def test_a_map_of_release_five_is_read_in_the_words_of_four(served: Served) -> None:
    coding = {"system": "urn:oid:2.16.840.1.113883.6.90", "code": "E11.9"}
    part = [{"name": "relationship", "valueCode": "source-is-narrower-than-target"},
            {"name": "concept", "valueCoding": coding}]  # fmt: skip
    body = parameters(result=True)
    body["parameter"].append({"name": "match", "part": part})
    served.instead = answering(200, fhir(body))
    async with TerminologyServer(served.base) as server:
        assert await server.translate(DIABETES) == (Translation(Coding(ICD10CM, "E11.9"), "wider"),)


async def test_what_the_user_configured_is_sent_with_every_request(served: Served) -> None:
    seen: list[str | None] = []

    def looking(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Authorization"])
        send(handler, 404, fhir(outcome("not-found")))

    served.instead = looking
    async with TerminologyServer(served.base, headers={"Authorization": "Bearer t"}) as server:
        assert await server.lookup(DOG) is None
    assert seen == ["Bearer t"]


@pytest.mark.parametrize("base", ["", "example.org", "file:///etc/passwd", "http://"])
def test_a_base_that_is_no_web_address_is_refused(base: str) -> None:
    with pytest.raises(UsageError):
        TerminologyServer(base)
