"""Vaccines given, each once."""

from dataclasses import dataclass

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import immunization_doses
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, tool


@dataclass(frozen=True, slots=True)
class VaccineRow:
    """One vaccine: its last dose, and how many doses the chart holds."""

    reference: str
    name: str
    last: str
    doses: int

    @property
    def references(self) -> tuple[str, ...]:
        """The last dose."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`Influenza vaccine: 2024-10-15 (13 doses)`."""
        return f"{self.name}: {self.last}" + (f" ({self.doses} doses)" if self.doses > 1 else "")


@tool
async def immunizations(chart: Chart) -> Found[VaccineRow]:
    """Vaccines that were given, each once with its last dose, the newest first.

    Vaccines that were declined or not given are not among them.
    """
    last = [(doses[-1], len(doses)) for doses in immunization_doses(chart)]
    last.sort(key=lambda pair: pair[0].when.day if pair[0].when else "", reverse=True)
    rows = tuple(
        VaccineRow(e.reference, name_of(e), e.when.day if e.when else "", n) for e, n in last
    )
    return Found(items=rows, query=asked("immunizations"), total=len(rows))
