"""Results in lines that stand under no heading: a name, a value, and what shows that it is one.

A line counts where a unit or a range stands with its number, or where its value is in line with
that of such a line nearby. One line alone counts only with both a unit and a range, because letters
and invoices hold numbers too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role, column_role, split_label
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, line_of, phrase_of
from chartside.fhir.lab_reports.layout.margin import without_margin
from chartside.fhir.lab_reports.layout.parting import susceptible, typed_parts
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import Slots, place_result, text_of

_LONGEST: Final = 9
"""Words of a name."""
_CODE: Final = 8
"""Letters of the code of an analyte."""
_MOST_WORDS: Final = 2 * _LONGEST
_NEAR: Final = 4.0
"""Of the height of a line: how far from a sure line one that is in line with it may stand."""
_LEVEL: Final = 0.4
"""Of that height: how far two values in line with each other may differ."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    slots: Slots
    proofs: int
    """How many of unit and range stand with the value."""
    strong: bool
    """Whether one of them is a range or a unit of a concentration: a dose has neither."""
    drug: bool = False
    """Whether it says how an organism answers to a drug: `S`, `I` or `R`."""
    run_in: bool = False
    """Whether no more than a blank stands between its name and its value."""


def unheaded(lines: Sequence[Line], reader: Reader) -> list[list[Slots]]:
    """Stretches of lines with results, one for each table; names and ranges between them too."""
    candidates = [_candidates(line, reader) for line in lines]
    every = [each for found in candidates for each in found]
    strong = any(each.strong for each in every)
    proved = [each for each in every if each.drug or (each.proofs and strong)]
    sure = [each for each in proved if _confirmed(each, proved)]
    held = [each.slots for each in every if each in sure or _beside(each, sure)]
    return [
        stretch
        for left, right in _columns(held)
        for stretch in _stretches(lines, held, (left, right), reader)
    ]


def _columns(held: Sequence[Slots]) -> list[tuple[float, float]]:
    """Left and right of tables beside each other."""
    found: list[tuple[float, float]] = []
    for slots in sorted(held, key=lambda slots: slots.line.box[0]):
        left, _, right, _ = slots.line.box
        if found and left < found[-1][1]:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found


def _stretches(
    lines: Sequence[Line], held: Sequence[Slots], sides: tuple[float, float], reader: Reader
) -> Iterator[list[Slots]]:
    own = [slots for slots in held if sides[0] <= slots.line.box[0] < sides[1]]
    tables: list[list[Slots]] = [[]]
    for line in lines:
        mine = [s for s in own if line.box[1] <= s.line.middle <= line.box[3]]
        loose = None if mine else _loose(line, sides, reader)
        held_here = mine or ([loose] if loose else [])
        if not held_here:
            continue
        last = tables[-1][-1].line if tables[-1] else line
        if line.box[1] - last.box[3] > _NEAR * line.height:
            tables.append([])
        tables[-1] += held_here
    yield from (table for table in tables if any(s.result and s.name for s in table))


def _candidates(line: Line, reader: Reader) -> list[_Candidate]:
    """The results that a line may hold, side by side."""
    runs: list[list[Phrase]] = []
    flags, bare = without_margin(line.phrases, reader)
    parts = [part for whole in bare for part in _parted(whole, reader)]
    wide = {id(phrase) for phrase in bare}
    for phrase in parts:
        named = not runs or all(may_name(each, reader) for each in runs[-1])
        if runs and (named or reader.unit(phrase.text) or not may_name(phrase, reader)):
            runs[-1].append(phrase)
        else:
            runs.append([phrase])
    found = [(run, _candidate(run, reader)) for run in runs]
    for (_, before), (run, after) in pairwise(tuple(found)):
        if before and column_role(run[0].words[0].text) is Role.COMMENT:
            before.slots.comment += run
            found.remove((run, after))
    for _, first in found[:1]:
        if first is not None:
            first.slots.flag += flags
    return [
        replace(each, run_in=id(run[0]) not in wide and not run[0].text.endswith(":"))
        for run, each in found
        if each is not None
    ]


def _parted(phrase: Phrase, reader: Reader) -> list[Phrase]:
    """A phrase that is a name and a value with no more than a blank between them, in two."""
    words = phrase.words
    known = reader.answer(phrase.text) or reader.range(phrase.text)
    if known or len(words) > _MOST_WORDS or not any(c.isdigit() for c in phrase.text):
        return [phrase]
    for index in range(1, len(words)):
        rest = " ".join(word.text for word in words[index:])
        value = reader.value(rest)
        told = value is not None and (value.value is not None or words[index - 1].text[-1] == ":")
        if told and not reader.number(words[index - 1].text):
            return [phrase_of(part, phrase.page) for part in (words[:index], words[index:])]
    return [phrase]


def may_name(phrase: Phrase, reader: Reader) -> bool:
    """Whether a phrase may be the name of an analyte: words, and no other part of a result."""
    text = phrase.text
    if susceptible(text) or _measures(phrase, reader):
        return False
    typed = reader.answer(text) or reader.range(text) or reader.surely_unit(text)
    typed = typed or reader.flag(text) is not None or len(typed_parts(phrase, reader)) > 1
    return not typed and any(c.isalpha() for c in text)


def _measures(phrase: Phrase, reader: Reader) -> bool:
    """Whether a phrase is a number with a unit behind it, whatever else is said there."""
    first, *rest = phrase.words
    return reader.number(first.text) and any(reader.surely_unit(word.text) for word in rest)


def _candidate(run: Sequence[Phrase], reader: Reader) -> _Candidate | None:
    name, *rest = _coded(run, reader)
    rest = _values_first(rest, reader)
    plain = len(name.words) <= _LONGEST and may_name(name, reader)
    listed = ";" in name.text or ":" in name.text[:-1] or name.text.endswith((".", ","))
    if not rest or not plain or listed or split_label(name.text):
        return None
    slots = Slots(line_of(run), name=[name])
    place_result(slots, rest, reader)
    if not slots.result:
        return None
    if not reader.number(slots.result[-1].text):
        slots.comment += slots.result[1:]
        del slots.result[1:]
    if susceptible(rest[-1].text):
        slots.result, slots.comment = [rest[-1]], list(rest[:-1])
        return _Candidate(slots, 0, strong=False, drug=True)
    value = reader.value(slots.result[0].text)
    if value is None:
        return None
    named = name.text.rstrip(")]").rpartition("(")[2] if name.text.endswith(")") else ""
    unit = bool(slots.unit or value.unit or reader.surely_unit(named))
    ranged = bool(slots.limits or value.range_text)
    number = value.value is not None
    printed = text_of(slots.unit) or value.unit or named
    strong = ranged or (unit and ("/" in printed or "%" in printed))
    return _Candidate(slots, unit + ranged if number else int(ranged), strong)


def _coded(run: Sequence[Phrase], reader: Reader) -> Sequence[Phrase]:
    """The run without the code of the analyte in front of its name."""
    more = len(run) > 2 and may_name(run[1], reader) and len(run[0].words) == 1  # noqa: PLR2004 - code, name, value
    code = more and len(run[0].text) <= _CODE and not susceptible(run[-1].text)
    return run[1:] if code else run


def _values_first(rest: Sequence[Phrase], reader: Reader) -> list[Phrase]:
    """The parts of a row, its number ahead of a unit or a flag that is printed in front of it."""
    for index, phrase in enumerate(rest):
        if reader.number(phrase.text) and not reader.range(phrase.text):
            before = rest[:index]
            typed = all(reader.unit(p.text) or reader.flag(p.text) for p in before)
            return [phrase, *before, *rest[index + 1 :]] if typed else list(rest)
    return list(rest)


def _confirmed(one: _Candidate, every: Sequence[_Candidate]) -> bool:
    if one.run_in:
        return any(other is not one and other.run_in and _below(one, other) for other in every)
    if one.proofs > 1:
        return True
    return any(
        other is not one and other.drug == one.drug and _in_line(one, other) for other in every
    )


def _below(one: _Candidate, other: _Candidate) -> bool:
    """Whether two names begin at one place, on lines near each other."""
    first, second = one.slots.line, other.slots.line
    level = abs(first.box[0] - second.box[0]) <= _LEVEL * first.height
    return level and abs(first.middle - second.middle) <= _NEAR * first.height


def _next_to(one: _Candidate, other: _Candidate) -> bool:
    """Whether one line follows the other, and both names begin at one place."""
    first, second = one.slots.line, other.slots.line
    apart = max(first.box[1], second.box[1]) - min(first.box[3], second.box[3])
    return _below(one, other) and apart <= first.height


def _beside(one: _Candidate, sure: Sequence[_Candidate]) -> bool:
    height = one.slots.line.height
    return any(
        (
            _in_line(one, other)
            or (one.run_in and (other.run_in or one.proofs > 1) and _next_to(one, other))
        )
        and abs(one.slots.line.middle - other.slots.line.middle) <= _NEAR * height
        for other in sure
    )


def _in_line(one: _Candidate, other: _Candidate) -> bool:
    """Whether two values begin, end or stand in the middle of one column."""
    first, second = one.slots.result[0].box, other.slots.result[0].box
    off = min(
        abs(first[0] - second[0]),
        abs(first[2] - second[2]),
        abs(first[0] + first[2] - second[0] - second[2]) / 2,
    )
    return off <= _LEVEL * one.slots.line.height


def _loose(line: Line, sides: tuple[float, float], reader: Reader) -> Slots | None:
    """A line without a result of its own: a heading, part of a name, or the range below a value."""
    phrases = [p for p in line.phrases if p.box[0] < sides[1] and p.box[2] > sides[0]]
    if not phrases:
        return None
    slots = Slots(line_of(phrases))
    for phrase in phrases:
        if reader.range(phrase.text):
            slots.limits.append(phrase)
        elif len(phrases) == 1 and len(phrase.words) <= _LONGEST:
            slots.name.append(phrase)
        else:
            slots.comment.append(phrase)
    return slots
