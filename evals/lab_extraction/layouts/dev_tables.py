"""Reports in tables with ruled lines, with shaded bars, and with nothing but white between."""

import random
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, draw
from chartside.evals.lab_extraction.layouts.layout import (
    LETTERS,
    PLUS,
    STARS,
    Layout,
    Made,
    earlier,
    facts,
    mark,
    named,
)
from chartside.evals.lab_extraction.marking import Marks


def _person(case: Case, columns: str = "(auto, 1fr, auto, 1fr)") -> str:
    """Who and when, two labels in a line."""
    style = case.style
    held = (
        ("patient", case.patient),
        ("request", case.request),
        ("born", style.date(case.born)),
        ("collected", style.moment(case.collected)),
        ("sex", case.word(case.sex)),
        ("received", style.moment(case.received)),
        ("identifier", case.identifier),
        ("reported", style.moment(case.reported)),
    )
    cells = [c for key, text in held for c in (t.said(f"{case.word(key)}:"), t.said(text))]
    rows = [t.row(cells[i : i + 4]) for i in range(0, len(cells), 4)]
    return t.table(columns, rows, "stroke: none, inset: 2pt")


def ruled_us(rng: random.Random) -> Made:
    """American, every cell ruled, flags in a column of their own, several pages."""
    case = draw(
        style_of("us", rng), rng, ("haematology", "chemistry", "lipids", "hormones"), rows=14
    )
    report, marks, style = case.truth(), Marks(), case.style
    words = [case.word(w) for w in ("test", "result", "flag", "unit", "range")]
    rows = ["table.header(" + t.row([t.said(w, weight='"bold"') for w in words]) + "),"]
    for panel in case.panels:
        rows.append(t.across(5, t.said(named(case, panel), weight='"bold"')))
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
            value = t.valued(number, case.shown(drawn))
            cells = [t.said(drawn.name), value, t.said(flag), t.said(style.unit(drawn.ucum))]
            rows.append(t.row([*cells, t.said(case.range(drawn))]))
            if drawn.value is not None and not drawn.comparator and rng.random() < 0.04:
                was = drawn.value + 1
                marks.rows[number].state = "corrected"
                report.previous.append((drawn.name, was))
                said = f"Corrected result. Previously reported as {style.number(was)}."
                rows.append(t.across(5, t.said(said, style='"italic"')))
    footer = t.said("CLIA 99D0000000 - Medical Director: A. Nobody, MD") + "#h(1fr)"
    head = t.page(
        paper="us-letter",
        header=t.said(f"{case.patient}   {case.identifier}", size="7pt"),
        footer=footer + t.numbered(case.word("page")),
    )
    title = f"= {t.said('Northgate Clinical Laboratories')}\n{t.said(case.word('title'))}\n"
    grid = t.table("(2.2fr, 1fr, 0.6fr, 1fr, 1.4fr)", rows, "stroke: 0.5pt, inset: 3pt")
    return Made(t.pdf(head + title + _person(case) + grid), (report,), marks)


def open_nl(rng: random.Random) -> Made:
    """Dutch, no lines, flags glued to the value, an earlier result beside, ranges of both sexes."""
    case = draw(
        style_of("nl", rng),
        rng,
        ("haematology", "chemistry", "iron", "drug_levels"),
        rows=9,
        earlier=1,
    )
    report, marks, style = case.truth(), Marks(), case.style
    before = f"{case.word('previous')} {style.date(case.earlier[0])}"
    words = [case.word(w) for w in ("test", "result", "unit", "range")]
    rows = [t.row([t.said(w, weight='"bold"') for w in (*words, before)])]
    for panel in case.panels:
        rows.append(t.across(5, t.said(panel.title, weight='"bold"')))
        for drawn in panel.rows:
            was = earlier(case, report, drawn)
            number, flag = mark(marks, report, case.row(drawn, panel), PLUS, drawn.grade)
            value = t.valued(number, f"{case.shown(drawn)} {flag}".rstrip())
            cells = [f"#h(8pt){t.said(drawn.name)}", value, t.said(style.unit(drawn.ucum))]
            rows.append(t.row([*cells, t.said(_both(case, drawn)), t.said("".join(was))]))
        if rng.random() < 0.4:
            rows.append(t.across(5, t.said(case.word("comment"), style='"italic"')))
    head = t.page(font="Libertinus Serif", size=10, footer=t.numbered(case.word("page")))
    body = t.table("(2fr, 1fr, 1fr, 1.5fr, 1.2fr)", rows)
    title = f"== {t.said('Streeklaboratorium De Vliet')}\n{t.said(case.word('title'))}\n"
    return Made(t.pdf(head + title + _person(case) + "#v(8pt)" + body), (report,), marks)


def _both(case: Case, drawn: Drawn) -> str:
    """The range; where men and women differ now and then both, this patient's first or second."""
    scale = drawn.scale
    if scale is None or scale.women is None or case.rng.random() < 0.6:
        return case.range(drawn)
    men = case.style.interval(scale.low, scale.high)
    women = case.style.interval(*scale.women)
    return f"{case.word('men')}: {men}; {case.word('women')}: {women}"


def shaded_fr(rng: random.Random) -> Made:
    """French, printed by a browser: shaded bars, ranges in brackets, earlier results in grey."""
    case = draw(
        style_of("fr", rng), rng, ("haematology", "coagulation", "chemistry"), rows=10, earlier=1
    )
    report, marks, style = case.truth(), Marks(), case.style
    say = web.said
    keys = ("test", "result", "unit", "range")
    heads = "".join(f"<th>{say(case.word(w))}</th>" for w in keys)
    was_on = f"{case.word('previous')}<br>{say(style.date(case.earlier[0]))}"
    body = [f"<tr>{heads}<th>{was_on}</th></tr>"]
    for panel in case.panels:
        body.append(f'<tr class="bar"><td colspan="5">{say(panel.title.upper())}</td></tr>')
        sample = f"{case.word('specimen')} : {panel.specimen}"
        body.append(f'<tr><td colspan="5"><i>{say(sample)}</i></td></tr>')
        for drawn in panel.rows:
            was = "".join(earlier(case, report, drawn))
            number, flag = mark(marks, report, case.row(drawn, panel), STARS, drawn.grade)
            within = case.range(drawn, " à ")
            bracketed = f"({within})" if within else ""
            cells = (
                f"<td>{say(drawn.name)}</td>",
                f"<td><b>{say(flag)} {web.valued(number, case.shown(drawn))}</b></td>",
                f"<td>{say(style.unit(drawn.ucum))}</td><td>{say(bracketed)}</td>",
                f'<td class="was">{say(was)}</td>',
            )
            body.append(f"<tr>{''.join(cells)}</tr>")
    css = (
        "@page{size:A4;margin:15mm}body{font:10pt sans-serif}table{width:100%;border-collapse:"
        "collapse}th{text-align:left;border-bottom:1px solid #000}.bar td{background:#d8e4f0;"
        "font-weight:bold}.was{color:#777}td{padding:2px 4px}"
    )
    person = _person_of_web(case)
    title = f"<h2>Laboratoire des Remparts</h2><h3>{say(case.word('title'))}</h3>"
    table = f"<table>{''.join(body)}</table>"
    octets = web.pdf(web.page(title + person + table, css, "fr"))
    return Made(octets, (report,), marks)


def _person_of_web(case: Case) -> str:
    say = web.said
    lines = [f"<div>{say(label)} : {say(text)}</div>" for label, text in facts(case)]
    return "".join(lines)


LAYOUTS: Final = (
    Layout("ruled-us", "dev", "typst", ruled_us),
    Layout("open-nl", "dev", "typst", open_nl),
    Layout("shaded-fr", "dev", "browser", shaded_fr),
)
