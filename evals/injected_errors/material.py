"""Charts to make sentences about: records as they are, and invented patients beside them."""

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from chartside.demo import record_json
from chartside.evals.injected_errors.panel import abroad, bundle
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record

AS_OF: Final = datetime(2026, 11, 26, tzinfo=UTC)
"""The "now" of every chart, so that a run can be repeated."""

PANEL: Final = 12
"""Invented patients of each panel where no record is named."""


def charts(records: Sequence[Path], panel: int) -> list[Chart]:
    """Every patient of the records, and `panel` invented ones of each of the two panels."""
    with tempfile.TemporaryDirectory() as folder:
        names = list(records)
        if not names:
            names, panel = [Path(folder, "demo.json")], panel or PANEL
            names[0].write_bytes(record_json())
        for number in range(panel):
            for name, made in (("invented", bundle), ("abroad", abroad)):
                names.append(Path(folder, f"{name}-{number}.json"))
                names[-1].write_text(json.dumps(made(number)), encoding="utf-8")
        sources = [open_record(name) for name in names]
        return [s.open_chart(who, as_of=AS_OF) for s in sources for who in s.patients()]
