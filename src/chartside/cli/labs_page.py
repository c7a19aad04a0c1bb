"""Reports on a terminal: whom they are about, their rows, what was set aside and why."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from chartside.cli.layout import hung, plain, put
from chartside.cli.output import as_sentence, counted, table
from chartside.fhir.lab_reports.report import State
from chartside.tools.labs.judged import Judged, JudgedFile, JudgedReport
from chartside.tools.labs.wording import (
    along_words,
    known_words,
    limits_words,
    match_words,
    person_words,
    report_words,
    value_words,
)

_HEADINGS = ("test", "result", "unit", "range", "flag", "LOINC", "page")


def show_files(files: Sequence[JudgedFile]) -> None:
    """Every file with its reports, in the order of the command line."""
    for file in files:
        put([Text(), Text(file.name, "bold reverse")])
        if file.read.reason:
            put(plain(as_sentence(file.read.reason)))
        for told in along_words(file.reading):
            put(plain(as_sentence(told), "bold magenta"))
        for match in file.refused:
            put(plain(f"Refused: {match.sentence}.", "bold red"))
        for held in file.reports:
            _show(held)
    put([Text(), Text(_total(files), "dim")])


def _show(held: JudgedReport) -> None:
    report = held.report
    put(plain(person_words(report.patient) or "The page names no patient.", "bold"))
    if unsure := match_words(held.match):
        put(plain(as_sentence(unsure), "bold magenta"))
    if said := report_words(report):
        put(plain(said, "dim"))
    put([Text()])
    table(_HEADINGS, list(_rows(held)))
    put(_remarks(held))
    put(_aside(held))


def _rows(held: JudgedReport) -> Iterator[tuple[str, ...]]:
    """A line for each result, and one for the name of each panel."""
    panel = ""
    for one in held.results:
        if one.result.panel and one.result.panel != panel:
            panel = one.result.panel
            yield (panel, *("" for _ in _HEADINGS[1:]))
        yield _row(one)


def _row(judged: Judged) -> tuple[str, ...]:
    one = judged.result
    flag = one.flag.value if one.flag else ""
    code = judged.code.loinc if judged.code else "?" if judged.suggestions else ""
    value = value_words(one) or one.state.value
    return (one.name.text, value, one.unit, limits_words(one), flag, code, str(one.printed.page))


def _remarks(held: JudgedReport) -> Iterator[Text]:
    """What a reviewer has to know of a result, under the tables."""
    for judged in held.results:
        one = judged.result
        said = [*judged.doubts]
        said += [one.state.value] if one.state is not State.FINAL and value_words(one) else []
        said += [one.comment] if one.comment else []
        said += [known_words(judged.known)] if judged.known else []
        if said:
            yield from hung(Text(f"  {one.name.text}: ", "dim"), Text("; ".join(said)))


def _aside(held: JudgedReport) -> Iterator[Text]:
    if held.report.set_aside:
        yield Text()
        yield from plain("Set aside, to be read by a person:", "bold")
    for row in held.report.set_aside:
        printed = f" ({row.text})" if row.text else ""
        yield from hung(Text(f"  page {row.page}: ", "dim"), Text(f"{row.reason}{printed}"))


def _total(files: Sequence[JudgedFile]) -> str:
    reports = [held for file in files for held in file.reports]
    results = sum(len(held.results) for held in reports)
    aside = sum(len(held.report.set_aside) for held in reports)
    coded = sum(1 for held in reports for one in held.results if one.code)
    return (
        f"{counted(results, 'result')} in {counted(len(reports), 'report')} of "
        f"{counted(len(files), 'file')}; {coded} coded, {counted(aside, 'row')} set aside. "
        "Read by software: compare them with the pages (--html) before they are used."
    )
