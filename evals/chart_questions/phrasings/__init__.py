"""The ways to ask, by kind: first those for everybody, then those kept for patients held out.

`{they}` is she, he or "the patient", `{their}` and `{them}` likewise; `{name}` what is asked about.
Every phrasing must be answerable as the kind's expected answer says.
"""

from collections.abc import Mapping
from typing import Final

from chartside.evals.chart_questions.phrasings.events import EVENTS
from chartside.evals.chart_questions.phrasings.medicines import MEDICINES
from chartside.evals.chart_questions.phrasings.person import PERSON
from chartside.evals.chart_questions.phrasings.problems import PROBLEMS
from chartside.evals.chart_questions.phrasings.results import RESULTS
from chartside.evals.chart_questions.phrasings.ways import Ways

SILENT: Final[Mapping[str, Ways]] = {
    "no such test": RESULTS["latest value"],
    "no such highest": RESULTS["highest value"],
    "no result that year": RESULTS["highest in a year"],
    "no result that day": RESULTS["value on a day"],
    "no such medicine": MEDICINES["dose"],
    "no such order": MEDICINES["started"],
    "no reason to stop": MEDICINES["stopped because"],
    "no such problem": PROBLEMS["diagnosed on"],
    "no reaction": PROBLEMS["reaction"],
    "no such procedure": EVENTS["last procedure"],
    "no such visit": EVENTS["seen by"],
    "beyond the record": Ways(("{name}",), ("{name}",)),
}
"""The same words as for what is there, so that nothing in them gives silence away."""

WAYS: Final = {**RESULTS, **MEDICINES, **PROBLEMS, **EVENTS, **PERSON, **SILENT}

__all__ = ["SILENT", "WAYS", "Ways"]
