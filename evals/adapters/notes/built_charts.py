"""A chart that is built for one case of a benchmark, and who is asked about it."""

import base64
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from chartside.agent.assistant import Assistant
from chartside.evals.baselines.navigator import Navigator
from chartside.evals.chart_questions.run import NOW
from chartside.evals.running.patients import Scratch, asked_by
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record

Body = dict[str, Any]

PATIENT: Final = "Patient/case"


def patient_of(*, given: str = "", family: str = "", gender: str = "") -> Body:
    """The patient of a case, as far as the benchmark says who it is."""
    name = {k: v for k, v in (("given", [given] if given else []), ("family", family)) if v}
    body: Body = {"resourceType": "Patient", "id": PATIENT.partition("/")[2]}
    if name:
        body["name"] = [name]
    if gender in {"male", "female"}:
        body["gender"] = gender
    return body


def note_of(name: str, title: str, text: str) -> Body:
    """A note of that patient as plain text. No date is told where the benchmark tells none."""
    data = base64.b64encode(text.encode()).decode()
    attachment = {"contentType": "text/plain; charset=utf-8", "data": data}
    return {
        "resourceType": "DocumentReference",
        "id": name,
        "status": "current",
        "type": {"text": title},
        "subject": {"reference": PATIENT},
        "content": [{"attachment": attachment}],
    }


class BuiltCharts:
    """Who is asked about charts that are built one at a time; each goes with its case.

    That is the assistant, or what it is compared with: see `asked_by`.

    A model is opened once for all of them.

    Raises:
        UsageError: A reasoner that is none, or an optional part is not installed.
        ModelError: Weights that cannot be loaded.
    """

    def __init__(self, reasoner: str) -> None:
        self._asked = asked_by(reasoner)
        self._scratch = Scratch()

    @contextmanager
    def opened(self, resources: Sequence[Body]) -> Iterator[tuple[Assistant | Navigator, Chart]]:
        """Who is asked, and the open chart of a patient who has these resources."""
        folder = Path(tempfile.mkdtemp(dir=self._scratch.folder))
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": body} for body in resources],
        }
        try:
            path = folder / "record.json"
            path.write_text(json.dumps(bundle), encoding="utf-8")
            record = open_record(path)
            chart = record.open_chart(PATIENT, as_of=NOW)
            yield self._asked(record, folder / "home"), chart
        finally:
            shutil.rmtree(folder, ignore_errors=True)
