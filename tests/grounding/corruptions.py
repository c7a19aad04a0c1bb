"""Mechanical ways to make a true sentence false, one thing at a time.

Each takes a statement and its chart and gives false twins, none where the way does not apply. They
work on the words alone, so they know nothing of how the checker reads them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from chartside.draft import Citation, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind

Way = Callable[[Statement, Chart], Iterator[Statement]]

_VALUE = re.compile(
    r"(?<![\w.,/-])(\d+(?:\.\d+)?)(?=\s(?:%|mmol|mg/|g/|kg|U/L|\u00b5mol|umol|mL/min|mmHg|/min|beats|cm|\u00b0F|lb))"
)
_DATE = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]{2,8}) (\d{4})\b")
_DOSE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) (mg|units|mcg|g)\b")
_PAIR = re.compile(r"\b(\d{2,3})/(\d{2,3}) mmHg")
_FIRST_WORD = re.compile(r"^[A-Z][a-z]+")


def _with(statement: Statement, text: str) -> Statement:
    return replace(statement, text=text)


def _kinds(statement: Statement, chart: Chart) -> set[Kind]:
    return {e.kind for c in statement.citations if (e := chart.get(c.reference))}


def digit(statement: Statement, _: Chart) -> Iterator[Statement]:
    for found in list(_VALUE.finditer(statement.text))[:2]:
        last = found[1][-1]
        other = found[1][:-1] + str((int(last) + 4) % 10)
        if found[1] != other and not _in_range(statement.text, found.start()):
            yield _with(
                statement, statement.text[: found.start()] + other + statement.text[found.end() :]
            )


def _in_range(text: str, place: int) -> bool:
    return "range" in text[max(0, place - 30) : place]


def decimal_shift(statement: Statement, _: Chart) -> Iterator[Statement]:
    for found in list(_VALUE.finditer(statement.text))[:1]:
        if float(found[1]):
            other = f"{float(found[1]) * 10:g}"
            yield _with(
                statement, statement.text[: found.start()] + other + statement.text[found.end() :]
            )


def unit(statement: Statement, chart: Chart) -> Iterator[Statement]:
    for one, other in (
        (" mmol/L", " mg/dL"),
        (" mg/dL", " g/dL"),
        (" kg ", " lb "),
        (" g/L", " mg/L"),
        (" U/L", " g/L"),
    ):
        if (
            one in statement.text
            and _kinds(statement, chart) & {Kind.LAB, Kind.VITAL}
            and "reported in" not in statement.text
        ):
            yield _with(statement, statement.text.replace(one, other, 1))


def day(statement: Statement, chart: Chart) -> Iterator[Statement]:
    for found in list(_DATE.finditer(statement.text))[:2]:
        other = int(found[1]) % 27 + 1
        if not _told(statement, chart, f"{other} {found[2]} {found[3]}"):
            yield _with(
                statement,
                statement.text[: found.start(1)] + str(other) + statement.text[found.end(1) :],
            )


def year(statement: Statement, chart: Chart) -> Iterator[Statement]:
    for found in list(_DATE.finditer(statement.text))[:2]:
        other = str(int(found[3]) - 1)
        if not _told(statement, chart, f"{found[1]} {found[2]} {other}"):
            yield _with(
                statement, statement.text[: found.start(3)] + other + statement.text[found.end(3) :]
            )


def _told(statement: Statement, chart: Chart, words: str) -> bool:
    """Whether the new date happens to be one that a cited entry has."""
    entries = [e for c in statement.citations if (e := chart.get(c.reference))]
    return any(w and w.words == words for e in entries for w in (e.when, e.end, e.recorded))


def pressures_swapped(statement: Statement, _: Chart) -> Iterator[Statement]:
    if (found := _PAIR.search(statement.text)) and found[1] != found[2]:
        yield _with(statement, statement.text.replace(found[0], f"{found[2]}/{found[1]} mmHg", 1))


def drug(statement: Statement, chart: Chart) -> Iterator[Statement]:
    if _kinds(statement, chart) == {Kind.MEDICATION} and _FIRST_WORD.match(statement.text):
        for other in ("Warfarin", "Ramipril", "Zonisamide"):
            if other.lower() not in statement.text.lower() and "Takes" not in statement.text:
                yield _with(statement, _FIRST_WORD.sub(other, statement.text, count=1))


def dose(statement: Statement, chart: Chart) -> Iterator[Statement]:
    if _kinds(statement, chart) == {Kind.MEDICATION}:
        for found in list(_DOSE.finditer(statement.text))[:2]:
            other = f"{float(found[1]) * 2:g}"
            yield _with(
                statement,
                statement.text[: found.start()]
                + f"{other} {found[2]}"
                + statement.text[found.end() :],
            )


def standing(statement: Statement, _: Chart) -> Iterator[Statement]:
    for one, other in (
        (", active since", ", resolved since"),
        (", resolved ", ", active since "),
        (": stopped", ": still taken"),
        (", on hold", ""),
        (", inactive", ", active"),
    ):
        if one in statement.text:
            yield _with(statement, statement.text.replace(one, other, 1))


def negated(statement: Statement, chart: Chart) -> Iterator[Statement]:
    if (
        _kinds(statement, chart) <= {Kind.PROBLEM, Kind.ALLERGY, Kind.PROCEDURE}
        and "no known" not in statement.text.lower()
    ):
        yield _with(statement, f"No {statement.text[0].lower()}{statement.text[1:]}")


def side(statement: Statement, _: Chart) -> Iterator[Statement]:
    for one, other in (("left", "right"), ("right", "left")):
        if re.search(rf"\b{one}\b", statement.text):
            yield _with(statement, re.sub(rf"\b{one}\b", other, statement.text))
            return


def family(statement: Statement, chart: Chart) -> Iterator[Statement]:
    kinds = _kinds(statement, chart)
    if kinds == {Kind.FAMILY}:
        yield _with(
            statement, re.sub(r"^Family history: [\w ]+, ", "The patient has ", statement.text)
        )
    elif kinds == {Kind.PROBLEM} and "provisional" not in statement.text:
        yield _with(
            statement, f"Family history: mother, {statement.text[0].lower()}{statement.text[1:]}"
        )


def other_entry(statement: Statement, chart: Chart) -> Iterator[Statement]:
    """The citation moved to another entry of the same kind with another name."""
    if len(statement.citations) != 1:
        return
    entry = chart.get(statement.citations[0].reference)
    if entry is None or entry.kind in {Kind.ENCOUNTER, Kind.PATIENT}:
        return
    others = [
        e
        for e in chart.of(entry.kind)
        if e.live
        and e.label.lower() not in statement.text.lower()
        and not e.code.shares(entry.code)
    ]
    names = set(re.findall(r"[a-z]{4,}", entry.label.lower()))
    others = [e for e in others if not names & set(re.findall(r"[a-z]{4,}", e.label.lower()))]
    if others:
        yield replace(statement, citations=(Citation(others[0].reference),))


WAYS: Mapping[str, Way] = {
    "digit": digit, "decimal shift": decimal_shift, "unit": unit, "day": day, "year": year,
    "pressures swapped": pressures_swapped, "drug": drug, "dose doubled": dose,
    "status flipped": standing,
    "negated": negated, "side": side, "family or self": family, "other entry": other_entry,
}  # fmt: skip


def entered_in_error(chart: Chart, reference: str) -> Chart:
    """The same chart with one entry marked as entered in error."""
    return replace(
        chart,
        entries=tuple(
            replace(e, status="entered-in-error", live=False) if e.reference == reference else e
            for e in chart.entries
        ),
    )
