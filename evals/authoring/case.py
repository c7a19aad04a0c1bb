"""What a scorer of an author is given, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chartside.draft import Citation, Statement, Verdict
from chartside.evals.authoring.expecting import Expect
from chartside.fhir.chart import Chart


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a suite.

    `text` is what is asked: the question, the sentence to be checked, the prompt, or the kind of
    document. `patient` is `Patient/id`, empty where nobody is named. `where` is where the case
    stands in its file. `reference` is whatever the author laid down for a scorer of their own.
    """

    id: str
    text: str
    where: str
    patient: str = ""
    kind: str = ""
    as_of: datetime | None = None
    citations: tuple[Citation, ...] = ()
    expect: Expect | None = None
    reference: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a case: text as it is read, sentences with sources, or a verdict.

    `statements` are empty where the assistant was silent. `verdict` is there where a sentence was
    checked, `chart` where the case is about a patient.
    """

    text: str
    statements: tuple[Statement, ...] = ()
    verdict: Verdict | None = None
    chart: Chart | None = None

    @property
    def silent(self) -> bool:
        """Whether nothing was said."""
        return not self.text.strip()

    @property
    def cited(self) -> tuple[str, ...]:
        """Every source that is cited, as `Type/id`, each once."""
        return tuple(dict.fromkeys(c.reference for s in self.statements for c in s.citations))


@dataclass(frozen=True, slots=True)
class Grade:
    """What a scorer found: of each figure so many of so many, or whether it is so.

    `note` is for who reads the report: what should have been there. With a note, the case stands
    among the mistakes.
    """

    counts: Mapping[str, tuple[int, int] | bool] = field(default_factory=dict)
    note: str = ""
