"""Two final results of one test, for one moment, that differ.

Two specimens, a mix-up of samples, or a typing error: only a person can tell, and a draft that
quotes one of them hides the other. A difference of a tenth or less is analytical variation (Ricos
et al., Scand J Clin Lab Invest 1999;59:491) and is not reported, nor are results known only to
the day. Of each test the newest pair of the last two years is reported.

Blood groups do not change but for a transplant of marrow: two that differ are reported whatever
their dates (British Society for Haematology, pre-transfusion compatibility procedures, 2012).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Series, in_unit_of, is_abnormal, lab_series, plain
from chartside.fhir.clinical.results import MARKED
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Entry
from chartside.grounding.rules.finding import GRAVER, cite_all
from chartside.grounding.rules.moment import since
from chartside.grounding.rules.wording import inner, listed, on, outer, value_of

RULE: Final = "results-disagree"
BLOOD_GROUP: Final = ("882-1", "883-9", "10331-7", "34530-6")
"""LOINC: ABO and Rh group, ABO group, Rh type, ABO and Rh by confirmation."""
MANY: Final = 3
RECENT: Final = timedelta(days=730)
"""Before the end of the record's story: an older disagreement changes nothing any more."""
_FINAL: Final = frozenset({"final", "corrected", "amended"})


def results_disagree(chart: Chart) -> Iterator[Finding]:
    """The newest disagreement of each test; those of one moment together where they are many."""
    moments: dict[str, list[tuple[Entry, Entry]]] = {}
    start = since(chart, RECENT)
    for found in lab_series(chart):
        if pair := _blood_group(found):
            yield _one(pair, Severity.HIGH)
        elif pair := _newest_pair(found, start):
            moments.setdefault(pair[0].when.text if pair[0].when else "", []).append(pair)
    for pairs in moments.values():
        if len(pairs) >= MANY:
            yield _many(pairs)
        else:
            yield from (_one(pair, _severity(*pair)) for pair in pairs)


def _one(pair: tuple[Entry, Entry], severity: Severity) -> Finding:
    old, new = pair
    first, second = on(old.when), on(new.when)
    text = (
        f"{outer(old.label)} is recorded as {inner(value_of(old))}{first} and as "
        f"{inner(value_of(new))}{second}{', at the same time' if first == second else ''}"
    )
    return Finding(RULE, text, severity, cite_all(pair))


def _many(pairs: list[tuple[Entry, Entry]]) -> Finding:
    """Two panels with one time: very likely two specimens, or two patients."""
    told = [f"{inner(a.label)} {value_of(a)} and {value_of(b)}" for a, b in pairs]
    text = (
        f"{len(pairs)} tests have two different results{on(pairs[0][0].when)}, at the same time: "
        f"{listed(told)}"
    )
    gravest = min((_severity(*pair) for pair in pairs), key=GRAVER.__getitem__)
    return Finding(RULE, text, gravest, cite_all(e for pair in pairs for e in pair))


_OPPOSED: Final = (
    {"positive", "reactive", "detected", "present", "abnormal"},
    {"negative", "nonreactive", "undetected", "absent", "normal", "not", "none"},
)


def _severity(old: Entry, new: Entry) -> Severity:
    """Moderate if one of them is abnormal, or positive, and the other is not; else low."""
    judged = is_abnormal(old) != is_abnormal(new)
    return Severity.MODERATE if judged or opposed(old, new) else Severity.LOW


def opposed(old: Entry, new: Entry) -> bool:
    """Whether one says positive and the other negative.

    Two organisms in one culture are two findings, so other words do not disagree.
    """
    words = [set(plain(value_of(e)).split()) for e in (old, new)]
    said = [bool(w & _OPPOSED[0]) and not w & _OPPOSED[1] for w in words]
    denied = [bool(w & _OPPOSED[1]) for w in words]
    return (said[0] and denied[1]) or (said[1] and denied[0])


def _blood_group(found: Series) -> tuple[Entry, Entry] | None:
    groups = [e for e in found.entries if e.code.has(LOINC, *BLOOD_GROUP) and e.status in _FINAL]
    differing = ((a, b) for a, b in pairwise(groups) if plain(value_of(a)) != plain(value_of(b)))
    return next(differing, None)


def _newest_pair(found: Series, start: datetime) -> tuple[Entry, Entry] | None:
    final = [e for e in found.entries if e.status in _FINAL and e.when and e.when.high >= start]
    pairs = ((a, b) for a, b in reversed(list(pairwise(final))) if _at_once(a, b))
    return next(((a, b) for a, b in pairs if differ(a, b)), None)


def _at_once(one: Entry, other: Entry) -> bool:
    """The same test, the same moment to the second."""
    if one.when is None or other.when is None or not one.code.shares(other.code):
        return False
    timed = one.when.precision == other.when.precision == "time"
    return timed and one.when.low == other.when.low and one.site == other.site


def differ(one: Entry, other: Entry) -> bool:
    """Whether two results of one test say different things."""
    if one.value is None or other.value is None:
        return False
    if one.value.number is None or other.value.number is None:
        both_words = one.value.number is None and other.value.number is None
        return both_words and opposed(one, other)
    if one.value.comparator or other.value.comparator:
        return False
    number = in_unit_of(one, other.value)
    return number is not None and _apart(number, other.value.number)


def _apart(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) > MARKED * max(abs(one), abs(other))
