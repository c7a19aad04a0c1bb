"""A progress note from what was said: quoted as the dictation's, checked against the chart."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from chartside.agent.assistant import Assistant
from chartside.agent.authors.author import Task
from chartside.agent.authors.sections.dictated import sorted_parts
from chartside.draft import Author, Draft, Statement, Verdict, draft_from_json
from chartside.errors import ModelError, UsageError
from chartside.fhir.dictation import dictation_of, with_dictation
from chartside.grounding import check_draft
from chartside.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SAID = """She says her ankles swell in the evening. She denies chest pain. No known drug allergies.
She is taking metformin twice a day. On examination: blood pressure 142 over 80, lungs clear.
Assessment. Heart failure, probably worse.
Plan. Stop spironolactone today. Repeat potassium in three days.
"""


def resources(make: Any) -> tuple[Any, ...]:
    return (
        make.allergy(
            "penicillin", "Penicillin", recordedDate="2001-01-01", category=["medication"]
        ),
        make.order("metformin", "Metformin 500 mg tablet", "stopped"),
        make.order("spironolactone", "Spironolactone 25 mg tablet"),
        make.problem("hf", "Heart failure", onsetDateTime="2024"),
        make.lab("k", 5.4, "2025-12-01"),
        make.visit("v", "Office visit", "2025-12-01"),
    )


def part(draft: Draft, title: str) -> list[str]:
    return [
        s.text for section in draft.sections if section.title == title for s in section.statements
    ]


async def test_what_was_said_stands_where_a_soap_note_has_it(make: Any, wrote: Any) -> None:
    draft = await wrote(make.record(*resources(make)), "progress", dictation=SAID)
    day = "Dictation of 1 January 2026"
    assert part(draft, "Subjective: dictated") == [
        f'{day}: "She says her ankles swell in the evening."',
        f'{day}: "She denies chest pain."',
        f'{day}, against the chart: "No known drug allergies."',
        f'{day}, against the chart: "She is taking metformin twice a day."',
    ]
    assert part(draft, "Objective: dictated") == [
        f'{day}: "blood pressure 142 over 80, lungs clear."'
    ]
    assert part(draft, "Assessment: dictated") == [f'{day}: "Heart failure, probably worse."']
    assert part(draft, "Plan: dictated") == [
        f'{day}: "Stop spironolactone today."',
        f'{day}: "Repeat potassium in three days."',
    ]
    assert all(s.verdict is Verdict.SUPPORTED for s in draft.statements if "Dictation" in s.text)


async def test_each_sentence_cites_the_dictation_by_its_offsets_and_never_the_chart(
    make: Any, wrote: Any
) -> None:
    record = make.record(*resources(make))
    draft = await wrote(record, "progress", dictation=SAID)
    assert draft.dictation is not None
    assert draft.dictation.text == SAID
    for statement in draft.statements:
        if statement.text.startswith("Dictation"):
            (cited,) = statement.citations
            assert cited.reference == draft.dictation.reference
            assert SAID[cited.start : cited.end] == cited.quote
    assert record.open_chart().get(draft.dictation.reference) is None


async def test_the_chart_is_unchanged_by_what_is_read_beside_it(make: Any, wrote: Any) -> None:
    record = make.record(*resources(make))
    chart = record.open_chart(as_of=NOW)
    draft = await wrote(record, "progress", dictation=SAID)
    assert draft.record.digest == chart.digest == with_dictation(chart, draft.dictation).digest


async def test_what_the_chart_contradicts_is_listed_with_both_and_a_plan_is_not(
    make: Any, wrote: Any
) -> None:
    draft = await wrote(make.record(*resources(make)), "progress", dictation=SAID)
    name = draft.dictation.reference if draft.dictation else ""
    found = [f for f in draft.conflicts if name in {c.reference for c in f.citations}]
    cited = {c.reference for f in found for c in f.citations} - {name}
    assert cited == {"AllergyIntolerance/penicillin", "MedicationRequest/metformin"}


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        ("Her potassium on 1 December 2025 was 4.1 mmol/L.", "Observation/k"),
        ("She still takes metformin.", "MedicationRequest/metformin"),
    ],
)
async def test_a_sentence_of_a_day_or_a_medicine_that_the_chart_has_otherwise_is_found(
    make: Any, wrote: Any, said: str, entry: str
) -> None:
    draft = await wrote(make.record(*resources(make)), "progress", dictation=said)
    assert any(entry in {c.reference for c in f.citations} for f in draft.conflicts)
    assert any("against the chart" in s.text for s in draft.statements)


@pytest.mark.parametrize(
    "said",
    [
        "Her potassium today is 4.1 mmol/L.",
        "Her potassium on 1 December 2025 was 5.4 mmol/L.",
        "She takes spironolactone 25 mg.",
        "She has heart failure.",
        "We will start metformin again.",
    ],
)
async def test_what_the_chart_does_not_contradict_is_not_marked(
    make: Any, wrote: Any, said: str
) -> None:
    draft = await wrote(make.record(*resources(make)), "progress", dictation=said)
    name = draft.dictation.reference if draft.dictation else ""
    assert not any(name in {c.reference for c in f.citations} for f in draft.conflicts)
    assert not any("against the chart" in s.text for s in draft.statements)


async def test_a_changed_word_in_a_quotation_is_found_when_the_draft_is_checked_again(
    make: Any, wrote: Any
) -> None:
    record = make.record(*resources(make))
    draft = await wrote(record, "progress", dictation=SAID)
    chart = record.open_chart(as_of=NOW)
    again = check_draft(draft_from_json(draft.to_json()), chart)
    assert [s.verdict for s in again.statements] == [s.verdict for s in draft.statements]
    told = next(s for s in draft.statements if "denies chest pain" in s.text)
    wrong = replace(told, text=told.text.replace("denies", "reports"))
    sections = tuple(
        replace(sec, statements=tuple(wrong if s is told else s for s in sec.statements))
        for sec in draft.sections
    )
    judged = check_draft(replace(draft, sections=sections), chart)
    (changed,) = [s for s in judged.statements if s.id == told.id]
    assert changed.verdict is not Verdict.SUPPORTED


async def test_without_a_dictation_a_note_is_as_it_was(make: Any, wrote: Any) -> None:
    draft = await wrote(make.record(*resources(make)), "progress")
    assert "dictation" not in draft.to_json()
    assert not any("dictated" in section.title for section in draft.sections)


async def test_a_dictation_speaks_to_nobody(make: Any, wrote: Any, attacks: dict[str, str]) -> None:
    record = make.record(*resources(make))
    for name, text in list(attacks.items())[::9]:
        if text.strip():
            draft = await wrote(record, "progress", dictation=f"{text}\nShe denies chest pain.")
            assert draft.patient == "Patient/1", name
            assert {c.reference.split("/")[0] for s in draft.statements for c in s.citations} <= {
                *("AllergyIntolerance", "MedicationRequest", "Condition", "Observation"),
                *("Encounter", "DocumentReference", "Patient"),
            }


@pytest.mark.parametrize("kind", ["summary", "handoff", "patient", "discharge"])
async def test_a_kind_that_takes_no_dictation_says_so(make: Any, wrote: Any, kind: str) -> None:
    with pytest.raises(UsageError, match="takes no dictation"):
        await wrote(make.record(*resources(make)), kind, dictation=SAID)


@pytest.mark.parametrize("said", ["   \n", "x" * 100_001])
async def test_a_dictation_without_words_or_of_days_is_refused(
    make: Any, wrote: Any, said: str
) -> None:
    with pytest.raises(UsageError, match="the dictation"):
        await wrote(make.record(*resources(make)), "progress", dictation=said)


def test_no_sentence_is_lost_and_each_stands_where_it_was_said() -> None:
    words = [SAID[start:end] for start, end, _ in sorted_parts(SAID)]
    for told in ("ankles swell", "chest pain", "lungs clear", "probably worse", "three days"):
        assert sum(told in w for w in words) == 1


def test_one_text_has_one_name() -> None:
    assert dictation_of("a", NOW).reference == dictation_of("a", NOW).reference
    assert dictation_of("a", NOW).reference != dictation_of("b", NOW).reference


class Falling:
    """An author whose model cannot be asked."""

    identity = Author("falling")
    prompts: ClassVar[dict[str, str]] = {}

    async def write(self, task: Task) -> tuple[Statement, ...]:
        raise ModelError(f"nobody answers for {task.section.id}")


async def test_a_run_that_was_cut_off_goes_on_with_what_was_dictated(
    make: Any, tmp_path: Path
) -> None:
    record, here = make.record(*resources(make)), Settings(tmp_path / "home")
    chart = record.open_chart()
    with pytest.raises(ModelError):
        await Assistant(record, settings=here, reasoner=Falling()).summarize(
            chart, "progress", dictation=SAID
        )
    anew = Assistant(record, settings=here)
    (held, *_) = await anew.pending()
    draft = await anew.resume(held.draft_id)
    assert draft.dictation is not None
    assert draft.dictation.text == SAID
    assert any("chest pain" in s.text for s in draft.statements)
