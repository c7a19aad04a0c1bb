"""The rules on the demo record, whose truth is known, and on every public test record."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chartside.demo import record_json
from chartside.draft import Finding, Section, Severity, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record
from chartside.grounding.rules import WHOLE_RECORD, find_conflicts, find_omissions

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Chart:
    source = Path(tmp_path_factory.mktemp("demo"), "demo.json")
    source.write_bytes(record_json())
    return open_record(source).open_chart(as_of=NOW)


@pytest.fixture(scope="module")
def conflicts(chart: Chart) -> tuple[Finding, ...]:
    return find_conflicts(chart)


@pytest.fixture(scope="module")
def omissions(chart: Chart) -> tuple[Finding, ...]:
    return find_omissions((), chart, WHOLE_RECORD)


def names(finding: Finding) -> set[str]:
    return {c.reference.split("/")[1] for c in finding.citations}


@pytest.mark.parametrize(
    ("rule", "severity", "cited"),
    [
        ("allergy-against-order", Severity.HIGH, {"amoxicillin-2026-10", "allergy-penicillin"}),
        ("result-against-order", Severity.HIGH, {"spironolactone-2026-07", "potassium-2026-11-03"}),
        ("duplicate-class", Severity.MODERATE, {"atorvastatin-2017-06", "rosuvastatin-2024-02"}),
        ("smoking-disagrees", Severity.MODERATE, {"tobacco-2024-03-12", "tobacco-2026-10-31"}),
        (
            "stopped-medicine-called-current",
            Severity.MODERATE,
            {"naproxen-2014-06", "letter-orthopedics-2023-09-05"},
        ),
    ],
)
def test_the_conflict_of_the_demo_record_is_found(
    conflicts: tuple[Finding, ...], rule: str, severity: Severity, cited: set[str]
) -> None:
    (finding,) = [f for f in conflicts if f.rule == rule]
    assert (finding.severity, names(finding)) == (severity, cited)


def test_the_letter_that_denies_her_allergies_is_a_conflict(
    conflicts: tuple[Finding, ...],
) -> None:
    (finding,) = [f for f in conflicts if f.rule == "allergy-denied-in-note"]
    assert {"letter-urgent-2026-10-31", "allergy-penicillin"} <= names(finding)


def test_nothing_else_of_the_demo_record_is_called_a_conflict(
    conflicts: tuple[Finding, ...],
) -> None:
    assert len(conflicts) == 6


def test_nothing_in_error_refuted_or_of_someone_else_is_in_a_finding(
    chart: Chart, conflicts: tuple[Finding, ...], omissions: tuple[Finding, ...]
) -> None:
    for finding in (*conflicts, *omissions):
        for citation in finding.citations:
            entry = chart.get(citation.reference)
            assert entry is not None
            assert entry.live
            assert citation.version == entry.version


def test_every_quoted_passage_stands_where_the_citation_says(
    chart: Chart, conflicts: tuple[Finding, ...]
) -> None:
    quotes = [c for f in conflicts for c in f.citations if c.quote is not None]
    assert quotes
    for cited in quotes:
        document = chart.document(cited.reference)
        assert document is not None
        assert document.text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("unsaid-severe-allergy", "allergy-penicillin"),
        ("unsaid-high-alert-medicine", "apixaban-2019-11"),
        ("unsaid-high-alert-medicine", "glargine-2022-12"),
        ("unsaid-abnormal-result", "potassium-2026-11-03"),
        ("unsaid-abnormal-result", "egfr-2026-11-03"),
        ("unsaid-grave-problem", "condition-ckd-3b"),
        ("unsaid-overdue-follow-up", "order-ct-chest-2024"),
        ("unsaid-overdue-follow-up", "order-eye-screening-2025"),
        ("unsaid-overdue-follow-up", "order-nephrology-2026"),
        ("unsaid-overdue-follow-up", "order-colonoscopy-2026"),
        ("unsaid-provisional-problem", "condition-anemia"),
    ],
)
def test_an_empty_summary_of_the_demo_record_leaves_it_out(
    omissions: tuple[Finding, ...], rule: str, name: str
) -> None:
    assert any(f.rule == rule and name in names(f) for f in omissions)


def test_a_repeat_test_that_was_done_is_not_overdue(omissions: tuple[Finding, ...]) -> None:
    assert not any("order-potassium-2026-10" in names(f) for f in omissions)


def test_a_summary_that_says_all_of_it_leaves_nothing_out(
    chart: Chart, omissions: tuple[Finding, ...]
) -> None:
    cited = tuple(c for f in omissions for c in f.citations)
    whole = Section("", (Statement("All of it is provisional.", cited),))
    assert find_omissions((whole,), chart, WHOLE_RECORD) == ()


def charts(*sources: Path) -> Iterator[Chart]:
    for source in sources:
        record = open_record(source)
        for patient in record.patients():
            yield record.open_chart(patient, as_of=NOW)


def counted(found: Iterator[Chart]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for chart in found:
        for finding in find_conflicts(chart):
            counts[finding.rule] += 1
            assert all(chart.get(c.reference) for c in finding.citations)
    return counts


@pytest.mark.slow
def test_coherent_public_records_raise_no_conflict(shared_data: Path) -> None:
    """Each living patient's record of these was read by eye: nothing in it is contradictory."""
    assert counted(charts(*sorted(shared_data.glob("synthea*/**/*.json.gz")))) == {}


@pytest.mark.slow
def test_the_generators_own_contradiction_is_found(shared_data: Path) -> None:
    """Its notes say "No Known Allergies" although it listed some earlier."""
    assert counted(charts(shared_data / "bulk-export")) == {"allergy-denied-in-note": 2}
