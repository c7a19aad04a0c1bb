"""What a document covers and what its citations bear out: graders against hand-made answers."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Citation, Section, Statement
from chartside.evals.chart_questions.raw import Person, people
from chartside.evals.key_facts.attributing import attributed
from chartside.evals.key_facts.bearing import bears
from chartside.evals.key_facts.events import OPERATION, RESULT, STAY, Event, events_of
from chartside.evals.key_facts.lists import key_facts
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)


def of(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/p"}, **fields}


def lab(name: str, code: str, words: str, value: str, day: str, high: int) -> dict[str, Any]:
    return of(
        "Observation",
        name,
        status="final",
        code={"coding": [{"system": "http://loinc.org", "code": code, "display": words}]},
        effectiveDateTime=f"{day}T08:00:00Z",
        valueQuantity={"value": float(value), "unit": "mmol/L"},
        referenceRange=[{"high": {"value": high}}],
    )


def stay(name: str, day: str, code: str = "IMP", reason: str = "acute pancreatitis") -> Any:
    return of(
        "Encounter",
        name,
        status="finished",
        **{"class": {"code": code}},
        period={"start": f"{day}T10:00:00Z", "end": f"{day}T20:00:00Z"},
        reasonCode=[{"text": reason}],
    )


def operation(name: str, words: str, day: str, **fields: Any) -> dict[str, Any]:
    held = {"status": "completed", "code": {"text": words}, "performedDateTime": day}
    return of("Procedure", name, **{**held, **fields})


NOTE = "Walks with a cane.\nNo falls since spring. Sleeps   well & eats well."
BODIES = (
    {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1950-02-03"},
    stay("stay", "2024-05-06"),
    stay("long-ago", "2019-05-06"),
    stay("urgent", "2025-05-06", "EMER"),
    operation("gallbladder", "Laparoscopic cholecystectomy (procedure)", "2024-05-08"),
    operation("hip", "Total replacement of left hip", "2012-01-02"),
    operation("survey", "Depression screening", "2026-01-02"),
    operation("cancelled", "Appendectomy", "2026-01-02", status="not-done"),
    operation(
        "by-category",
        "Arthroscopy of right knee",
        "2025-09-01",
        category={"coding": [{"code": "387713003"}]},
    ),
    lab("potassium", "2823-3", "Potassium", "5.9", "2026-11-03", 5),
    lab("potassium-before", "2823-3", "Potassium", "4.1", "2026-01-03", 5),
    lab("sodium", "2951-2", "Sodium", "139", "2026-11-03", 145),
    lab("ferritin", "2276-4", "Ferritin", "900", "2019-11-03", 300),
    of(
        "Condition",
        "gout",
        clinicalStatus={"coding": [{"code": "active"}]},
        code={"text": "Gout (disorder)"},
        onsetDateTime="2011",
    ),
    of(
        "MedicationRequest",
        "order",
        status="active",
        intent="order",
        authoredOn="2020-03-04",
        medicationReference={"reference": "Medication/m"},
    ),
    {"resourceType": "Medication", "id": "m", "code": {"text": "Allopurinol 100 MG Oral Tablet"}},
    of(
        "DocumentReference",
        "note",
        status="current",
        date="2025-02-03",
        type={"text": "Progress note"},
        content=[
            {
                "attachment": {
                    "contentType": "text/plain",
                    "data": base64.b64encode(NOTE.encode()).decode(),
                }
            }
        ],
    ),
    of(
        "DocumentReference",
        "scan",
        status="current",
        content=[{"attachment": {"contentType": "application/pdf", "data": "JVBERg=="}}],
    ),
    of("Immunization", "flu", status="completed", vaccineCode={"text": "Influenza, seasonal, inj"}),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "record.json"
    entries = [{"resource": body} for body in BODIES]
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def person(file: Path) -> Person:
    return people(file)[0]


@pytest.fixture(scope="module")
def chart(file: Path) -> Chart:
    return open_record(file).open_chart()


def test_events_are_recent_stays_operations_and_latest_results_out_of_range(
    person: Person,
) -> None:
    found = {(e.kind, e.reference) for e in events_of(person)}
    assert found == {
        (STAY, "Encounter/stay"),
        (OPERATION, "Procedure/gallbladder"),
        (OPERATION, "Procedure/by-category"),
        (RESULT, "Observation/potassium"),
    }
    assert key_facts(person) == ("allopurinol", "gout")


A_STAY = "Encounter/stay"
AN_OPERATION = "Procedure/gallbladder"
A_RESULT = "Observation/potassium"
TOLD_FIRST = [
    (A_STAY, "Admitted to hospital on 6 May 2024 for acute pancreatitis.", True),
    (A_STAY, "Hospital stay from 2024-05-06 to 2024-05-10.", True),
    (A_STAY, "Hospitalised in May 2024.", True),
    (A_STAY, "Acute pancreatitis, May 2024.", True),
    (A_STAY, "Admitted to hospital on 6 June 2024.", False),
    (A_STAY, "Acute pancreatitis.", False),
    (A_STAY, "Office visit on 6 May 2024.", False),
    (AN_OPERATION, "Laparoscopic cholecystectomy on 8 May 2024.", True),
    (AN_OPERATION, "Gallbladder disease.", False),
    (AN_OPERATION, "Cholecystectomy was discussed.", False),
    (A_RESULT, "Potassium 5.9 mmol/L on 3 November 2026, high.", True),
    (A_RESULT, "K+ was 5.9.", True),
    (A_RESULT, "Potassium 4.1 mmol/L on 3 January 2026.", False),
    (A_RESULT, "Sodium 5.9 mmol/L.", False),
    (A_RESULT, "Potassium is high.", False),
]
TOLD_HELD = [
    (A_STAY, "Inpatient stay, 05/2024.", False),  # a month in digits is not read
    (A_STAY, "He was an inpatient from May 6, 2024.", True),
    (A_STAY, "Admission in 2024.", False),
    (A_STAY, "Admitted 6 May 2023 for acute pancreatitis.", False),
    (A_STAY, "Hospital admission on 2024-05-06 through the emergency department.", True),
    (A_STAY, "On 6 May 2024 he had acute pancreatitis.", True),
    (A_STAY, "No hospital stays.", False),
    (AN_OPERATION, "Status post laparoscopic cholecystectomy (2024).", True),
    (AN_OPERATION, "Laparoscopic hernia repair.", False),
    (AN_OPERATION, "Operated on 8 May 2024.", False),
    (A_RESULT, "Latest serum potassium: 5.9 mmol/L (3 Nov 2026).", True),
    (A_RESULT, "Potassium rose from 4.1 to 5.9 mmol/L.", True),
    (A_RESULT, "Potassium 59 mmol/L.", False),
    (A_RESULT, "Potassium on 5 September.", False),
]


@pytest.mark.parametrize(("reference", "sentence", "right"), [*TOLD_FIRST, *TOLD_HELD])
def test_an_event_is_told_by_its_day_its_name_or_its_value(
    person: Person, reference: str, sentence: str, *, right: bool
) -> None:
    event = next(e for e in events_of(person) if e.reference == reference)
    assert event.is_told(["Something else.", sentence]) is right
    assert isinstance(event, Event)
    assert event.day[:10] in event.words


def cite(reference: str, quote: str | None = None) -> Citation:
    return Citation(reference, quote=quote)


BEARS_FIRST: list[tuple[Citation, str, bool | None]] = [
    (cite("Condition/gout"), "Gout, active since 2011.", True),
    (cite("Condition/gout"), "Asthma, active since 2011.", False),
    (cite("Observation/potassium"), "Potassium 5.9 mmol/L.", True),
    (cite("Observation/potassium"), "Serum potassium was high.", True),
    (cite("Observation/potassium"), "Sodium 139 mmol/L.", False),
    (cite("MedicationRequest/order"), "Allopurinol 100 mg once daily.", True),
    (cite("MedicationRequest/order"), "Febuxostat 80 mg once daily.", False),
    (cite("DocumentReference/note", "No falls since spring"), "No falls are told.", True),
    (cite("DocumentReference/note", "Fell twice"), "Falls are told.", False),
    (cite("DocumentReference/scan", "Fell twice"), "Falls are told.", None),
    (cite("Patient/p"), "76-year-old man.", True),
    (cite("Condition/none"), "Gout.", False),
]
BEARS_HELD: list[tuple[Citation, str, bool | None]] = [
    (cite("Encounter/stay"), "Admitted on 6 May 2024.", True),
    (cite("Encounter/stay"), "Treated for acute pancreatitis.", True),
    (cite("Encounter/stay"), "Admitted on 7 August 2022.", False),
    (cite("Procedure/gallbladder"), "Laparoscopic cholecystectomy in 2024.", True),
    (cite("Procedure/gallbladder"), "Hip replacement in 2024.", False),
    (cite("Immunization/flu"), "Influenza vaccine was given.", True),
    (cite("Immunization/flu"), "Hepatitis B vaccine was given.", False),
    (cite("DocumentReference/note", "Sleeps well & eats well."), "He sleeps well.", True),
    (cite("DocumentReference/note"), "The note of 3 February 2025 tells of it.", True),
    (cite("DocumentReference/note"), "The note of 4 March 2021 tells of it.", False),
    (cite("Observation/sodium"), "Na 139.", True),
    (cite("Patient/p"), "Potassium 5.9 mmol/L.", False),
]


@pytest.mark.parametrize(("citation", "sentence", "right"), [*BEARS_FIRST, *BEARS_HELD])
def test_a_citation_is_named_where_its_json_holds_any_of_the_sentence(
    person: Person, citation: Citation, sentence: str, *, right: bool | None
) -> None:
    assert bears(citation, sentence, person) is right


def written(text: str, *references: str) -> list[Section]:
    return [Section("", (Statement(text, tuple(cite(r) for r in references)),))]


def test_recall_and_precision_of_citations_are_those_of_alce(chart: Chart) -> None:
    potassium, sodium, gout = "Observation/potassium", "Observation/sodium", "Condition/gout"
    both = "Potassium 5.9 mmol/L on 3 November 2026 and sodium 139 mmol/L on 3 November 2026."
    one = "Potassium 5.9 mmol/L on 3 November 2026."
    cases: tuple[tuple[str, tuple[str, ...], bool, tuple[str, ...]], ...] = (
        (one, (potassium,), True, (potassium,)),
        (one, (sodium,), False, ()),  # borne out by what it does not cite
        (both, (potassium, sodium), True, (potassium, sodium)),  # each is needed
        (both, (potassium,), False, ()),
        (one, (potassium, gout), True, (potassium,)),  # one too many
        (one, (), False, ()),
        ("Potassium 9.5 mmol/L on 3 November 2026.", (potassium,), False, ()),
    )
    for text, references, supported, useful in cases:
        (found,) = attributed(written(text, *references), chart)
        assert found.supported is supported, text
        assert tuple(c.reference for c in found.useful) == useful, text


def test_what_is_said_to_be_absent_needs_no_source(chart: Chart) -> None:
    assert list(attributed(written("No allergies are recorded."), chart)) == []


@pytest.mark.usefixtures("no_leftovers")
def test_documents_are_measured_by_every_figure(file: Path, tmp_path: Path) -> None:
    found = run(Asked(("summaries",), Records(str(file))), tmp_path)
    ran = found.suites[0]
    assert found.broken == 0
    assert {case.kind for case in ran.cases} == {"summary", "previsit", "handoff"}
    summary = next(case for case in ran.cases if case.kind == "summary")
    assert set(summary.counts) == set(ran.suite.by_name)
    assert summary.counts["covered"] == (2, 2)
    assert summary.counts["events-covered"][1] == 4
    assert summary.counts["clean"] == (1, 1)
    for name in ("citation-recall", "citation-precision", "citation-named", "resolved"):
        hits, of_all = summary.counts[name]
        assert of_all > 3
        assert hits >= of_all - 1, name


@pytest.mark.usefixtures("no_leftovers")
def test_a_document_that_a_model_fails_to_write_covers_nothing_and_is_not_clean(
    model_server: Callable[..., Any], file: Path, tmp_path: Path
) -> None:
    served = model_server("I cannot say.", "medgemma-27b-it")
    asked = Asked(("summaries",), Records(str(file)), reasoner=served.reasoner, limit=1)
    (case,) = run(asked, tmp_path).suites[0].cases
    assert case.failed == "model"
    assert case.counts["covered"] == (0, 2)
    assert case.counts["clean"] == (0, 1)
    assert case.counts["citation-recall"] == (0, 0)
    assert case.cost["largest"] == 700  # tokens of the longest prompt, as the server tells them
