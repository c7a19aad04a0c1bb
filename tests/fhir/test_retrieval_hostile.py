"""Notes of ten megabytes, notes without a space, and very many notes."""

from datetime import UTC, datetime
from json import dumps

import pytest

from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.retrieval import Ask, index_of
from chartside.fhir.retrieval.ranking import word_scores
from chartside.fhir.retrieval.table import WordTable
from chartside.fhir.retrieval.words import plan_of

LARGEST = 9_900_000
"""An attachment may be ten megabytes; a conclusion of a report may be as long."""
LARGE = 2_000_000


def report(text: str) -> Chart:
    rows = [
        {"resourceType": "Patient", "id": "1"},
        {
            "resourceType": "DiagnosticReport",
            "id": "r",
            "status": "final",
            "subject": {"reference": "Patient/1"},
            "category": [{"coding": [{"code": "RAD"}]}],
            "code": {"text": "CT"},
            "conclusion": text,
        },
    ]
    held = [Row(str(r["resourceType"]), str(r["id"]), "1", dumps(r).encode()) for r in rows]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return build_chart("Patient/1", held, {}.get, lambda ref: ref, (), now)


@pytest.mark.parametrize(
    "filling",
    ["Kidney function is stable. ", "x", " ", "a\n", ".", ": ", "\t|", "é\u0301", "PLAN:\n", "A1-"],
    ids=[
        "prose",
        "no-space",
        "spaces",
        "lines",
        "dots",
        "colons",
        "table",
        "accents",
        "headings",
        "codes",
    ],
)
def test_the_last_words_of_a_huge_note_are_found_and_quoted(filling: str) -> None:
    size = LARGEST if filling in {"x", "Kidney function is stable. "} else LARGE
    text = filling * (size // len(filling)) + "\n\nNaproxen was stopped."
    index, ask = index_of(report(text)), Ask("naproxen")
    (hit,) = index.passages(ask).items
    (quote,) = index.quotes(ask, (hit,))
    assert hit.document.text[quote.start : quote.end] == quote.text
    assert "Naproxen" in quote.text
    assert len(quote.text) <= 300


def test_one_note_among_a_hundred_thousand_is_found() -> None:
    rows = [[f"Visit {n}: nothing new, potassium normal."] for n in range(100_000)]
    rows[77_777] = ["Potassium high, spironolactone stopped."]
    table = WordTable({"passage": 1.0}, rows)
    scores = word_scores(table, plan_of("potassium spironolactone"), lambda _: True)
    assert len(scores) == 100_000
    assert max(scores, key=lambda row: scores[row]) == 77_777
