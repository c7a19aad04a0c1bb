"""The practice's own chapters put together.

Every review with its measurements, note and the blood tests before it.
"""

from collections.abc import Iterator

from chartside.demo import (
    letters_eyes,
    letters_hospital,
    letters_practice,
    years_2012,
    years_2017,
    years_2022,
)
from chartside.demo.labs import panel
from chartside.demo.notes import visit_note
from chartside.demo.shapes import Json, days_after
from chartside.demo.visits import BLOODS_CLOCK, Visit, bloods_encounter, panels_for, visit_encounter
from chartside.demo.vitals import resources as vitals

VISITS: tuple[Visit, ...] = (*years_2012.VISITS, *years_2017.VISITS, *years_2022.VISITS)
CONTACTS = (*letters_practice.CONTACTS, *letters_hospital.CONTACTS, *letters_eyes.CONTACTS)

EXTRA_BLOODS = ("2026-07-28", "2026-11-03")
"""After spironolactone was started, and the repeat that nobody has answered yet."""

ADDED = {"2016-04-05": ("vitamin-d",), "2016-09-06": ("vitamin-d",)}
"""Tests added to a review's usual ones."""


def encounter_on(day: str, who: str) -> str:
    """The review or contact that day with that person, empty where there was none."""
    met = ((c.day, c.who, c.reference) for c in CONTACTS)
    seen = ((v.day, v.doctor, v.reference) for v in VISITS)
    return next((reference for d, w, reference in (*seen, *met) if (d, w) == (day, who)), "")


def resources() -> Iterator[Json]:
    """Reviews, the blood tests before them, and every contact between."""
    for visit in VISITS:
        first = visit is VISITS[0]
        drawn = days_after(visit.day, 7) if first else visit.drawn
        yield from _bloods(drawn, (*panels_for(visit), *ADDED.get(drawn, ())))
        yield visit_encounter(visit)
        if not visit.telephone:
            yield from vitals(visit.day, visit.clock, visit.reference)
        yield visit_note(visit, first=first)
    for day in EXTRA_BLOODS:
        yield from _bloods(day, ("metabolic",))
    for contact in CONTACTS:
        yield from contact.resources()


def _bloods(day: str, panels: tuple[str, ...]) -> Iterator[Json]:
    yield bloods_encounter(day)
    for name in panels:
        yield from panel(name, day, BLOODS_CLOCK, f"Encounter/bloods-{day}")
