"""A true value does not bear out what a sentence tells its reader to do."""

import pytest

from chartside.demo import record_json
from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record
from chartside.grounding import check


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Chart:
    path = tmp_path_factory.mktemp("orders") / "demo.json"
    path.write_bytes(record_json())
    return open_record(path).open_chart()


POTASSIUM = "Observation/potassium-2026-11-03"
LOSARTAN = "MedicationRequest/losartan-2014-03"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Potassium was 5.9 mmol/L on 3 November 2026. Stop it.", POTASSIUM),
        ("Potassium was 5.9 mmol/L on 3 November 2026; please repeat it.", POTASSIUM),
        ("Losartan 100 mg tablet. Double the dose.", LOSARTAN),
        ("Yes, losartan can be given.", LOSARTAN),
        ("Losartan should not be stopped.", LOSARTAN),
        ("Losartan is safe.", LOSARTAN),
        ("Losartan lowers potassium.", LOSARTAN),
        ("Losartan raises her potassium.", LOSARTAN),
    ],
)
def test_an_order_or_an_effect_that_no_source_states_is_never_supported(
    chart: Chart, text: str, source: str
) -> None:
    assert check(Statement(text, (Citation(source),)), chart).verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Potassium was 5.9 mmol/L on 3 November 2026.", POTASSIUM),
        ("Losartan 100 mg tablet is current.", LOSARTAN),
        ("She continues to take losartan.", LOSARTAN),
    ],
)
def test_what_is_and_what_is_taken_is_no_order(chart: Chart, text: str, source: str) -> None:
    assert check(Statement(text, (Citation(source),)), chart).verdict is Verdict.SUPPORTED
