"""HELD OUT: who writes or tunes a reader of laboratory reports does not read this module.

See `held_out`. More plain tables (units last, a day for a heading, units in brackets behind names,
French letters, a row full of columns), and samples taken at two times, which is hard.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.drawn_pages import Paper, latin
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
from chartside.evals.lab_extraction.layouts.held_out import BOLD, UNFLAGGED, two_by_two
from chartside.evals.lab_extraction.layouts.layout import (
    ARROWS,
    LETTERS,
    PLUS,
    Flags,
    Layout,
    Made,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport

_LAST_LINE: Final = 790


def units_last_at(rng: random.Random) -> Made:
    """Austrian, letter by letter: value, signs, range, and the unit at the end of the line."""
    panels = ("haematology", "chemistry", "coagulation", "proteins")
    case = draw(style_of("de", rng), rng, panels, rows=10)
    report, marks, paper = case.truth(), Marks(), Paper(size=9, letters=True)
    paper.put(40, 40, "Institut für Labordiagnostik, Krankenhaus am Hang", bold=True, size=11)
    y = _people(paper, case)
    heads = ((40, "Bezeichnung"), (245, "Wert"), (300, "Normwert"), (410, "Einheit"))
    paper.rule(40, y - 11, 540)
    for x, text in heads:
        paper.put(x, y, text, bold=True)
    paper.rule(40, y + 4, 540)
    for panel in case.panels:
        y = _turned(paper, y + 20, 30)
        paper.put(40, y, panel.title, bold=True)
        for drawn in panel.rows:
            y = _turned(paper, y + 12.5)
            row = case.row(drawn, panel)
            row.unit = latin(row.unit)
            number, flag = mark(marks, report, row, PLUS, drawn.grade)
            paper.put(48, y, drawn.name)
            paper.put(270, y, case.shown(drawn), right=True, mark=number)
            paper.put(276, y, flag)
            paper.put(300, y, case.range(drawn, " - "))
            paper.put(410, y, case.style.unit(drawn.ucum))
    return Made(paper.octets(), (report,), marks)


def _people(paper: Paper, case: Case) -> float:
    y = 60.0
    for at, (label, text) in enumerate(facts(case)):
        x = 40 if at % 2 == 0 else 300
        end = paper.put(x, y, f"{label}: ")
        paper.put(max(end, x + 90), y, text)
        y += 13 if at % 2 else 0
    return y + 20


def _turned(paper: Paper, y: float, needed: float = 0) -> float:
    if y + needed < _LAST_LINE:
        return y
    paper.new_page()
    return 50


def day_for_heading_nl(rng: random.Random) -> Made:
    """Dutch hospital record: the day and hour stand above the results instead of a word."""
    panels = ("haematology", "chemistry", "lipids", "hormones")
    case = draw(style_of("nl", rng), rng, panels, rows=9)
    report, marks, style = case.truth(), Marks(), case.style
    words = ("Bepaling", style.moment(case.collected), "Eenheid", "Referentiewaarden")
    rows = ["table.header(" + t.row([t.said(w, weight=BOLD) for w in words]) + "),"]
    for panel in case.panels:
        rows.append(t.across(4, t.said(panel.title.upper(), weight=BOLD), "rgb(220, 232, 245)"))
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), ARROWS, drawn.grade)
            value = f"{t.valued(number, case.shown(drawn))} {t.said(flag, fill='red')}"
            unit, within = t.said(style.unit(drawn.ucum)), t.said(case.range(drawn, " - "))
            rows.append(t.row([t.said(drawn.name), value, unit, within]))
    keys = ("patient", "born", "sex", "identifier", "reported")
    who = "\n\n".join(t.said(f"{label}: {text}") for label, text in facts(case, keys))
    head = t.page(size=8.5, margin="2cm", footer=t.numbered("Pagina {0} van {1}"))
    body = t.table("(2fr, 1.4fr, 1fr, 1.2fr)", rows, "stroke: (bottom: 0.2pt), inset: 3pt")
    return Made(t.pdf(head + who + "\n\n" + body), (report,), marks)


def units_in_names_de(rng: random.Random) -> Made:
    """German: the unit in square brackets behind each name, bold values out of range, no flags."""
    case = draw(style_of("de", rng), rng, ("chemistry", "haematology", "hormones"), rows=11)
    report, marks, style = case.truth(), Marks(), case.style
    words = ("Parameter [Einheit]", "Messwert", "Referenzbereich")
    rows = ["table.header(" + t.row([t.said(w, weight=BOLD) for w in words]) + "),"]
    for panel in case.panels:
        rows.append(t.across(3, f"#underline[{t.said(panel.title)}]"))
        for drawn in panel.rows:
            row, unit = case.row(drawn, panel), style.unit(drawn.ucum)
            name = f"{drawn.name} [{unit}]" if unit else drawn.name
            row.also_named = (name,)
            number, _ = mark(marks, report, row, UNFLAGGED, drawn.grade)
            look = BOLD if drawn.grade else '"regular"'
            value = t.valued(number, case.shown(drawn), weight=look)
            rows.append(t.row([t.said(name), value, t.said(case.range(drawn, "-"))]))
    more = "stroke: (bottom: 0.3pt + luma(190)), inset: 3pt, align: (left, right, center)"
    body = t.table("(2.4fr, 1fr, 1.3fr)", rows, more)
    head = t.page(size=9, font="Libertinus Serif", margin="2.4cm", footer=t.numbered("{0}/{1}"))
    return Made(t.pdf(head + two_by_two(case) + "#v(8pt)\n" + body), (report,), marks)


_FRENCH: Final[Flags] = {
    "L": ("B", "L"),
    "H": ("H", "H"),
    "LL": ("BB", "LL"),
    "HH": ("HH", "HH"),
    "A": ("A", "A"),
    "": ("", ""),
}


def letters_ca(rng: random.Random) -> Made:
    """French Canadian, printed by a browser: H and B for high and low, in the last column."""
    style = replace(style_of("fr", rng), day="%Y-%m-%d", thousands="")
    case = draw(style, rng, ("haematology", "chemistry", "iron", "serology"), rows=10)
    report, marks, say = case.truth(), Marks(), web.said
    heads = ("Analyse", "Résultat", "Unités", "Intervalle de référence", "Anormal")
    body = []
    for panel in case.panels:
        body.append(f"<tr><th colspan=5 class=p>{say(panel.title)}</th></tr>")
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), _FRENCH, drawn.grade)
            said = (style.unit(drawn.ucum), case.range(drawn, " - "), flag)
            more = "".join(f"<td>{say(text)}</td>" for text in said)
            value = web.valued(number, case.shown(drawn))
            body.append(f"<tr><td>{say(drawn.name)}</td><td>{value}</td>{more}</tr>")
    css = (
        "@page{size:letter;margin:16mm}body{font:9.5pt sans-serif}table{width:100%;border-collapse:"
        "collapse}th{text-align:left}td{border-bottom:1px dotted #888;padding:2px 4px}.p{padding-"
        "top:10px;font-style:italic}"
    )
    first = f"<thead><tr>{''.join(f'<th>{h}</th>' for h in heads)}</tr></thead>"
    who = "<br>".join(f"{say(label)} : {say(text)}" for label, text in facts(case))
    inner = f"<h3>Centre hospitalier des Érables</h3><p>{who}</p><table>{first}{''.join(body)}"
    return Made(web.pdf(web.page(f"{inner}</table>", css, "fr")), (report,), marks)


_STATES: Final = {"registered": "Pending", "cancelled": "Cancelled"}


def many_columns_us(rng: random.Random) -> Made:
    """American, landscape: specimen, method and status have columns beside the usual ones."""
    panels = ("chemistry", "hormones", "coagulation", "serology")
    case = draw(style_of("us", rng), rng, panels, rows=9)
    report, marks, style = case.truth(), Marks(), case.style
    words = ("Test Name", "Specimen", "Result", "Units", "Flag", "Reference Range")
    heads = [t.said(w, weight=BOLD) for w in (*words, "Method", "Status")]
    rows = [f"table.header({t.row(heads)}),"]
    for panel in case.panels:
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
            method = rng.choice(("Photometric", "ISE", "ECLIA", "Clot detection", "Calculated"))
            last = (case.range(drawn), method, _STATES.get(drawn.state, "Final"))
            cells = [
                t.said(drawn.name),
                t.said(panel.specimen),
                t.valued(number, case.shown(drawn)),
            ]
            cells += [t.said(style.unit(drawn.ucum)), t.said(flag, fill="red")]
            rows.append(t.row([*cells, *(t.said(text) for text in last)]))
    footer = t.said(f"{case.patient}  {case.identifier}", size="7pt") + "#h(1fr)"
    footer += t.numbered("Page {0} of {1}")
    head = t.page(paper="us-letter", flipped=True, size=8, margin="1.4cm", footer=footer)
    columns = "(2fr, 1fr, 1fr, 0.9fr, 0.5fr, 1.1fr, 1.1fr, 0.8fr)"
    body = t.table(columns, rows, "stroke: (y: 0.3pt), inset: 2.8pt")
    title = f"= {t.said('Laboratory Report')}\n{two_by_two(case)}#v(6pt)\n"
    return Made(t.pdf(head + title + body), (report,), marks)


def two_samples_uk(rng: random.Random) -> Made:
    """British: each panel is of a sample of its own, and says when that was taken."""
    case = draw(style_of("uk", rng), rng, ("chemistry", "haematology", "coagulation"), rows=8)
    report, marks, paper = case.truth(), Marks(), Paper(size=9.5)
    paper.put(40, 40, "Royal Nowhere Infirmary - Blood Sciences", bold=True, size=12)
    y = _person_only(paper, case)
    for at, panel in enumerate(case.panels):
        when = case.collected + timedelta(hours=5 * at, minutes=11 * at)
        y = _turned(paper, y + 26, 50)
        paper.bar(36, y - 10, 520, 14)
        paper.put(40, y, panel.title, bold=True)
        paper.put(200, y, f"Sample {case.request}{'ABC'[at]}")
        paper.put(330, y, f"Collected: {case.style.moment(when)}")
        for drawn in panel.rows:
            y = _turned(paper, y + 13)
            _sampled(paper, y, case, (report, marks), (panel, drawn, when))
    return Made(paper.octets(), (report,), marks)


def _person_only(paper: Paper, case: Case) -> float:
    y = 58.0
    for label, text in facts(case, ("patient", "born", "sex", "identifier", "reported")):
        paper.put(40, y, f"{label}:")
        paper.put(140, y, text)
        y += 12
    return y


def _sampled(
    paper: Paper,
    y: float,
    case: Case,
    into: tuple[TrueReport, Marks],
    which: tuple[Panel, Drawn, datetime],
) -> None:
    panel, drawn, when = which
    row = case.row(drawn, panel)
    row.unit, row.collected = latin(row.unit), when.strftime("%Y-%m-%dT%H:%M")
    number, flag = mark(into[1], into[0], row, LETTERS, drawn.grade)
    paper.put(48, y, drawn.name)
    paper.put(260, y, case.shown(drawn), right=True, mark=number)
    paper.put(268, y, flag, bold=True)
    paper.put(300, y, case.style.unit(drawn.ucum))
    within = case.range(drawn)
    paper.put(420, y, f"({within})" if within else "")


LAYOUTS: Final[Sequence[Layout]] = (
    Layout("units-last-at", "held-out", "drawn", units_last_at, kind="plain"),
    Layout("day-for-heading-nl", "held-out", "typst", day_for_heading_nl, kind="plain"),
    Layout("units-in-names-de", "held-out", "typst", units_in_names_de, kind="plain"),
    Layout("letters-ca", "held-out", "browser", letters_ca, kind="plain"),
    Layout("many-columns-us", "held-out", "typst", many_columns_us, kind="plain"),
    Layout("two-samples-uk", "held-out", "drawn", two_samples_uk, kind="hard"),
)
