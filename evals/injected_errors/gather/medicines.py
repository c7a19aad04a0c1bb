"""Medicines read from a chart: only what all orders of a drug agree on is said of it."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from chartside.evals.injected_errors.facts import Fact, Medicine, Together
from chartside.evals.injected_errors.names.drugs import counted, medicine_names, named, strength
from chartside.evals.injected_errors.names.illnesses import uncapitalized
from chartside.evals.injected_errors.phrasing.numbers import often
from chartside.evals.injected_errors.phrasing.voice import Voice
from chartside.evals.injected_errors.truth.medicines import OVER, route_named, same_medicine
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import drug_name, is_current
from chartside.fhir.entry import Entry, Kind


def medicines(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """What each order allows to say."""
    orders: dict[str, list[Entry]] = defaultdict(list)
    live = [e for e in chart.of(Kind.MEDICATION) if e.live and e.when and named(e.label)]
    for entry in live:
        orders[drug_name(entry.label)].append(entry)
    for key, held in orders.items():
        related = [e for e in live if same_medicine(e.label, key)]
        for entry in held:
            yield from _of_order(entry, key, related, chart, rng)


def _of_order(
    entry: Entry, key: str, related: list[Entry], chart: Chart, rng: random.Random
) -> Iterator[Medicine]:
    base = _base(entry, key, rng)
    when = entry.when.day if entry.when else ""
    if base.amount is not None or rng.random() < 0.5:  # noqa: PLR2004 - share of sentences
        yield replace(base, state="prescribed", since=when[: rng.choice((10, 10, 7))])
    now = [is_current(e, chart) for e in related]
    if all(now) and len(related) == 1:
        yield replace(base, state="held" if entry.status == "on-hold" else "current")
        if entry.status != "on-hold":
            yield replace(base, state="current", since=when[: rng.choice((10, 7, 4))])
    elif is_current(entry, chart) and sum(now) == 1 and entry.status != "on-hold":
        yield replace(base, state="current")
    elif not any(now) and entry.status in OVER:
        yield from _over(entry, base, len(related) == 1, rng)


def _over(entry: Entry, base: Medicine, alone: bool, rng: random.Random) -> Iterator[Medicine]:  # noqa: FBT001 - one private flag
    bare = replace(base, per_day=None, route="")
    yield replace(bare, state="stopped" if entry.status == "stopped" else "finished")
    if entry.status == "stopped" and entry.status_reason:
        why = uncapitalized(entry.status_reason)
        yield replace(bare, state="stopped", amount=None, unit="", why=why)
    if entry.end and entry.when and entry.status == "stopped" and alone:
        cut = rng.choice((10, 7, 4))
        cut = 10 if entry.when.day[:cut] == entry.end.day[:cut] else cut
        yield replace(bare, state="stopped", until=entry.end.day[:cut])
        yield replace(bare, state="stopped", since=entry.when.day[:cut], until=entry.end.day[:cut])


def _base(entry: Entry, key: str, rng: random.Random) -> Medicine:
    amount, unit = _amount(entry)
    per_day = entry.dose.per_day if entry.dose and not entry.dose.as_needed else None
    if per_day is not None and not often(per_day, Voice("")):
        per_day = None
    route = route_named(entry)
    full = rng.random() < 0.7  # noqa: PLR2004 - share of sentences with a dose
    return Medicine(
        sources=(entry.reference,),
        key=key,
        names=medicine_names(entry.label),
        state="prescribed",
        amount=amount if full else None,
        unit=unit if full else "",
        per_day=per_day if full and amount is not None else None,
        route=route if full and amount is not None and rng.random() < 0.5 else "",  # noqa: PLR2004 - share of sentences
    )


def _amount(entry: Entry) -> tuple[Decimal | None, str]:
    """What is taken at one time: as the dose says, or so many pieces of the label's strength."""
    given = entry.dose.amount if entry.dose else None
    if given and given.number is not None and given.unit in {"mg", "g", "mcg", "units"}:
        return given.number, given.unit
    known = strength(entry.label)
    if known is None or not counted(entry.label):
        return None, ""
    if given and given.number is not None and (given.unit or given.number != 1):
        return None, ""
    return known


def lists(chart: Chart, rng: random.Random) -> Iterator[Fact]:
    """Two or three current medicines in one sentence."""
    current = [f for f in medicines(chart, rng) if isinstance(f, Medicine)]
    current = [f for f in current if f.state == "current" and not f.since]
    for _ in range(min(6, len(current) // 2)):
        parts = tuple(rng.sample(current, min(len(current), rng.choice((2, 3)))))
        if len({p.key for p in parts}) == len(parts):
            yield Together(
                sources=tuple(s for p in parts for s in p.sources), parts=parts, layout="medicines"
            )
