"""What a site's terminology service adds to a chart, and what it is told of one."""

import json
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chartside.cli.checkup import checkup
from chartside.errors import TerminologyError, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, allergies, lab_series, refuted_problems
from chartside.fhir.codes import ICD10CM, LOINC, SNOMED, Coding
from chartside.fhir.equating import MOST, Equating
from chartside.fhir.record import equating_by, open_record
from chartside.fhir.terminology.kept import Kept
from chartside.fhir.terminology.local import LocalTerminology
from chartside.fhir.terminology.service import Translation
from chartside.settings import Settings, settings

HERE = "http://hospital.example/tests"


def mapped(source: str, target: str, *pairs: tuple[str, str, str]) -> dict[str, Any]:
    elements = [
        {"code": one, "target": [{"code": other, "equivalence": how}]} for one, other, how in pairs
    ]
    group = {"source": source, "target": target, "element": elements}
    return {"resourceType": "ConceptMap", "url": "http://hospital.example/map", "group": [group]}


MAPS = [
    mapped(SNOMED, ICD10CM, ("44054006", "E11.9", "equivalent"), ("73211009", "E11.9", "narrower")),
    mapped(HERE, LOINC, ("NA", "2951-2", "equivalent"), ("UNA", "2955-3", "equal")),
]


class Told(LocalTerminology):
    """The maps of the site; it remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(MAPS)
        self.asked: list[tuple[str, str, str]] = []

    async def translate(
        self, coding: Coding, *, to: str = "", concept_map: str = ""
    ) -> tuple[Translation, ...]:
        self.asked.append((coding.system, coding.code, to))
        return await super().translate(coding, to=to, concept_map=concept_map)


class Failing(Told):
    """A service that gives no answer, for the reason given."""

    reason = "unreachable"

    async def translate(
        self, coding: Coding, *, to: str = "", concept_map: str = ""
    ) -> tuple[Translation, ...]:
        await super().translate(coding, to=to, concept_map=concept_map)
        raise TerminologyError("$translate", self.reason)


def asking(service: LocalTerminology, kept: Kept | None = None) -> Equating:
    return Equating(lambda: nullcontext(service), kept or Kept())


def problem(make: Any, name: str, system: str, code: str, text: str, **fields: Any) -> Any:
    return make.problem(name, "", code=make.code(code, text, system), **fields)


def diabetes(make: Any) -> Chart:
    chart: Chart = make.chart(
        problem(make, "a", SNOMED, "44054006", "Type 2 diabetes mellitus"),
        problem(make, "b", ICD10CM, "E119", "DM2 w/o complications"),
    )
    return chart


def test_one_disease_in_two_systems_is_one_problem_where_the_site_says_so(make: Any) -> None:
    chart = diabetes(make)
    assert len(active_problems(chart)) == 2
    assert len(active_problems(asking(Told())(chart))) == 1


def test_a_narrower_code_is_not_the_same_disease(make: Any) -> None:
    chart = make.chart(
        problem(make, "a", SNOMED, "73211009", "Diabetes mellitus"),
        problem(make, "b", ICD10CM, "E11.9", "Type 2 diabetes without complications"),
    )
    assert len(active_problems(asking(Told())(chart))) == 2


def test_a_disease_disproved_in_another_system_is_disproved(make: Any) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    chart = make.chart(
        problem(make, "a", SNOMED, "44054006", "Type 2 diabetes", recordedDate="2020-01-01"),
        problem(make, "b", ICD10CM, "E11.9", "T2DM", recordedDate="2021-01-01", **refuted),
    )
    told = asking(Told())(chart)
    assert len(active_problems(chart)) == 1
    assert active_problems(told) == ()
    assert [e.reference for e in refuted_problems(told)] == ["Condition/b"]


def test_a_laboratorys_own_codes_become_series_by_loinc(make: Any) -> None:
    def sodium(name: str, code: str, system: str = HERE) -> Any:
        coded = make.code(code, "Sodium", system)
        return make.lab(name, 140, "mmol/L", code=coded, effectiveDateTime=f"2025-0{name}-01")

    chart = make.chart(sodium("1", "NA"), sodium("2", "UNA"), sodium("3", "2951-2", LOINC))
    assert len(lab_series(chart)) == 2
    found = {s.key: len(s.entries) for s in lab_series(asking(Told())(chart))}
    assert found == {"Sodium, serum": 2, "Sodium, urine": 1}


def test_the_records_own_codes_labels_and_digest_stay_as_they_are(make: Any) -> None:
    chart = diabetes(make)
    told = asking(Told())(chart)
    assert told.digest == chart.digest
    assert [(e.label, e.code.codings) for e in told.entries] == [
        (e.label, e.code.codings) for e in chart.entries
    ]


def test_only_codes_and_systems_are_asked_about_and_each_once(make: Any) -> None:
    service = Told()
    equating = asking(service)
    equating(diabetes(make))
    equating(diabetes(make))
    assert sorted(service.asked) == [(ICD10CM, "E11.9", SNOMED), (SNOMED, "44054006", ICD10CM)]


def test_nothing_is_asked_where_the_record_says_it_itself(make: Any) -> None:
    service = Told()
    both = {"coding": [{"system": SNOMED, "code": "44054006"}, {"system": ICD10CM, "code": "E11"}]}
    asking(service)(make.chart(make.problem("a", "", code=both), make.allergy("b", "Penicillin")))
    assert service.asked == []


def test_an_answer_is_kept_for_the_next_run_but_not_for_another_service(
    make: Any, tmp_path: Path
) -> None:
    file = tmp_path / "home" / "terminology.db"
    asking(Told(), Kept(file, "https://a.example"))(diabetes(make))
    again, other = Told(), Told()
    told = asking(again, Kept(file, "https://a.example"))(diabetes(make))
    asking(other, Kept(file, "https://b.example"))(diabetes(make))
    assert (len(again.asked), len(other.asked)) == (0, 2)
    assert len(active_problems(told)) == 1
    assert b"Type 2" not in file.read_bytes()
    assert b"Condition" not in file.read_bytes()


def test_a_file_of_answers_that_is_damaged_costs_questions_and_nothing_else(
    make: Any, tmp_path: Path
) -> None:
    file = tmp_path / "terminology.db"
    file.write_bytes(b"this is no database")
    assert len(active_problems(asking(Told(), Kept(file))(diabetes(make)))) == 1


@pytest.mark.parametrize("reason", ["unreachable", "slow", "refused"])
def test_a_service_that_gives_no_answer_is_told_of_and_left_alone(make: Any, reason: str) -> None:
    service = Failing()
    service.reason = reason
    equating = asking(service)
    told = equating(diabetes(make))
    asked = len(service.asked)
    again = equating(diabetes(make))
    assert len(service.asked) == asked
    assert len(active_problems(told)) == 2
    for chart in (told, again):
        (aside,) = chart.set_aside
        assert aside.source == "terminology"
        assert reason in aside.reason
        assert "44054006" not in aside.reason


def test_a_system_that_the_server_refuses_does_not_keep_it_from_the_others(make: Any) -> None:
    class Choosy(Told):
        async def translate(
            self, coding: Coding, *, to: str = "", concept_map: str = ""
        ) -> tuple[Translation, ...]:
            if coding.system == ICD10CM:
                raise TerminologyError("$translate", "refused", 422)
            return await super().translate(coding, to=to, concept_map=concept_map)

    told = asking(Choosy())(diabetes(make))
    assert len(active_problems(told)) == 1
    assert len(told.set_aside) == 1


def test_a_chart_with_more_codes_than_are_asked_about_says_so(make: Any) -> None:
    many = [problem(make, f"p{n}", SNOMED, str(n), f"Disease {n}") for n in range(MOST + 5)]
    service = Told()
    told = asking(service)(make.chart(*many, problem(make, "b", ICD10CM, "E11.9", "T2DM")))
    assert len(service.asked) == MOST
    assert "6 codes" in told.set_aside[-1].reason


def test_allergies_that_no_map_joins_stay_two(make: Any) -> None:
    chart = make.chart(
        make.allergy("a", "", code=make.code("1", "Penicillin", SNOMED)),
        make.allergy("b", "", code=make.code("2", "Latex", ICD10CM)),
    )
    assert len(allergies(asking(Told())(chart))) == 2


class Handler(BaseHTTPRequestHandler):
    """$translate over the maps, by HTTP."""

    asked: list[str]

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        said = {"targetsystem": "", **dict(parse_qsl(urlsplit(self.path).query))}
        known = (said["code"], said["targetsystem"]) == ("44054006", ICD10CM)
        concept = {"name": "concept", "valueCoding": {"system": ICD10CM, "code": "E11.9"}}
        part = [{"name": "equivalence", "valueCode": "equivalent"}, concept]
        found = [{"name": "match", "part": part}] if known else []
        data = json.dumps({"resourceType": "Parameters", "parameter": found}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def served() -> Iterator[str]:
    Handler.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/fhir"
        server.shutdown()
        thread.join()


@pytest.fixture
def file(make: Any, tmp_path: Path) -> Path:
    """Ada Lovelace, whose diabetes is coded twice."""
    person = {"resourceType": "Patient", "id": "1", "name": [{"family": "Lovelace"}]}
    bodies = [
        person,
        problem(make, "a", SNOMED, "44054006", "Type 2 diabetes mellitus"),
        problem(make, "b", ICD10CM, "E11.9", "DM2"),
    ]
    found = tmp_path / "record.json"
    entries = [{"resource": b} for b in bodies]
    found.write_text(json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}))
    return found


def test_the_settings_name_a_server_and_it_is_asked_about_codes_alone(
    served: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_HOME", str(tmp_path))
    monkeypatch.setenv("CHARTSIDE_TERMINOLOGY", served)
    here = settings()
    equating = equating_by(here.terminology, here.terminology_answers)
    chart = open_record(file, equating=equating).open_chart()
    assert len(active_problems(chart)) == 1
    assert sorted(Handler.asked) == [
        f"/fhir/ConceptMap/$translate?system={quoted(ICD10CM)}&code=E11.9"
        f"&targetsystem={quoted(SNOMED)}",
        f"/fhir/ConceptMap/$translate?system={quoted(SNOMED)}&code=44054006"
        f"&targetsystem={quoted(ICD10CM)}",
    ]


def quoted(url: str) -> str:
    return url.replace(":", "%3A").replace("/", "%2F")


async def test_a_chart_may_be_opened_inside_a_running_loop(served: str, file: Path) -> None:
    chart = open_record(file, equating=equating_by(served)).open_chart()
    assert len(active_problems(chart)) == 1


def test_a_server_that_is_not_there_leaves_the_chart_as_the_record_has_it(file: Path) -> None:
    chart = open_record(file, equating=equating_by("http://127.0.0.1:9/fhir")).open_chart()
    assert len(active_problems(chart)) == 2
    assert "unreachable" in chart.set_aside[-1].reason


def test_without_a_server_nothing_is_asked_and_a_wrong_address_is_said_at_once() -> None:
    assert equating_by(None) is None
    assert equating_by("") is None
    with pytest.raises(UsageError):
        equating_by("terminology.example")


def test_the_checkup_says_whether_the_server_answers(served: str, tmp_path: Path) -> None:
    def told(base: str | None) -> list[tuple[str, str]]:
        checks = checkup(Settings(tmp_path, terminology=base))
        return [(c.state.value, c.says) for c in checks if c.name == "terminology"]

    assert told(None) == []
    assert told(served) == [("ok", "the server answers")]
    ((state, says),) = told("http://127.0.0.1:9/fhir")
    assert (state, "unreachable" in says) == ("note", True)
