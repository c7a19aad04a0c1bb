"""What sources say in words: denials in lists, whose it is, answers, opposites, findings."""

import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check, find_conflicts

FLAGGED = {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
NOTE = (
    "No cough, SOB at night. No fever, chills or rash; has diabetes. Her father smokes."
    " Accepted the booster, declined a swab. Appetite good, sleep poor. Walks twice a week."
    " Pain 2/10 at rest, 6/10 on stairs. Not given magnesium. Stiff left elbow. Right shoulder"
    " normal. Seen with her sister."
)


def _charts() -> Any:
    path = Path(__file__).with_name("prose_charts.py")
    spec = importlib.util.spec_from_file_location("prose_charts", path)
    assert spec
    assert spec.loader
    module = sys.modules["prose_charts"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def chart() -> Chart:
    """A note, a few results in words and numbers, a team, a vaccine that was declined."""
    made = _charts()
    potassium = made._result("k", "Potassium", "2025-03-09", "5.9 mmol/L", "H")
    bounds = {"low": {"value": 3.5, "unit": "mmol/L"}, "high": {"value": 5.1, "unit": "mmol/L"}}
    bodies = (
        made._person("1990-05-02", "female"),
        {**potassium, "referenceRange": [bounds]},
        made._result("hiv", "HIV 1 RNA", "2025-03-09", "508780 copies/mL"),
        made._result("rpr", "Rapid plasma reagin", "2025-03-09", "Non-reactive"),
        made._problem("hap", "Hospital-acquired pneumonia", "2025-06-07"),
        made._problem("early", "Asthma", "1980-01-01"),
        made._done("scope", "Colonoscopy", "2019-04-05"),
        made._vaccine("ppv", "Pneumococcal vaccine", "2024-10-01", "not-done"),
        made._visit("stay", "Hospital admission", "2025-06-07", "2025-06-08"),
        made._team("team", ("Oncologist", "Leila Haddad"), ("Stoma nurse", "Grace Obi")),
        made._note("note", "Clinic note", "2025-05-01", NOTE),
    )
    rows = [Row(b["resourceType"], b["id"], "p", made.json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return build_chart("Patient/p", rows, {}.get, lambda ref: ref, (), now)


def _judged(chart: Chart, text: str, name: str) -> Statement:
    reference = next(e.reference for e in chart.entries if e.reference.endswith(f"/{name}"))
    return check(Statement(text, (Citation(reference),)), chart)


TRUE = (
    ("No cough.", "note"),
    ("She is short of breath at night.", "note"),
    ("No fever, chills or rash.", "note"),
    ("Her father is a smoker.", "note"),
    ("She took up the offer of a booster but turned the swab down.", "note"),
    ("Good appetite; poor sleep.", "note"),
    ("She walks two times a week.", "note"),
    ("Pain 2/10 resting.", "note"),
    ("Stiff left elbow.", "note"),
    ("HIV 1 RNA 508780 copies/mL.", "hiv"),
    ("RPR negative.", "rpr"),
    ("Potassium: normal range 3.5 to 5.1 mmol/L.", "k"),
    ("Potassium should lie between 3.5 and 5.1 mmol/L.", "k"),
    ("In hospital from 7 to 8 June.", "stay"),
    ("HAP in June 2025.", "hap"),
    ("Leila Haddad is her oncologist.", "team"),
    ("She has never been on warfarin.", "p"),
    ("A mammogram was never done.", "p"),
    ("A 35-year-old woman.", "p"),
)
FALSE = (
    ("No dyspnea.", "note"),
    ("She has a cough.", "note"),
    ("She has a rash.", "note"),
    ("She smokes.", "note"),
    ("Her mother smokes.", "note"),
    ("Her father has diabetes.", "note"),
    ("Her sister has diabetes.", "note"),
    ("She declined the booster.", "note"),
    ("She agreed to a swab.", "note"),
    ("Poor appetite.", "note"),
    ("She walks five times a week.", "note"),
    ("Pain 6/10 at rest.", "note"),
    ("She was given magnesium.", "note"),
    ("Stiff right elbow.", "note"),
    ("HIV 1 RNA 50878 copies/mL.", "hiv"),
    ("RPR reactive.", "rpr"),
    ("Potassium: normal range 3.5 to 6.1 mmol/L.", "k"),
    ("In hospital from 6 to 8 June.", "stay"),
    ("Grace Obi is her oncologist.", "team"),
    ("A colonoscopy was never done.", "scope"),
    ("She has never had a colonoscopy.", "p"),
    ("HPV vaccine was not given.", "ppv"),
    ("A thirty-six-year-old woman.", "p"),
)


@pytest.mark.parametrize(("text", "name"), TRUE)
def test_what_the_source_says_in_other_words_is_supported(chart: Chart, text: str, name: str):
    assert _judged(chart, text, name).reasons == ()


@pytest.mark.parametrize(("text", "name"), FALSE)
def test_what_the_source_says_the_other_way_round_is_never_supported(
    chart: Chart, text: str, name: str
):
    assert _judged(chart, text, name).verdict in FLAGGED


def test_what_a_rule_reports_of_a_birth_date_is_supported_by_its_own_sources(chart: Chart):
    told = [f for f in find_conflicts(chart) if "before the recorded birth" in f.text]
    assert told
    for finding in told:
        judged = check(Statement(finding.text, finding.citations), chart)
        assert judged.verdict is Verdict.SUPPORTED
