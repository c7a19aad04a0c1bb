"""The extractive author's sentences verify, and none does once one thing in it is made false.

The figures of docs/grounding.md are printed by `pytest tests/grounding/test_corruptions.py -s`.
"""

import asyncio
import importlib.util
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.evidence import assembled, manifest_of, planned, run, wants_conflicts
from chartside.agent.state import Gathered
from chartside.draft import Section, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.file import RecordFile
from chartside.grounding import check, check_sections, find_conflicts
from chartside.prompts.kinds import document_kind

Judge = Callable[..., Statement]

FAILING = {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
AS_OF = datetime(2026, 11, 26, tzinfo=UTC)


def _corruptions() -> Any:
    """The module beside this file: tests are no package."""
    spec = importlib.util.spec_from_file_location(
        "corruptions", Path(__file__).with_name("corruptions.py")
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


corruptions = _corruptions()


async def summary(chart: Chart) -> tuple[Section, ...]:
    """What the extractive author writes of a chart, unjudged."""
    kind, conflicts = document_kind("summary"), find_conflicts(chart)
    plan = planned(kind, manifest_of(chart))
    sections = []
    for spec in kind.sections:
        calls = [c for c in plan if c["section"] == spec.id]
        pages = [await run(chart, c) for c in calls]
        read = [r for page in pages for row in page.items for r in row.references]
        own = conflicts if wants_conflicts(spec) else ()
        read += [c.reference for f in own for c in f.citations]
        evidence = await assembled(chart, Gathered(calls=calls, references=read), own)
        written = await Extractive().write(Task(kind.id, spec, "", evidence))
        sections.append(Section(spec.title, written))
    return tuple(sections)


def charts(folder: Path) -> Iterator[Chart]:
    """Every patient of the shared Synthea records."""
    for name in ("synthea", "synthea-notes", "synthea-variants"):
        for path in sorted((folder / name).rglob("*.json*")):
            with RecordFile([path]) as record:
                for patient in record.patients():
                    yield record.open_chart(patient, as_of=AS_OF)


def faults(chart: Chart) -> tuple[list[Statement], Counter[str], list[tuple[str, str]]]:
    """Sentences that do not verify; corrupted twins by kind; those twins that pass."""
    bad: list[Statement] = []
    made: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    sections = asyncio.run(summary(chart))
    for section in check_sections(sections, chart):
        for statement in section.statements:
            if statement.verdict is not Verdict.SUPPORTED:
                bad.append(statement)
                continue
            for kind, way in corruptions.WAYS.items():
                for twin in way(statement, chart):
                    made[kind] += 1
                    if check(twin, chart, section=section.title).verdict not in FAILING:
                        missed.append((kind, twin.text))
    return bad, made, missed


def test_every_sentence_about_the_demo_record_verifies_and_its_false_twins_do_not(demo: Chart):
    bad, made, missed = faults(demo)
    assert bad == []
    assert set(made) == set(corruptions.WAYS)
    # "0.25 mg or 0.5 mg per dose" with the first doubled names the dose that is taken twice over.
    assert [m for m in missed if "0.5 mg or 0.5 mg" not in m[1]] == []


@pytest.mark.slow
def test_on_public_records_nearly_all_sentences_verify_and_nearly_no_false_twin_does(
    shared_data: Path,
):
    total, wrong, made, missed = 0, [], Counter[str](), []
    for chart in charts(shared_data):
        total += sum(len(s.statements) for s in asyncio.run(summary(chart)))
        bad, twins, passed = faults(chart)
        wrong, made, missed = [*wrong, *bad], made + twins, [*missed, *passed]
    print(f"\n{total - len(wrong)} of {total} sentences supported")  # noqa: T201 - the page's figures
    print(f"{made.total() - len(missed)} of {made.total()} false twins found")  # noqa: T201 - the same
    for kind, count in made.items():
        print(f"  {kind}: {count - sum(m[0] == kind for m in missed)} of {count}")  # noqa: T201 - the same
    assert len(wrong) <= total / 100
    assert len(missed) <= made.total() / 100


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Potassium 5.9 mmol/L on 3 November 2026.", "Observation/potassium-2026-11-03"),
        ("Apixaban 5 mg twice daily.", "MedicationRequest/apixaban-2019-11"),
        ("Hypertension since 1998.", "Condition/condition-hypertension"),
        ("Allergy to penicillin.", "AllergyIntolerance/allergy-penicillin"),
        ("Colonoscopy on 19 October 2021.", "Procedure/colonoscopy-2021"),
        ("Influenza vaccine given on 15 October 2024.", "Immunization/influenza-2024"),
    ],
)
def test_a_source_that_is_marked_as_entered_in_error_supports_nothing(
    text: str, reference: str, demo: Chart, judge: Judge
):
    assert judge(text, reference).verdict is Verdict.SUPPORTED
    spoilt = corruptions.entered_in_error(demo, reference)
    judged = check(Statement(text, judge(text, reference).citations), spoilt)
    assert judged.verdict is Verdict.CONTRADICTED
