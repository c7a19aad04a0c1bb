"""The patients as the demonstration's own pages show them: one line each, and the newest visit."""

from dataclasses import dataclass
from typing import Any

from chartside.sidebar.demo_ehr.records import JSON, Records


@dataclass(frozen=True, slots=True)
class Patients:
    """Who is in the record."""

    records: Records

    def banners(self) -> tuple[tuple[str, str], ...]:
        """The id of each patient, and name and date of birth."""
        held = [(str(one["id"]), _banner(one)) for one in self.records.of_kind("Patient")]
        return tuple(sorted(held, key=lambda one: one[1]))

    def latest_encounter(self, patient: str) -> str:
        """The id of the visit that began last; empty where there is none."""
        found = [
            (str(one.get("period", {}).get("start", "")), str(one["id"]))
            for one in self.records.of_kind("Encounter")
            if one.get("subject", {}).get("reference") == f"Patient/{patient}"
        ]
        return max(found)[1] if found else ""


def named(patient: JSON) -> str:
    """A patient's name, `Family, Given Given`."""
    names: list[Any] = patient.get("name") or [{}]
    first = names[0]
    return f"{first.get('family', '')}, {' '.join(first.get('given', []))}".strip(", ")


def _banner(patient: JSON) -> str:
    return f"{named(patient)}, born {patient.get('birthDate', 'at an unknown date')}"
