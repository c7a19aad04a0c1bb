"""A month of this year, an adverb before a bound, siblings in a count; and how reasons read."""

from typing import Any

import pytest

from chartside.draft import Citation, Statement
from chartside.fhir.chart import Chart
from chartside.grounding import check


@pytest.fixture(scope="module")
def chart(records: Any) -> Chart:
    """eGFR 58 and 51, ferritin 9, a pressure with many digits, visits of two kinds, a note."""

    def visit(name: str, text: str, day: str) -> Any:
        return records.resource(
            "Encounter", name, status="finished", type=[{"text": text}], period={"start": day},
        )  # fmt: skip

    calculated = records.pressure("bp", "2026-05-05", 122, 89)
    for part, value in zip(calculated["component"], (122.9757978, 89.0275985), strict=True):
        part["valueQuantity"]["value"] = value
    return records.chart_of(
        records.result("egfr-1", "eGFR", "33914-3", "2023-06-20", number=58,
                       unit="mL/min/1.73 m2"),
        records.result("egfr-2", "eGFR", "33914-3", "2026-06-09", number=51,
                       unit="mL/min/1.73 m2"),
        records.result("ferritin", "Ferritin", "2276-4", "2026-06-09", number=9, unit="ug/L",
                       low=13, high=150, flag="L"),
        records.result("ige-1", "Ragweed IgE", "6085-9", "2024-06-09", number=98.105367487749,
                       unit="kU/L"),
        records.result("ige-2", "Ragweed IgE", "6085-9", "2025-06-09", number=53.63553094628,
                       unit="kU/L"),
        calculated,
        visit("v-1", "GP surgery consultation", "2026-02-09"),
        visit("v-2", "GP surgery consultation", "2026-03-09"),
        visit("v-3", "Telephone consultation", "2026-04-09"),
        records.note("note", "Denies jaw claudication, visual loss and scalp tenderness."),
    )  # fmt: skip


def test_this_june_is_the_june_of_this_year(records: Any, chart: Chart) -> None:
    both = ("Observation/egfr-1", "Observation/egfr-2")
    frames = ("eGFR 58 in June 2023 and {} this June.", "eGFR was 58 in June 2023, {} this June.",
              "This June eGFR was {}, in June 2023 it was 58.")  # fmt: skip
    assert records.flagged(chart, [f.format(51) for f in frames], *both) == []
    assert records.passed(chart, [f.format(58) for f in frames], *both) == []


def test_a_bound_is_judged_whatever_adverb_and_conclusion_stand_by(
    records: Any, chart: Chart
) -> None:
    adverbs = ("comfortably ", "clearly ", "safely ", "easily ", "only marginally ", "")
    ends = (", so iron deficiency unlikely.", ", making iron deficiency unlikely.", ".",
            ", which rules out iron deficiency.")  # fmt: skip
    said = [f"Ferritin {a}above 13 ug/L in June 2026{e}" for a in adverbs for e in ends]
    assert records.passed(chart, said, "Observation/ferritin") == []


def test_a_count_counts_what_it_names(records: Any, chart: Chart) -> None:
    cited = ("Encounter/v-1", "Encounter/v-2")
    wrong = ["Three GP surgery consultations this year.", "Seen at 3 GP surgery consultations"
             " in 2026."]  # fmt: skip
    assert records.passed(chart, wrong, *cited) == []
    right = ["Two GP surgery consultations this year.", "Three consultations this year."]
    assert records.flagged(chart, right, *cited, "Encounter/v-3") == []


def _reasons(chart: Chart, text: str, *references: str) -> str:
    cited = tuple(Citation(r) for r in references)
    return "\n".join(check(Statement(text, cited), chart).reasons)


def test_a_reason_rounds_as_the_chart_shows_and_gives_the_unit(chart: Chart) -> None:
    said = _reasons(chart, "BP 132/89 on 5 May 2026.", "Observation/bp")
    assert "122.98/89.03 mmHg" in said
    said = _reasons(chart, "Ragweed IgE climbed.", "Observation/ige-1", "Observation/ige-2")
    assert "went from 98.11 to 53.64 kU/L" in said


def test_a_reason_quotes_a_phrase_once(chart: Chart) -> None:
    said = _reasons(chart, "Reports jaw claudication and visual loss.", "DocumentReference/note")
    assert '"jaw claudication"' in said
    assert '"visual loss"' in said
    assert '"jaw"' not in said


def test_a_finished_visit_without_an_end_is_of_its_day(chart: Chart) -> None:
    entry = chart.get("Encounter/v-1")
    assert entry is not None
    assert "since" not in entry.text
    assert "2026-02-09" in entry.text
