"""Which results stand: a final one in place of its preliminary, a correction in place of both."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from chartside.fhir.clinical.same import same_day
from chartside.fhir.entry import Entry, Value

_STAGE: Final = {
    "corrected": 3, "amended": 3, "appended": 3, "final": 2, "": 1, "preliminary": 1,
    "partial": 1, "unknown": 1, "registered": 0, "specimen-in-process": 0,
}  # fmt: skip
"""How final a status is: FHIR R4 observation-status and diagnostic-report-status, and R6's."""
_FINAL: Final = 2
_CORRECTED: Final = 3
_DAY: Final = len("2026-01-31")


def says(value: Value | None) -> bool:
    """Whether something was measured or answered; a reason why not is no result."""
    return value is not None and not value.absent


def has_result(entry: Entry) -> bool:
    """Whether a live result says something, itself or in a component."""
    return entry.live and (says(entry.value) or any(says(c.value) for c in entry.components))


def standing(results: Iterable[Entry]) -> tuple[Entry, ...]:
    """The results that stand: of two for one moment, or one order on one day, the more final.

    A preliminary result and its correction are two resources in many systems. Two final results at
    one moment that differ are two specimens or a disagreement, and both stand; if they are equal,
    one is a copy. Of two corrections of one moment the one issued later stands. One moment, or
    one day, is so in any time zone. A result that gives only its day gives way to a more final one
    of some hour of that day, and the other way round, where it is the only one that may be meant.
    """
    held = list(results)
    kept: set[str] = set()
    seen: _Seen = {}
    for entry in held:
        keys = _keys(entry)
        rival = _rival(entry, keys, seen, kept)
        if rival is not None and _replaces(entry, rival):
            kept.discard(rival.reference)
        elif rival is not None and not _beside(entry, rival):
            continue
        kept.add(entry.reference)
        for key in keys:
            seen.setdefault((key, stage(entry)), []).append(entry)
    kept -= _of_the_day(e for e in held if e.reference in kept)
    return tuple(e for e in held if e.reference in kept)


def _of_the_day(standing_ones: Iterable[Entry]) -> set[str]:
    """Results that a more final one of their day replaced, though only one of them has an hour."""
    days: dict[str, tuple[list[Entry], list[Entry]]] = {}
    dated = [(e, e.when) for e in standing_ones if e.when is not None]
    whole_days = {when.text for _, when in dated if len(when.text) == _DAY}
    for entry, when in dated if whole_days else ():
        if when.day in whole_days:
            pair = days.setdefault(when.day, ([], []))
            pair[len(when.text) > _DAY].append(entry)
    gone: set[str] = set()
    for whole, timed in days.values():
        for held, others in ((whole, timed), (timed, whole)):
            last = max((stage(e) for e in others), default=0)
            lesser = [e for e in held if stage(e) < last]
            if len(lesser) == 1 and last >= _FINAL:
                gone.add(lesser[0].reference)
    return gone


_Key = tuple[datetime, str] | str
_Seen = dict[tuple[_Key, int], list[Entry]]
"""Results by moment or order and by stage: a thousand of one day at one stage have no rival."""


def _rival(entry: Entry, keys: list[_Key], seen: _Seen, kept: set[str]) -> Entry | None:
    own = stage(entry)
    for key in keys:
        for other_stage in range(_CORRECTED + 1):
            timed = key.__class__ is tuple and key[1] == "time"
            if other_stage == own != _CORRECTED and not timed:
                continue
            for other in seen.get((key, other_stage), ()):
                if other.reference in kept and _same_test(other, entry):
                    return other
    return None


def stage(entry: Entry) -> int:
    """How final a result is, from 0 (registered) to 3 (corrected)."""
    return _STAGE.get(entry.status, 1)


def _keys(entry: Entry) -> list[_Key]:
    """Where a rival may be found: at the same moment, or under the same order."""
    if entry.when is None:
        return []
    orders = [ref for ref in entry.links if ref.startswith("ServiceRequest/")]
    return [(entry.when.low, entry.when.precision), *orders]


def _same_test(one: Entry, other: Entry) -> bool:
    """One moment, or one order on one day at two stages; a day is a moment only between stages."""
    if one.when is None or other.when is None:
        return False
    staged = stage(one) != stage(other) or _corrects(one, other) or _corrects(other, one)
    if one.when.low == other.when.low and one.when.precision == other.when.precision:
        return staged or one.when.precision == "time"
    orders = {ref for ref in one.links if ref.startswith("ServiceRequest/")} & set(other.links)
    return bool(orders) and staged and same_day(one.when, other.when)


def _replaces(entry: Entry, rival: Entry) -> bool:
    if stage(entry) != stage(rival):
        return stage(entry) > stage(rival)
    return _corrects(entry, rival)


def _beside(entry: Entry, rival: Entry) -> bool:
    """Two results of one stage that differ, neither correcting the other."""
    copies = (entry.value, entry.components) == (rival.value, rival.components)
    return stage(entry) == stage(rival) and not copies and not _corrects(rival, entry)


def _corrects(entry: Entry, rival: Entry) -> bool:
    """Whether both are corrections and the first was issued later."""
    issued = entry.recorded and rival.recorded and entry.recorded.low > rival.recorded.low
    return bool(issued) and stage(entry) == stage(rival) == _CORRECTED
