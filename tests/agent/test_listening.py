"""Whoever waits for a document reads each section once it is written, before it is checked."""

from pathlib import Path
from typing import Any

import pytest

from chartside.agent.assistant import Assistant
from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.listening import Written
from chartside.agent.progress import Progress
from chartside.draft import Citation, Statement
from chartside.errors import EndpointFailed, UsageError
from chartside.settings import Settings

SECTION = "allergies"
ID = "0123456789abcdef" * 2


class Counting(Extractive):
    """Counts the sections it has written; once it cannot be asked, or says what is not so."""

    def __init__(self, *, fails_at: str = "", lies_at: str = "") -> None:
        super().__init__()
        self.written: list[str] = []
        self.fails_at = fails_at
        self.lies_at = lies_at

    async def write(self, task: Task) -> tuple[Statement, ...]:
        if task.section.id == self.fails_at:
            self.fails_at = ""
            raise EndpointFailed("unreachable")
        held = tuple(await super().write(task))
        self.written.append(task.section.id)
        if task.section.id == self.lies_at and not task.earlier:
            lie = Statement("Allergy to latex.", (Citation("AllergyIntolerance/penicillin"),))
            return (*held, lie)
        return held


def assistant(make: Any, folder: Path, author: Any = "extractive") -> Assistant:
    record = make.record(*make.small())
    return Assistant(record, settings=Settings(folder / "home"), reasoner=author)


async def test_each_section_is_told_once_before_the_check_with_its_title_and_no_verdict(
    make: Any, tmp_path: Path
) -> None:
    heard: list[Progress | Written] = []
    writer = assistant(make, tmp_path)
    chart = writer.context.record.open_chart()
    draft = await writer.summarize(chart, progress=heard.append, written=heard.append)
    sections = [told for told in heard if isinstance(told, Written)]
    checking = heard.index(Progress("check", "started"))
    assert all(heard.index(told) < checking for told in sections)
    assert {s.title for s in sections} == {s.title for s in draft.sections}
    assert len(sections) == len(draft.sections)
    assert {s.kind for s in sections} == {"summary"}
    said = [s for told in sections for s in told.statements]
    assert {s.text for s in said} == {s.text for s in draft.statements}
    assert {(s.verdict, s.id) for s in said} == {(None, "")}


async def test_the_first_section_is_told_before_an_author_who_only_computes_writes_the_others(
    make: Any, tmp_path: Path
) -> None:
    author = Counting()
    when: list[int] = []
    writer = assistant(make, tmp_path, author)
    await writer.summarize(
        writer.context.record.open_chart(), written=lambda _: when.append(len(author.written))
    )
    assert when[0] == 1
    assert when == sorted(when)


async def test_a_section_that_is_written_again_is_told_again(make: Any, tmp_path: Path) -> None:
    heard: list[Written] = []
    writer = assistant(make, tmp_path, Counting(lies_at=SECTION))
    draft = await writer.summarize(writer.context.record.open_chart(), written=heard.append)
    first, last = [told for told in heard if told.section == SECTION]
    assert "Allergy to latex." in [s.text for s in first.statements]
    assert "Allergy to latex." not in [s.text for s in last.statements]
    assert {s.text for s in last.statements} <= {s.text for s in draft.statements}


async def test_an_answer_is_told_as_one(make: Any, tmp_path: Path) -> None:
    heard: list[Written] = []
    writer = assistant(make, tmp_path)
    chart = writer.context.record.open_chart()
    answer = await writer.ask(chart, "What was her last potassium?", written=heard.append)
    (told,) = heard
    assert (told.kind, told.section) == ("answer", "answer")
    assert [s.text for s in told.statements] == [s.text for s in answer.statements]


async def test_of_a_run_that_is_gone_on_with_what_stands_is_told_first(
    make: Any, tmp_path: Path
) -> None:
    writer = assistant(make, tmp_path, Counting(fails_at=SECTION))
    with pytest.raises(EndpointFailed):
        await writer.summarize(writer.context.record.open_chart(), draft_id=ID)
    heard: list[Progress | Written] = []
    draft = await writer.resume(ID, progress=heard.append, written=heard.append)
    assert draft.id == ID
    stood = heard[: next(n for n, told in enumerate(heard) if isinstance(told, Progress))]
    rest = [told for told in heard[len(stood) :] if isinstance(told, Written)]
    assert stood
    assert SECTION in {told.section for told in rest}
    told = {s.section for s in (*stood, *rest) if isinstance(s, Written)}
    assert len(told) == len(draft.sections)


async def test_a_run_is_gone_on_with_for_its_own_patient_only(make: Any, tmp_path: Path) -> None:
    writer = assistant(make, tmp_path, Counting(fails_at=SECTION))
    with pytest.raises(EndpointFailed):
        await writer.summarize(writer.context.record.open_chart(), draft_id=ID)
    with pytest.raises(UsageError, match="there is no unfinished run"):
        await writer.resume(ID, patient="Patient/2")
    assert (await writer.resume(ID, patient="Patient/1")).id == ID


@pytest.mark.parametrize("odd", ["1", ID.upper(), f"{ID}0", "../" * 10 + "ab", f"{ID}\n"])
async def test_an_id_that_is_none_is_refused(make: Any, tmp_path: Path, odd: str) -> None:
    writer = assistant(make, tmp_path)
    with pytest.raises(UsageError, match="32 hexadecimal digits"):
        await writer.summarize(writer.context.record.open_chart(), draft_id=odd)


async def test_a_run_is_not_begun_over_another(make: Any, tmp_path: Path) -> None:
    writer = assistant(make, tmp_path)
    chart = writer.context.record.open_chart()
    assert (await writer.summarize(chart, draft_id=ID)).id == ID
    for again in (writer.summarize(chart, draft_id=ID), writer.ask(chart, "K?", draft_id=ID)):
        with pytest.raises(UsageError, match="there is a run with this id"):
            await again
