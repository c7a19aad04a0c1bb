"""Results of a report as a draft: every row a sentence, every resource a proposal."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.filing_results import MOST_RESULTS, Filing, propose_results
from chartside.draft import Draft, Verdict
from chartside.errors import NothingToSay, UsageError
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.lab_reports.opening import open_octets
from chartside.signoff import Desk, SignoffStore, create_identity, decline, unlock
from chartside.tools.labs.files import How
from chartside.tools.labs.judged import JudgedFile
from chartside.tools.labs.judging import judge_file
from chartside.tools.labs.reading import Reading, by_words

PASSPHRASE = "Zebrastripes over nine hills"


def chart(**patient: Any) -> Chart:
    named = {"name": [{"family": "Quackenbush", "given": ["Wilhelmina"]}]}
    body = {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17", **named, **patient}
    rows = [Row("Patient", "1", "1", json.dumps(body).encode())]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def judged(octets: bytes, held: Chart, **reading: Any) -> JudgedFile:
    (opened,) = open_octets(octets)  # type: ignore[misc]  # a PDF
    found = asyncio.run(by_words(opened, How()))
    return judge_file("report.pdf", Reading(found.read, **reading), held)


@pytest.fixture
def store(tmp_path: Path) -> SignoffStore:
    return SignoffStore(tmp_path / "signoff.db")


@pytest.fixture
def proposes(tmp_path: Path, store: SignoffStore) -> Any:
    """The first report of a PDF, laid down for Wilhelmina Quackenbush."""
    del store

    def proposed(octets: bytes, held: Chart | None = None, **reading: Any) -> Draft:
        held = held or chart()
        file = judged(octets, held, **reading)
        filing = Filing(file, file.reports[0])
        return propose_results(held, Desk(tmp_path / "signoff.db"), filing)

    return proposed


def test_every_row_is_a_sentence_that_is_checked_against_what_was_read(
    proposes: Any, printer: Any
) -> None:
    draft = proposes(printer.printed())
    assert [s.verdict for s in draft.statements] == [Verdict.SUPPORTED] * 5
    assert draft.enclosure is not None
    for statement in draft.statements:
        (cited,) = statement.citations
        assert cited.reference == draft.enclosure.reference
        assert draft.enclosure.text[cited.start : cited.end] == statement.text
    reasons = {s.id: s.text for s in draft.statements}
    for proposal in draft.proposals[1:-1]:
        assert reasons[proposal.statement].startswith(proposal.resource["code"]["text"])


ODD = [
    ("Glucose (fasting)", "5,1", "mmol/L", "3,9 - 5,6", ""),
    ("eGFR", ">60", "mL/min/1.73 m2", "> 60", ""),
    ("Ratio A/B", "1:80", "", "< 1:40", "H"),
    ("Hepatitis B surface antigen", "negative", "", "negative", ""),
    ("Leucocytes", "7.2", "10^9/L", "4.0 - 10.0", ""),
    ("25-OH vitamin D", "18.4", "ng/mL", "30 - 100", "L"),
    ("No growth after 48 hours", "0", "CFU/mL", "", ""),
]


def test_rows_of_any_kind_are_supported_by_the_page_that_they_stand_on(
    proposes: Any, printer: Any
) -> None:
    draft = proposes(printer.printed([*printer.ROWS, *ODD]))
    assert len(draft.statements) > len(ODD)
    assert {s.verdict for s in draft.statements} == {Verdict.SUPPORTED}


def test_where_the_page_does_not_tell_whose_it_is_the_signer_is_told(
    proposes: Any, printer: Any
) -> None:
    draft = proposes(printer.printed(head=("Collected: 02/11/2025",)))
    assert any("make sure that it is this patient" in line for line in draft.set_aside)
    assert "the page names no patient" in draft.statements[0].text
    sure = proposes(printer.printed())
    assert not any("make sure" in line for line in sure.set_aside)


def test_a_report_with_results_to_come_is_partial(proposes: Any, printer: Any) -> None:
    rows = [*printer.ROWS, ("Ferritin", "pending", "", "", "")]
    last = proposes(printer.printed(rows)).proposals[-1].resource
    assert (last["resourceType"], last["status"]) == ("DiagnosticReport", "partial")
    whole = proposes(printer.printed()).proposals[-1].resource
    assert whole["status"] == "preliminary"


def test_a_model_that_read_along_is_named_as_an_author(proposes: Any, printer: Any) -> None:
    assert proposes(printer.printed()).author.model is None
    draft = proposes(printer.printed(), model="medgemma-1.5-4b-it", prompt="1 abc")
    assert draft.author.model == "medgemma-1.5-4b-it"
    assert draft.prompts == {"lab_report": "1 abc"}


def test_what_was_declined_is_drafted_anew_and_what_lies_open_is_not(
    proposes: Any, printer: Any, store: SignoffStore, tmp_path: Path
) -> None:
    first = proposes(printer.printed())
    assert proposes(printer.printed()).id == first.id
    create_identity(tmp_path / "who", "asha", "Asha Rao, MD", "physician", PASSPHRASE)
    signer = unlock(tmp_path / "who", "asha", PASSPHRASE)
    decline(store, first.id, signer, reason="the wrong day")
    again = proposes(printer.printed())
    assert again.id != first.id
    assert store.held(again.id).status.value == "draft"


def test_more_results_than_a_person_decides_on_are_not_laid_down(
    proposes: Any, printer: Any
) -> None:
    rows = [(f"Potassium {n}", f"{n / 100 + 3}", "mmol/L", "3.5 - 5.1", "") for n in range(40)]
    pages = [printer.page(rows) for _ in range(MOST_RESULTS // len(rows) + 1)]
    with pytest.raises(UsageError, match="more than 300 results"):
        proposes(printer.bound(*pages))


def test_where_the_chart_has_all_of_it_nothing_is_laid_down(printer: Any, tmp_path: Path) -> None:
    held = chart()
    file = judged(printer.printed(), held)
    known = tuple(_known(one) for one in file.reports[0].results)
    report = type(file.reports[0])(file.reports[0].report, known, file.reports[0].match)
    with pytest.raises(NothingToSay, match="every result of this report already"):
        propose_results(held, Desk(tmp_path / "s.db"), Filing(file, report))


def _known(one: Any) -> Any:
    return type(one)(one.result, one.code, one.suggestions, one.doubts, "Observation/1")
