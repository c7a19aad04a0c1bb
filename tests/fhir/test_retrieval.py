"""Looking for words in one chart: what is found, in which order, and what is said of the rest."""

import gc
import weakref
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chartside.demo import PATIENT, record_json
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.fhir.file import RecordFile
from chartside.fhir.retrieval import Ask, Index, PassageHit, index_of
from chartside.fhir.when import parse_when

Note = Callable[..., dict[str, Any]]


@pytest.fixture
def note(make: Any) -> Note:
    def built(name: str, text: str, **more: Any) -> dict[str, Any]:
        base = {
            "status": "current",
            "type": {"text": "Progress note"},
            "date": "2024-03-01",
            "content": [
                {
                    "attachment": {
                        "contentType": "text/plain",
                        "data": b64encode(text.encode()).decode(),
                    }
                }
            ],
        }
        body: dict[str, Any] = make.resource("DocumentReference", name, **{**base, **more})
        return body

    return built


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Chart:
    source = tmp_path_factory.mktemp("demo") / "demo.json"
    source.write_bytes(record_json())
    return RecordFile([source]).open_chart(PATIENT)


def names(chart: Chart, text: str, **more: Any) -> list[str]:
    found = index_of(chart).passages(Ask(text, **more))
    return [h.document.reference.split("/")[1] for h in found.items]


HOSTILE = [
    '"', '""', "'", "potassium AND", "NEAR(a b, 2)", "a NEAR/2 b", "passage:x", "^stop", "stop*",
    "-stop", "+stop", "(", "((((", ")", "{about headings}: x", "OR", "NOT", "AND OR NOT", "a:b:c",
    "; DROP TABLE t; --", "%", "_", "\\", "\x00", "stop\x00naproxen", "\ud800", "\U0001f600", "",
    "   ", "x" * 10_000, "a-" * 5_000, "potassium " * 1_000, "\u202estop", "ﬁbrosis", "İ", "ß",
    " ".join(f"w{n}" for n in range(3000)), "a\u0301" * 3000, "٣", "高血圧", "rank", "t", "rowid",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_query_syntax(text: str, demo: Chart) -> None:
    index = index_of(demo)
    found = index.passages(Ask(text))
    assert found.total == len(found.items)
    assert len(index.quotes(Ask(text), found.items)) == len(found.items)
    index.entries(Ask(text))


def exact(index: Index, ask: Ask, hits: tuple[PassageHit, ...]) -> bool:
    return all(
        h.document.text[q.start : q.end] == q.text
        and h.passage.start <= q.start < q.end <= h.passage.end
        and len(q.text) <= 300
        for h, q in zip(hits, index.quotes(ask, hits), strict=True)
    )


WORDS = st.sampled_from(
    ["potassium", "NAPROXEN", "stop*", '"plan"', "heart-failure", "5.9", "Zoë", "mg", "é", "the"]
)


@given(st.text(max_size=60) | st.lists(WORDS, max_size=12).map(" ".join))
@example('potassium "')
@settings(max_examples=150)
def test_whatever_is_asked_every_quote_is_the_exact_text_of_its_span(text: str) -> None:
    index = index_of(DEMO.chart)
    found = index.passages(Ask(text))
    assert exact(index, Ask(text), found.items[:10])


@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
@settings(max_examples=40)
def test_the_same_question_has_the_same_answer_in_another_index(text: str) -> None:
    known, made_anew = index_of(DEMO.chart), Index(DEMO.chart)
    assert known.passages(Ask(text)) == made_anew.passages(Ask(text))
    assert known.entries(Ask(text)) == made_anew.entries(Ask(text))


@given(st.lists(st.sampled_from(["a\x01b", "\ue000", "\ue001x", "stop.", "\x00", "é\u0301 "])))
def test_a_quote_is_exact_whatever_characters_a_report_is_made_of(parts: list[str]) -> None:
    said = "Stop naproxen. " + " ".join(parts)
    report = {
        "resourceType": "DiagnosticReport", "id": "r", "status": "final", "conclusion": said,
        "subject": {"reference": "Patient/1"}, "code": {"text": "CT"},
        "category": [{"coding": [{"code": "RAD"}]}], "effectiveDateTime": "2025-01-01",
    }  # fmt: skip
    index = Index(DEMO.make.chart(report))
    found = index.passages(Ask("stop naproxen"))
    assert len(found.items) == 1
    assert exact(index, Ask("stop naproxen"), found.items)


class DEMO:
    """The demo's chart and the builders, for hypothesis, which takes no fixtures of a function."""

    chart: Chart
    make: Any


@pytest.fixture(autouse=True)
def _shown(demo: Chart, make: Any) -> None:
    DEMO.chart, DEMO.make = demo, make


def test_word_stems_and_beginnings_and_accents_are_found(make: Any, note: Note) -> None:
    chart = make.chart(note("d", "Ménière's disease. Hypertensive, breathing well, 2 polyps."))
    for asked in ("meniere", "MÉNIÈRE", "me\u0301nie\u0300re", "hypertens", "breathe", "polyp"):
        assert names(chart, asked) == ["d"], asked


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("CKD", "Chronic kidney disease stage 3b."),
        ("chronic kidney disease", "Known CKD."),
        ("heart attack in 2009", "Myocardial infarction in youth."),
        ("myocardial infarction", "Heart attack at 61."),
        ("SOB", "Short of breath."),
        ("chest x-ray", "CXR clear."),
        ("hypoglycaemia", "Hypoglycemia at night."),
        ("anemia", "Mild anaemia."),
        ("flu shot", "Influenza vaccination given."),
        ("A1c", "HbA1c 7.2 %."),
    ],
)
def test_an_abbreviation_finds_its_long_form_and_the_long_form_finds_it(
    asked: str, written: str, make: Any, note: Note
) -> None:
    assert names(make.chart(note("d", written)), asked) == ["d"]


def test_a_quote_stays_under_its_heading_and_a_heading_is_quoted_with_its_text(
    make: Any, note: Note
) -> None:
    chart = make.chart(note("d", "FINDINGS\nSmall nodule.\n\nPLAN\nRepeat CT.\n\nDr. Lund"))
    for asked, wanted in {
        "nodule": "Small nodule.",
        "plan": "PLAN\nRepeat CT.\n\nDr. Lund",
    }.items():
        hits = index_of(chart).passages(Ask(asked)).items
        assert [q.text for q in index_of(chart).quotes(Ask(asked), hits)] == [wanted]


def test_the_word_itself_comes_before_its_synonym(make: Any, note: Note) -> None:
    chart = make.chart(
        note("other", "Renal function is stable."), note("own", "Kidney function is stable.")
    )
    assert names(chart, "kidney") == ["own", "other"]


def test_all_of_the_words_come_before_one_of_them_often(make: Any, note: Note) -> None:
    chart = make.chart(
        note("often", "Stop. Stop smoking. Stop aspirin. Stop losartan. Stop everything."),
        note("all", "Stop naproxen because of kidney disease."),
        *(note(f"n{n}", f"Visit {n}, nothing new.") for n in range(5)),
    )
    assert names(chart, "stop naproxen kidney") == ["all", "often"]


def test_neighbours_of_the_question_are_worth_more_side_by_side(make: Any, note: Note) -> None:
    chart = make.chart(
        note("apart", "Heart sounds normal. Kidney and liver failure ruled out."),
        note("phrase", "Kidney and liver normal. Sounds of heart failure ruled out."),
    )
    assert names(chart, "heart failure")[0] == "phrase"


def test_a_word_in_every_note_still_finds_them(make: Any, note: Note) -> None:
    chart = make.chart(note("a", "Potassium 4.1."), note("b", "Potassium 5.9, potassium high."))
    assert set(names(chart, "potassium")) == {"a", "b"}


def test_words_of_asking_are_left_out_unless_there_are_no_others(make: Any, note: Note) -> None:
    chart = make.chart(note("a", "What was it that she had?"), note("b", "Naproxen stopped."))
    assert names(chart, "what was the naproxen") == ["b"]
    assert names(chart, "what was it") == ["a"]


def test_an_abbreviation_that_spells_a_common_word_is_not_left_out(make: Any, note: Note) -> None:
    chart = make.chart(note("a", "ALL in remission."), note("b", "Relapse of the rash."))
    assert set(names(chart, "relapse of ALL")) == {"a", "b"}
    assert names(chart, "relapse of all") == ["b"]


def test_of_equals_the_newest_is_first_and_age_weighs_only_where_asked(
    make: Any, note: Note
) -> None:
    chart = make.chart(
        note("old", "Gout, gout of the left toe.", date="2010-01-01"),
        note("new", "Gout in the family.", date="2025-12-01"),
        note("same", "Gout, gout of the left toe. ", date="2012-01-01"),
        note("other", "Nothing."),
    )
    assert names(chart, "gout toe")[:2] == ["same", "old"]
    assert names(chart, "gout") == ["same", "old", "new"]
    assert names(chart, "gout", recent=True)[0] == "new"


def test_documents_are_chosen_by_kind_type_and_day(make: Any, note: Note) -> None:
    coded = {
        "coding": [
            {"system": "http://loinc.org", "code": "18842-5", "display": "Discharge summary"}
        ]
    }
    chart = make.chart(
        note("n", "Nodule of 8 mm.", date="2024-02-12"),
        note("s", "Nodule, repeat CT.", date="2024-02-16", type=coded),
        note("u", "Nodule, no date.", date=None),
        make.resource(
            "DiagnosticReport", "ct", status="final", conclusion="Solid nodule.",
            category=[{"coding": [{"code": "RAD"}]}], code={"text": "CT chest"},
            effectiveDateTime="2024-02-12",
        ),
    )  # fmt: skip
    assert set(names(chart, "nodule")) == {"n", "s", "u", "ct"}
    assert names(chart, "nodule", kinds=frozenset({Kind.IMAGING})) == ["ct"]
    assert names(chart, "nodule", type="summary DISCHARGE") == ["s"]
    assert names(chart, "nodule", type="18842-5") == ["s"]
    assert names(chart, "nodule", type="!") == []
    assert names(chart, "nodule", since=parse_when("2024-02-13")) == ["s"]
    assert set(names(chart, "nodule", until=parse_when("2024-02-12"))) == {"n", "ct"}


def test_a_document_in_error_is_not_found_and_a_superseded_one_says_so_and_weighs_less(
    make: Any, note: Note
) -> None:
    chart = make.chart(
        note("wrong", "Monofilament absent.", status="entered-in-error"),
        note("first", "Monofilament normal. Monofilament again.", status="superseded"),
        note("second", "Monofilament reduced at both toes."),
        note("n", "Nothing."),
    )
    found = index_of(chart).passages(Ask("monofilament")).items
    assert [(h.document.reference, h.document.status) for h in found] == [
        ("DocumentReference/second", "current"),
        ("DocumentReference/first", "superseded"),
    ]


def test_silence_says_what_was_asked_and_what_could_not_be_read(make: Any, note: Note) -> None:
    scan = {"content": [{"attachment": {"contentType": "image/png", "data": "iVBORw0KGgo="}}]}
    chart = make.chart(note("d", "Stable."), note("scan", "", **scan))
    found = index_of(chart).passages(Ask("dialysis", since=parse_when("2024")))
    assert (found.items, found.total, found.truncated) == ((), 0, False)
    assert found.query == "passages(text='dialysis', since='2024')"
    (aside,) = found.set_aside
    assert aside.reference == "DocumentReference/scan"
    assert aside.reason.startswith("not searched: ")
    assert index_of(chart).passages(Ask("dialysis", since=parse_when("2025"))).set_aside == ()


def test_a_question_without_words_or_with_too_many_says_so(demo: Chart) -> None:
    assert index_of(demo).passages(Ask("?!")).items == ()
    (empty,) = [a for a in index_of(demo).passages(Ask("")).set_aside if a.source == "question"]
    assert empty.reason == "it holds no word to look for"
    many = Ask(" ".join(f"potassium{n}" for n in range(40)))
    (cut,) = [a for a in index_of(demo).passages(many).set_aside if a.source == "question"]
    assert cut.reason == "8 words after the first 32 were not looked for"


def test_entries_are_found_by_any_name_value_dose_or_reaction(make: Any) -> None:
    snomed = make.code("44054006", "Diabetes mellitus type 2 (disorder)", "http://snomed.info/sct")
    chart = make.chart(
        make.problem("p", "", code={**snomed, "text": "Sugar disease"}),
        make.allergy("a", "Penicillin", reaction=[{"manifestation": [{"text": "Hives"}]}]),
        make.order("o", "Warfarin", dosageInstruction=[{"text": "5 mg every evening"}]),
        make.lab(
            "l", valueCodeableConcept={"text": "Positive"}, code=make.code("1", "Hepatitis C")
        ),
    )

    def found(text: str, **more: Any) -> list[str]:
        return [h.entry.reference for h in index_of(chart).entries(Ask(text, **more)).items]

    assert found("T2DM") == ["Condition/p"]
    assert found("sugar disease") == ["Condition/p"]
    assert found("44054006") == ["Condition/p"]
    assert found("hives") == ["AllergyIntolerance/a"]
    assert found("evening dose") == ["MedicationRequest/o"]
    assert found("HCV positive") == ["Observation/l"]
    assert found("warfarin", kinds=frozenset({Kind.LAB})) == []


def test_an_entry_that_is_not_believed_is_not_found(demo: Chart) -> None:
    void = {e.reference for e in demo.entries if not e.live}
    assert void
    for text in ("breast cancer", "warfarin", "type 1 diabetes", "aspirin", "potassium"):
        found = index_of(demo).entries(Ask(text)).items
        assert not void & {h.entry.reference for h in found}, text


def test_of_two_charts_each_finds_only_its_own(make: Any, note: Note) -> None:
    one = make.chart(note("d", "Naproxen."))
    other = make.chart(note("d", "Ibuprofen."))
    assert names(one, "naproxen") == ["d"]
    assert names(other, "naproxen") == []


def test_an_index_is_made_once_for_a_chart_and_goes_with_it(make: Any, note: Note) -> None:
    chart = make.chart(note("d", "Naproxen."))
    index = weakref.ref(index_of(chart))
    assert index_of(chart) is index()
    del chart
    gc.collect()
    assert index() is None


def test_threads_that_ask_one_chart_get_the_same_answers(make: Any, note: Note) -> None:
    chart = make.chart(*(note(f"d{n}", f"Naproxen {n}, kidney disease.") for n in range(200)))
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(names, chart, "naproxen kidney") for _ in range(32)]
    answers = {tuple(a.result()) for a in asked}
    assert len(answers) == 1
    assert len(answers.pop()) == 200
