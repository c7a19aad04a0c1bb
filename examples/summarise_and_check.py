"""Draft a summary without a language model, then see the checker catch a wrong sentence.

python examples/summarise_and_check.py [RECORD]
"""

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from chartside.agent.assistant import Assistant
from chartside.demo import record_json
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record
from chartside.grounding import check
from chartside.settings import Settings


def falsified(draft_sentences: tuple[Statement, ...], chart: Chart) -> Statement:
    """The first sentence with a medicine or problem of the chart, denied."""
    sentence = next(s for s in draft_sentences if s.verdict == "supported" and s.citations)
    entry = chart.get(sentence.citations[0].reference)
    label = entry.label if entry else sentence.text
    return replace(sentence, text=f"There is no record of {label}.", verdict=None, reasons=())


async def main() -> None:
    """Summarise the record that is named, or the demo record."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.json"
        demo.write_bytes(record_json())
        record = open_record(sys.argv[1] if len(sys.argv) > 1 else demo)
        chart = record.open_chart()
        draft = await Assistant(record, settings=Settings(home=Path(folder))).summarize(chart)
        for section in draft.sections:
            print(f"\n{section.title}")
            for sentence in section.statements:
                sources = ", ".join(c.reference for c in sentence.citations)
                print(f"  {sentence.text}  [{sources}]")
        print("\nVerdicts:", dict(Counter(str(s.verdict) for s in draft.statements)))
        wrong = check(falsified(draft.statements, chart), chart)
        print(f"\nA wrong sentence: {wrong.text}\n  {wrong.verdict}: {'; '.join(wrong.reasons)}")


if __name__ == "__main__":
    asyncio.run(main())
