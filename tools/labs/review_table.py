"""The tables of the page for review: what was read, what was set aside, and why."""

from collections.abc import Iterator, Sequence
from html import escape

from chartside.fhir.lab_reports.report import Result, SetAside, State
from chartside.fhir.when import When
from chartside.tools.labs.judged import Judged, JudgedReport
from chartside.tools.labs.wording import (
    known_words,
    match_words,
    person_words,
    range_words,
    report_words,
    value_words,
)

_HEADINGS = ("Test", "Result", "Unit", "Range", "Flag", "LOINC", "Page")


def about(held: JudgedReport) -> str:
    """Whom it is about, and which report it is."""
    report = held.report
    who = person_words(report.patient) or "The page names no patient"
    unsure = f'<p class="doubt">{escape(said)}</p>' if (said := match_words(held.match)) else ""
    return f'<h3>{escape(who)}</h3>{unsure}<p class="about">{escape(report_words(report))}</p>'


def results_table(held: JudgedReport, prefix: str) -> str:
    """A row for each result, under the headings of the panels; each leads to its box."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
    rows = "".join(_rows(held, prefix))
    return _table(head, rows)


def _table(head: str, rows: str) -> str:
    return (
        f'<div class="table"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _rows(held: JudgedReport, prefix: str) -> Iterator[str]:
    panel = ""
    for number, one in enumerate(held.results):
        if one.result.panel and one.result.panel != panel:
            panel = one.result.panel
            yield f'<tr class="panel"><td colspan="{len(_HEADINGS)}">{escape(panel)}</td></tr>'
        beside = _beside(one, held.report.collected)
        yield _row(one, beside, f"{prefix}{number}")


def _row(judged: Judged, beside: str, key: str) -> str:
    one = judged.result
    limits = "".join(f"<span>{escape(range_words(each))}</span>" for each in one.limits)
    flag = f'<span class="flag">{one.flag.value}</span>' if one.flag else ""
    return (
        f'<tr id="r{key}" data-of="{key}"><td>{escape(one.name.text)}{beside}</td>'
        f'<td class="number">{escape(value_words(one))}</td><td>{escape(one.unit)}</td>'
        f'<td class="said range">{limits}</td><td>{flag}</td><td class="code">{_code(judged)}</td>'
        f'<td><a href="#b{key}">{one.printed.page}</a></td></tr>'
    )


def _code(judged: Judged) -> str:
    if judged.code:
        return f'<span title="{escape(judged.code.display)}">{escape(judged.code.loinc)}</span>'
    held = "".join(
        f"<span>{escape(s.loinc)}? {escape(s.display)}</span>" for s in judged.suggestions[:3]
    )
    return f'<details class="said"><summary>not sure</summary>{held}</details>' if held else ""


def _beside(judged: Judged, collected: When | None) -> str:
    """What a reviewer has to know of a result, under its name."""
    told = "".join(
        f"<span>{escape(words)}</span>" for words in _told(judged.result, collected) if words
    )
    known = f"<span>{escape(known_words(judged.known))}</span>" if judged.known else ""
    said = f'<div class="said">{told}{known}</div>' if told or known else ""
    return said + "".join(f'<span class="doubt">{escape(doubt)}</span>' for doubt in judged.doubts)


def _told(one: Result, collected: When | None) -> Iterator[str]:
    yield "" if one.state is State.FINAL else one.state.value.capitalize()
    yield one.specimen
    yield one.method
    other = one.collected if one.collected != collected else None
    yield f"collected {other.words}" if other else ""
    yield one.comment


def set_aside_table(rows: Sequence[SetAside], prefix: str) -> str:
    """The rows that were not read as results, each with why; nothing where there is none."""
    if not rows:
        return ""
    cells = "".join(
        f'<tr id="r{prefix}a{n}" data-of="{prefix}a{n}"><td>{escape(row.text)}</td>'
        f'<td>{escape(row.reason)}</td><td><a href="#b{prefix}a{n}">{row.page}</a></td></tr>'
        for n, row in enumerate(rows)
    )
    head = "".join(f'<th scope="col">{heading}</th>' for heading in ("As printed", "Why", "Page"))
    return f"<h3>Set aside</h3>{_table(head, cells)}"
