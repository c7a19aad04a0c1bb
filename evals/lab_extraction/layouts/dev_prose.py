"""Reports that are no table: letters, lists of a portal, and notes full of numbers between rows."""

import random
from collections.abc import Sequence
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.drawn_pages import Paper, latin
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
from chartside.evals.lab_extraction.layouts.layout import (
    ARROWS,
    LETTERS,
    WITHOUT_RECEIPT,
    Layout,
    Made,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport


def letter_de(rng: random.Random) -> Made:
    """German discharge letter: a paragraph of results a panel, arrows, some ranges."""
    case = draw(style_of("de", rng), rng, ("haematology", "chemistry", "coagulation"), rows=8)
    report, marks, style = case.truth(), Marks(), case.style
    ranged = rng.random() < 0.6
    paragraphs = []
    for panel in case.panels:
        said = []
        for drawn in panel.rows:
            row = case.row(drawn, panel, unit=drawn.value is not None)
            if not ranged:
                row.low = row.high = None
            number, flag = mark(marks, report, row, ARROWS, drawn.grade)
            within = f" ({case.range(drawn, '-')})" if ranged and case.range(drawn) else ""
            value = t.valued(number, f"{flag}{case.shown(drawn)}")
            said.append(f"{t.said(drawn.name + ':')} {value} {t.said(row.unit + within)}")
        title = t.said(f"{panel.title}:", weight='"bold"')
        paragraphs.append(f"{title} {t.said('; ').join(said)}{t.said('.')}")
    about = (
        f"wir berichten über {case.patient}, geb. am {style.date(case.born)}, "
        f"{case.word('identifier')} {case.identifier}, der/die sich am "
        f"{style.date(case.collected)} in unserer Ambulanz vorstellte."
    )
    taken = f"{case.word('collected')}: {style.moment(case.collected)}"
    body = (
        t.said("Sehr geehrte Kolleginnen und Kollegen,"),
        t.said(about),
        t.said("Körpergröße 172 cm, Gewicht 78 kg, RR 135/80 mmHg, Puls 72/min."),
        t.said(f"Laborwerte ({taken}):", weight='"bold"'),
        *paragraphs,
        t.said("Kontrolle in 3 Monaten. Ibuprofen 400 mg bei Bedarf, maximal 3 x täglich."),
        t.said("Mit freundlichen Grüßen, Dr. N. Niemand"),
    )
    head = t.page(size=10, margin="2.4cm")
    return Made(t.pdf(head + "\n\n".join(body)), (report,), marks)


def portal_es(rng: random.Random) -> Made:
    """Spanish portal, printed by a browser: a list, the name above its value, two side by side."""
    case = draw(style_of("es", rng), rng, ("haematology", "chemistry", "urine"), rows=8)
    report, marks, say = case.truth(), Marks(), web.said
    parts = []
    for panel in case.panels:
        items = [_item(case, report, marks, (drawn, panel)) for drawn in panel.rows]
        parts.append(f'<h3>{say(panel.title)}</h3><div class="l">{"".join(items)}</div>')
    css = (
        "@page{size:A4;margin:16mm}body{font:9.5pt sans-serif}.l{display:flex;flex-wrap:wrap}"
        ".i{width:44%;padding:6px 3% 6px 0;border-bottom:1px dotted #aaa;break-inside:avoid}"
        ".n{font-weight:bold}.v{display:flex;justify-content:space-between}.r{color:#555}"
    )
    style = case.style
    held = (
        (case.word("patient"), case.patient),
        (case.word("born"), style.date(case.born)),
        (case.word("collected"), style.moment(case.collected)),
    )
    person = "".join(f"<div><b>{say(k)}:</b> {say(v)}</div>" for k, v in held)
    octets = web.pdf(web.page(person + "".join(parts), css, "es"))
    return Made(octets, (report,), marks)


def _item(case: Case, report: TrueReport, marks: Marks, which: tuple[Drawn, Panel]) -> str:
    drawn, panel = which
    say = web.said
    row = case.row(drawn, panel, unit=drawn.value is not None)
    number, flag = mark(marks, report, row, LETTERS, drawn.grade)
    shown = web.valued(number, f"{case.shown(drawn)} {row.unit} {flag}".strip())
    within = case.range(drawn)
    right = f'<span class="r">{say(f"Ref.: {within}")}</span>' if within else ""
    return (
        f'<div class="i"><div class="n">{say(drawn.name)}</div>'
        f'<div class="v"><span>{shown}</span>{right}</div></div>'
    )


_NOTES: Final = (
    "HbA1c 48 mmol/mol or above on two occasions is diagnostic of diabetes (WHO 2011).",
    "Troponin: <14 ng/L makes infarction unlikely if pain began more than 6 hours ago.",
    "eGFR 45 - 59: stage 3a; 30 - 44: stage 3b; 15 - 29: stage 4. Multiply by 1.159 if of African",
    "Please note that from 01/04/2026 results are reported in mmol/L; previous units were mg/dL.",
    "Sample 2 of 3. Telephone 020 7946 0123 ext 4 before 17:30. Result phoned 12:15 by JS.",
    "Interpretation: < 25 deficient; 25 - 50 insufficient; > 50 adequate.",
)


def notes_uk(rng: random.Random) -> Made:
    """British: below many rows a note that is full of numbers, units and comparators."""
    case = draw(style_of("uk", rng), rng, ("chemistry", "iron", "hormones"), rows=8)
    report, marks, style = case.truth(), Marks(), case.style
    paper = Paper(size=9.5)
    y = _top(paper, case)
    for panel in case.panels:
        y = _next(paper, y + 22, 40)
        paper.put(40, y, panel.title, bold=True, size=11)
        for drawn in panel.rows:
            y = _next(paper, y + 14, 30)
            row = case.row(drawn, panel)
            row.unit = latin(row.unit)
            number, flag = mark(marks, report, row, LETTERS, drawn.grade)
            paper.put(48, y, drawn.name)
            end = paper.put(230, y, case.shown(drawn), bold=bool(flag), mark=number)
            end = paper.put(end + 4, y, style.unit(drawn.ucum))
            paper.put(max(end + 8, 330), y, flag, bold=True)
            within = case.range(drawn)
            paper.put(370, y, f"[{within}]" if within else "")
            if rng.random() < 0.35:
                y += 11
                paper.put(60, y, rng.choice(_NOTES), size=8)
    y = _next(paper, y + 24, 40)
    paper.put(40, y, "All tests performed at site 1 (UKAS 8123) unless marked.", size=7)
    return Made(paper.octets(), (report,), marks)


def _top(paper: Paper, case: Case) -> float:
    y = 40.0
    paper.put(40, y, "St Nobody's Hospital NHS Trust, 12 High Street, Anytown AB1 2CD", size=8)
    paper.put(400, y, "Tel 020 7946 0000", size=8)
    for at, (label, text) in enumerate(facts(case, WITHOUT_RECEIPT)):
        x, line = (40 if at % 2 == 0 else 300), y + 22 + 13 * (at // 2)
        paper.put(x, line, f"{label}:", bold=True)
        paper.put(x + 95, line, text)
    return y + 22 + 13 * 4


def _next(paper: Paper, y: float, needed: float) -> float:
    if y + needed < 810:
        return y
    paper.new_page()
    return 50


LAYOUTS: Final[Sequence[Layout]] = (
    Layout("letter-de", "dev", "typst", letter_de),
    Layout("portal-es", "dev", "browser", portal_es),
    Layout("notes-uk", "dev", "drawn", notes_uk),
)
