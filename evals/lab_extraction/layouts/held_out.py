"""HELD OUT: who writes or tunes a reader of laboratory reports does not read this module.

Its layouts, and those of the other modules whose docstring begins so, differ in kind from the
`dev` ones, and the command prints only their totals. A rule that was written after reading them
here makes their figures worthless: for an idea of what fails, look at the `dev` half, or at reports
from elsewhere.

`plain` are tables, as most laboratories print, with a geometry that no `dev` layout has; `hard` is
everything else. This module holds plain tables set by Typst, and what the others share.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.figures import Style, style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
from chartside.evals.lab_extraction.layouts.layout import (
    LETTERS,
    STARS,
    Flags,
    Layout,
    Made,
    earlier,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow

BOLD: Final = '"bold"'
UNFLAGGED: Final[Flags] = dict.fromkeys(LETTERS, ("", ""))


def taken(case: Case) -> str:
    """When the sample was taken, as a truth says it."""
    return case.collected.strftime("%Y-%m-%dT%H:%M")


def two_by_two(case: Case, between: str = ": ") -> str:
    """Who and when, half of the labels on the left and half on the right."""
    held = [t.said(f"{label}{between}{text}") for label, text in facts(case)]
    rows = [t.row([held[i], held[i + 4]]) for i in range(4)]
    return t.table("(1fr, 1fr)", rows, "stroke: none, inset: 2pt")


_NOTES: Final = (
    "Please note reference interval change effective 03/01/2026.",
    "Prediabetes: 5.7 - 6.4; Diabetes: >6.4; Glycemic control for adults with diabetes: <7.0",
    "Results for this test should be interpreted with the clinical picture.",
    "Roche ECLIA methodology. Values obtained with different methods cannot be interchanged.",
)
_SAID_US: Final[Flags] = {
    "L": ("Low", "L"),
    "H": ("High", "H"),
    "LL": ("Alert low", "LL"),
    "HH": ("Alert high", "HH"),
    "A": ("Abnormal", "A"),
    "": ("", ""),
}


def current_and_previous_us(rng: random.Random) -> Made:
    """American: flags in words, the earlier result with its day, bars, a site after the name."""
    panels = ("haematology", "chemistry", "lipids", "hormones")
    case = draw(style_of("us", rng), rng, panels, rows=11, earlier=1)
    report, marks, style = case.truth(), Marks(), case.style
    words = ("Test", "Current Result and Flag", "", "Previous Result and Date", "Units")
    heads = [t.said(w, weight=BOLD, size="7pt") for w in (*words, "Reference Interval")]
    rows = [f"table.header({t.row(heads)}),"]
    for panel in case.panels:
        rows.append(t.across(6, t.said(panel.title, weight=BOLD), "luma(215)"))
        for drawn in panel.rows:
            before = "".join(earlier(case, report, drawn))
            row = case.row(drawn, panel)
            row.also_named = (f"{drawn.name} 01",)
            number, flag = mark(marks, report, row, _SAID_US, drawn.grade)
            name = f"#h(5pt){t.said(drawn.name)}#super[01]"
            value = t.valued(number, case.shown(drawn), weight=BOLD if flag else '"regular"')
            day = f"{before}    {style.date(case.earlier[0])}" if before else ""
            unit, within = t.said(style.unit(drawn.ucum)), t.said(case.range(drawn, "-"))
            rows.append(t.row([name, value, t.said(flag, weight=BOLD), t.said(day), unit, within]))
            if rng.random() < 0.12:
                rows.append(t.across(6, f"#h(24pt){t.said(rng.choice(_NOTES), size='7pt')}"))
    footer = t.said("Date Created and Stored " + style.moment(case.reported), size="6.5pt")
    footer += "#h(1fr)" + t.numbered("Page {0} of {1}")
    head = t.page(paper="us-letter", size=8, margin="1.7cm", footer=footer)
    title = f"{t.said('Patient Report', size='14pt', weight=BOLD)}\n\n{two_by_two(case)}#v(4pt)\n"
    body = t.table("(2.2fr, 0.9fr, 0.8fr, 1.5fr, 0.9fr, 1.1fr)", rows, "stroke: none, inset: 2.4pt")
    return Made(t.pdf(head + title + body), (report,), marks)


_METHODS: Final = ("ISE, indirect", "Hexokinase", "CLIA", "Flow cytometry", "Enzymatic", "Jaffe")


def method_below_in(rng: random.Random) -> Made:
    """Indian: ruled, the method in small print below the name, abnormal values bold."""
    style = Style(
        "en", day="%d/%b/%Y", time=" %I:%M%p", conventional=True, spelling=rng.randrange(9)
    )
    case = draw(style, rng, ("haematology", "chemistry", "iron", "hormones"), rows=10)
    report, marks = case.truth(), Marks()
    words = ("Investigation", "Observed Value", "Unit", "Bio. Ref. Interval")
    rows = ["table.header(" + t.row([t.said(w, weight=BOLD) for w in words]) + "),"]
    for panel in case.panels:
        rows.append(t.across(4, f"#align(center)[{t.said(panel.title.upper(), weight=BOLD)}]"))
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
            method = f"(Method: {rng.choice(_METHODS)})"
            marks.rows[number].also_named = (f"{drawn.name} {method}",)
            name = f"{t.said(drawn.name)} \\ {t.said(method, size='6.5pt', fill='luma(80)')}"
            look = BOLD if flag else '"regular"'
            value = (
                f"{t.said(flag, weight=look)} {t.valued(number, case.shown(drawn), weight=look)}"
            )
            unit = t.said(style.unit(drawn.ucum))
            rows.append(t.row([name, value, unit, t.said(case.range(drawn))]))
    age = f"{2026 - case.born.year} Yrs / {case.word(case.sex)}"
    person = (
        *(("Patient Name", case.patient), ("DOB", style.date(case.born))),
        *(("Age / Gender", age), ("UHID", case.identifier), ("Barcode No", case.request)),
        ("Sample Collected On", style.moment(case.collected)),
        ("Sample Received On", style.moment(case.received)),
        ("Report Generated On", style.moment(case.reported)),
    )
    cells = [t.said(f"{label} : {text}") for label, text in person]
    who = t.table("(1fr, 1fr)", [t.row(cells[i : i + 2]) for i in (0, 2, 4, 6)], "stroke: 0.4pt")
    head = t.page(size=9, margin="1.8cm", footer=t.numbered("Page {0} of {1}"))
    end = f"#align(center)[{t.said('*** End Of Report ***')}]"
    body = t.table("(2.1fr, 1fr, 0.9fr, 1.2fr)", rows, "stroke: 0.4pt, inset: 3.5pt")
    return Made(t.pdf(head + who + "#v(6pt)\n" + body + end), (report,), marks)


def earlier_in_grey_fr(rng: random.Random) -> Made:
    """French: values out of range are bold and nothing else says so; earlier ones grey, right."""
    case = draw(
        replace(style_of("fr", rng), day="%d/%m/%Y"),
        *(rng, ("haematology", "chemistry", "lipids", "iron")),
        rows=10,
        earlier=1,
    )
    report, marks = case.truth(), Marks()
    was_on = f"Antériorité \\ {t.said(case.style.date(case.earlier[0]))}"
    heads = [t.said(w, style='"italic"') for w in ("", "Résultats", "Unités")]
    rows = [t.row([*heads, t.said("Valeurs de référence", style='"italic"'), was_on])]
    for panel in case.panels:
        title = t.said(panel.title.upper(), weight=BOLD)
        rows.append(t.across(5, f"#align(center)[{title}]"))
        rows.append(t.across(5, t.said(f"Nature : {panel.specimen}", size="7pt")))
        rows += [_grey_fr(case, report, marks, (panel, drawn)) for drawn in panel.rows]
    lines = "\n\n".join(t.said(f"{label} : {text}") for label, text in facts(case))
    head = t.page(size=9, margin="2cm", footer=t.numbered(case.word("page")))
    more = "stroke: none, inset: 3pt, align: (left, right, left, center, right)"
    body = t.table("(2.2fr, 0.9fr, 0.9fr, 1.4fr, 1fr)", rows, more)
    valid = t.said("Validé par : Dr N. PERSONNE, biologiste médical", size="8pt")
    return Made(t.pdf(head + lines + "\n\n" + body + valid), (report,), marks)


def _grey_fr(case: Case, report: TrueReport, marks: Marks, which: tuple[Panel, Drawn]) -> str:
    panel, drawn = which
    was = "".join(earlier(case, report, drawn))
    number, _ = mark(marks, report, case.row(drawn, panel), UNFLAGGED, drawn.grade)
    look = BOLD if drawn.grade else '"regular"'
    within = case.range(drawn, " à ")
    return t.row(
        [
            t.said(drawn.name),
            t.valued(number, case.shown(drawn), weight=look),
            t.said(case.style.unit(drawn.ucum)),
            t.said(f"({within})" if within else ""),
            t.said(was, fill="luma(140)"),
        ]
    )


def starred_names_es(rng: random.Random) -> Made:
    """Spanish hospital: a star before the name of what is out of range, numbers to the right."""
    panels = ("chemistry", "haematology", "coagulation", "hormones")
    case = draw(style_of("es", rng), rng, panels, rows=9)
    report, marks, style = case.truth(), Marks(), case.style
    words = ["", *(case.word(w) for w in ("test", "result", "unit", "range"))]
    rows = ["table.header(" + t.row([t.said(w, weight=BOLD) for w in words]) + "),"]
    for panel in case.panels:
        title = f"#underline[{t.said(panel.title.upper(), weight=BOLD)}]"
        rows.append(t.across(5, f"{title} #h(8pt) {t.said(f'Muestra: {panel.specimen}')}"))
        for drawn in panel.rows:
            row: TrueRow = case.row(drawn, panel)
            number, flag = mark(marks, report, row, STARS, drawn.grade)
            value, unit = t.valued(number, case.shown(drawn)), t.said(style.unit(drawn.ucum))
            within = case.range(drawn)
            cells = [t.said(flag), t.said(drawn.name), value, unit]
            rows.append(t.row([*cells, t.said(f"[ {within} ]" if within else "")]))
    header = t.said(f"{case.patient}   NHC {case.identifier}", size="7pt")
    footer = t.said("* Resultado fuera del intervalo de referencia.", size="7pt") + "#h(1fr)"
    head = t.page(size=8.5, header=header, footer=footer + t.numbered(case.word("page")))
    title = f"== {t.said('Hospital Comarcal de la Ribera - Servicio de Análisis Clínicos')}\n"
    more = "stroke: none, inset: 2.6pt, align: (center, left, right, left, left)"
    body = t.table("(0.2fr, 2.4fr, 1fr, 1fr, 1.3fr)", rows, more)
    return Made(t.pdf(head + title + two_by_two(case) + "#v(6pt)\n" + body), (report,), marks)


LAYOUTS: Final[Sequence[Layout]] = (
    Layout("current-and-previous-us", "held-out", "typst", current_and_previous_us, kind="plain"),
    Layout("method-below-in", "held-out", "typst", method_below_in, kind="plain"),
    Layout("earlier-in-grey-fr", "held-out", "typst", earlier_in_grey_fr, kind="plain"),
    Layout("starred-names-es", "held-out", "typst", starred_names_es, kind="plain"),
)
