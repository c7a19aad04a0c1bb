"""What a reader is told of a result, of a report and of whom it is about, in plain words."""

from chartside.fhir.identity import Match, Person, Verdict
from chartside.fhir.lab_reports.report import LabReport, Limits, Result
from chartside.tools.labs.reading import Reading


def value_words(result: Result) -> str:
    """The value as it is shown: comparator and exact number, or the words of the page."""
    if result.value is None:
        return result.text
    return f"{result.comparator} {result.value:f}".strip()


def limits_words(result: Result) -> str:
    """The range as printed, with whom it applies to; the first where there are several."""
    if not result.limits:
        return ""
    first = result.limits[0]
    return range_words(first)


def range_words(limits: Limits) -> str:
    """A range as printed, behind whom it applies to where its own words do not say so."""
    printed, whom = limits.printed.text, limits.applies_to
    return printed if printed.startswith(whom) else f"{whom} {printed}"


def person_words(person: Person) -> str:
    """Whom the page names: `Name, born 1 January 1940, female`; empty where it names nobody."""
    born = f"born {person.born.words}" if person.born else ""
    held = (person.name, born, person.sex, *person.identifiers)
    return ", ".join(part for part in held if part)


def report_words(report: LabReport) -> str:
    """Laboratory, number and days: what tells one report from another."""
    held = (
        report.title,
        report.laboratory,
        f"number {report.number}" if report.number else "",
        f"collected {report.collected.words}" if report.collected else "",
        f"reported {report.reported.words}" if report.reported else "",
    )
    return ", ".join(part for part in held if part)


def head_words(report: LabReport) -> str:
    """A report on one line: what it is, and whom it names."""
    who = person_words(report.patient)
    named = f"about {who}" if who else "the page names no patient"
    said = ", ".join(part for part in (report_words(report), named) if part)
    return " ".join(f"Laboratory report: {said}".split())


def printed_words(result: Result) -> str:
    """A row as it is printed, on one line: name, value, unit, ranges."""
    cell = result.printed.text
    unit = "" if result.unit and result.unit in cell else result.unit
    ranges = [range_words(each) for each in result.limits]
    beside = f"({'; '.join(ranges)})" if ranges else ""
    return " ".join(" ".join((result.name.text, cell, unit, beside)).split())


def match_words(match: Match | None) -> str:
    """What a reviewer has to make sure of; empty where the page agrees, or no chart is open."""
    if match is None or match.verdict is Verdict.AGREES:
        return ""
    return f"{match.sentence}: make sure that it is this patient"


def known_words(reference: str) -> str:
    """That the chart has it already."""
    return f"in the chart already: {reference}"


def along_words(reading: Reading) -> tuple[str, ...]:
    """What a reviewer is told of a model that read along: rows left out, pages it failed on."""
    count = reading.unfounded
    rows = f"{count} row{'s' if count > 1 else ''} of {reading.model}"
    left = f"left out: {rows}, printed nowhere on the page" if count else ""
    return tuple(one for one in (left, reading.failure) if one)
