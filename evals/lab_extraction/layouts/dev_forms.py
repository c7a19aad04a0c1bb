"""Forms: limits in two columns, amended values, a cover, a mainframe's list, shares and counts."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.drawn_pages import Paper, latin
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
from chartside.evals.lab_extraction.layouts.layout import (
    LETTERS,
    PLUS,
    STARS,
    WITHOUT_RECEIPT,
    Layout,
    Made,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import ADDRESS, Marks
from chartside.evals.lab_extraction.truth import TrueReport


def _grid(case: Case) -> str:
    bold = '"bold"'
    cells = [
        f"{t.said(label, size='7pt', fill='luma(90)')} \\ {t.said(text, weight=bold)}"
        for label, text in facts(case, WITHOUT_RECEIPT)
    ]
    rows = [t.row([*cells, ""][i : i + 4]) for i in (0, 4)]
    return t.table("(1fr, 1fr, 1fr, 1fr)", rows, "stroke: none, inset: 3pt") + "#v(6pt)\n"


def low_and_high_es(rng: random.Random) -> Made:
    """Spanish, the lower and the upper limit in columns of their own, labels above values."""
    case = draw(style_of("es", rng), rng, ("chemistry", "iron", "lipids"), rows=10)
    report, marks, style = case.truth(), Marks(), case.style
    words = (case.word("test"), case.word("result"), "Mín.", "Máx.", case.word("unit"), "")
    bold = '"bold"'
    rows = [t.row([t.said(w, weight=bold) for w in words])]
    for panel in case.panels:
        rows.append(t.across(6, t.said(panel.title.upper(), fill="blue")))
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), STARS, drawn.grade)
            limits = (drawn.low, drawn.high)
            bounds = ["" if b is None else t.said(style.number(b)) for b in limits]
            value = t.valued(number, case.shown(drawn))
            unit = t.said(style.unit(drawn.ucum))
            rows.append(t.row([t.said(drawn.name), value, *bounds, unit, t.said(flag)]))
    more = "stroke: (bottom: 0.3pt), inset: 3pt, align: (left, right, right, right, left, left)"
    body = t.table("(2fr, 0.9fr, 0.7fr, 0.7fr, 0.9fr, 0.3fr)", rows, more)
    head = t.page(size=9, footer=t.numbered(case.word("page")))
    title = f"= {t.said(case.word('title'))}\n"
    return Made(t.pdf(head + title + _grid(case) + body), (report,), marks)


def amended_uk(rng: random.Random) -> Made:
    """British, printed by a browser: some results corrected, the old value struck through."""
    case = draw(style_of("uk", rng), rng, ("chemistry", "haematology", "coagulation"), rows=8)
    report, marks, say = case.truth(), Marks(), web.said
    body = []
    for panel in case.panels:
        body.append(f"<tr><th colspan=4>{say(panel.title)}</th></tr>")
        body += [_amended(case, report, marks, (panel, drawn)) for drawn in panel.rows]
    heads = "".join(f"<th>{say(case.word(w))}</th>" for w in ("test", "result", "unit", "range"))
    css = (
        "@page{size:A4;margin:18mm}body{font:10.5pt serif}table{width:100%}th{text-align:left}"
        ".o{text-decoration:line-through;color:#888}.c{font-size:8pt;color:#a00}"
    )
    told = facts(case, WITHOUT_RECEIPT)
    person = "".join(f"<p><b>{say(label)}</b> {say(text)}</p>" for label, text in told)
    table = f"<table><tr>{heads}</tr>{''.join(body)}</table>"
    page = web.page(f"<h2>AMENDED REPORT</h2>{person}{table}", css + "p{margin:1px}", "en")
    return Made(web.pdf(page), (report,), marks)


def _amended(case: Case, report: TrueReport, marks: Marks, which: tuple[Panel, Drawn]) -> str:
    panel, drawn = which
    say, row, was = web.said, case.row(drawn, panel), ""
    number, flag = mark(marks, report, row, LETTERS, drawn.grade)
    if drawn.value is not None and drawn.scale and case.rng.random() < 0.2:
        before = drawn.value + Decimal(2).scaleb(-drawn.scale.decimals)
        report.previous.append((drawn.name, before))
        row.state = "corrected"
        shown = case.style.number(before, drawn.scale.decimals)
        was = f'<span class="o">{say(shown)}</span> <span class="c">Corrected</span>'
    value = f"{web.valued(number, case.shown(drawn))} {say(flag)} {was}"
    cells = (value, say(case.style.unit(drawn.ucum)), say(case.range(drawn)))
    return f"<tr><td>{say(drawn.name)}</td>{''.join(f'<td>{c}</td>' for c in cells)}</tr>"


def after_a_cover_fr(rng: random.Random) -> Made:
    """French: a covering letter with an account, then a page of results, then conditions."""
    case = draw(style_of("fr", rng), rng, ("haematology", "proteins", "hormones"), rows=9)
    report, marks, style = case.truth(), Marks(), case.style
    rows = []
    for panel in case.panels:
        rows.append(t.across(3, t.said(panel.title, style='"italic"', size="11pt")))
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
            value = t.valued(number, case.shown(drawn), weight='"bold"')
            unit = t.said(f" {style.unit(drawn.ucum)}  {flag}".rstrip())
            within = case.range(drawn, " à ")
            said = t.said(f"V.R. : {within}", size="8pt") if within else ""
            rows.append(t.row([t.said(drawn.name), value + unit, said]))
    letter = (
        f"Monsieur, Madame, vous trouverez ci-joint les résultats du dossier {case.request}.",
        "Montant : 54,20 €. Part obligatoire 60 % : 32,52 €. Reste à charge : 21,68 €.",
        "B 203 x 0,25 €. Règlement sous 30 jours. SIRET 123 456 789 00012. Tél. 01 99 00 12 34.",
        "Horaires : 7 h 30 - 18 h 30, le samedi 8 h - 12 h.",
    )
    last = (
        "Conditions générales : les échantillons sont conservés 7 jours entre +2 et +8 °C.",
        "Accréditation n° 8-9999, portée disponible sur demande. Délai de rendu : 24 à 72 h.",
    )
    head = t.page(size=10, font="Libertinus Serif", footer=t.numbered(case.word("page")))
    body = t.table("(1.8fr, 1.3fr, 1.2fr)", rows, "stroke: none, inset: 2.5pt")
    parts = (
        "\n\n".join(t.said(line) for line in letter),
        _grid(case) + body,
        "\n\n".join(t.said(line) for line in last),
    )
    return Made(t.pdf(head + "\n#pagebreak()\n".join(parts)), (report,), marks)


def mainframe_de(rng: random.Random) -> Made:
    """German, an old system's list: each line one string with spaces, columns parted by bars."""
    case = draw(style_of("de", rng), rng, ("chemistry", "haematology", "serology"), rows=11)
    report, marks = case.truth(), Marks()
    paper = Paper(font="Courier", size=8.5)
    y = 40.0
    for pair in (("patient", "born"), ("sex", "identifier"), ("collected", "reported")):
        texts = [f"{label}: {text}" for label, text in facts(case, pair)]
        paper.put(40, y, f"{texts[0]:<48}{texts[1]}")
        y += 11
    wide = paper.width("0")
    words = [case.word(w) for w in ("test", "result", "unit", "range")]
    for line in ("-" * 98, _barred(words[0], words[1], "", words[2], words[3]), "-" * 98):
        paper.put(40, y, line)
        y += 11
    for panel in case.panels:
        paper.put(40, y, f"| {panel.title.upper():<94} |")
        y += 11
        for drawn in panel.rows:
            if y > 790:
                paper.new_page()
                y = 40
            row = case.row(drawn, panel)
            row.unit = latin(row.unit)
            number, flag = mark(marks, report, row, PLUS, drawn.grade)
            shown = latin(case.shown(drawn))
            line = _barred(drawn.name, shown, flag, row.unit, case.range(drawn, " - "))
            paper.put(40, y, line)
            end = 40 + wide * (2 + 36 + 3 + 18)
            start = end - wide * len(shown)
            paper.pdf.link(start, y - 7, end - start, 9, f"{ADDRESS}{number}")
            y += 11
    paper.put(40, y, "-" * 98)
    return Made(paper.octets(), (report,), marks)


def _barred(name: str, value: str, flag: str, unit: str, within: str) -> str:
    return f"| {name:<36} | {value:>18} {flag:<2} | {unit:<14} | {within:<13} |"


def percent_and_count_nl(rng: random.Random) -> Made:
    """Dutch, a differential with the share and the count beside each other, then a list."""
    case = draw(style_of("nl", rng), rng, ("haematology", "chemistry"), rows=16)
    report, marks, style = case.truth(), Marks(), case.style
    bold = '"bold"'
    words = (case.word("test"), "%", "absoluut", case.word("unit"), case.word("range"))
    rows = [t.row([t.said(w, weight=bold) for w in words])]
    for panel in case.panels:
        rows.append(t.across(5, t.said(panel.title, weight=bold)))
        for drawn in panel.rows:
            row = case.row(drawn, panel)
            number, flag = mark(marks, report, row, STARS, drawn.grade)
            share = ""
            if drawn.name in _CELLS and drawn.value is not None:
                part = Decimal(rng.randint(5, 620)) / 10
                row.also, share = (part,), style.number(part, 1)
            value = t.valued(number, f"{flag}{case.shown(drawn)}")
            cells = [t.said(drawn.name), t.said(share), value, t.said(style.unit(drawn.ucum))]
            rows.append(t.row([*cells, t.said(case.range(drawn))]))
    body = t.table("(2fr, 0.6fr, 1fr, 1fr, 1.3fr)", rows, "stroke: (y: 0.2pt), inset: 2.5pt")
    head = t.page(size=8.5, footer=t.numbered(case.word("page")))
    return Made(t.pdf(head + _grid(case) + body), (report,), marks)


_CELLS: Final = ("Neutrofielen", "Lymfocyten", "Monocyten", "Eosinofielen", "Basofielen")

LAYOUTS: Final[Sequence[Layout]] = (
    Layout("low-and-high-es", "dev", "typst", low_and_high_es),
    Layout("amended-uk", "dev", "browser", amended_uk),
    Layout("after-a-cover-fr", "dev", "typst", after_a_cover_fr),
    Layout("mainframe-de", "dev", "drawn", mainframe_de),
    Layout("percent-and-count-nl", "dev", "typst", percent_and_count_nl),
)
