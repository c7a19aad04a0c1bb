"""HELD OUT: who writes or tunes a reader of laboratory reports does not read this module.

See `held_out`. Hard pages set by Typst: two systems of units, a slip of a blood gas machine, ranges
by phase of a cycle, shares beside concentrations, drug levels with their doses.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from chartside.evals.lab_extraction import typst_pages as t
from chartside.evals.lab_extraction.figures import Style, style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, draw
from chartside.evals.lab_extraction.layouts.held_out import BOLD, taken, two_by_two
from chartside.evals.lab_extraction.layouts.layout import (
    ARROWS,
    LETTERS,
    PLUS,
    STARS,
    Layout,
    Made,
    facts,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow


def both_systems_ch(rng: random.Random) -> Made:
    """Swiss: SI units with their range, then the same result in conventional ones with theirs."""
    style = Style("de", ".", "'", day="%d.%m.%Y", spelling=rng.randrange(9))
    panels = ("haematology", "chemistry", "iron", "hormones")
    case = draw(style, rng, panels, rows=10)
    report, marks = case.truth(), Marks()
    words = ("Analyse", "SI", "Einheit", "Referenz", "konv.", "Einheit", "Referenz")
    rows = ["table.header(" + t.row([t.said(w, weight=BOLD) for w in words]) + "),"]
    for panel in case.panels:
        rows.append(t.across(7, t.said(panel.title, weight=BOLD, fill="rgb(150, 0, 0)")))
        for drawn in panel.rows:
            row = case.row(drawn, panel)
            number, flag = mark(marks, report, row, PLUS, drawn.grade)
            value = f"{t.valued(number, case.shown(drawn))} {t.said(flag)}"
            unit, within = t.said(style.unit(drawn.ucum)), t.said(case.range(drawn, "–"))
            rows.append(t.row([t.said(drawn.name), value, unit, within, *_other(case, drawn, row)]))
    head = t.page(size=8, margin="1.6cm", footer=t.numbered("Seite {0} von {1}"))
    more = "stroke: (bottom: 0.2pt + luma(160)), inset: 2.6pt"
    body = t.table("(2.1fr, 0.9fr, 0.9fr, 1.1fr, 0.8fr, 0.9fr, 1.1fr)", rows, more)
    title = f"= {t.said('Labor Seetal AG')}\n{two_by_two(case)}#v(6pt)\n"
    return Made(t.pdf(head + title + body), (report,), marks)


def _other(case: Case, drawn: Drawn, row: TrueRow) -> list[str]:
    """The cells of the conventional units; empty where there are none, or no value."""
    si, other = drawn.analyte.si, drawn.analyte.conventional
    if si is None or other is None or si.ucum == other.ucum or None in {si.high, other.high}:
        return ["", "", ""]
    if drawn.value is None or drawn.comparator or not (si.high and other.high):
        return ["", "", ""]
    step = Decimal(1).scaleb(-other.decimals)
    value = (drawn.value * other.high / si.high).quantize(step)
    row.also, style = (value,), case.style
    women = other.women if case.sex == "female" else None
    within = style.interval(*(women or (other.low, other.high)), other.relation, "–")
    said = (style.number(value, other.decimals), style.unit(other.ucum), within)
    return [t.said(text, fill="luma(70)") for text in said]


_GASES: Final = (
    ("pH", "", "7.350", "7.450", "[pH]"),
    ("pCO2", "kPa", "4.67", "6.00", "kPa"),
    ("pO2", "kPa", "11.1", "14.4", "kPa"),
    ("cHCO3-", "mmol/L", "21.0", "28.0", "mmol/L"),
    ("ABE", "mmol/L", "-2.0", "3.0", "mmol/L"),
    ("sO2", "%", "94.0", "98.0", "%"),
    ("ctHb", "g/L", "120", "160", "g/L"),
    ("FCOHb", "%", "0.5", "1.5", "%"),
    ("FMetHb", "%", "0.0", "1.5", "%"),
    ("cK+", "mmol/L", "3.4", "4.5", "mmol/L"),
    ("cNa+", "mmol/L", "136", "146", "mmol/L"),
    ("cCa2+", "mmol/L", "1.15", "1.29", "mmol/L"),
    ("cCl-", "mmol/L", "98", "106", "mmol/L"),
    ("cGlu", "mmol/L", "3.9", "5.8", "mmol/L"),
    ("cLac", "mmol/L", "0.5", "1.6", "mmol/L"),
)


def gas_slip_uk(rng: random.Random) -> Made:
    """A blood gas machine's slip, 80 mm wide: arrow, name, value, unit, range in brackets."""
    case = draw(replace(style_of("uk", rng), day="%d/%m/%Y"), rng, ())
    report, marks = case.truth(), Marks()
    report.either = [("T", Decimal("37.0")), ("FO2(I)", Decimal("21.0"))]
    held = dict(facts(case, ("patient", "born", "sex", "identifier", "collected")))
    lines = [
        t.said("RADIAMED 900   Syringe - S 195uL", weight=BOLD),
        t.said("Sample type  Arterial"),
    ]
    lines += [t.said(f"{label}  {text}") for label, text in held.items()]
    lines += [t.said("T  37.0 °C"), t.said("FO2(I)  21.0 %"), t.said("-" * 38)]
    rows = []
    for name, unit, low, high, ucum in _GASES:
        row = _gas(rng, name, Decimal(low), Decimal(high))
        row.unit, row.ucum, row.collected = unit, ucum, taken(case)
        number, flag = mark(marks, report, row, ARROWS, row.flag)
        value = t.valued(number, f"{row.value}")
        cells = [t.said(flag), t.said(name), value, t.said(unit), t.said(f"[{low} - {high}]")]
        rows.append(t.row(cells))
    more = "stroke: none, inset: 1.4pt, align: (left, left, right, left, left)"
    body = t.table("(10pt, 40pt, 34pt, 36pt, 1fr)", rows, more)
    printed = t.said(f"Printed {case.style.moment(case.reported)}", size="6.5pt")
    head = (
        "#set page(width: 80mm, height: auto, margin: 5mm)\n"
        '#set text(font: "DejaVu Sans Mono", size: 7pt)\n#set par(leading: 0.5em)\n'
    )
    return Made(t.pdf(head + " \\\n".join(lines) + body + printed), (report,), marks)


def _gas(rng: random.Random, name: str, low: Decimal, high: Decimal) -> TrueRow:
    span = high - low
    value = (low + span * Decimal(rng.randint(-40, 140)) / 100).quantize(high)
    value = value if low < 0 else max(value, Decimal(0).quantize(high))
    flag = "L" if value < low else "H" if value > high else ""
    return TrueRow(name, value, low=low, high=high, flag=flag, specimen="Arterial blood")


_PHASES: Final = {
    "FSH": ("3,5 - 12,5", "4,7 - 21,5", "1,7 - 7,7", "25,8 - 134,8", "1,5 - 12,4"),
    "LH": ("2,4 - 12,6", "14,0 - 95,6", "1,0 - 11,4", "7,7 - 58,5", "1,7 - 8,6"),
    "Estradiol": ("45 - 854", "151 - 1461", "82 - 1251", "< 505", "41 - 159"),
    "Progesterona": ("0,2 - 2,8", "0,4 - 38,1", "5,8 - 75,9", "< 0,4", "0,2 - 0,5"),
}
_PHASE_NAMES: Final = ("F. folicular", "Mitad de ciclo", "F. lútea", "Posmenopausia", "Hombres")


def phases_es(rng: random.Random) -> Made:
    """Spanish hormones: the range of each phase of the cycle on a line of its own, in one cell."""
    style = replace(style_of("es", rng), conventional=False, thousands="")
    case = draw(style, rng, ("hormones",), rows=9)
    report, marks = case.truth(), Marks()
    words = [case.word(w) for w in ("test", "result", "unit", "range")]
    rows = [t.row([t.said(w, weight=BOLD) for w in words])]
    for panel in case.panels:
        rows.append(t.across(4, t.said(panel.title.upper(), weight=BOLD), "luma(230)"))
        plain = [d for d in panel.rows if d.name not in _PHASES]
        for drawn in plain:
            number, flag = mark(marks, report, case.row(drawn, panel), STARS, drawn.grade)
            value = f"{t.valued(number, case.shown(drawn))} {t.said(flag)}"
            within = t.said(case.range(drawn))
            rows.append(t.row([t.said(drawn.name), value, t.said(style.unit(drawn.ucum)), within]))
        rows += [_phased(case, report, marks, name) for name in _PHASES]
    head = t.page(size=9, font="Libertinus Serif", footer=t.numbered(case.word("page")))
    body = t.table("(1.8fr, 0.9fr, 0.8fr, 1.7fr)", rows, "stroke: (y: 0.3pt), inset: 3.5pt")
    return Made(t.pdf(head + two_by_two(case) + "#v(8pt)\n" + body), (report,), marks)


def _phased(case: Case, report: TrueReport, marks: Marks, name: str) -> str:
    """A woman's phase is not printed, so that her range is not asked for; a man's is."""
    ucum = {"Estradiol": "pmol/L", "Progesterona": "nmol/L"}.get(name, "[IU]/L")
    value = Decimal(case.rng.randint(20, 118)) / 10
    if name == "Estradiol":
        value = Decimal(case.rng.randint(60, 900))
    row = TrueRow(name, value, unit=case.style.unit(ucum), ucum=ucum, collected=taken(case))
    row.unknown = frozenset({"flag", "range"})
    if case.sex == "male":
        bounds = _PHASES[name][-1].replace(",", ".").split(" - ")
        row.low, row.high = (Decimal(bound) for bound in bounds)
        row.unknown = frozenset({"flag"})
    number = marks.mark(report, row)
    held = zip(_PHASE_NAMES, _PHASES[name], strict=True)
    lines = " \\ ".join(t.said(f"{phase}: {within}", size="7.5pt") for phase, within in held)
    return t.row(
        [t.said(name), t.valued(number, case.style.number(value)), t.said(row.unit), lines]
    )


_FRACTIONS: Final = (
    ("Albumine", "55,8", "66,1", "40,2", "47,6"),
    ("Alpha 1 globulines", "2,9", "4,9", "2,1", "3,5"),
    ("Alpha 2 globulines", "7,1", "11,8", "5,1", "8,5"),
    ("Bêta 1 globulines", "4,7", "7,2", "3,4", "5,2"),
    ("Bêta 2 globulines", "3,2", "6,5", "2,3", "4,7"),
    ("Gamma globulines", "11,1", "18,8", "8,0", "13,5"),
)


def electrophoresis_fr(rng: random.Random) -> Made:
    """French: each fraction as a share and as a concentration, each with its own range."""
    case = draw(replace(style_of("fr", rng), litre="L", thousands=""), rng, ())
    report, marks, style = case.truth(), Marks(), case.style
    words = ("Fractions", "%", "Valeurs usuelles", "g/L", "Valeurs usuelles")
    rows = [t.row([t.said(w, weight=BOLD) for w in words])]
    for name, *limits in _FRACTIONS:
        bounds = [Decimal(limit.replace(",", ".")) for limit in limits]
        at = Decimal(rng.randint(-15, 115)) / 100
        cells = [t.said(name)]
        for unit, low, high in (("%", bounds[0], bounds[1]), ("g/L", bounds[2], bounds[3])):
            value = (low + (high - low) * at).quantize(Decimal("0.1"))
            row = TrueRow(name, value, "", "", unit, unit, low, high, collected=taken(case))
            row.also_named = (f"{name} {unit}", f"{name} (%)", f"{name} (g/L)")
            shown = t.valued(marks.mark(report, row), style.number(value, 1))
            cells += [shown, t.said(f"{style.number(low)} à {style.number(high)}")]
        rows.append(t.row(cells))
    total = Decimal(rng.randint(610, 800)) / 10
    row = TrueRow("Protéines totales", total, "", "", "g/L", "g/L", Decimal(64), Decimal(83))
    row.collected = taken(case)
    shown = t.valued(marks.mark(report, row), style.number(total, 1))
    last = t.row([t.said(row.name), "", "", shown, t.said("64 à 83")])
    person = "\n\n".join(t.said(f"{label} : {text}") for label, text in facts(case))
    title = f"\n\n== {t.said('Électrophorèse des protéines sériques')}\n{_CURVE}\n"
    body = t.table(
        "(1.8fr, 0.8fr, 1.3fr, 0.8fr, 1.3fr)", [*rows, last], "stroke: 0.3pt, inset: 4pt"
    )
    said = t.said(
        "Conclusion : profil sans anomalie notable. Rapport A/G : se référer à la courbe."
    )
    return Made(t.pdf(t.page(size=10) + person + title + body + said), (report,), marks)


_CURVE: Final = (
    "#curve(curve.move((0pt, 60pt)), curve.cubic((20pt, 60pt), (25pt, -60pt), (50pt, 60pt)), "
    "curve.cubic((70pt, 40pt), (80pt, 40pt), (100pt, 58pt)), curve.cubic((120pt, 30pt), (140pt, "
    "30pt), (200pt, 60pt)))"
)
_DRUGS: Final = (
    ("Vancomycin", "mg/L", "1 g IV", "Trough", "10", "20", 1),
    ("Gentamicin", "mg/L", "320 mg IV", "Peak", "5.0", "10.0", 1),
    ("Lithium", "mmol/L", "400 mg PO", "12 h post dose", "0.60", "1.00", 2),
    ("Digoxin", "ug/L", "125 micrograms PO", "6-8 h post dose", "0.8", "2.0", 1),
    ("Tacrolimus", "ug/L", "2 mg PO", "Trough", "5.0", "15.0", 1),
)


def drug_levels_uk(rng: random.Random) -> Made:
    """British: a block a drug, its dose and the time of it above the level, the range named."""
    case = draw(style_of("uk", rng), rng, ())
    report, marks, style = case.truth(), Marks(), case.style
    blocks = []
    for name, unit, dose, when, low, high, decimals in rng.sample(_DRUGS, 4):
        step = Decimal(1).scaleb(-decimals)
        value = (Decimal(high) * Decimal(rng.randint(20, 140)) / 100).quantize(step)
        flag = "L" if value < Decimal(low) else "H" if value > Decimal(high) else ""
        row = TrueRow(name, value, "", "", unit, unit, Decimal(low), Decimal(high), flag)
        row.collected, row.specimen = taken(case), "Serum"
        row.also_named = (f"{name} level", f"{name} {when}", f"{name} level ({when})")
        number, printed = mark(marks, report, row, LETTERS, flag)
        given = case.collected - timedelta(hours=rng.randint(6, 12))
        report.either += [("Dose", Decimal(dose.split()[0])), (name, Decimal(dose.split()[0]))]
        value_line = f"{t.valued(number, str(value), weight=BOLD)} {t.said(f'{unit} {printed}')}"
        heading = t.said(name.upper(), weight=BOLD)
        blocks.append(
            f"#block(stroke: 0.4pt, inset: 6pt, width: 100%)[{heading} \\ "
            f"{t.said(f'Dose: {dose}    Last dose given: {style.moment(given)}')} \\ "
            f"{t.said(f'{name} level ({when})')} #h(1fr) {value_line} #h(1fr) "
            f"{t.said(f'Therapeutic range: {low} - {high} {unit}')}]\n"
        )
    head = t.page(size=9.5, margin="2.2cm")
    title = f"== {t.said('Therapeutic Drug Monitoring')}\n{two_by_two(case)}#v(6pt)\n"
    return Made(t.pdf(head + title + "".join(blocks)), (report,), marks)


LAYOUTS: Final[Sequence[Layout]] = (
    Layout("both-systems-ch", "held-out", "typst", both_systems_ch, kind="hard"),
    Layout("gas-slip-uk", "held-out", "typst", gas_slip_uk, kind="hard"),
    Layout("phases-es", "held-out", "typst", phases_es, kind="hard"),
    Layout("electrophoresis-fr", "held-out", "typst", electrophoresis_fr, kind="hard"),
    Layout("drug-levels-uk", "held-out", "typst", drug_levels_uk, kind="hard"),
)
