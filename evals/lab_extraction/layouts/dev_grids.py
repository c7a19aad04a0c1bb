"""Tables that are read otherwise than row by row: side by side, day by day, isolate by isolate."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Panel, draw
from chartside.evals.lab_extraction.layouts.layout import (
    LETTERS,
    PLUS,
    STARS,
    Layout,
    Made,
    earlier,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow


def side_by_side_us(rng: random.Random) -> Made:
    """American, two ruled tables beside each other, each with its headings."""
    case = draw(style_of("us", rng), rng, ("haematology", "chemistry"), rows=14)
    report, marks = case.truth(), Marks()
    tables = [_small(case, panel, report, marks) for panel in case.panels]
    head = t.page(paper="us-letter", size=7.5, margin="1.3cm", footer=t.numbered("Page {0} of {1}"))
    grid = f"#grid(columns: 2, gutter: 14pt, [{tables[0]}], [{tables[1]}])"
    return Made(t.pdf(head + _person(case) + grid), (report,), marks)


def _small(case: Case, panel: Panel, report: TrueReport, marks: Marks) -> str:
    words = [case.word(w) for w in ("test", "result", "range", "unit")]
    rows = [t.across(4, t.said(panel.title, weight='"bold"'), "luma(230)")]
    rows.append(t.row([t.said(w, weight='"bold"') for w in words]))
    for drawn in panel.rows:
        number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
        value = t.valued(number, f"{case.shown(drawn)} {flag}".rstrip())
        unit = t.said(case.style.unit(drawn.ucum))
        rows.append(t.row([t.said(drawn.name), value, t.said(case.range(drawn)), unit]))
    return t.table("(auto, auto, auto, auto)", rows, "stroke: 0.3pt, inset: 2.5pt")


def _person(case: Case) -> str:
    bold = '"bold"'
    keys = ("patient", "born", "sex", "identifier", "collected", "reported")
    cells = [f"{t.said(k, weight=bold)} {t.said(v)}" for k, v in facts(case, keys)]
    rows = [t.row(cells[i : i + 3]) for i in range(0, len(cells), 3)]
    return t.table("(1fr, 1fr, 1fr)", rows, "stroke: 0.3pt, inset: 3pt") + "#v(6pt)\n"


def days_down_fr(rng: random.Random) -> Made:
    """French, printed by a browser: a table a panel, analytes across, the latest day last."""
    case = draw(style_of("fr", rng), rng, ("chemistry", "haematology"), rows=6, earlier=3)
    report, marks, style, say = case.truth(), Marks(), case.style, web.said
    parts = []
    for panel in case.panels:
        heads = "".join(f"<th>{say(d.name)}</th>" for d in panel.rows)
        units = "".join(f"<td>{say(style.unit(d.ucum))}</td>" for d in panel.rows)
        limits = "".join(f"<td>{say(case.range(d, ' - '))}</td>" for d in panel.rows)
        lines = [[f"<td>{say(style.moment(day))}</td>"] for day in (case.collected, *case.earlier)]
        for drawn in panel.rows:
            was = earlier(case, report, drawn) or [""] * len(case.earlier)
            number, flag = mark(marks, report, case.row(drawn, panel), STARS, drawn.grade)
            shown = web.valued(number, f"{case.shown(drawn)} {flag}".strip())
            lines[0].append(f"<td>{shown}</td>")
            for line, value in zip(lines[1:], was, strict=True):
                line.append(f"<td>{say(value)}</td>")
        body = "".join(f"<tr>{''.join(line)}</tr>" for line in lines[::-1])
        parts.append(
            f"<h4>{say(panel.title)}</h4><table><tr><th></th>{heads}</tr>"
            f"<tr><td>{say(case.word('unit'))}</td>{units}</tr>"
            f"<tr><td>{say(case.word('range'))}</td>{limits}</tr>{body}</table>"
        )
    css = (
        "@page{size:A4 landscape;margin:12mm}body{font:9pt sans-serif}table{border-collapse:"
        "collapse;width:100%}td,th{border-bottom:1px solid #999;padding:3px;text-align:center}"
    )
    held = (
        ("patient", case.patient),
        ("born", style.date(case.born)),
        ("collected", style.moment(case.collected)),
    )
    person = " &nbsp; ".join(f"{say(case.word(k))} : {say(v)}" for k, v in held)
    octets = web.pdf(web.page(f"<p>{person}</p>{''.join(parts)}", css, "fr"))
    return Made(octets, (report,), marks)


def stacked_de(rng: random.Random) -> Made:
    """German, narrow: the unit below the value, the previous value below that of its column."""
    case = draw(style_of("de", rng), rng, ("chemistry", "hormones", "proteins"), rows=8, earlier=1)
    report, marks, style = case.truth(), Marks(), case.style
    words = [case.word(w) for w in ("test", "result", "range", "previous")]
    rows = [t.row([t.said(w, weight='"bold"') for w in words])]
    for panel in case.panels:
        rows.append(t.across(4, t.said(panel.title, weight='"bold"')))
        for drawn in panel.rows:
            was = "".join(earlier(case, report, drawn))
            row = case.row(drawn, panel, unit=drawn.value is not None)
            number, flag = mark(marks, report, row, PLUS, drawn.grade)
            value = f"{t.valued(number, case.shown(drawn))} {t.said(flag)} \\ {t.said(row.unit)}"
            material = t.said(f"({panel.specimen})", size="6.5pt")
            name = f"{t.said(drawn.name)} {material}"
            rows.append(t.row([name, value, t.said(case.range(drawn)), t.said(was)]))
            row.also_named = (f"{drawn.name} ({panel.specimen})",)
    head = t.page(size=9, margin="(x: 4cm, y: 2cm)", footer=t.numbered(case.word("page")))
    day = t.said(f"{case.word('previous')}: {style.date(case.earlier[0])}") + "\n\n"
    body = t.table("(1.6fr, 0.9fr, 1.1fr, 0.8fr)", rows, "stroke: (y: 0.3pt), inset: 3pt")
    return Made(t.pdf(head + _person(case) + day + body), (report,), marks)


_DRUGS: Final = (
    *("Amoxicilline", "Amoxicilline/clavulaanzuur", "Cefuroxim", "Ceftriaxon", "Gentamicine"),
    *("Ciprofloxacine", "Trimethoprim", "Nitrofurantoïne", "Fosfomycine", "Meropenem"),
)


def culture_nl(rng: random.Random) -> Made:
    """Dutch culture of one isolate: drugs down, the concentration and the judgement across."""
    case = draw(style_of("nl", rng), rng, ())
    report, marks = case.truth(), Marks()
    taken = case.collected.strftime("%Y-%m-%dT%H:%M")

    def cell(row: TrueRow, shown: str) -> str:
        row.collected, row.unknown = taken, frozenset({"flag"})
        return t.valued(marks.mark(report, row), shown)

    organism = rng.choice(("Escherichia coli", "Proteus mirabilis", "Klebsiella oxytoca"))
    white = Decimal(rng.choice((5, 40, 180)))
    gram = rng.choice(("Gramnegatieve staven", "Geen bacteriën gezien"))
    lines = [
        t.row(
            [t.said("Leukocyten"), cell(_counted("Leukocyten", white), f"{white}"), t.said("/µL")]
        ),
        t.row([t.said("Grampreparaat"), cell(TrueRow("Grampreparaat", text=gram), gram), ""]),
        t.row([t.said("Kweek"), cell(TrueRow("Kweek", text=organism), organism), ""]),
    ]
    rows = [t.row([t.said(w, weight='"bold"') for w in ("Antibioticum", "MIC (mg/L)", "Oordeel")])]
    for drug in rng.sample(_DRUGS, 7):
        strength, judged = rng.choice(("<=2", "4", "0,5", ">=64", "<=0,25")), rng.choice("SSSIR")
        number = Decimal(strength.lstrip("<>=").replace(",", "."))
        row = TrueRow(drug, text=judged, also=(number,))
        rows.append(t.row([t.said(drug), t.said(strength), cell(row, judged)]))
    head = t.page(size=10) + f"== {t.said('Medische microbiologie')}\n{_person(case)}"
    body = t.table("(1.2fr, 2fr, 0.6fr)", lines) + f"#v(6pt){t.said('Resistentiebepaling')}\n"
    body += t.table("(1.6fr, 1fr, 0.8fr)", rows, "stroke: 0.3pt, inset: 3pt")
    legend = t.said("S = gevoelig, I = gevoelig bij verhoogde blootstelling, R = resistent")
    return Made(t.pdf(head + body + legend), (report,), marks)


def _counted(name: str, value: Decimal) -> TrueRow:
    return TrueRow(name, value, unit="/µL", ucum="/uL", specimen="Urine")


LAYOUTS: Final[Sequence[Layout]] = (
    Layout("side-by-side-us", "dev", "typst", side_by_side_us),
    Layout("days-down-fr", "dev", "browser", days_down_fr),
    Layout("stacked-de", "dev", "typst", stacked_de),
    Layout("culture-nl", "dev", "typst", culture_nl),
)
