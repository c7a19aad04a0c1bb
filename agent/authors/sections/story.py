"""One problem's story, in order: when it began, what was done and given for it, how it stands."""

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.sections.changes import changed, course, ended
from chartside.agent.authors.visits import met
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.clinical import encounters
from chartside.fhir.entry import Entry
from chartside.fhir.when import parse_when
from chartside.tools.changes import ChangeRow
from chartside.tools.encounters import is_grave
from chartside.tools.names import name_of


def story(evidence: Evidence) -> list[Statement]:
    """Problems that began and ended, each step of medicines, stays in hospital; oldest first."""
    told = [(row.date, _told(row, e)) for row, e in changed(evidence, "problem", "medicine")]
    stays = evidence.only(e for e in encounters(evidence.chart) if is_grave(e) and e.when)
    told += [(e.when.day, said(met(e), e)) for e in stays if e.when]
    return [statement for _, statement in sorted(told, key=_date)]


def _date(told: tuple[str, Statement]) -> str:
    return told[0]


def _told(row: ChangeRow, entry: Entry) -> Statement:
    if row.part == "medicine":
        return said(course(row, entry), entry)
    word = ended(entry) if row.what == "problem ended" else _began(row)
    return said(f"{name_of(entry)}: {word}{on(parse_when(row.date))}", entry)


def _began(row: ChangeRow) -> str:
    if row.detail == "provisional":
        return "provisional diagnosis"
    return "recorded" if row.what == "written down since" else "began"
