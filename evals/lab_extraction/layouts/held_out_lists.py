"""HELD OUT: who writes or tunes a reader of laboratory reports does not read this module.

See `held_out`. Hard pages that are drawn or that a browser prints: days across, classes of allergy,
clotting times with their controls, blood groups.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction.drawn_pages import Paper, latin
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
from chartside.evals.lab_extraction.layouts.held_out import taken
from chartside.evals.lab_extraction.layouts.layout import (
    ALL,
    LETTERS,
    STARS,
    Layout,
    Made,
    earlier,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow

_LAST_LINE: Final = 550


def _person(paper: Paper, case: Case, wide: float = 260) -> float:
    y = 66.0
    for at, (label, text) in enumerate(facts(case)):
        x = 40 if at % 2 == 0 else 40 + wide
        paper.put(x, y, f"{label}:")
        paper.put(x + 95, y, text, bold=True)
        y += 12 if at % 2 else 0
    return y + 8


def cumulative_au(rng: random.Random) -> Made:
    """Australian, landscape: days across with hours and numbers, the latest first or last."""
    style = replace(style_of("uk", rng), day="%d/%m/%Y")
    case = draw(style, rng, ("chemistry", "haematology", "iron"), rows=10, earlier=3)
    latest_last, report, marks = rng.random() < 0.6, case.truth(), Marks()
    paper = Paper(size=8.5, landscape=True)
    paper.put(40, 40, "SOUTHERN CROSS PATHOLOGY - CUMULATIVE REPORT", bold=True, size=12)
    y = _person(paper, case, 380)
    places = [300 + 75 * (3 - i if latest_last else i) for i in range(4)]
    y = _days(paper, case, places, y)
    for panel in case.panels:
        y += 18
        paper.put(40, y, panel.title.upper(), bold=True)
        for drawn in panel.rows:
            y += 12
            if y > _LAST_LINE:
                paper.new_page()
                y = _days(paper, case, places, 40) + 14
            _across(paper, y, (case, panel, drawn), (report, marks), places)
    return Made(paper.octets(), (report,), marks)


def _days(paper: Paper, case: Case, places: Sequence[float], y: float) -> float:
    days = (case.collected, *case.earlier)
    paper.bar(36, y - 9, 770, 37, 235)
    for x, day in zip(places, days, strict=True):
        paper.put(x, y, day.strftime("%d/%m/%y"), right=True, bold=day == case.collected)
        paper.put(x, y + 12, day.strftime("%H:%M"), right=True)
        number = int(case.request[1:]) - (case.collected - day).days
        paper.put(x, y + 24, f"{number}", right=True, size=7)
    labels = ((40, 0, "Date"), (40, 12, "Time"), (40, 24, "Lab No."))
    for x, down, text in (*labels, (545, 12, "Units"), (640, 12, "Reference")):
        paper.put(x, y + down, text, bold=True)
    return y + 24


def _across(
    paper: Paper,
    y: float,
    which: tuple[Case, Panel, Drawn],
    into: tuple[TrueReport, Marks],
    places: Sequence[float],
) -> None:
    (case, panel, drawn), (report, marks) = which, into
    was = earlier(case, report, drawn)
    row = case.row(drawn, panel)
    row.unit = latin(row.unit)
    number, flag = mark(marks, report, row, LETTERS, drawn.grade)
    paper.put(40, y, drawn.name)
    shown = f"{case.shown(drawn)}{flag if drawn.value is not None else ''}"
    paper.put(places[0], y, shown, right=True, bold=True, mark=number)
    for x, text in zip(places[1:], was, strict=False):
        paper.put(x, y, text, right=True)
    paper.put(545, y, case.style.unit(drawn.ucum))
    within = case.range(drawn, "-")
    paper.put(640, y, f"({within})" if within else "")


_ALLERGENS: Final = (
    *(("Huisstofmijt", "d1"), ("Kat, epitheel", "e1"), ("Hond, epitheel", "e5")),
    *(("Berk", "t3"), ("Timoteegras", "g6"), ("Bijvoet", "w6"), ("Kippenei-eiwit", "f1")),
    *(("Koemelk", "f2"), ("Pinda", "f13"), ("Hazelnoot", "f17"), ("Soja", "f14")),
)
_CLASSES: Final = ("0.35", "0.70", "3.50", "17.5", "50", "100")


def allergy_nl(rng: random.Random) -> Made:
    """Dutch allergy panel: codes behind names, a class and a bar behind the value, a legend."""
    case = draw(style_of("nl", rng), rng, ())
    report, marks, say = case.truth(), Marks(), web.said
    total = Decimal(rng.randint(8, 900))
    row = TrueRow("IgE totaal", total, "", "", "kU/l", "kU/L", None, Decimal(100))
    row.collected = taken(case)
    row.flag = "H" if total > 100 else ""
    shown = web.valued(marks.mark(report, row), f"{total}")
    first = f"<p>IgE totaal: {shown} kU/l {row.flag} (referentie: &lt; 100)</p>"
    body = []
    for name, code in rng.sample(_ALLERGENS, 9):
        body.append(_allergen(case, report, marks, (name, code)))
    heads = ("Allergeen", "Code", "Uitslag", "Eenheid", "Klasse", "")
    bounds = [case.style.number(Decimal(b)) for b in _CLASSES]
    legend = [f"Klasse 0: &lt; {bounds[0]} kU/l negatief"]
    legend += [f"Klasse {i + 1}: {a} - {b} kU/l" for i, (a, b) in enumerate(pairwise(bounds))]
    legend.append(f"Klasse 6: &gt; {bounds[-1]} kU/l")
    css = (
        "@page{size:A4;margin:18mm}body{font:10pt sans-serif}table{border-spacing:8px 3px}th{"
        "text-align:left}.b{display:inline-block;height:8px;background:#c60}.l{font-size:8pt}"
    )
    who = "".join(f"<div>{say(k)}: {say(v)}</div>" for k, v in facts(case, ALL))
    table = f"<table><tr>{''.join(f'<th>{h}</th>' for h in heads)}</tr>{''.join(body)}</table>"
    below = f'<p class="l">{"<br>".join(legend)}</p>'
    page = web.page(f"<h3>Allergologie - specifiek IgE</h3>{who}{first}{table}{below}", css, "nl")
    return Made(web.pdf(page), (report,), marks)


def _allergen(case: Case, report: TrueReport, marks: Marks, which: tuple[str, str]) -> str:
    name, code = which
    value = Decimal(
        case.rng.choice(("0.10", "0.22", "0.51", "1.84", "8.30", "24.6", "61.0", "100"))
    )
    compared = {"0.10": "<", "100": ">"}.get(str(value), "")
    level = sum(value >= Decimal(bound) for bound in _CLASSES)
    row = TrueRow(name, value, compared, "", "kU/l", "kU/L", collected=taken(case))
    row.also, row.unknown = (Decimal(level),), frozenset({"flag"})
    row.also_named = (f"{name} {code}", f"{code} {name}")
    shown = web.valued(marks.mark(report, row), f"{compared}{case.style.number(value)}")
    bar = f'<span class="b" style="width:{12 * level}px"></span>'
    cells = (web.said(name), code, shown, "kU/l", f"{level}", bar)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


_CLOTTING: Final = (
    (
        "Tiempo de protrombina",
        (("Tiempo", "seg", "s", "10.0", "13.5", 1), ("Actividad", "%", "%", "70", "120", 0)),
    ),
    ("TTPA", (("Tiempo", "seg", "s", "25.0", "36.0", 1), ("Ratio", "", "1", "0.80", "1.20", 2))),
    ("Fibrinógeno derivado", (("Concentración", "mg/dL", "mg/dL", "200", "400", 0),)),
    ("Tiempo de trombina", (("Tiempo", "seg", "s", "14.0", "21.0", 1),)),
)


def clotting_es(rng: random.Random) -> Made:
    """Spanish: a heading a test, below it the patient's time, the control's, shares and ratios."""
    case = draw(replace(style_of("es", rng), thousands=""), rng, ())
    report, marks, style = case.truth(), Marks(), case.style
    paper = Paper(font="Times", size=10.5)
    paper.put(40, 40, "UNIDAD DE HEMOSTASIA", bold=True, size=13)
    y = _person(paper, case) + 16
    paper.put(40, y, "Muestra: plasma citratado")
    for test, parts in _CLOTTING:
        y += 24
        paper.put(40, y, test.upper(), bold=True)
        for label, unit, ucum, low, high, decimals in parts:
            bounds, y = (Decimal(low), Decimal(high)), y + 14
            row = _clotted(case, f"{test} {label}", bounds, decimals)
            row.unit, row.ucum, row.also_named = unit, ucum, (label, test)
            number, flag = mark(marks, report, row, STARS, row.flag)
            paper.put(60, y, label)
            shown = style.number(row.value or Decimal(0), decimals)
            paper.put(250, y, shown, right=True, mark=number)
            paper.put(256, y, f"{unit} {flag}".strip())
            within = " - ".join(style.number(bound) for bound in bounds)
            paper.put(360, y, f"V.R.: {within}")
            if unit == "seg":
                y += 14
                control = ((bounds[0] + bounds[1]) / 2).quantize(Decimal("0.1"))
                named = ("Control", f"{test} Control")
                report.either += [(name, control) for name in named]
                paper.put(60, y, "Control")
                paper.put(250, y, style.number(control), right=True)
                paper.put(256, y, "seg")
    return Made(paper.octets(), (report,), marks)


def _clotted(case: Case, name: str, bounds: tuple[Decimal, Decimal], decimals: int) -> TrueRow:
    low, high = bounds
    at = Decimal(case.rng.randint(-20, 150)) / 100
    value = (low + (high - low) * at).quantize(Decimal(1).scaleb(-decimals))
    grade = "L" if value < low else "H" if value > high else ""
    return TrueRow(name, value, low=low, high=high, flag=grade, collected=taken(case))


def blood_group_uk(rng: random.Random) -> Made:
    """British transfusion: groups, screens and phenotypes in words, and how long they hold."""
    case = draw(style_of("uk", rng), rng, ())
    report, marks, paper = case.truth(), Marks(), Paper(size=10)
    paper.put(40, 40, "BLOOD TRANSFUSION LABORATORY", bold=True, size=13)
    y = _person(paper, case) + 20
    paper.put(40, y, "Group and Screen", bold=True, size=11)
    screened = rng.choice(("Negative", "Negative", "Positive"))
    found = rng.choice(("Anti-K", "Anti-E")) if screened == "Positive" else "None"
    held = (
        ("ABO Group", rng.choice(("O", "A", "B", "AB"))),
        ("Rh(D) Type", rng.choice(("Positive", "Negative"))),
        ("Antibody Screen", screened),
        ("Antibody Identified", found),
        ("Direct Antiglobulin Test", rng.choice(("Negative", "Positive"))),
        ("Rh Phenotype", rng.choice(("C+c+E-e+", "C-c+E-e+", "C+c-E-e+"))),
    )
    for name, text in held:
        y += 18
        row = TrueRow(name, text=text, collected=taken(case), unknown=frozenset({"flag"}))
        paper.put(60, y, f"{name}:")
        paper.put(230, y, text, bold=True, mark=marks.mark(report, row))
    y += 30
    notes = (
        f"Sample valid until {case.style.moment(case.reported)}. Units crossmatched: 2.",
        "A historical group is on file. Transfuse within 4 hours of removal from the refrigerator.",
        "Authorised by: N. Body, BMS 2",
    )
    for line in notes:
        paper.put(40, y, line, size=8.5)
        y += 13
    return Made(paper.octets(), (report,), marks)


LAYOUTS: Final[Sequence[Layout]] = (
    Layout("cumulative-au", "held-out", "drawn", cumulative_au, kind="hard"),
    Layout("allergy-nl", "held-out", "browser", allergy_nl, kind="hard"),
    Layout("clotting-es", "held-out", "drawn", clotting_es, kind="hard"),
    Layout("blood-group-uk", "held-out", "drawn", blood_group_uk, kind="hard"),
)
