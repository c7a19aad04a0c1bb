"""What a question tells while it is answered."""

from pathlib import Path
from typing import Any

from chartside.agent.assistant import Assistant
from chartside.agent.progress import Progress
from chartside.settings import Settings


async def test_whoever_waits_hears_of_tools_evidence_sentences_and_verdicts(
    tmp_path: Path, record: Any
) -> None:
    heard: list[Progress] = []
    assistant = Assistant(record, settings=Settings(home=tmp_path / "home"))
    await assistant.ask(
        record.open_chart(), "What was the highest potassium?", progress=heard.append
    )
    told = [(p.step, p.event, p.name) for p in heard]
    wanted = [
        ("tool", "started", "find"),
        ("evidence", "found", ""),
        ("sentence", "written", ""),
        ("verdict", "given", "supported"),
    ]
    first = [told.index(event) for event in wanted]
    assert first == sorted(first)
