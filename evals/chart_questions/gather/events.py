"""Questions about procedures, vaccines and visits."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from chartside.evals.chart_questions.expected import Count, OnDay, Span, Words, YesNo
from chartside.evals.chart_questions.gather.problems import spoken
from chartside.evals.chart_questions.question import Asked, Named
from chartside.evals.chart_questions.raw import (
    Body,
    Person,
    at,
    day,
    label,
    listed,
    name_of,
    past,
)
from chartside.evals.chart_questions.told import names

_CLERICAL: Final = re.compile(r"documentation|reconciliation", re.IGNORECASE)
"""What is recorded as a procedure and nobody would ask for."""

_DONE: Final = frozenset({"completed"})
_VISITS: Final = {
    "EMER": ("emergency department visit", "emergency department visits"),
    "IMP": ("hospital admission", "hospital admissions"),
}
_VACCINES: Final = {
    "influenza": "influenza",
    "flu": "influenza",
    "pneumococcal": "pneumococcal",
    "hep a": "hepatitis A",
    "hep b": "hepatitis B",
    "hepatitis a": "hepatitis A",
    "hepatitis b": "hepatitis B",
    "mmr": "MMR",
    "zoster": "zoster",
    "covid": "COVID-19",
    "hpv": "HPV",
    "varicella": "varicella",
    "mening": "meningococcal",
    "tdap": "Tdap",
    "rotavirus": "rotavirus",
}


def procedures(person: Person, rng: random.Random) -> Iterator[Asked]:
    """When, whether and how often."""
    del rng
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for body in person.of("Procedure"):
        when = day(body.get("performedDateTime") or at(body, "performedPeriod", "start"))
        name = spoken(label(body.get("code")))
        if body.get("status") in _DONE and past(when) and name and not _CLERICAL.search(name):
            held[name].append((when, name_of(body)))
    for name, found in sorted(held.items()):
        if any(names(name, other) or names(other, name) for other in held if other != name):
            continue  # "removal of two colon polyps" beside "removal of a colon polyp"
        yield from _events(name, found, ("last procedure", "number of procedures"))
        days = frozenset(d for d, _ in found)
        sources = frozenset(r for _, r in found)
        yield Asked("ever done", YesNo(yes=True, days=days), Named((name,)), sources=sources)


def _events(name: str, found: list[tuple[str, str]], kinds: tuple[str, str]) -> Iterator[Asked]:
    """The last of them, where dates can be put in order, and how many on how many days."""
    days = [d for d, _ in found]
    if len({len(d) for d in days}) == 1:
        last = frozenset(r for d, r in found if d == max(days))
        yield Asked(kinds[0], OnDay(frozenset({max(days)})), Named((name,)), sources=last)
    if len(set(days)) == len(days):
        every = frozenset(r for _, r in found)
        yield Asked(kinds[1], Count(len(found)), Named((name,)), sources=every)


def vaccines(person: Person, rng: random.Random) -> Iterator[Asked]:
    """The last, and how many, by what they are against."""
    del rng
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for body in person.of("Immunization"):
        words = label(body.get("vaccineCode"))
        when = day(body.get("occurrenceDateTime"))
        what = against(words)
        if body.get("status") == "completed" and len(what) == 1 and past(when):
            held[min(what)].append((when, name_of(body)))
    for name, found in sorted(held.items()):
        yield from _events(name, found, ("last vaccine", "number of vaccines"))


def against(words: str) -> frozenset[str]:
    """What a vaccine is against, by its name.

    >>> against("Influenza, seasonal, injectable")
    frozenset({'influenza'})
    """
    return frozenset(v for k, v in _VACCINES.items() if re.search(rf"\b{k}", words.lower()))


def visits(person: Person, rng: random.Random) -> Iterator[Asked]:
    """How many, when, how long, with whom, where and why."""
    held = [b for b in person.of("Encounter") if past(_start(b)) and _held(b)]
    for code, (one, many) in _VISITS.items():
        these = [b for b in held if at(b, "class", "code") == code]
        if these:
            yield from _counted(these, one, many, rng)
    by_day = Counter(_start(b) for b in held)
    single = [b for b in held if by_day[_start(b)] == 1 and len(_start(b)) == 10]  # noqa: PLR2004 - the length of a whole date
    rng.shuffle(single)
    for body in single:
        yield from _who(person, body)
    for body in held:
        yield from _stay(body, by_day)


def _held(body: Body) -> bool:
    return body.get("status") in {"finished", "in-progress"}


def _start(body: Body) -> str:
    return day(at(body, "period", "start"))


def _counted(these: list[Body], one: str, many: str, rng: random.Random) -> Iterator[Asked]:
    days = [_start(b) for b in these]
    sources = frozenset(name_of(b) for b in these)
    slots = {"visits": many, "visit": one}
    last = frozenset(name_of(b) for b in these if _start(b) == max(days))
    if len({len(d) for d in days}) == 1:
        yield Asked("last visit", OnDay(frozenset({max(days)})), slots=slots, sources=last)
    if len(set(days)) < len(days):
        return
    yield Asked("number of visits", Count(len(these)), slots=slots, sources=sources)
    year = rng.choice(sorted({d[:4] for d in days}))
    found = frozenset(name_of(b) for b in these if _start(b)[:4] == year)
    slots |= {"year": year}
    yield Asked("visits in a year", Count(len(found)), slots=slots, sources=found)


def _who(person: Person, body: Body) -> Iterator[Asked]:
    days, held = {"day": _start(body)}, frozenset({name_of(body)})
    doctors = {
        name for p in listed(body, "participant") if (name := _family(person, at(p, "individual")))
    }
    if len(doctors) == 1:
        yield Asked("seen by", Words(tuple(doctors)), days=days, sources=held)
    place = str(at(body, "serviceProvider", "display") or "")
    if place:
        yield Asked("seen where", Words((place,)), days=days, sources=held)
    reasons = {w for c in listed(body, "reasonCode") if (w := label(c))}
    if len(reasons) == 1:
        yield Asked("seen because", Words(tuple(reasons)), days=days, sources=held)


def _family(person: Person, link: object) -> str:
    shown = str(at(link, "display") or "")
    target = person.everything.get(str(at(link, "reference")))
    return shown.rsplit(maxsplit=1)[-1] if shown else str(at(target, "name", 0, "family") or "")


def _stay(body: Body, by_day: Counter[str]) -> Iterator[Asked]:
    """An admission with times of begin and end, the only visit that began that day."""
    begun, ended = at(body, "period", "start"), at(body, "period", "end")
    timed = isinstance(begun, str) and isinstance(ended, str) and "T" in begun and "T" in ended
    if at(body, "class", "code") != "IMP" or not timed or by_day[_start(body)] > 1:
        return
    hours = datetime.fromisoformat(ended) - datetime.fromisoformat(begun)
    days = Decimal(int(hours.total_seconds())) / Decimal(86400)
    nights = Decimal(
        (datetime.fromisoformat(ended).date() - datetime.fromisoformat(begun).date()).days
    )
    if days > 1:
        span = Span(min(days, nights), max(days, nights))
        held = frozenset({name_of(body)})
        yield Asked("length of stay", span, days={"day": _start(body)}, sources=held)
