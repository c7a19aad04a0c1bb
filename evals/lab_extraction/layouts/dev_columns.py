"""Columns that say more than one thing: in and out of range, days side by side."""

import random
from typing import Final

from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, draw
from chartside.evals.lab_extraction.layouts.layout import (
    LETTERS,
    Layout,
    Made,
    earlier,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport


def in_and_out_us(rng: random.Random) -> Made:
    """American, a column for results in range and one for those that are not, units in a range."""
    case = draw(style_of("us", rng), rng, ("lipids", "chemistry", "haematology", "urine"), rows=12)
    report, marks, style = case.truth(), Marks(), case.style
    heads = ("Test Name", "In Range", "Out Of Range", "Reference Range", "Lab")
    rows = ["table.header(" + t.row([t.said(w, weight='"bold"') for w in heads]) + "),"]
    for panel in case.panels:
        rows.append(t.row([t.said(panel.title.upper(), weight='"bold"'), "", "", "", ""]))
        for drawn in panel.rows:
            number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
            shown = t.valued(number, f"{case.shown(drawn)} {flag}".rstrip())
            good, bad = ("", shown) if drawn.grade else (shown, "")
            within = f"{case.range(drawn)} {style.unit(drawn.ucum)}".strip()
            cells = [
                f"#h(6pt){t.said(drawn.name.upper())}",
                good,
                bad,
                t.said(within),
                t.said("TP"),
            ]
            rows.append(t.row(cells))
        if rng.random() < 0.5:
            rows.append(t.across(5, f"#h(12pt){t.said(case.word('comment'))}"))
    header = t.said(f"PATIENT: {case.patient.upper()}  DOB: {style.date(case.born)}", size="8pt")
    head = t.page(paper="us-letter", font="DejaVu Sans Mono", size=8, header=header, margin="1.6cm")
    place = t.said("COLLECTED: ") + t.said(style.moment(case.collected))
    lines = (
        t.said(f"SPECIMEN: {case.request}"),
        place,
        t.said(f"RECEIVED: {style.moment(case.received)}"),
        t.said(f"REPORTED: {style.moment(case.reported)}"),
        t.said(f"SEX: {case.word(case.sex)}   PATIENT ID: {case.identifier}"),
    )
    person = " \\\n".join(lines) + "\n#v(6pt)\n"
    body = t.table("(2.4fr, 1fr, 1.1fr, 1.7fr, 0.4fr)", rows, "stroke: none, inset: 2.2pt")
    for row in report.rows:
        row.name = row.name.upper()
    return Made(t.pdf(head + person + body), (_capitals(report),), marks)


def _capitals(report: TrueReport) -> TrueReport:
    report.previous = [(name.upper(), value) for name, value in report.previous]
    return report


def days_de(rng: random.Random) -> Made:
    """German, landscape: one column a day, the latest on the left or on the right."""
    case = draw(
        style_of("de", rng), rng, ("haematology", "chemistry", "coagulation"), rows=9, earlier=3
    )
    latest_first = rng.random() < 0.5
    report, marks, style = case.truth(), Marks(), case.style
    days = [style.moment(d) for d in (case.collected, *case.earlier)]
    ordered = days if latest_first else days[::-1]
    heads = [case.word("test"), case.word("unit"), case.word("range"), *ordered]
    rows = ["table.header(" + t.row([t.said(w, weight='"bold"') for w in heads]) + "),"]
    for panel in case.panels:
        rows.append(t.across(7, t.said(panel.title, weight='"bold"'), "luma(225)"))
        for drawn in panel.rows:
            was = [t.said(w) for w in earlier(case, report, drawn)] or ["", "", ""]
            number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
            now = t.valued(number, f"{case.shown(drawn)} {flag}".rstrip())
            was += [""] * (3 - len(was))
            values = [now, *was] if latest_first else [*was[::-1], now]
            unit, within = t.said(style.unit(drawn.ucum)), t.said(case.range(drawn, "-"))
            rows.append(t.row([t.said(drawn.name), unit, within, *values]))
    head = t.page(flipped=True, size=8, footer=t.numbered(case.word("page")), margin="1.5cm")
    title = f"== {t.said('Medizinisches Versorgungszentrum Labor am Markt')}\n"
    body = t.table(
        "(2fr, 1fr, 1.2fr, 1fr, 1fr, 1fr, 1fr)", rows, "stroke: (bottom: 0.3pt), inset: 3pt"
    )
    said = t.said(f"Kumulativbefund   {case.word('request')}: {case.request}")
    return Made(t.pdf(head + title + said + _line(case) + body), (report,), marks)


def _line(case: Case) -> str:
    style = case.style
    parts = (
        f"{case.word('patient')}: {case.patient}",
        f"{case.word('born')}: {style.date(case.born)}",
        f"{case.word('sex')}: {case.word(case.sex)}",
        f"{case.word('collected')}: {style.moment(case.collected)}",
        f"{case.word('reported')}: {style.moment(case.reported)}",
    )
    return "\n\n" + "#h(14pt)".join(t.said(p) for p in parts) + "\n\n"


def two_patients_nl(rng: random.Random) -> Made:
    """Dutch, two patients in one file, the values right-aligned and the flags in front."""
    marks, style = Marks(), style_of("nl", rng)
    reports, pages = [], []
    for _ in range(2):
        case = draw(style, rng, ("chemistry", "hormones"), rows=rng.randint(4, 11))
        report, rows = case.truth(), []
        heads = [case.word("test"), "", case.word("result"), case.word("unit"), case.word("range")]
        rows.append(t.row([t.said(w, style='"italic"') for w in heads]))
        for panel in case.panels:
            rows.append(t.across(5, f"#underline[{t.said(panel.title)}]"))
            for drawn in panel.rows:
                number, flag = mark(marks, report, case.row(drawn, panel), LETTERS, drawn.grade)
                value = t.valued(number, case.shown(drawn))
                cells = [t.said(drawn.name), t.said(flag), value, t.said(style.unit(drawn.ucum))]
                rows.append(t.row([*cells, t.said(case.range(drawn, "-"))]))
        more = "stroke: none, inset: 3pt, align: (left, right, right, left, left)"
        title = f"== {t.said(case.word('title'))}\n{t.said('Huisartsenlaboratorium Oost')}\n"
        pages.append(title + _line(case) + t.table("(2fr, 0.3fr, 1fr, 1fr, 1.3fr)", rows, more))
        reports.append(report)
    source = t.page(size=10) + "#pagebreak()\n".join(pages)
    return Made(t.pdf(source), tuple(reports), marks)


LAYOUTS: Final = (
    Layout("in-and-out-us", "dev", "typst", in_and_out_us),
    Layout("days-de", "dev", "typst", days_de),
    Layout("two-patients-nl", "dev", "typst", two_patients_nl),
)
