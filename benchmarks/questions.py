"""What is asked of the store and of the peer: searches of each kind, with values from the panel.

Not covered: a number parameter. No resource of the material has an element that one reads.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from panel import Panel

PAGE = 50
_CATEGORY = ("category", 0, "coding", 0, "code")
Body = dict[str, Any]


class Question(NamedTuple):
    """A kind of search, and one of that kind; `peer` where the peer has it as R4 says."""

    kind: str
    query: str
    peer: bool = True

    @property
    def asked(self) -> str:
        """The search with its page."""
        return self.query if "_count=" in self.query else f"{self.query}&_count={PAGE}"

    @property
    def type(self) -> str:
        """The type searched for."""
        return self.query.partition("?")[0]


def questions(panel: Panel) -> list[Question]:
    """Those that the material has values for."""
    held = Held(panel.bodies())
    sources = (_tokens, _references, _dates, _strings, _amounts, _linked, _paged, _others)
    return [question for source in sources for question in source(held)]


class Held:
    """The resources by type, and the patient that most is asked about."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self.by_type: dict[str, list[Body]] = {}
        for body in bodies:
            self.by_type.setdefault(body["resourceType"], []).append(body)
        results = Counter(_target(r, "subject") for r in self.of("Observation"))
        treated = {_target(r, "subject") for r in self.of("MedicationRequest")} & results.keys()
        ranked = sorted(treated or results, key=lambda name: (results[name], name))
        self.patient = ranked[len(ranked) // 2]

    def of(self, kind: str) -> list[Body]:
        """The resources of a type."""
        return self.by_type.get(kind, [])

    def theirs(self, kind: str) -> list[Body]:
        """Those about the patient."""
        return [r for r in self.of(kind) if _target(r, "subject") == self.patient]

    def codes(self, kind: str, element: str = "code") -> list[str]:
        """`system|code` of an element, rarest first."""
        found: Counter[str] = Counter()
        for r in self.of(kind):
            system = _at(r, element, "coding", 0, "system")
            code = _at(r, element, "coding", 0, "code")
            if system and code:
                found[f"{system}|{code}"] += 1
        return sorted(found, key=lambda code: (found[code], code))

    def values(self, kind: str, *way: str | int) -> list[Any]:
        """What stands there in the resources of a type, in order; those that lack it left out."""
        return sorted(v for r in self.of(kind) if (v := _at(r, *way)) is not None)

    def having(self, kind: str, *way: str | int) -> list[Body]:
        """The resources of a type that have something there, the patient's first."""
        found = [r for r in self.of(kind) if _at(r, *way) is not None]
        return sorted(found, key=lambda r: _target(r, "subject") != self.patient)

    def days(self, kind: str, element: str) -> list[str]:
        """The days of an element, in order, one for each resource that has it."""
        return [text[:10] for text in self.values(kind, element)]


def _at(value: Any, *way: str | int) -> Any:
    """What stands at the end of a way into JSON; None where it has another shape."""
    for step in way:
        known = isinstance(value, dict if isinstance(step, str) else list)
        if not known or (step not in value if isinstance(step, str) else step >= len(value)):
            return None
        value = value[step]
    return value


def _target(body: Body, name: str) -> str:
    return str(_at(body, name, "reference") or "")


def _tokens(held: Held) -> Iterator[Question]:
    codes = held.codes("Observation")
    yield Question("token: a rare code", f"Observation?code={codes[0]}")
    yield Question("token: one code or another", f"Observation?code={codes[0]},{codes[1]}")
    yield Question("token: a common code", f"Observation?code={codes[-1]}")
    yield Question("token: all but a code", f"Observation?code:not={codes[-1]}")
    yield Question("token: a status", "Observation?status=final")
    yield Question("token: a diagnosis", f"Condition?code={held.codes('Condition')[0]}")
    known = [i for r in held.of("Patient") for i in r["identifier"] if "system" in i]
    if known:
        one = known[len(known) // 2]
        yield Question("token: an identifier", f"Patient?identifier={one['system']}|{one['value']}")
    category = held.theirs("Observation")[0]["category"][0]["coding"][0]["code"]
    yield Question("token and reference", f"Observation?subject={held.patient}&category={category}")
    yield Question("token: missing", "Condition?code:missing=true")


def _references(held: Held) -> Iterator[Question]:
    yield Question("reference: a patient's results", f"Observation?subject={held.patient}")
    yield Question("reference: a patient's orders", f"MedicationRequest?subject={held.patient}")
    for visit in [t for r in held.theirs("Observation") if (t := _target(r, "encounter"))][:1]:
        yield Question("reference: a visit's results", f"Observation?encounter={visit}")


def _dates(held: Held) -> Iterator[Question]:
    days = held.days("Observation", "effectiveDateTime")
    middle, late = days[len(days) // 2], days[len(days) * 19 // 20]
    yield Question("date: one day", f"Observation?date={middle}")
    yield Question("date: from a day on", f"Observation?date=ge{late}")
    yield Question("date: before a day", f"Observation?date=lt{middle}")
    month = f"date=ge{middle[:7]}-01&date=lt{middle[:7]}-28"
    yield Question("date: within a month", f"Observation?{month}")
    yield Question("date and reference", f"Observation?subject={held.patient}&date=ge{middle}")
    onsets = held.days("Condition", "onsetDateTime")
    if onsets:
        yield Question("date: an onset", f"Condition?onset-date={onsets[len(onsets) // 2]}")
    births = held.days("Patient", "birthDate")
    yield Question("date: born before a day", f"Patient?birthdate=lt{births[len(births) // 2]}")


def _strings(held: Held) -> Iterator[Question]:
    names = held.values("Patient", "name", 0, "family")
    name = names[len(names) // 2]
    yield Question("string: a family name", f"Patient?family={name[:4]}")
    yield Question("string: part of a name", f"Patient?name:contains={name[1:4]}")
    for place in held.values("Organization", "name")[:1]:
        yield Question("string: an organisation", f"Organization?name={place.split()[0]}")


def _amounts(held: Held) -> Iterator[Question]:
    for one in held.having("Observation", "valueQuantity", "value")[:1]:
        code, unit = _at(one, "code", "coding", 0, "code"), _at(one, "valueQuantity", "unit")
        same = [r for r in held.of("Observation") if _at(r, "code", "coding", 0, "code") == code]
        values = sorted(v for r in same if (v := _at(r, "valueQuantity", "value")) is not None)
        top = values[len(values) * 9 // 10]
        yield Question("quantity", f"Observation?value-quantity=gt{top}", peer=False)
        measured_in = f"Observation?value-quantity=gt{top}||{unit}"
        yield Question("quantity in a unit", measured_in, peer=False)
        both = f"Observation?code-value-quantity={code}$gt{top}"
        yield Question("composite", both, peer=False)
    for one in held.having("Observation", "component", 0, "valueQuantity", "value")[:1]:
        part = one["component"][0]
        code, value = _at(part, "code", "coding", 0, "code"), part["valueQuantity"]["value"]
        both = f"Observation?component-code-value-quantity={code}$gt{value}"
        yield Question("composite within a panel", both, peer=False)


def _linked(held: Held) -> Iterator[Question]:
    diagnosis = held.codes("Condition")[0]
    family = held.values("Patient", "name", 0, "family")[0]
    chain = f"Observation?subject:Patient.family={family}"
    yield Question("chained", chain, peer=False)
    orders = f"MedicationRequest?subject:Patient.family={family}"
    yield Question("chained, smaller type", orders, peer=False)
    yield Question("_has", f"Patient?_has:Condition:patient:code={diagnosis}", peer=False)
    forth = f"MedicationRequest?subject={held.patient}&_include=MedicationRequest:requester"
    yield Question("_include", forth, peer=False)
    back = f"Encounter?subject={held.patient}&_revinclude=Observation:encounter"
    yield Question("_revinclude", back, peer=False)


def _paged(held: Held) -> Iterator[Question]:
    page = "_sort=-date&_count=20"
    yield Question("_sort, _count of a patient", f"Observation?subject={held.patient}&{page}")
    onset = "Condition?_sort=-onset-date&_count=20&_offset=40"
    yield Question("_sort, _offset of a type", onset)
    far = f"Observation?status=final&{page}&_offset=1000"
    yield Question("_sort, _offset of a large type", far, peer=False)


def _others(held: Held) -> Iterator[Question]:
    one = held.theirs("Observation")[0]["id"]
    yield Question("_id", f"Observation?_id={one}")
    yield Question("_id of a patient", f"Patient?_id={held.patient.partition('/')[2]}")
    # The peer gives every resource the time at which it was loaded.
    yield Question("_lastUpdated", "Observation?_lastUpdated=ge2024-12-01", peer=False)
    marked = {k: v for k in held.by_type if (v := held.values(k, "meta", "profile", 0))}
    for kind in sorted(marked, key=lambda k: (-len(marked[k]), k))[:1]:
        yield Question("uri: a profile", f"{kind}?_profile={marked[kind][0]}")
    kinds = ("Condition", "Observation")
    for kind in kinds:
        for shown in held.values(kind, "code", "coding", 0, "display")[:1]:
            words = f"{kind}?code:text={shown.split()[0]}"
            yield Question("text of a code", words, peer=False)
