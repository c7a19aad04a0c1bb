"""A prescription: medicine, dose, and the MedicationRequest that they make."""

from dataclasses import dataclass

from chartside.demo.people import display
from chartside.demo.shapes import PATIENT, RXNORM, Json, Term, concept, note, quantity, ref, snomed

ORAL = snomed("26643006", "Oral route (qualifier value)", "Oral")
SUBCUTANEOUS = snomed("34206005", "Subcutaneous route (qualifier value)", "Subcutaneous")
INTRAVENOUS = snomed("47625008", "Intravenous route (qualifier value)", "Intravenous")


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount (`500`, `mg`) so many times in a period (`1`, `d` is a day).

    `needed_for` says what for, where it is only taken as needed.
    """

    amount: float
    unit: str
    times: int
    period: int = 1
    period_unit: str = "d"
    needed_for: str = ""
    route: Term = ORAL

    @property
    def frequency(self) -> str:
        """In words: `once daily`, `twice daily`, `once weekly`."""
        counts = {1: "once", 2: "twice", 3: "three times"}
        return f"{counts[self.times]} {'weekly' if self.period_unit == 'wk' else 'daily'}"

    def instruction(self, text: str) -> Json:
        """The Dosage, with `text` as the patient reads it."""
        made: Json = {
            "text": text,
            "timing": {
                "repeat": {
                    "frequency": self.times,
                    "period": self.period,
                    "periodUnit": self.period_unit,
                }
            },
            "route": self.route.concept,
            "doseAndRate": [
                {"doseQuantity": quantity(self.amount, self.unit, _UCUM.get(self.unit, self.unit))}
            ],
        }
        return made | (
            {"asNeededCodeableConcept": concept(self.needed_for)} if self.needed_for else {}
        )


_UCUM = {"units": "[iU]", "drop": "[drp]"}


def rx(text: str, ingredient: str, name: str, product: str = "", product_name: str = "") -> Term:
    """A medicine by RxNorm.

    The clinical drug where we are sure of its code, and always the ingredient.
    """
    codings = ((RXNORM, ingredient, name),)
    return Term(text, ((RXNORM, product, product_name), *codings) if product else codings)


@dataclass(frozen=True, slots=True)
class Order:
    """A MedicationRequest from the day it was written to the day it ended (empty: still runs)."""

    key: str
    medicine: Term
    dose: Dose
    start: str
    by: str
    end: str = ""
    status: str = ""
    why_stopped: str = ""
    why: str = ""
    after: str = ""
    timing: str = ""
    encounter: str = ""
    dispensed: bool = False

    @property
    def reference(self) -> str:
        """The MedicationRequest."""
        return f"MedicationRequest/{self.key}"

    @property
    def sig(self) -> str:
        """The instruction: `500 mg by mouth twice daily with meals`."""
        ways = {ORAL: "by mouth", SUBCUTANEOUS: "under the skin", INTRAVENOUS: "into a vein"}
        amount = f"{self.dose.amount:g} {self.dose.unit}"
        way = ways.get(self.dose.route, f"to the {self.dose.route.text.lower()}")
        words = f"{amount} {way} {self.dose.frequency}"
        needed = f" as needed for {self.dose.needed_for}" if self.dose.needed_for else ""
        return f"{words} {self.timing}".strip() + needed

    @property
    def resource(self) -> Json:
        """The MedicationRequest.

        The semaglutide orders name the Medication resource, the others carry their code.
        """
        state = self.status or (
            "stopped" if self.why_stopped else "completed" if self.end else "active"
        )
        made: Json = {"resourceType": "MedicationRequest", "id": self.key, "status": state}
        if self.why_stopped:
            made["statusReason"] = concept(self.why_stopped)
        made["intent"] = "order"
        if self.key.startswith("semaglutide"):
            made["medicationReference"] = ref("Medication/semaglutide-pen", self.medicine.text)
        else:
            made["medicationCodeableConcept"] = self.medicine.concept
        made["subject"] = ref(PATIENT)
        if self.encounter:
            made["encounter"] = ref(self.encounter)
        known = "?" not in self.by
        made |= {
            "authoredOn": self.start,
            "requester": ref(self.by, display(self.by)) if known else ref(self.by),
        }
        if self.why:
            made["reasonReference"] = [ref(self.why)]
        made["dosageInstruction"] = [self.dose.instruction(self.sig)]
        if self.end and state != "on-hold":
            made["dispenseRequest"] = {"validityPeriod": {"start": self.start, "end": self.end}}
        if self.after:
            made["priorPrescription"] = ref(f"MedicationRequest/{self.after}")
        return made | ({"note": note(self._story)} if self.why_stopped else {})

    @property
    def _story(self) -> str:
        verb = {"on-hold": "On hold since", "cancelled": "Cancelled on"}.get(
            self.status, "Stopped on"
        )
        return f"{verb} {self.end}: {self.why_stopped}."
