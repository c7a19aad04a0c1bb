"""The spine of the story.

Visits to the practice, their Encounters, and the blood test appointment a week before each.
"""

from dataclasses import dataclass
from random import Random

from chartside.demo.people import (
    BRANDT,
    LOCATIONS,
    NURSE,
    OKAFOR,
    ORGANIZATIONS,
    PRACTICE,
    display,
    employer,
)
from chartside.demo.shapes import PATIENT, TERMINOLOGY, Json, at, concept, days_after, ref

CLASSES = {"AMB": "ambulatory", "EMER": "emergency", "IMP": "inpatient encounter", "VR": "virtual"}
_CLOCKS = ("08:40", "09:20", "10:00", "11:20", "13:40", "15:00")


@dataclass(frozen=True, slots=True)
class Visit:
    """A review at the practice.

    Why she came, what was found, what was decided. `plan` is one decision a line.
    """

    day: str
    reason: str
    history: str
    plan: tuple[str, ...]
    telephone: bool = False

    @property
    def reference(self) -> str:
        """The Encounter."""
        return f"Encounter/visit-{self.day}"

    @property
    def clock(self) -> str:
        """When it began, local time: one of the practice's slots."""
        return _CLOCKS[
            int(Random(self.day).random() * len(_CLOCKS))
        ]  # random() is stable across versions

    @property
    def doctor(self) -> str:
        """Her family doctor at the time.

        Dr. Brandt until she retired in June 2018, then Dr. Okafor.
        """
        return BRANDT if self.day < "2018-07-01" else OKAFOR

    @property
    def drawn(self) -> str:
        """The day of the blood tests that this review reads: a week before."""
        return days_after(self.day, -7)


BLOODS_CLOCK = "08:10"


def panels_for(visit: Visit) -> tuple[str, ...]:
    """The tests ordered for a review.

    Everything in March, lipids and urine in September, the short set otherwise.
    """
    month = visit.day[5:7]
    if month == "03":
        return ("metabolic", "hba1c", "acr", "lipids", "count", "liver", "yearly")
    if month == "09":
        return ("metabolic", "hba1c", "acr", "lipids", "count")
    return ("metabolic", "hba1c")


def encounter(
    key: str,
    kind: str,
    who: str,
    began: str,
    ended: str,
    *,
    code: str = "AMB",
    reason: str = "",
    organization: str = "",
) -> Json:
    """An Encounter `key` that has ended.

    `who` may be a conditional reference, then `organization` says where it was.
    """
    where = organization or employer(who)
    location, place = LOCATIONS[where]
    person = ref(who) if "?" in who else ref(who, display(who))
    made = {
        "resourceType": "Encounter",
        "id": key,
        "status": "finished",
        "class": {"system": f"{TERMINOLOGY}v3-ActCode", "code": code, "display": CLASSES[code]},
        "type": [concept(kind)],
        "subject": ref(PATIENT),
        "participant": [{"individual": person}],
        "period": {"start": began, "end": ended},
        "location": [{"location": ref(location, place)}],
        "serviceProvider": ref(where, ORGANIZATIONS[where]),
    }
    return made | ({"reasonCode": [concept(reason)]} if reason else {})


def visit_encounter(visit: Visit) -> Json:
    """The Encounter of a review, twenty-five minutes long (fifteen on the telephone)."""
    minutes = 15 if visit.telephone else 25
    return encounter(
        visit.reference.split("/")[1],
        "Telephone consultation" if visit.telephone else "Office visit",
        visit.doctor,
        at(visit.day, visit.clock),
        at(visit.day, visit.clock, minutes),
        code="VR" if visit.telephone else "AMB",
        reason=visit.reason,
    )


def bloods_encounter(day: str) -> Json:
    """A blood test appointment with the practice nurse."""
    return encounter(
        f"bloods-{day}",
        "Blood test appointment",
        NURSE,
        at(day, BLOODS_CLOCK),
        at(day, BLOODS_CLOCK, 20),
        organization=PRACTICE,
    )
