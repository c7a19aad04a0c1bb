"""A result with what rules say of it: its code or suggestions, doubts, whether the chart has it."""

from dataclasses import dataclass

from chartside.fhir.lab_reports.report import LabReport, Result
from chartside.tools.labs.files import FileRead


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A LOINC code that a result may have, and how well it fits, from 0 to 1."""

    code: str
    display: str
    score: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A result as it was read, and beside it what was not read from the page.

    `code` is there only where it is sure; `doubts` are sentences for the reviewer; `known` is the
    reference of the chart's own entry of the same result, or empty.
    """

    result: Result
    code: Suggestion | None = None
    suggestions: tuple[Suggestion, ...] = ()
    doubts: tuple[str, ...] = ()
    known: str = ""


@dataclass(frozen=True, slots=True)
class JudgedReport:
    """A report with its results judged, in the order of the page."""

    report: LabReport
    results: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A file under the name that the caller gave it, with its reports judged.

    With an open chart, `reports` are those that may be of its patient; `of_others` counts the rest.
    """

    name: str
    read: FileRead
    reports: tuple[JudgedReport, ...] = ()
    of_others: int = 0
