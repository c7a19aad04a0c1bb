"""Reports drawn word by word or letter by letter, as older laboratory systems print them."""

import random
from dataclasses import replace
from typing import Final

from chartside.evals.lab_extraction.drawn_pages import Paper, latin
from chartside.evals.lab_extraction.figures import style_of
from chartside.evals.lab_extraction.invented import Case, Drawn, Panel, draw
from chartside.evals.lab_extraction.layouts.layout import (
    LETTERS,
    STARS,
    Flags,
    Layout,
    Made,
    mark,
)
from chartside.evals.lab_extraction.marking import Marks
from chartside.evals.lab_extraction.truth import TrueReport

_LAST_LINE: Final = 780


def typewriter_uk(rng: random.Random) -> Made:
    """British, fixed width: no lines, ranges in brackets with the unit behind them, stars."""
    case = draw(
        style_of("uk", rng), rng, ("haematology", "chemistry", "hormones", "serology"), rows=13
    )
    report, marks, style = case.truth(), Marks(), case.style
    paper = Paper(font="Courier", size=9)
    y = _head(paper, case, 50)
    for panel in case.panels:
        y = _turned(paper, y + 20, 24)
        paper.put(40, y, f"{panel.title.upper()}", bold=True)
        paper.put(330, y, f"{case.word('specimen')}: {panel.specimen}")
        for drawn in panel.rows:
            y = _turned(paper, y + 12)
            number, flag = _marked(case, marks, report, (drawn, panel), STARS)
            paper.put(50, y, drawn.name)
            paper.put(236, y, flag)
            paper.put(300, y, case.shown(drawn), right=True, mark=number)
            paper.put(312, y, style.unit(drawn.ucum))
            within = case.range(drawn)
            paper.put(420, y, f"( {within} )" if within else "")
    paper.put(40, 815, "END OF REPORT")
    return Made(paper.octets(), (report,), marks)


def letters_es(rng: random.Random) -> Made:
    """Spanish, each letter an object of its own; the unit before the range, a flag behind it."""
    style = style_of("es", rng)
    case = draw(
        replace(style, spelling=3), rng, ("haematology", "chemistry", "iron", "urine"), rows=9
    )
    report, marks = case.truth(), Marks()
    paper = Paper(size=9, letters=True)
    y = _head(paper, case, 45)
    columns = (40, 255, 345, 425, 540)
    for panel in case.panels:
        y = _turned(paper, y + 18, 40)
        paper.bar(36, y - 10, 520, 14)
        paper.put(40, y, panel.title, bold=True)
        for x, key in zip(columns[1:], ("result", "unit", "range"), strict=False):
            paper.put(x, y, case.word(key), bold=True, right=x == columns[1])
        for drawn in panel.rows:
            y = _turned(paper, y + 13)
            number, flag = _marked(case, marks, report, (drawn, panel), LETTERS)
            paper.put(columns[0], y, drawn.name)
            paper.put(columns[1], y, case.shown(drawn), right=True, mark=number)
            paper.put(columns[2], y, case.style.unit(drawn.ucum))
            paper.put(columns[3], y, case.range(drawn))
            paper.put(columns[4], y, flag, bold=True)
    return Made(paper.octets(), (report,), marks)


def _marked(
    case: Case,
    marks: Marks,
    report: TrueReport,
    which: tuple[Drawn, Panel],
    flags: Flags,
) -> tuple[int, str]:
    row = case.row(*which)
    row.unit = latin(row.unit)
    return mark(marks, report, row, flags, which[0].grade)


def _turned(paper: Paper, y: float, needed: float = 0) -> float:
    """The line to go on with: this one, or the first of a new page."""
    if y + needed < _LAST_LINE:
        return y
    paper.new_page()
    return 60


def _head(paper: Paper, case: Case, y: float) -> float:
    """Title and person, in two columns of labels; gives the line below."""
    style = case.style
    paper.put(40, y, case.word("title"), bold=True, size=13)
    held = (
        (("patient", case.patient), ("request", case.request)),
        (("born", style.date(case.born)), ("collected", style.moment(case.collected))),
        (("sex", case.word(case.sex)), ("received", style.moment(case.received))),
        (("identifier", case.identifier), ("reported", style.moment(case.reported))),
    )
    y += 10
    for pair in held:
        y += 13
        for x, (key, text) in zip((40, 310), pair, strict=True):
            paper.put(x, y, f"{case.word(key)}:")
            paper.put(x + 115, y, text)
    paper.rule(40, y + 6, 556)
    return y + 14


LAYOUTS: Final = (
    Layout("typewriter-uk", "dev", "drawn", typewriter_uk),
    Layout("letters-es", "dev", "drawn", letters_es),
)
