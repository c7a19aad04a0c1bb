"""Results of a report that came in, as a draft: each a proposal, decided on by itself.

What was read of the report is enclosed with the draft, row by row, and each proposal's reason is
the row that it was read from: a sentence that is checked against it like any other. Nothing here
can write to a chart. What is accepted leaves with the draft, once it is signed.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from chartside.draft import (
    Action,
    Author,
    Citation,
    Draft,
    Enclosure,
    Proposal,
    RecordStamp,
    Section,
    Statement,
)
from chartside.errors import NothingToSay, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.enclosure import enclosure_of
from chartside.grounding import check_draft
from chartside.signoff.decision import DraftDesk
from chartside.tools.labs.judged import JudgedFile, JudgedReport
from chartside.tools.labs.reading import Reading
from chartside.tools.labs.resources import resources_of
from chartside.tools.labs.wording import head_words, match_words, printed_words

JSON = dict[str, Any]

KIND: Final = "results"
"""The kind of document that files what a report says."""
MOST_RESULTS: Final = 300
"""Of one draft: a page of a report has some forty."""
_REPORT: Final = "The report"
_RESULTS: Final = "Results as printed"
_LABEL: Final = "Laboratory report"
_AUTHOR: Final = "laboratory reader"
_OBSERVATION: Final = "Observation"
_PROMPT: Final = "lab_report"
_AWAITED: Final = "registered"
_PARTIAL: Final = "partial"
_ID: Final = 32


@dataclass(frozen=True, slots=True)
class Filing:
    """One report of a file, and which of the file's reports it is."""

    file: JudgedFile
    report: JudgedReport
    number: int = 0

    @property
    def sha256(self) -> str:
        """Of the file, with the number of the report."""
        opened = self.file.read.opened
        return f"{opened.sha256 if opened else ''} {self.number}"


def propose_results(chart: Chart, desk: DraftDesk, filing: Filing) -> Draft:
    """Draft the results of a report and lay them down for a person to decide, each by itself.

    The same report of the same patient is the same draft: laid down twice it lies there once, and
    only what was decided on is drafted anew. Results that the chart has already are left out, and
    counted.

    Args:
        chart: The open chart, whose patient the report is about.
        desk: Where the draft is laid down.
        filing: The report.

    Raises:
        NothingToSay: The chart has every result already.
        UsageError: There are more results than a person decides on.
        StoreError: The store cannot be written.
    """
    if len(filing.report.results) > MOST_RESULTS:
        raise UsageError(
            f"a report has more than {MOST_RESULTS} results, and each is decided by itself: choose "
            "pages of it"
        )
    known = [one for one in filing.report.results if one.known]
    if len(known) == len(filing.report.results):
        raise NothingToSay("the chart has every result of this report already")
    lines = [head_words(filing.report.report), *map(printed_words, filing.report.report.results)]
    enclosed = enclosure_of(filing.sha256, _LABEL, "\n".join(lines), chart.as_of)
    statements = tuple(_statements(lines, enclosed))
    proposals = tuple(_proposals(filing, chart.patient.reference))
    told = {p.statement for p in proposals}
    ids = (_id(chart, filing, attempt) for attempt in count())
    draft = Draft(
        id=next(name for name in ids if desk.decision(name) is None),
        kind=KIND,
        patient=chart.patient.reference,
        author=_author(filing.file.reading),
        prompts=_prompts(filing.file.reading),
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        record=RecordStamp(chart.digest, len(chart.entries), chart.as_of.isoformat()),
        sections=(
            Section(_REPORT, statements[:1]),
            Section(_RESULTS, tuple(s for s in statements[1:] if s.id in told)),
        ),
        set_aside=tuple(_aside(filing.report, len(known))),
        proposals=proposals,
        enclosure=enclosed,
    )
    draft = check_draft(draft, chart)
    desk.propose(draft)
    return draft


def _author(reading: Reading) -> Author:
    """The rules that read it, or the model that read along."""
    return Author(_AUTHOR, reading.model) if reading.model else Author(_AUTHOR)


def _prompts(reading: Reading) -> dict[str, str]:
    return {_PROMPT: reading.prompt} if reading.prompt else {}


def _id(chart: Chart, filing: Filing, attempt: int) -> str:
    named = "\n".join((chart.patient.reference, filing.sha256, str(attempt)))
    return hashlib.sha256(named.encode()).hexdigest()[:_ID]


def _statements(lines: list[str], enclosed: Enclosure) -> Iterator[Statement]:
    """Each line of what was read, word for word and with its place."""
    at = 0
    for number, line in enumerate(lines, 1):
        cited = Citation(enclosed.reference, enclosed.version, line, at, at + len(line))
        yield Statement(line, (cited,), f"s{number}")
        at += len(line) + 1


def _proposals(filing: Filing, patient: str) -> Iterator[Proposal]:
    """A proposal for the source, each result that the chart lacks, and the report that lists them.

    A result rests on its own line; the source and the report rest on the first.
    """
    made = resources_of(filing.file, filing.report, patient)
    observations = [one for one in made if one["resourceType"] == _OBSERVATION]
    reason = {one["identifier"][0]["value"]: f"s{n}" for n, one in enumerate(observations, 2)}
    left = {
        one["identifier"][0]["value"]
        for one, judged in zip(observations, filing.report.results, strict=True)
        if judged.known
    }
    kept = [one for one in made if one["identifier"][0]["value"] not in left]
    for number, one in enumerate(kept, 1):
        urn = one["identifier"][0]["value"]
        resource = _listing(one, left, observations)
        yield Proposal(f"p{number}", Action.FILE_RESULT, reason.get(urn, "s1"), resource)


def _listing(resource: JSON, left: Collection[str], observations: Collection[JSON]) -> JSON:
    """The report without results that the chart has; partial where some are still to come."""
    if "result" not in resource:
        return resource
    listed = [one for one in resource["result"] if one["reference"] not in left]
    waits = any(one["status"] == _AWAITED for one in observations)
    return {**resource, "result": listed, **({"status": _PARTIAL} if waits else {})}


def _aside(held: JudgedReport, known: int) -> Iterator[str]:
    """What a signer has to know that is no sentence of the report."""
    if said := match_words(held.match):
        yield said
    for one in held.results:
        yield from (f"{one.result.name.text}: {doubt}" for doubt in one.doubts)
    for row in held.report.set_aside:
        yield f"page {row.page}: {row.reason}{f' ({row.text})' if row.text else ''}"
    if known:
        yield f"not asked for: results that the chart has already: {known}"
