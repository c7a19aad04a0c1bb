"""Questions about medicines, from orders and what the patient said to take."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chartside.evals.chart_questions.expected import (
    Count,
    Measured,
    Names,
    OnDay,
    Silent,
    Words,
    YesNo,
)
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
from chartside.evals.chart_questions.told import BRANDS

_OPEN: Final = frozenset({"on-hold", "unknown", "draft"})
_NEVER: Final = frozenset({"cancelled"})
_QUANTITY = re.compile(r"^(?:NDA\d+\s+)?(?:[\d.]+\s*(?:HR|ML|ACTUAT|MG)\s+)+", re.IGNORECASE)
_STRENGTH = re.compile(r"(?i)(?<!vitamin b)\s+\d.*$")
_COURSE = re.compile(r"\bfor (?:\d+|\w+) (?:days?|weeks?)\b", re.IGNORECASE)
_FORM = re.compile(
    r"\s+(?:hydrochloride|sodium|potassium|succinate|sulfate|bitartrate|acetate|tablet|capsule"
    r"|injection|pen|prefilled|extended.*)\b.*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """An order, or a statement that something is taken."""

    body: Body
    words: str
    reference: str

    @property
    def status(self) -> str:
        """As recorded."""
        return str(self.body.get("status") or "unknown")

    @property
    def begun(self) -> str:
        """The day it was ordered, or since when it is taken."""
        return day(self.body.get("authoredOn") or at(self.body, "effectivePeriod", "start"))

    @property
    def ended(self) -> str:
        """The day it ended, where the record has one."""
        dose = at(self.body, "dosageInstruction", 0, "timing", "repeat", "boundsPeriod", "end")
        valid = at(self.body, "dispenseRequest", "validityPeriod", "end")
        return day(dose or valid or at(self.body, "effectivePeriod", "end"))

    @property
    def course(self) -> bool:
        """Ordered for some days only: whether it is over, its status may not tell."""
        told = " ".join(str(at(d, "text") or "") for d in listed(self.body, "dosageInstruction"))
        return bool(_COURSE.search(told))


def orders_of(person: Person) -> dict[str, list[Order]]:
    """Orders and statements by what they are of, in lower case, in the order of time."""
    held: dict[str, list[Order]] = defaultdict(list)
    for body in person.of("MedicationRequest", "MedicationStatement"):
        proposed = body.get("intent") in {"proposal", "plan"}
        words = label(body.get("medicationCodeableConcept")) or _referred(person, body)
        order = Order(body, words, name_of(body))
        if words and past(order.begun) and order.status not in _NEVER and not proposed:
            held[medicine(words).lower()].append(order)
    return {k: sorted(v, key=lambda o: o.begun) for k, v in sorted(held.items())}


def _referred(person: Person, body: Body) -> str:
    reference = at(body, "medicationReference", "reference")
    return label(at(person.everything.get(str(reference)), "code"))


def medicine(words: str) -> str:
    """What is in it, as somebody would say it; the whole label for a mixture.

    >>> medicine("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet")
    'Metformin'
    """
    if " / " in words:
        return words
    bare = _FORM.sub("", _STRENGTH.sub("", _QUANTITY.sub("", words))).strip(" ,")
    return BRANDS.get(bare.lower(), bare) or words


def _mixture(key: str) -> bool:
    return " / " in key or not re.search(r"[a-z]{4}", key)


def medicines(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Every question about medicines."""
    held = orders_of(person)
    if not at(person.body, "deceasedDateTime"):
        yield from _current(held)
    yield from _as_of(held, rng)
    for key, orders in held.items():
        if _mixture(key) or any(key in other for other in held if other != key):
            continue
        for gather in (_taken, _begun, _why, _who, _dose):
            yield from gather(person, key, orders)


def _names(sure: set[str], perhaps: set[str], held: dict[str, list[Order]]) -> Names:
    foreign = {k for k in held if k not in sure | perhaps and not _mixture(k)}
    apart = {k for k in foreign if not any(k in other for other in sure | perhaps)}
    return Names(tuple(sorted(sure)), tuple(sorted(perhaps)), tuple(sorted(apart)))


def _current(held: dict[str, list[Order]]) -> Iterator[Asked]:
    sure, perhaps = set(), set()
    for key, orders in held.items():
        running = [o for o in orders if o.status == "active"]
        if any(not o.course for o in running):
            sure.add(key)
        elif running or any(o.status in _OPEN for o in orders):
            perhaps.add(key)
    if sure:
        sources = frozenset(o.reference for k in sure for o in held[k])
        yield Asked("current medicines", _names(sure, perhaps, held), sources=sources)


def _as_of(held: dict[str, list[Order]], rng: random.Random) -> Iterator[Asked]:
    """On the first of some month at which at least one medicine was taken for sure."""
    edges = {d for orders in held.values() for o in orders for d in (o.begun, o.ended)}
    whole = sorted(d for d in edges if len(d) == 10)  # noqa: PLR2004 - the length of a whole date
    if len(whole) < 2:  # noqa: PLR2004 - no time between
        return
    years = range(int(whole[0][:4]) + 1, int(whole[-1][:4]) + 1)
    moments = [f"{y}-{m:02}-01" for y in years for m in (2, 6, 11)]
    rng.shuffle(moments)
    for moment in [m for m in moments if m not in edges and past(m)]:
        sure, perhaps = set(), set()
        for key, orders in held.items():
            stands = {_stood(o, moment) for o in orders}
            if True in stands:
                sure.add(key)
            elif None in stands:
                perhaps.add(key)
        if sure and len(sure) + len(perhaps) < 15:  # noqa: PLR2004 - longer lists are cut off
            names = _names(sure, perhaps, held)
            sources = frozenset(o.reference for k in sure for o in held[k])
            yield Asked("medicines as of a day", names, days={"day": moment}, sources=sources)
            return


def _stood(order: Order, moment: str) -> bool | None:
    """Whether it was taken on that day; None where the record leaves it open."""
    if order.begun[:10] > moment[: len(order.begun)]:
        return False
    if order.ended:
        known = moment[: len(order.ended)]
        return None if known == order.ended else known < order.ended
    if len(order.begun) < 10:  # noqa: PLR2004 - the length of a whole date
        return None
    return True if order.status == "active" and not order.course else None


def _taken(_: Person, key: str, orders: list[Order]) -> Iterator[Asked]:
    sources = frozenset(o.reference for o in orders)
    days = frozenset(o.begun for o in orders)
    name = Named((key,))
    yield Asked("ever taken", YesNo(yes=True), name, sources=sources)
    states = {o.status for o in orders}
    if "active" in states and not any(o.course for o in orders):
        yield Asked("still taken", YesNo(yes=True), name, sources=sources)
    elif states <= {"stopped", "completed"}:
        yield Asked("still taken", YesNo(yes=False), name, sources=sources)
    if len(days) == len(orders):
        yield Asked("number of orders", Count(len(orders)), name, sources=sources)


def _begun(_: Person, key: str, orders: list[Order]) -> Iterator[Asked]:
    if len({len(o.begun) for o in orders}) == 1:
        first = frozenset({orders[0].begun})
        found = frozenset(o.reference for o in orders if o.begun == orders[0].begun)
        yield Asked("started", OnDay(first), Named((key,)), sources=found)


def _why(person: Person, key: str, orders: list[Order]) -> Iterator[Asked]:
    name, last = Named((key,)), orders[-1]
    reason = label(last.body.get("statusReason"))
    alone = len(orders) == 1
    if last.status == "stopped" and (reason or (alone and not _noted(last))):
        found = frozenset(o.reference for o in orders)
        if reason:
            yield Asked("stopped because", Words((reason,)), name, sources=found)
        else:
            yield Asked("no reason to stop", Silent(admitted=True), name)
    reasons = {r for o in orders for r in _reasons(person, o)}
    if reasons:
        expected = Words(tuple(sorted(reasons)))
        found = frozenset(o.reference for o in orders)
        yield Asked("given because", expected, name, sources=found)


def _noted(order: Order) -> bool:
    return bool(order.body.get("note"))


def _reasons(person: Person, order: Order) -> Iterator[str]:
    for concept in listed(order.body, "reasonCode"):
        if words := label(concept):
            yield words
    for reference in listed(order.body, "reasonReference"):
        target = person.everything.get(str(at(reference, "reference")))
        if words := label(at(target, "code")):
            yield words


def _who(person: Person, key: str, orders: list[Order]) -> Iterator[Asked]:
    doctors = {name for o in orders if (name := _doctor(person, o))}
    if doctors and all(_doctor(person, o) for o in orders):
        sources = frozenset(o.reference for o in orders)
        yield Asked("ordered by", Words(tuple(sorted(doctors))), Named((key,)), sources=sources)


def _doctor(person: Person, order: Order) -> str:
    shown = str(at(order.body, "requester", "display") or "")
    target = person.everything.get(str(at(order.body, "requester", "reference")))
    family = str(at(target, "name", 0, "family") or "")
    return shown.rsplit(maxsplit=1)[-1] if shown else family


def _dose(_: Person, key: str, orders: list[Order]) -> Iterator[Asked]:
    running = [o for o in orders if o.status == "active"]
    if len(running) != 1 or running[0].course:
        return
    quantity = at(running[0].body, "dosageInstruction", 0, "doseAndRate", 0, "doseQuantity")
    number, unit = at(quantity, "value"), str(at(quantity, "unit") or "")
    if isinstance(number, int | Decimal) and unit:
        sources = frozenset({running[0].reference})
        expected = Measured((Decimal(number),), (unit,))
        yield Asked("dose", expected, Named((key,)), sources=sources)
