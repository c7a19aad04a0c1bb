"""A draft from anywhere, read as far as it can be checked, and judged against a chart."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from chartside.draft import (
    Finding,
    Section,
    Statement,
    Verdict,
    statements_of,
    unchecked_from_json,
)
from chartside.errors import SourceError, UsageError
from chartside.fhir.chart import Chart
from chartside.grounding import DateOrder, check_sections, find_conflicts, find_omissions
from chartside.grounding.rules import rules_for

STANDARD_INPUT: Final = Path("-")


@dataclass(frozen=True, slots=True)
class Given:
    """What of a draft can be checked.

    `kind` decides which omissions count (empty: the safety-critical ones), `digest` is of the chart
    that it was written from (empty: not known).
    """

    patient: str
    sections: tuple[Section, ...]
    kind: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The sentences with their verdicts, and what stands beside them.

    `chart_changed` is None where the draft does not say what chart it was written from.
    """

    patient: str
    sections: tuple[Section, ...]
    omissions: tuple[Finding, ...]
    conflicts: tuple[Finding, ...]
    chart_changed: bool | None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence, in reading order."""
        return statements_of(self.sections)

    def count(self, verdict: Verdict) -> int:
        """How many sentences have this verdict."""
        return sum(s.verdict is verdict for s in self.statements)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, as the contract in DESIGN.md section 9 has them."""
        return {
            "patient": self.patient,
            "chart_changed": self.chart_changed,
            "counts": {v.value: self.count(v) for v in Verdict},
            "statements": [_judged(s) for s in self.statements],
            "omissions": [asdict(f) for f in self.omissions],
            "conflicts": [asdict(f) for f in self.conflicts],
        }


def read_draft(path: Path) -> Given:
    """A draft in a file, or on standard input for `-`.

    Raises:
        UsageError: There is none, or it is not a draft; the message never holds its content.
        SourceError: It cannot be read.
    """
    data = _bytes(path)
    try:
        held = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"{path} is not JSON, and so not a draft") from None
    unchecked = unchecked_from_json(held)
    return Given(
        unchecked.patient,
        _numbered(unchecked.sections),
        kind=_text(held.get("kind")),
        digest=_text(_mapping(held.get("record")).get("digest")),
    )


def check_given(given: Given, chart: Chart, *, date_order: DateOrder = "") -> Checked:
    """Every sentence judged against the chart, whatever verdict it came with.

    `date_order` says what `03/02/2019` means (`chartside.grounding.check`).
    """
    return Checked(
        patient=chart.patient.reference,
        sections=check_sections(given.sections, chart, date_order=date_order),
        omissions=find_omissions(given.sections, chart, rules_for(given.kind)),
        conflicts=find_conflicts(chart),
        chart_changed=given.digest != chart.digest if given.digest else None,
    )


def _bytes(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"no such file: {path}") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder, not a draft") from None
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{path} cannot be read: {reason}") from wrong


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Sentences without an id get one that no other has: their place, as summarize counts."""
    taken = {s.id for s in statements_of(sections)}
    place = 0
    found = []
    for section in sections:
        named = []
        for statement in section.statements:
            place += 1
            named.append(statement if statement.id else _named(statement, f"s{place}", taken))
        found.append(replace(section, statements=tuple(named)))
    return tuple(found)


def _named(statement: Statement, name: str, taken: set[str]) -> Statement:
    while name in taken:
        name += "'"
    taken.add(name)
    return replace(statement, id=name)


def _judged(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "text": statement.text,
        "verdict": statement.verdict,
        "severity": statement.severity,
        "reasons": statement.reasons,
        "citations": [c.reference for c in statement.citations],
    }
