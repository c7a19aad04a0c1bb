"""ArchEHR-QA: its files read, cited sentences told and counted, the suite run on its sample."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from inspect_ai import eval as inspect_eval

from chartside.errors import UsageError
from chartside.evals.adapters.archehr_qa import archehr_qa
from chartside.evals.adapters.notes.cited import (
    citation_counts,
    cited_by_number,
    cited_by_place,
    reference_of,
)
from chartside.evals.adapters.notes.cited_note import CASES, KEY, CitedNote, cited_notes
from chartside.evals.adapters.notes.samples import archehr_sample
from chartside.evals.reports.report import figures
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sample, to be damaged."""
    return Path(shutil.copytree(archehr_sample(), tmp_path / "dev"))


@pytest.fixture(scope="module")
def case() -> CitedNote:
    return cited_notes("").cases[0]


def test_every_sentence_stands_where_it_is_said_to_though_lines_are_broken() -> None:
    held = cited_notes("")
    assert len(held.cases) == 8
    assert not held.aside
    for one in held.cases:
        assert "\n" in one.note
        for sentence in one.sentences:
            assert " ".join(one.note[sentence.start : sentence.end].split()) == sentence.text


def test_an_excerpt_that_has_not_its_sentences_is_put_together_from_them(copy: Path) -> None:
    path = copy / CASES
    path.write_text(path.read_text().replace("was performed on", "performed on", 1))
    one = cited_notes(str(copy)).cases[0]
    assert all(one.note[s.start : s.end] == s.text for s in one.sentences)


def test_a_quotation_cites_the_sentences_that_it_has_by_half(case: CitedNote) -> None:
    second = case.sentences[3]
    whole = {"reference": "", "quote": second.text, "start": None, "end": None}
    assert cited_by_place(case, [whole]) == ({second.id}, 1, 1)
    words = " ".join(second.text.split()[2:6])
    assert cited_by_place(case, [{"quote": words}])[0] == {second.id}
    end = case.sentences[4].start + 3
    two = case.note[second.start : end]
    placed = {"quote": two, "start": second.start, "end": end}
    assert cited_by_place(case, [placed])[0] == {second.id}


def test_a_citation_without_a_passage_or_of_words_that_are_not_there_cites_nothing(
    case: CitedNote,
) -> None:
    none = {"reference": "DocumentReference/excerpt", "quote": None, "start": None, "end": None}
    other = {"quote": "words of another note", "start": 3, "end": 24}
    assert cited_by_place(case, [none, other]) == (set(), 0, 2)


# Forms that the shared task asks for, and others that models write.
NUMBERED = {
    "One sentence. |1|": {"1"},
    "One. |1|\nTwo. |2,3|": {"1", "2", "3"},
    "One. |1, 3|": {"1", "3"},
    "No numbers at all.": set(),
    "The absolute value |x| is no number. |4|": {"4"},
}
OTHERS = {
    "One.|12|": {"12"},
    "**One.** |2|  \n\n- Two. |2|": {"2"},
    "One. | 5 ; 6 |": {"5", "6"},
    "Half a mark |3": set(),
    "||": set(),
    "One. |1||2|": {"1", "2"},
    "One. |1|2|": {"1", "2"},
    "One [3].": set(),
}


@pytest.mark.parametrize(("answer", "ids"), [*NUMBERED.items(), *OTHERS.items()])
def test_numbers_between_bars_are_cited(answer: str, ids: set[str]) -> None:
    text, found = cited_by_number(answer)
    assert found == ids
    assert not re.search(r"\|\s*\d+\s*\|", text)


def test_counts_are_those_of_precision_recall_and_f1(case: CitedNote) -> None:
    essential, extra = case.ids("essential"), case.ids("supplementary")
    irrelevant = case.ids("not-relevant")
    cited = {*essential, *sorted(extra)[:1], *sorted(irrelevant)[:1]}
    counts = citation_counts(case, cited)
    assert (len(essential), len(extra)) == (1, 2)
    assert counts["strict"] == (2, 3 + 1)
    assert counts["strict-precision"] == (1, 3)
    assert counts["strict-recall"] == (1, 1)
    assert counts["lenient"] == (4, 3 + 3)
    assert citation_counts(case, set())["strict"] == (0, 1)
    assert citation_counts(case, set())["strict-precision"] == (0, 0)
    assert citation_counts(case, {"99"})["strict"] == (0, 2)  # a number that there is not


def test_answers_are_compared_with_both_questions_and_the_essential_sentences(
    case: CitedNote,
) -> None:
    said = reference_of(case)
    assert case.narrative in said
    assert case.clinician_question in said
    assert "had displaced" in said
    assert "walking frame" not in said


@pytest.mark.parametrize(
    ("name", "octets", "says"),
    [
        (CASES, b"<annotations><case id='1'>secret", "archehr-qa.xml, line 1: not XML"),
        (CASES, b"", "not XML"),
        (KEY, b"[{", "archehr-qa_key.json is no JSON list"),
        (KEY, b'[{"case_id": "9", "answers": []}]', "can be used: 8 cases without a key"),
        (KEY, b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_name(
    copy: Path, name: str, octets: bytes, says: str
) -> None:
    (copy / name).write_bytes(octets)
    with pytest.raises(UsageError, match=says) as refused:
        cited_notes(str(copy))
    assert "secret" not in str(refused.value)


def test_a_folder_without_the_key_says_which_file_is_missing(copy: Path) -> None:
    (copy / KEY).unlink()
    with pytest.raises(UsageError, match=f"has no {KEY}"):
        cited_notes(str(copy))


def test_an_entity_of_the_users_disk_is_not_read(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    path = copy / CASES
    doctype = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/kept.txt">]>'
    text = path.read_text().replace("Why was a hemi", "&x; Why was a hemi", 1)
    path.write_text(doctype + text)
    assert "kept" not in cited_notes(str(copy)).cases[0].clinician_question


def test_bad_cases_are_set_aside_and_counted_and_the_others_run(copy: Path) -> None:
    key = json.loads((copy / KEY).read_text())
    key[0]["answers"] = [{"sentence_id": "1", "relevance": "not-relevant"}]
    key[1]["answers"][0]["relevance"] = "perhaps"
    key[2]["answers"].append({"sentence_id": "77", "relevance": "essential"})
    (copy / KEY).write_text(json.dumps(key[:-1]))
    held = cited_notes(str(copy))
    assert [one.id for one in held.cases] == ["4", "5", "6", "7"]
    assert held.aside == {
        "cases without an essential sentence": 1,
        "cases without a key": 2,
        "cases whose key has sentences that the note has not": 1,
    }


@pytest.mark.usefixtures("no_leftovers")
def test_the_assistant_answers_the_sample_and_says_where(tmp_path: Path) -> None:
    ran = run(Asked(("archehr-qa",)), tmp_path).suites[0]
    assert ran.sample
    assert (len(ran.cases), ran.crashed, ran.unscored) == (8, 0, 0)
    second = next(case for case in ran.cases if case.id == "2")
    assert second.counts["strict"] == (4, 4)
    silent = [case for case in ran.cases if not case.counts["answered"][0]]
    assert silent
    assert all(case.counts["strict"][0] == 0 and case.worst for case in silent)
    found = figures(ran, ran.suite.by_name["placed"])["all"]
    assert found["hits"] == found["out_of"] > 0


def test_a_model_that_cites_numbers_is_graded_by_them(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    notes = {case.clinician_question: case for case in cited_notes("").cases}

    def answer(asked: str) -> str:
        case = next(c for q, c in notes.items() if q in asked)
        essential = ",".join(sorted(case.ids("essential")))
        long = "It is so. " * 40 if case.id == "1" else ""
        return f"<unused94>thought\nwhat now<unused95>{long}It was done for a reason. |{essential}|"

    served = model_server(answer)
    task = archehr_qa(reasoner=served.reasoner, plain=True)
    (log,) = inspect_eval(task, model="none/none", log_dir=str(tmp_path), display="none")
    assert log.status == "success"
    assert log.samples
    counts = [s.scores["cited_sentences"].metadata["counts"] for s in log.samples if s.scores]
    assert all(one["strict"][0] == one["strict"][1] for one in counts)
    assert [one["short"][0] for one in counts] == [0, *[1] * 7]
    assert any("1: Brief Hospital Course:" in asked for asked in served.prompts)


def test_a_question_of_nobody_is_refused() -> None:
    with pytest.raises(UsageError, match="clinician, patient"):
        archehr_qa(question="nurse")
