"""Pages that are no plain table: columns of a page, letters, cards, days down, wrapped names."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
from chartside.evals.lab_extraction.layouts.layout import (
    ARROWS,
    LETTERS,
    PLUS,
    WORDS,
    Layout,
    Made,
    earlier,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow

_NONE: Final = dict.fromkeys(LETTERS, ("", ""))


def _line(case: Case, between: str = "#h(10pt)") -> str:
    return between.join(t.said(f"{label}: {text}") for label, text in facts(case)) + "\n\n"


def two_columns_de(rng: random.Random) -> Made:
    """German, the page in two columns of small tables, headings in the first only."""
    panels = ("haematology", "chemistry", "coagulation", "iron", "hormones")
    case = draw(style_of("de", rng), rng, panels, rows=14)
    report, marks, style = case.truth(), Marks(), case.style
    words = [case.word("test"), case.word("result"), "", case.word("unit"), case.word("range")]
    first = t.row([t.said(w, style='"italic"') for w in words])
    parts = []
    for at, panel in enumerate(case.panels):
        rows = [t.across(5, t.said(panel.title, weight='"bold"'))] + ([] if at else [first])
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), PLUS, drawn.grade)
            cells = [t.said(drawn.name), t.valued(number, case.shown(drawn)), t.said(flag)]
            within = t.said(case.range(drawn, "-"))
            rows.append(t.row([*cells, t.said(style.unit(drawn.ucum)), within]))
        more = "stroke: none, inset: 1.5pt"
        parts.append(t.table("(1.7fr, 0.8fr, 0.3fr, 0.8fr, 1fr)", rows, more))
    head = t.page(size=8, columns=2, margin="1.2cm", footer=t.numbered(case.word("page")))
    title = f"== {t.said('Laborgemeinschaft Südufer')}\n{t.said(case.word('title'))}\n\n"
    left, right = "#v(4pt)".join(parts[:2]), "#v(4pt)".join(parts[2:])
    made = head + title + _line(case, " \\\n") + left + "#colbreak()\n" + right
    return Made(t.pdf(made), (report,), marks)


def letter_nl(rng: random.Random) -> Made:
    """Dutch, a letter to the family doctor: results in sentences, the range in brackets."""
    case = draw(style_of("nl", rng), rng, ("haematology", "chemistry", "serology"), rows=6)
    report, marks, style = case.truth(), Marks(), case.style
    sentences = []
    for panel in case.panels:
        said = []
        for drawn in panel.rows:
            row = case.row(drawn, panel, unit=drawn.value is not None)
            number, _ = mark(marks, report, row, _NONE, drawn.grade)
            within = f" ({case.range(drawn, '-')})" if case.range(drawn) else ""
            shown = f"{t.said(drawn.name)} {t.valued(number, case.shown(drawn))}"
            said.append(shown + t.said(f" {row.unit}".rstrip() + within))
        sentences.append(f"{t.said(panel.title)}: {t.said(', ').join(said)}.")
    born, taken = style.date(case.born), style.moment(case.collected)
    opening = (
        f"Betreft: {case.patient}, geboren {born}, {case.word(case.sex).lower()}, "
        f"patiëntnummer {case.identifier}"
    )
    body = (
        t.said("Geachte collega,"),
        t.said(f"Bij bovengenoemde patiënt werd laboratoriumonderzoek verricht (afname: {taken})."),
        *sentences,
        t.said("Met collegiale hoogachting,"),
        t.said("dr. N. Niemand, internist"),
    )
    head = t.page(font="Libertinus Serif", size=11, margin="2.5cm")
    return Made(t.pdf(head + "\n\n".join((t.said(opening), *body))), (report,), marks)


def range_below_us(rng: random.Random) -> Made:
    """American, one result a block: the unit in the name, the range small and grey below."""
    case = draw(style_of("us", rng), rng, ("lipids", "chemistry", "hormones"), rows=8)
    report, marks = case.truth(), Marks()
    blocks = []
    for panel in case.panels:
        blocks.append(f"\n=== {t.said(panel.title)}\n")
        for drawn in panel.rows:
            row = case.row(drawn, panel)
            name = f"{drawn.name} ({row.unit})" if row.unit else drawn.name
            row.also_named = (name,)
            number, flag = mark(marks, report, row, ARROWS, drawn.grade)
            value = t.valued(number, f"{case.shown(drawn)} {flag}".rstrip(), weight='"bold"')
            within = case.range(drawn)
            below = t.said(f"Normal range: {within}", size="7pt", fill="luma(110)")
            line = f"{t.said(name)} #h(1fr) {value}"
            blocks.append(f"#block(below: 5pt)[{line} \\ {below if within else ''}]\n")
    head = t.page(paper="us-letter", size=10, margin="3cm", footer=t.numbered(case.word("page")))
    title = f"== {t.said('Your test results')}\n"
    return Made(t.pdf(head + title + _line(case, " \\\n") + "".join(blocks)), (report,), marks)


def cards_uk(rng: random.Random) -> Made:
    """British, printed by a browser from a portal: cards side by side, words for flags."""
    case = draw(style_of("uk", rng), rng, ("haematology", "chemistry", "serology"), rows=9)
    report, marks, say = case.truth(), Marks(), web.said
    parts = []
    for panel in case.panels:
        cards = []
        for drawn in panel.rows:
            row = case.row(drawn, panel, unit=drawn.value is not None)
            number, flag = mark(marks, report, row, WORDS, drawn.grade)
            shown = web.valued(number, f"{case.shown(drawn)} {marks.rows[number].unit}".rstrip())
            badge = f'<span class="b">{say(flag)}</span>' if flag else ""
            within = case.range(drawn, "–")
            below = f'<div class="r">Range: {say(within)}</div>' if within else ""
            inner = f'<div class="n">{say(drawn.name)}</div><div class="v">{shown} {badge}</div>'
            cards.append(f'<div class="c">{inner}{below}</div>')
        parts.append(f'<h3>{say(panel.title)}</h3><div class="g">{"".join(cards)}</div>')
    css = (
        "@page{size:A4;margin:14mm}body{font:10pt sans-serif}.g{display:grid;grid-template-"
        "columns:repeat(3,1fr);gap:6px}.c{border:1px solid #bbb;border-radius:4px;padding:5px;"
        "break-inside:avoid}.n{color:#335;font-size:9pt}.v{font-size:12pt;font-weight:bold}"
        ".r{color:#777;font-size:8pt}.b{background:#c33;color:#fff;font-size:8pt;padding:1px 4px}"
    )
    octets = web.pdf(web.page(_web_person(case) + "".join(parts), css, "en"))
    return Made(octets, (report,), marks)


def _web_person(case: Case) -> str:
    style, say = case.style, web.said
    held = (
        (case.word("patient"), case.patient),
        (case.word("born"), style.date(case.born)),
        (case.word("sex"), case.word(case.sex)),
        (case.word("identifier"), case.identifier),
        (case.word("collected"), style.moment(case.collected)),
        (case.word("reported"), style.moment(case.reported)),
    )
    cells = "".join(f"<tr><th align=left>{say(k)}</th><td>{say(v)}</td></tr>" for k, v in held)
    return f"<h2>{say(case.word('title'))}</h2><table>{cells}</table>"


def transposed_uk(rng: random.Random) -> Made:
    """British ward chart, landscape: analytes across, days down, the latest day first."""
    case = draw(replace(style_of("uk", rng), time=" %H:%M"), rng, ("chemistry",), rows=9, earlier=4)
    report, marks, style = case.truth(), Marks(), case.style
    panel = case.panels[0]
    names, units, ranges = [case.word("test")], [case.word("unit")], [case.word("range")]
    days = [[t.said(style.moment(d))] for d in (case.collected, *case.earlier)]
    for drawn in panel.rows:
        names.append(drawn.name)
        units.append(style.unit(drawn.ucum))
        ranges.append(case.range(drawn, "-"))
        was = earlier(case, report, drawn) or [""] * len(case.earlier)
        number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
        days[0].append(t.valued(number, f"{case.shown(drawn)} {flag}".rstrip()))
        for line, value in zip(days[1:], was, strict=True):
            line.append(t.said(value))
    heads = [t.row([t.said(c, weight='"bold"') for c in line]) for line in (names, units, ranges)]
    columns = "(1.4fr" + ", 1fr" * len(panel.rows) + ")"
    body = t.table(columns, [*heads, *(t.row(d) for d in days)], "stroke: 0.4pt, inset: 3pt")
    head = t.page(flipped=True, size=7.5, margin="1.5cm")
    title = f"== {t.said(panel.title)}\n"
    return Made(t.pdf(head + title + _line(case) + body), (report,), marks)


def wrapped_fr(rng: random.Random) -> Made:
    """French, printed by a browser: narrow columns, names and ranges wrapped, methods below."""
    case = draw(
        style_of("fr", rng), rng, ("haematology", "hormones", "serology"), rows=8, earlier=1
    )
    report, marks, say = case.truth(), Marks(), web.said
    heads = "".join(f"<th>{say(case.word(w))}</th>" for w in ("test", "result", "range"))
    body = [f"<tr>{heads}<th>{say(case.style.date(case.earlier[0]))}</th></tr>"]
    for panel in case.panels:
        body.append(f'<tr><th colspan="4" class="p">{say(panel.title)}</th></tr>')
        body += [_wrapped(case, report, marks, (panel, drawn)) for drawn in panel.rows]
    css = (
        "@page{size:A4;margin:22mm}body{font:10pt serif}table{width:430px;border-collapse:"
        "collapse}td,th{vertical-align:top;text-align:left;padding:3px 8px}.n{width:105px}.w{width:"
        "105px}.m{font-size:7pt;font-style:italic}.p{text-align:center;text-decoration:underline}"
        ".k{font-size:8pt;color:#444}"
    )
    page = web.page(_web_person(case) + f"<table>{''.join(body)}</table>", css, "fr")
    return Made(web.pdf(page), (report,), marks)


_METHODS: Final = ("Chimiluminescence", "Cytométrie en flux", "Spectrophotométrie", "Turbidimétrie")


def _wrapped(case: Case, report: TrueReport, marks: Marks, which: tuple[Panel, Drawn]) -> str:
    panel, drawn = which
    say = web.said
    was = "".join(earlier(case, report, drawn))
    row: TrueRow = case.row(drawn, panel, unit=drawn.value is not None)
    number, flag = mark(marks, report, row, LETTERS, drawn.grade)
    below = case.rng.choice(_METHODS)
    row.also_named = (f"{drawn.name} {below}",)
    method = f'<div class="m">{say(below)}</div>'
    shown = web.valued(number, f"{flag} {case.shown(drawn)} {row.unit}".strip())
    within = case.range(drawn, " à ")
    note = ""
    if case.rng.random() < 0.08 and drawn.state == "final":
        row.state = "corrected"
        note = f'<div class="k">{say(case.word("corrected"))}</div>'
    cells = (
        f'<td class="n">{say(drawn.name)}{method}</td><td>{shown}{note}</td>',
        f'<td class="w">{say(within)}</td><td>{say(was)}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"


LAYOUTS: Sequence[Layout] = (
    Layout("two-columns-de", "dev", "typst", two_columns_de),
    Layout("letter-nl", "dev", "typst", letter_nl),
    Layout("range-below-us", "dev", "typst", range_below_us),
    Layout("cards-uk", "dev", "browser", cards_uk),
    Layout("transposed-uk", "dev", "typst", transposed_uk),
    Layout("wrapped-fr", "dev", "browser", wrapped_fr),
)
