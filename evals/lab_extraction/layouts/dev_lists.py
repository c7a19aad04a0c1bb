"""Lists: two systems of units, susceptibilities, the value before its name, leaders."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.drawn_pages import Paper, latin
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
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

_LAST_LINE: Final = 790


def _head(paper: Paper, case: Case, keys: Sequence[str], x: float = 40) -> float:
    """The person, one label a line; gives the line below."""
    y = 40.0
    for label, text in facts(case, keys):
        paper.put(x, y, f"{label} : {text}")
        y += 12
    return y + 6


def _row(case: Case, drawn: Drawn, panel: Panel) -> TrueRow:
    row = case.row(drawn, panel)
    row.unit = latin(row.unit)
    return row


def two_systems_fr(rng: random.Random) -> Made:
    """French, leaders of dots; each result in two systems of units, the range between."""
    case = draw(
        style_of("fr", rng), rng, ("haematology", "chemistry", "lipids", "coagulation"), rows=8
    )
    report, marks = case.truth(), Marks()
    paper = Paper(font="Times", size=10)
    paper.put(200, 24, "LABORATOIRE DU PORT - BIOLOGIE MÉDICALE", bold=True)
    y = _head(paper, case, ("patient", "born", "sex", "request", "collected", "reported"))
    for panel in case.panels:
        y = _turned(paper, y + 22, 30)
        paper.put(250, y, panel.title.upper(), bold=True)
        for drawn in panel.rows:
            y = _turned(paper, y + 13)
            row = _row(case, drawn, panel)
            marked = mark(marks, report, row, STARS, drawn.grade)
            _both_systems(paper, y, case, drawn, row, marked)
    return Made(paper.octets(), (report,), marks)


def _both_systems(
    paper: Paper, y: float, case: Case, drawn: Drawn, row: TrueRow, marked: tuple[int, str]
) -> None:
    style, (number, flag) = case.style, marked
    end = paper.put(40, y, drawn.name)
    dots = int((250 - end) / paper.width("."))
    paper.put(end, y, "." * max(dots, 2))
    paper.put(252, y, flag)
    paper.put(300, y, case.shown(drawn), right=True, bold=True, mark=number)
    paper.put(306, y, style.unit(drawn.ucum))
    paper.put(385, y, case.range(drawn, " à "))
    si, other = drawn.analyte.si, drawn.analyte.conventional
    if None in {si, other} or drawn.value is None or drawn.comparator:
        return
    if si and other and si.high and other.high and si.ucum != other.ucum:
        step = Decimal(1).scaleb(-other.decimals)
        value = (drawn.value * other.high / si.high).quantize(step)
        row.also = (value,)
        paper.put(505, y, style.number(value, other.decimals), right=True)
        paper.put(509, y, style.unit(other.ucum), size=8)


def microbiology_uk(rng: random.Random) -> Made:
    """British microbiology of a urine: microscopy, culture, and susceptibilities two by two."""
    case = draw(style_of("uk", rng), rng, ())
    report, marks = case.truth(), Marks()
    paper = Paper(size=10)
    y = _head(paper, case, ("patient", "born", "sex", "identifier", "collected", "reported"))
    paper.put(40, y, "MICROBIOLOGY REPORT", bold=True, size=12)
    paper.put(40, y + 16, "Specimen: Midstream urine")
    y += 40
    paper.put(40, y, "Microscopy", bold=True)
    for name, value, unit in _microscopy(rng):
        y += 14
        compared, digits = (value[0], value[1:]) if value[0] in "<>" else ("", value)
        number = Decimal(digits) if digits.isdigit() else None
        row = TrueRow(name, number, compared, "" if number is not None else value, unit)
        row.ucum = "10*6/L" if unit else ""
        paper.put(60, y, name)
        _cell(paper, 240, y, value, (case, report, marks, row))
        paper.put(300, y, unit)
    y += 24
    paper.put(40, y, "Culture", bold=True)
    organism = rng.choice(("Escherichia coli", "Klebsiella pneumoniae", "Enterococcus faecalis"))
    row = TrueRow("Culture result", text=f"{organism} >10^5 cfu/mL")
    row.unknown = frozenset({"unit", "ucum"})
    paper.put(60, y + 14, "Culture result")
    _cell(paper, 240, y + 14, row.text, (case, report, marks, row))
    _susceptibility(paper, y + 40, organism, (case, report, marks))
    return Made(paper.octets(), (report,), marks)


def _susceptibility(
    paper: Paper, y: float, organism: str, which: tuple[Case, TrueReport, Marks]
) -> None:
    """Drugs two by two, and what the letters mean."""
    rng = which[0].rng
    paper.put(40, y, f"Susceptibility of {organism}", bold=True)
    for at, drug in enumerate(rng.sample(_DRUGS, 8)):
        x, line = (310 if at % 2 else 60), y + 14 * (at // 2 + 1)
        paper.put(x, line, drug)
        text = rng.choice("SSSRRI")
        _cell(paper, x + 150, line, text, (*which, TrueRow(drug, text=text)))
    y += 14 * 6
    legend = "S = susceptible, I = susceptible with increased exposure, R = resistant"
    paper.put(60, y, legend, size=8)
    paper.put(60, y + 14, "Comment: treat according to clinical findings.")


_DRUGS: Final = (
    *("Amoxicillin", "Co-amoxiclav", "Trimethoprim", "Nitrofurantoin", "Ciprofloxacin"),
    *("Gentamicin", "Cefalexin", "Pivmecillinam", "Fosfomycin", "Meropenem"),
)


def _microscopy(rng: random.Random) -> tuple[tuple[str, str, str], ...]:
    return (
        ("White cells", rng.choice((">100", "64", "<10")), "x10^6/L"),
        ("Red cells", rng.choice(("<10", "22", ">100")), "x10^6/L"),
        ("Epithelial cells", rng.choice(("+", "++", "Not seen")), ""),
        ("Casts", rng.choice(("Not seen", "Seen")), ""),
    )


def _cell(
    paper: Paper, x: float, y: float, text: str, which: tuple[Case, TrueReport, Marks, TrueRow]
) -> None:
    case, report, marks, row = which
    row.collected = case.collected.strftime("%Y-%m-%dT%H:%M")
    row.unknown |= {"flag"}
    paper.put(x, y, text, mark=marks.mark(report, row))


def previous_first_us(rng: random.Random) -> Made:
    """American, landscape, the earlier result left of the current one, flags in words before."""
    case = draw(
        style_of("us", rng), rng, ("chemistry", "haematology", "drug_levels"), rows=11, earlier=1
    )
    report, marks = case.truth(), Marks()
    paper = Paper(size=9, landscape=True)
    keys = ("patient", "born", "sex", "identifier", "request", "collected", "reported")
    y = _head(paper, case, keys)
    y = _columns(paper, case, y)
    for panel in case.panels:
        y += 16
        paper.put(40, y, panel.title, bold=True)
        for drawn in panel.rows:
            y += 12
            if y > 560:
                paper.new_page()
                y = _columns(paper, case, 40) + 14
            was = "".join(earlier(case, report, drawn))
            row = _row(case, drawn, panel)
            number, flag = mark(marks, report, row, LETTERS, drawn.grade)
            paper.put(60, y, drawn.name)
            paper.put(310, y, was, right=True)
            paper.put(370, y, flag, bold=True)
            paper.put(450, y, case.shown(drawn), right=True, bold=True, mark=number)
            paper.put(480, y, case.range(drawn))
            paper.put(620, y, case.style.unit(drawn.ucum))
    return Made(paper.octets(), (report,), marks)


def _columns(paper: Paper, case: Case, y: float) -> float:
    paper.bar(36, y - 9, 760, 26, 230)
    before = ((310, "Previous", case.style.date(case.earlier[0])),)
    for x, upper, lower in (*before, (450, "Current", case.style.date(case.collected))):
        paper.put(x, y, upper, bold=True, right=True)
        paper.put(x, y + 12, lower, right=True)
    for x, text in ((60, "Component"), (480, "Reference Range"), (620, "Units")):
        paper.put(x, y, text, bold=True)
    return y + 16


def value_first_de(rng: random.Random) -> Made:
    """German, tiny, value and unit left of the name, the range before them all."""
    style = replace(style_of("de", rng), conventional=False)
    case = draw(style, rng, ("chemistry", "haematology", "proteins", "urine"), rows=12)
    report, marks = case.truth(), Marks()
    words = [case.word(w) for w in ("range", "result")]
    words += ["", case.word("unit"), case.word("test")]
    rows = [t.row([t.said(w, weight='"bold"') for w in words])]
    for panel in case.panels:
        rows.append(t.across(5, f"#h(1fr){t.said(panel.title.upper())}", "luma(210)"))
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), PLUS, drawn.grade)
            cells = [t.said(case.range(drawn, "–")), t.valued(number, case.shown(drawn))]
            unit = t.said(style.unit(drawn.ucum))
            rows.append(t.row([*cells, t.said(flag), unit, t.said(drawn.name)]))
    more = "stroke: (x, y) => (bottom: 0.2pt), inset: 1.6pt, align: (left, right, left, left, left)"
    head = t.page(size=6, margin="2cm", footer=t.numbered(case.word("page")))
    keys = ("patient", "born", "sex", "identifier", "collected", "reported")
    held = (
        *(case.patient, style.date(case.born), case.word(case.sex), case.identifier),
        *(style.moment(case.collected), style.moment(case.reported)),
    )
    lines = [t.said(f"{case.word(k)}: {v}") for k, v in zip(keys, held, strict=True)]
    body = t.table("(1fr, 0.8fr, 0.3fr, 0.8fr, 2fr)", rows, more)
    return Made(t.pdf(head + " \\\n".join(lines) + "\n" + body), (report,), marks)


_METHOD: Final = "Método: quimioluminiscencia"


def leaders_es(rng: random.Random) -> Made:
    """Spanish, leaders of dots, the range in square brackets, a method under some names."""
    case = draw(style_of("es", rng), rng, ("haematology", "chemistry", "hormones"), rows=13)
    report, marks, style = case.truth(), Marks(), case.style
    lines = []
    for panel in case.panels:
        lines.append(f"#align(center)[#strong[{t.said(panel.title.upper())}]]\n")
        for drawn in panel.rows:
            row = case.row(drawn, panel)
            number, flag = mark(marks, report, row, STARS, drawn.grade)
            leader = "#box(width: 1fr, repeat[.])"
            value = f"{t.said(flag + ' ' if flag else '')}{t.valued(number, case.shown(drawn))}"
            within = f"[{case.range(drawn)}]" if case.range(drawn) else ""
            unit = t.said(style.unit(drawn.ucum))
            right = f"#box(width: 5.4cm)[#h(6pt){unit} #h(1fr) {t.said(within)}]"
            lines.append(f"{t.said(drawn.name)} {leader} {value} {right} \\\n")
            if rng.random() < 0.2:
                row.also_named = (f"{drawn.name} {_METHOD}",)
                lines.append(f"#h(12pt){t.said(_METHOD, size='6.5pt')} \\\n")
    head = t.page(font="Libertinus Serif", size=10, footer=t.numbered(case.word("page")))
    keys = ("patient", "born", "sex", "identifier", "collected", "reported")
    held = (
        *(case.patient, style.date(case.born), case.word(case.sex), case.identifier),
        *(style.moment(case.collected), style.moment(case.reported)),
    )
    person = [t.said(f"{case.word(k)}: {v}") for k, v in zip(keys, held, strict=True)]
    return Made(t.pdf(head + " \\\n".join(person) + "\n\n" + "".join(lines)), (report,), marks)


def _turned(paper: Paper, y: float, needed: float = 0) -> float:
    if y + needed < _LAST_LINE:
        return y
    paper.new_page()
    return 60


LAYOUTS: Sequence[Layout] = (
    Layout("two-systems-fr", "dev", "drawn", two_systems_fr),
    Layout("microbiology-uk", "dev", "drawn", microbiology_uk),
    Layout("previous-first-us", "dev", "drawn", previous_first_us),
    Layout("value-first-de", "dev", "typst", value_first_de),
    Layout("leaders-es", "dev", "typst", leaders_es),
)
