"""HELD OUT: who writes or tunes a reader of laboratory reports does not read this module.

See `held_out`. Plain tables that a browser prints or that are drawn word by word.
"""

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from chartside.evals.lab_extraction import browser_pages as web
from chartside.evals.lab_extraction.analytes import words
from chartside.evals.lab_extraction.drawn_pages import Paper, latin
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, draw
from chartside.evals.lab_extraction.layouts.held_out import taken
from chartside.evals.lab_extraction.layouts.layout import (
    ALL,
    LETTERS,
    Flags,
    Layout,
    Made,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow

_LAST_LINE: Final = 780


def hospital_us(rng: random.Random) -> Made:
    """American hospital: the flag and both limits in columns of their own, units last."""
    case = draw(style_of("us", rng), rng, ("chemistry", "haematology", "coagulation"), rows=13)
    report, marks, style = case.truth(), Marks(), case.style
    paper = Paper(size=8.5)
    y = _top_us(paper, case)
    for panel in case.panels:
        y = _turned(paper, y + 24, 50)
        paper.put(40, y, panel.title.upper(), bold=True, size=10)
        paper.put(300, y, f"Specimen: {panel.specimen}   Status: Final result", size=7.5)
        y = _heads_us(paper, y + 13)
        for drawn in panel.rows:
            if y + 12 > _LAST_LINE:
                paper.new_page()
                paper.put(40, 40, f"{case.patient}   MRN {case.identifier}", size=7.5)
                y = _heads_us(paper, 60)
            y += 12
            row = case.row(drawn, panel)
            row.unit = latin(row.unit)
            number, flag = mark(marks, report, row, LETTERS, drawn.grade)
            paper.put(46, y, drawn.name)
            paper.put(270, y, case.shown(drawn), right=True, bold=bool(flag), mark=number)
            paper.put(290, y, flag, bold=True)
            for x, bound in ((370, drawn.low), (430, drawn.high)):
                paper.put(x, y, "" if bound is None else style.number(bound), right=True)
            paper.put(452, y, style.unit(drawn.ucum))
    return Made(paper.octets(), (report,), marks)


def _top_us(paper: Paper, case: Case) -> float:
    paper.put(40, 36, "MERCY LAKE MEDICAL CENTER", bold=True, size=12)
    paper.put(40, 48, "100 Lakeshore Dr, Anytown WI 53000   Lab: (555) 555-0142", size=7.5)
    y = 66.0
    for at, (label, text) in enumerate(facts(case)):
        x = 40 if at % 2 == 0 else 310
        paper.put(x, y, f"{label}:", bold=True)
        paper.put(x + 90, y, text)
        y += 12 if at % 2 else 0
    return y


def _heads_us(paper: Paper, y: float) -> float:
    heads = ((46, "Component", False), (270, "Value", True), (290, "Flag", False))
    for x, text, right in (*heads, (370, "Low", True), (430, "High", True), (452, "Units", False)):
        paper.put(x, y, text, bold=True, right=right)
    paper.rule(40, y + 3, 560)
    return y


def _turned(paper: Paper, y: float, needed: float = 0) -> float:
    if y + needed < _LAST_LINE:
        return y
    paper.new_page()
    return 60


_BRACKETED: Final[Flags] = {
    **{grade: (f"({grade})", grade) for grade in ("L", "H", "LL", "HH", "A")},
    "": ("", ""),
}


def margin_nl(rng: random.Random) -> Made:
    """Dutch: bracketed letters in the left margin, the specimen beside the heading."""
    panels = ("haematology", "chemistry", "iron", "serology")
    case = draw(style_of("nl", rng), rng, panels, rows=11)
    report, marks = case.truth(), Marks()
    paper = Paper(font="Times", size=10)
    paper.put(60, 40, "Stichting Medisch Laboratorium De Kromme Rijn", bold=True, size=12)
    y = 48.0
    for label, text in facts(case):
        y += 13
        paper.put(60, y, label)
        paper.put(170, y, f": {text}")
    y += 24
    for x, key in ((60, "test"), (305, "result"), (315, "unit"), (400, "range")):
        paper.put(x, y, case.word(key), bold=True, right=key == "result")
    paper.rule(60, y + 4, 540)
    for panel in case.panels:
        y = _turned(paper, y + 24, 30)
        paper.put(60, y, panel.title, bold=True)
        paper.put(400, y, panel.specimen.lower())
        for drawn in panel.rows:
            y = _turned(paper, y + 13)
            row = case.row(drawn, panel)
            row.unit = latin(row.unit)
            number, flag = mark(marks, report, row, _BRACKETED, drawn.grade)
            paper.put(34, y, flag)
            paper.put(60, y, drawn.name)
            paper.put(305, y, case.shown(drawn), right=True, mark=number)
            paper.put(315, y, case.style.unit(drawn.ucum))
            paper.put(400, y, case.range(drawn, " - "))
    return Made(paper.octets(), (report,), marks)


_STATUS: Final[Flags] = {
    **dict.fromkeys(("L", "LL"), ("Below range", "L")),
    **dict.fromkeys(("H", "HH"), ("Above range", "H")),
    "A": ("Abnormal", "A"),
    "": ("", ""),
}


def practice_uk(rng: random.Random) -> Made:
    """British practice printout: the unit behind the value, the range in brackets, words last."""
    panels = ("haematology", "chemistry", "hormones", "lipids")
    case = draw(style_of("uk", rng), rng, panels, rows=9)

    def cells(drawn: Drawn, number: int, flag: str) -> str:
        unit = "" if drawn.value is None else case.style.unit(drawn.ucum)
        shown = web.valued(number, case.shown(drawn))
        within = case.range(drawn, "-")
        said = (f"[{within}]" if within else "", flag)
        more = "".join(f"<td>{web.said(text)}</td>" for text in said)
        return f"<td>{web.said(drawn.name)}</td><td>{shown} {web.said(unit)}</td>{more}"

    heads = "".join(f"<th>{w}</th>" for w in ("Test", "Result", "Normal range", "Status"))
    css = (
        "@page{size:A4;margin:17mm}body{font:10pt sans-serif}table{width:100%;border-spacing:0}"
        "th{text-align:left;border-bottom:2px solid #005eb8}.p td{font-weight:bold;padding-top:9px;"
        "color:#005eb8}td{padding:2px 6px 2px 0}h2{background:#005eb8;color:#fff;padding:4px}"
    )
    return _printed(
        case, (f"<tr>{heads}</tr>", css, "Investigation results"), (_STATUS, cells, False)
    )


def bilingual_be(rng: random.Random) -> Made:
    """Belgian: headings in Dutch and French, striped rows, letters in a column without a name."""
    case = draw(style_of("nl", rng), rng, ("chemistry", "haematology", "proteins"), rows=11)
    style, french = case.style, words("fr")

    def cells(drawn: Drawn, number: int, flag: str) -> str:
        said = (style.unit(drawn.ucum), case.range(drawn, " - "))
        more = "".join(f"<td>{web.said(text)}</td>" for text in said)
        value = f'<td class="r">{web.valued(number, case.shown(drawn))}</td>'
        return f"<td>{web.said(drawn.name)}</td>{value}<td>{web.said(flag)}</td>{more}"

    pairs = [f"{words('nl')[k][0]} / {french[k][0]}" for k in ("test", "result", "unit", "range")]
    heads = "".join(f"<th>{web.said(w)}</th>" for w in (*pairs[:2], "", *pairs[2:]))
    css = (
        "@page{size:A4;margin:15mm}body{font:9.5pt serif}table{width:100%;border-collapse:"
        "collapse}th{text-align:left;border:1px solid #000;padding:3px}tr:nth-child(even) td{"
        "background:#f1f1f1}.p td{font-weight:bold;font-variant:small-caps}.r{text-align:right}"
        "td{padding:2px 5px}"
    )
    title = "Klinisch Laboratorium / Laboratoire clinique"
    return _printed(case, (f"<tr>{heads}</tr>", css, title), (LETTERS, cells, True))


def bars_de(rng: random.Random) -> Made:
    """German: a drawn bar between the unit and the range shows where the value lies."""
    case = draw(style_of("de", rng), rng, ("chemistry", "haematology", "iron", "lipids"), rows=10)
    style = case.style

    def cells(drawn: Drawn, number: int, flag: str) -> str:
        bar = f'<div class="b"><i style="left:{_where(drawn)}px"></i></div>' if drawn.value else ""
        value = f'<td class="r">{web.valued(number, case.shown(drawn))}</td>'
        unit = web.said(style.unit(drawn.ucum))
        return (
            f"<td>{web.said(drawn.name)}</td>{value}<td>{web.said(flag)}</td><td>{unit}</td>"
            f"<td>{bar}</td><td>{web.said(case.range(drawn, ' - '))}</td>"
        )

    texts = (*(case.word(w) for w in ("test", "result")), "", case.word("unit"), "Grafik")
    heads = "".join(f"<th>{web.said(w)}</th>" for w in (*texts, case.word("range")))
    css = (
        "@page{size:A4;margin:16mm}body{font:9.5pt sans-serif}table{width:100%}th{text-align:left;"
        "border-bottom:1px solid}.r{text-align:right}.b{position:relative;width:60px;height:7px;"
        "background:linear-gradient(90deg,#eaa 15px,#aca 15px,#aca 45px,#eaa 45px)}.b i{position:"
        "absolute;width:3px;height:9px;top:-1px;background:#000}.p td{font-weight:bold;padding-top:"
        "8px}"
    )
    return _printed(case, (f"<tr>{heads}</tr>", css, case.word("title")), (LETTERS, cells, True))


def _where(drawn: Drawn) -> int:
    return {"": 30, "L": 8, "LL": 2, "H": 50, "HH": 56}.get(drawn.grade, 30)


def _printed(
    case: Case,
    look: tuple[str, str, str],
    rows: tuple[Flags, Callable[[Drawn, int, str], str], bool],
) -> Made:
    """A page with one table; `look` is its headings, its CSS and its title.

    `rows` are the flags, the cells of a result, and whether a unit stands where no value does.
    """
    (heads, css, title), (flags, cells, apart), say = look, rows, web.said
    report, marks = case.truth(), Marks()
    body = []
    for panel in case.panels:
        body.append(f'<tr class="p"><td colspan="6">{say(panel.title)}</td></tr>')
        for drawn in panel.rows:
            row = case.row(drawn, panel, unit=apart or drawn.value is not None)
            number, flag = mark(marks, report, row, flags, drawn.grade)
            body.append(f"<tr>{cells(drawn, number, flag)}</tr>")
    held = [f"<td>{say(label)}:</td><td>{say(text)}</td>" for label, text in facts(case, ALL)]
    who = "".join(f"<tr>{held[i]}{held[i + 1]}</tr>" for i in range(0, len(held), 2))
    table = f"<table><thead>{heads}</thead>{''.join(body)}</table>"
    inner = f"<h2>{say(title)}</h2><table>{who}</table><br>{table}"
    return Made(web.pdf(web.page(inner, css, case.style.language)), (report,), marks)


_DIPSTICK: Final = (
    ("Color", ("Yellow", "Amber"), "Yellow"),
    ("Appearance", ("Clear", "Hazy", "Cloudy"), "Clear"),
    ("Glucose", ("Negative", "Trace", "2+"), "Negative"),
    ("Bilirubin", ("Negative", "1+"), "Negative"),
    ("Ketones", ("Negative", "Trace", "3+"), "Negative"),
    ("Occult Blood", ("Negative", "1+", "3+"), "Negative"),
    ("Protein", ("Negative", "Trace", "1+"), "Negative"),
    ("Nitrite", ("Negative", "Positive"), "Negative"),
    ("Leukocyte Esterase", ("Negative", "2+"), "Negative"),
    ("Bacteria", ("None seen", "Few", "Many"), "None seen"),
)


def urinalysis_us(rng: random.Random) -> Made:
    """American urinalysis: results in words beside what they ought to be, a few in numbers."""
    case = draw(style_of("us", rng), rng, ())
    report, marks, paper = case.truth(), Marks(), Paper(size=9)
    y = _top_us(paper, case) + 20
    paper.put(40, y, "URINALYSIS, COMPLETE", bold=True)
    paper.put(300, y, "Source: Urine, clean catch", size=8)
    y += 16
    for x, text in ((46, "Component"), (220, "Result"), (300, "Abn"), (350, "Reference Range")):
        paper.put(x, y, text, bold=True)
    for name, texts, normal in _DIPSTICK:
        y += 13
        text = rng.choice((texts[0], *texts))
        row = TrueRow(name, text=text, flag="" if text == normal else "A")
        _urine(paper, y, (report, marks), row, (case, text, normal))
    for name, low, high, step in (("pH", "5.0", "8.0", "0.5"), ("Specific Gravity", *_WEIGHT)):
        y += 13
        span = int((Decimal(high) - Decimal(low)) / Decimal(step))
        value = Decimal(low) + Decimal(step) * rng.randint(0, span)
        row = TrueRow(name, value, low=Decimal(low), high=Decimal(high))
        _urine(paper, y, (report, marks), row, (case, f"{value}", f"{low} - {high}"))
    return Made(paper.octets(), (report,), marks)


_WEIGHT: Final = ("1.005", "1.030", "0.001")


def _urine(
    paper: Paper,
    y: float,
    into: tuple[TrueReport, Marks],
    row: TrueRow,
    printed: tuple[Case, str, str],
) -> None:
    case, text, normal = printed
    row.collected, row.specimen = taken(case), "Urine"
    paper.put(46, y, row.name)
    paper.put(220, y, text, mark=into[1].mark(into[0], row))
    paper.put(300, y, row.flag)
    paper.put(350, y, normal)


LAYOUTS: Final[Sequence[Layout]] = (
    Layout("hospital-us", "held-out", "drawn", hospital_us, kind="plain"),
    Layout("margin-nl", "held-out", "drawn", margin_nl, kind="plain"),
    Layout("practice-uk", "held-out", "browser", practice_uk, kind="plain"),
    Layout("bilingual-be", "held-out", "browser", bilingual_be, kind="plain"),
    Layout("bars-de", "held-out", "browser", bars_de, kind="plain"),
    Layout("urinalysis-us", "held-out", "drawn", urinalysis_us, kind="plain"),
)
