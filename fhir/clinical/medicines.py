"""Medicines reconciled: orders, statements, supplies and doses given, each medicine once, on a day.

Sources: HL7 FHIR R4 MedicationRequest, MedicationStatement, MedicationDispense,
MedicationAdministration; US Core Medication List guidance (intent `plan` for what the patient
reports); IPS medication summary; The Joint Commission NPSG.03.06.01.
"""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.absent import says_nothing, states_none
from chartside.fhir.clinical.drug_table import is_brand
from chartside.fhir.clinical.regimen import TAKEN, denied_since, outdone, regimen, source
from chartside.fhir.clinical.same import newest
from chartside.fhir.clinical.same_medicine import Key, by_drug, drug_keys, medicine_name
from chartside.fhir.clinical.standing_of_medicines import (
    At,
    begun,
    moment,
    state_on,
    supplied,
)
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import When


@dataclass(frozen=True, slots=True)
class Medicine:
    """One drug by one route, as it stood on the day asked about.

    `state` is `current`, `on hold`, `stopped`, `completed`, `planned`, or `unknown`: the record
    does not say whether it was taken then. `entries` are the orders or statements that say so: the
    newest, several of one day that make up one dose, or a brand and its generic ordered at once.
    `against` holds what contradicts them: a statement that it is not taken beside an active order,
    an order stopped beside a statement that it is taken. `supplies` and `given` are the dispenses
    and administrations of it.
    """

    name: str
    route: str
    state: str
    entries: tuple[Entry, ...]
    against: tuple[Entry, ...] = ()
    supplies: tuple[Entry, ...] = ()
    given: tuple[Entry, ...] = ()

    @property
    def entry(self) -> Entry:
        """The order or statement to cite."""
        return self.entries[-1]

    @property
    def as_needed(self) -> bool:
        """Whether it is taken only when needed (PRN)."""
        return any(e.dose is not None and e.dose.as_needed for e in self.entries)

    @property
    def tapering(self) -> bool:
        """Whether its steps of different doses follow one another."""
        return any(e.dose is not None and e.dose.tapering for e in self.entries)

    @property
    def setting(self) -> str:
        """`inpatient`, `outpatient`, `community`, `discharge`, or empty, as the source says."""
        said = {part for e in self.entries for part in e.category.split(",")}
        return next((s for s in _SETTINGS if s in said), "")


_SETTINGS: Final = ("inpatient", "discharge", "outpatient", "community")


@dataclass(frozen=True, slots=True)
class Given:
    """Doses of one drug by one route that were given: not what the patient takes at home."""

    name: str
    route: str
    entries: tuple[Entry, ...]


def medicines(chart: Chart, on: When | None = None) -> tuple[Medicine, ...]:
    """Every medicine that had been ordered, stated or supplied by a day; empty `on` means now.

    One that is only supplied is current while the supply lasts, and unknown after. Doses given
    without an order are in `given_medicines`; what was proposed, forbidden or entered in error is
    no medicine (`forbidden_medicines`). Oldest first. Worked out once for a chart and a day.
    """
    key = (medicines, on)
    if key not in chart.derived:
        chart.derived[key] = _medicines(chart, on)
    found: tuple[Medicine, ...] = chart.derived[key]
    return found


def _medicines(chart: Chart, on: When | None) -> tuple[Medicine, ...]:
    at = moment(chart, on)
    said = [e for e in chart.of(Kind.MEDICATION) if _counts(e) and begun(e, at)]
    said += [e for e in chart.of(Kind.DISPENSE) if e.live and begun(e, at)]
    groups = by_drug(said)
    beside = _Beside(_by_link(chart), _denied(chart, at, said))
    found = [
        made
        for key, group in groups.items()
        if (made := _medicine(chart, at, key, group, beside)) is not None
    ]
    order = {e.reference: n for n, e in enumerate(chart.entries)}
    return tuple(sorted(found, key=lambda m: order[m.entry.reference]))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the orders: supplies and doses by order, denials by drug."""

    joined: dict[str, list[Entry]]
    denials: dict[str, list[Entry]]


def given_medicines(chart: Chart) -> tuple[Given, ...]:
    """Doses that were given, by drug and route, oldest first."""
    live = [e for e in chart.of(Kind.ADMINISTRATION) if e.live]
    return tuple(
        Given(medicine_name(group[-1]), key[1], tuple(group))
        for key, group in by_drug(live).items()
    )


def forbidden_medicines(chart: Chart) -> tuple[Entry, ...]:
    """Orders in force that a medicine is not to be given (doNotPerform), oldest first."""
    return tuple(
        e
        for e in chart.of(Kind.MEDICATION)
        if e.intent == "do-not-perform" and e.status in {"active", "on-hold"}
    )


def no_known_medicines(chart: Chart) -> tuple[Entry, ...]:
    """Statements that the patient takes nothing; beside a current medicine they are a conflict."""
    return tuple(e for e in chart.of(Kind.MEDICATION) if e.live and states_none(e))


def _counts(entry: Entry) -> bool:
    return entry.live and not says_nothing(entry)


def _by_link(chart: Chart) -> dict[str, list[Entry]]:
    """Supplies and doses by the order that they name."""
    found: dict[str, list[Entry]] = {}
    for entry in chart.of(Kind.DISPENSE, Kind.ADMINISTRATION):
        if entry.live:
            for ref in entry.links:
                found.setdefault(ref, []).append(entry)
    return found


def _medicine(
    chart: Chart, at: At, key: Key, group: list[Entry], beside: _Beside
) -> Medicine | None:
    said = [e for e in group if e.kind is Kind.MEDICATION]
    supplies = {e.reference: e for e in group if e.kind is Kind.DISPENSE}
    given: dict[str, Entry] = {}
    for entry in (e for order in said for e in beside.joined.get(order.reference, ())):
        (supplies if entry.kind is Kind.DISPENSE else given)[entry.reference] = entry
    if not said:
        return _only_supplied(chart, at, key, group)
    evidence = (*supplies.values(), *given.values())
    owned = _owned(said, evidence)
    states = {e.reference: state_on(e, chart, at, owned.get(e.reference, ())) for e in said}
    state, entries = regimen(said, states)
    return Medicine(
        name=_name(group, key),
        route=key[1],
        state=state,
        entries=entries,
        against=(
            *outdone(chart, entries, said, states),
            *denied_since(entries, beside.denials.get(key[0], [])),
        )
        if state in TAKEN
        else (),
        supplies=tuple(supplies.values()),
        given=tuple(given.values()),
    )


def _owned(said: list[Entry], evidence: tuple[Entry, ...]) -> dict[str, tuple[Entry, ...]]:
    """The supplies and doses on each order; what names none counts for the newest before it."""
    refs = {e.reference for e in said}
    dated = [e for e in said if e.when is not None]
    starts = [e.when.low for e in dated if e.when]
    found: dict[str, list[Entry]] = {}
    for item in evidence:
        named = refs.intersection(item.links)
        if not named and item.when is not None:
            before = bisect_left(starts, item.when.high)
            named = {dated[before - 1].reference} if before else set()
        for ref in named:
            found.setdefault(ref, []).append(item)
    return {ref: tuple(items) for ref, items in found.items()}


def _name(group: list[Entry], key: Key) -> str:
    """The newest name that is the drug's, not its brand's."""
    names = [medicine_name(e) for e in reversed(group)]
    known = (n for n in names if not is_brand(n))
    return next((n for n in names if n.replace(" ", "") == key[0]), next(known, names[0]))


def _only_supplied(chart: Chart, at: At, key: Key, group: list[Entry]) -> Medicine:
    lasts = supplied(tuple(group), At(chart.as_of, chart.as_of, now=True) if at.now else at)
    last = newest(group)
    state = "current" if lasts else "unknown"
    return Medicine(_name(group, key), key[1], state, (last,), supplies=tuple(group))


def denied_medicines(chart: Chart) -> tuple[Entry, ...]:
    """Statements that a medicine is not taken: not live, because they support nothing."""
    return tuple(
        e
        for e in chart.of(Kind.MEDICATION)
        if not e.live and source(e) == "statement" and e.status != "entered-in-error"
    )


def _denied(chart: Chart, at: At, said: list[Entry]) -> dict[str, list[Entry]]:
    """Denials by drug, a brand under the drug that it is in this chart."""
    denials = [e for e in denied_medicines(chart) if begun(e, at)]
    keys = drug_keys([*said, *denials]) if denials else {}
    found: dict[str, list[Entry]] = {}
    for denial in denials:
        found.setdefault(keys[denial.reference][0], []).append(denial)
    return found
