"""Allergies, and statements that there are none."""

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.absent import states_none, states_unknown
from chartside.fhir.clinical.same import gathered, newest, same_thing, written_later
from chartside.fhir.entry import Entry, Kind


def is_no_known_allergy(entry: Entry) -> bool:
    """Whether an AllergyIntolerance states that there is none, by its code or its words.

    "No information about allergies" states nothing of the kind (`allergy_not_known`).
    """
    return states_none(entry)


def _held(chart: Chart) -> list[Entry]:
    return [e for e in chart.of(Kind.ALLERGY) if e.live]


def allergies(chart: Chart) -> tuple[Entry, ...]:
    """Allergies and intolerances in force, the newest record of each.

    Unconfirmed ones too, because to leave one out can kill. A missing status counts as active.
    Statements of "no known allergy" are in `no_known_allergy`.
    """
    active = [e for e in _held(chart) if e.status in {"active", "recurrence", ""} and _names_one(e)]
    return tuple(newest(group) for group in gathered(active))


def _names_one(entry: Entry) -> bool:
    return not is_no_known_allergy(entry) and not states_unknown(entry)


def past_allergies(chart: Chart) -> tuple[Entry, ...]:
    """Allergies recorded as inactive or resolved that no other record calls active."""
    groups = gathered(e for e in _held(chart) if _names_one(e))
    over = {"inactive", "resolved"}
    return tuple(newest(g) for g in groups if all(e.status in over for e in g))


def no_known_allergy(chart: Chart) -> tuple[Entry, ...]:
    """Statements that there is no allergy, of any kind or of one (drug, food).

    Beside an active allergy they are a conflict, not an answer.
    """
    return tuple(
        e
        for e in _held(chart)
        if is_no_known_allergy(e) and e.status not in {"inactive", "resolved"}
    )


def allergy_not_known(chart: Chart) -> tuple[Entry, ...]:
    """Statements that nothing is known about allergies: not asked, no information."""
    return tuple(e for e in _held(chart) if states_unknown(e))


def refuted_allergies(chart: Chart) -> tuple[Entry, ...]:
    """Allergies that were disproved, the newest record of each, unless another record holds one.

    One that an older record still holds is here and among the `allergies`: until someone closes
    that record, to leave it out can kill, and to hide the refutation misleads.
    """
    held = allergies(chart)
    refuted = [e for e in chart.of(Kind.ALLERGY) if e.verification == "refuted"]
    return tuple(
        newest(group)
        for group in gathered(refuted)
        if not any(
            same_thing(one, group[0]) and not written_later(newest(group), one) for one in held
        )
    )


def allergy_records(chart: Chart, entry: Entry) -> tuple[Entry, ...]:
    """Every live record of one allergy, oldest first: one has the reaction, another the risk."""
    return next((g for g in gathered(_held(chart)) if entry in g), (entry,))
