"""Every kind over whole records, none of them written for it."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from chartside.agent.assistant import Assistant
from chartside.agent.authors.plainly.reading import grade
from chartside.demo import PATIENT, record_json
from chartside.draft import Draft, Verdict
from chartside.fhir.record import open_record
from chartside.prompts.kinds import document_kind, document_kinds
from chartside.settings import Settings
from chartside.tools.names import name_of

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
FEW = ("synthea-notes/**/Bo157*.gz", "synthea/**/Fannie*.gz", "synthea/**/Coleman*.gz")
RECORDS = [p for pattern in FEW for p in sorted(SHARED.glob(pattern))]
MACHINE = re.compile(
    r"\((?:disorder|finding|situation|procedure|event|regime/therapy)\)"
    r"|\d (?:MG|ML|UNT|ACTUAT|HR)\b"
    r"|\d\.\d{4}|mm\[Hg\]|\{|urn:uuid|None\b|  |: :|\(\)"
)
NONE: Any = pytest.param(None, marks=pytest.mark.skip(reason="no shared/data beside the checkout"))
ASKED: dict[str, dict[str, Any]] = {
    "problem": {"focus": "hypertension"},
    "update": {"since": "2018-06-01"},
}
SILENT = {
    *(("patient", "Coleman"), ("discharge", "Fannie")),
    *(("problem", "Bo"), ("problem", "Fannie"), ("update", "Coleman")),
}
"""A patient who died, one who was never admitted, those without the problem or anything new."""


OPENED: list[Any] = ["demo", *(RECORDS or [NONE])]


@pytest.fixture(scope="module", params=OPENED, ids=lambda p: str(p)[-24:])
def opened(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    if request.param != "demo":
        return request.param.name.partition("_")[0].rstrip("0123456789"), open_record(request.param)
    path = tmp_path_factory.mktemp("demo") / "demo.json"
    path.write_bytes(record_json())
    return "demo", open_record(path)


@pytest.fixture(params=document_kinds())
def draft(request: Any, opened: Any, tmp_path: Path) -> Draft:
    name, record = opened
    kind = request.param
    if (kind, name) in SILENT:
        pytest.skip("there is nothing of this kind to say")
    patients = record.patients()
    chart = record.open_chart(PATIENT if PATIENT in patients else patients[0])
    assistant = Assistant(record, settings=Settings(tmp_path))
    return asyncio.run(assistant.summarize(chart, kind, **ASKED.get(kind, {})))


def test_every_sentence_is_supported_and_reads_as_a_person_wrote_it(
    draft: Draft, opened: Any
) -> None:
    failing = [s for s in draft.statements if s.verdict is not Verdict.SUPPORTED]
    assert [(s.text, s.reasons) for s in failing] == []
    assert [s.text for s in draft.statements if MACHINE.search(s.text)] == []
    assert all(s.citations for s in draft.statements)
    for section in draft.sections:
        assert len({s.text for s in section.statements}) == len(section.statements)
    kind = document_kind(draft.kind)
    titles = [s.title for s in kind.sections]
    assert [titles.index(s.title) for s in draft.sections] == sorted(
        titles.index(s.title) for s in draft.sections
    )
    if kind.grade is not None:
        chart = opened[1].open_chart(draft.patient)
        cited = [chart.get(c.reference) for s in draft.statements for c in s.citations]
        names = [name_of(e) for e in cited if e is not None]
        assert grade([s.text for s in draft.statements], names) <= kind.grade
