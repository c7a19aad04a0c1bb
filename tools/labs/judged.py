"""A result with what rules say of it: its code or suggestions, doubts, whether the chart has it."""

from dataclasses import dataclass

from chartside.fhir.identity import Match
from chartside.fhir.lab_reports.coding.scoring import Candidate
from chartside.fhir.lab_reports.report import LabReport, Result
from chartside.tools.labs.files import FileRead
from chartside.tools.labs.reading import Reading


@dataclass(frozen=True, slots=True)
class Judged:
    """A result as it was read, and beside it what was not read from the page.

    `code` is there only where it is sure, and `suggestions` only where it is not; `doubts` are
    sentences for the reviewer; `known` is the reference of the chart's own entry of the same
    result, or empty.
    """

    result: Result
    code: Candidate | None = None
    suggestions: tuple[Candidate, ...] = ()
    doubts: tuple[str, ...] = ()
    known: str = ""


@dataclass(frozen=True, slots=True)
class JudgedReport:
    """A report with its results judged, in the order of the page.

    `match` says how the person on the page stands to the patient of the open chart; None where no
    chart is open.
    """

    report: LabReport
    results: tuple[Judged, ...]
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A file under the name that the caller gave it, with its reports judged.

    With an open chart, `reports` are those that may be of its patient; `refused` says of each other
    one in which parts it differs, and `others` are its pages: nothing else of it is kept.
    """

    name: str
    reading: Reading
    reports: tuple[JudgedReport, ...] = ()
    refused: tuple[Match, ...] = ()
    others: frozenset[int] = frozenset()

    @property
    def read(self) -> FileRead:
        """What was read of it."""
        return self.reading.read
