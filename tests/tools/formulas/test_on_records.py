"""Formulas on whole records: none fails, and results are those of a reading made apart.

The reading below knows nothing of the package: it takes the raw JSON of a Synthea bundle, picks the
newest result of each code by a day, and calculates in floating point.
"""

import gzip
import json
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.chart import Chart
from chartside.fhir.file import RecordFile
from chartside.tools import calculate
from chartside.tools.calculate import CalculationRow
from chartside.tools.formulas.catalogue import FORMULAS

Resource = dict[str, Any]


@pytest.fixture(scope="module")
def bundles(shared_data: Path) -> list[Path]:
    found = sorted((shared_data / "synthea" / "bundles").glob("*.json.gz"))
    if not found:
        pytest.skip("no Synthea bundles in shared/data")
    return found


def _opened(path: Path) -> tuple[Chart, list[Resource]]:
    bundle = json.loads(gzip.decompress(path.read_bytes()))
    held = [e["resource"] for e in bundle["entry"]]
    (patient,) = (r["id"] for r in held if r["resourceType"] == "Patient")
    return RecordFile([path]).open_chart(f"Patient/{patient}"), held


def _days(held: list[Resource], most: int) -> list[str]:
    """Some days on which something was measured, the last among them."""
    days = sorted({d for r in held if (d := _day(r))})
    return sorted({days[-1 - (len(days) - 1) * n // most] for n in range(most)}) if days else []


def _day(resource: Resource) -> str:
    measured = resource["resourceType"] == "Observation" and "valueQuantity" in resource
    return resource["effectiveDateTime"][:10] if measured else ""


async def _row(chart: Chart, formula: Any, day: str) -> CalculationRow:
    (row,) = (await calculate(chart, formula, day)).items
    return row


async def test_no_formula_fails_on_any_record_on_any_day_and_results_are_plausible(
    bundles: list[Path],
) -> None:
    plausible = {
        "egfr": (2, 200), "creatinine_clearance": (2, 400), "bmi": (5, 80),
        "bsa_mosteller": (0.1, 3.5), "cha2ds2_vasc": (0, 9), "has_bled": (0, 9), "fib4": (0, 30),
        "corrected_calcium": (5, 15), "anion_gap": (-10, 40), "ascvd": (0, 100),
        "wells_dvt": (-2, 9), "age": (0, 120),
    }  # fmt: skip
    asked, calculated = 0, 0
    for path in bundles:
        chart, held = _opened(path)
        for day in ["", *_days(held, 8)]:
            asked += 1
            for formula in FORMULAS:
                row = await _row(chart, formula, day)
                assert (row.value is None) == bool(row.missing or row.refused), formula
                assert all(chart.get(ref) for ref in row.references)
                assert "\n" not in row.line
                if row.value is not None and row.high is not None and formula in plausible:
                    low, high = plausible[formula]
                    assert low <= row.value <= row.high <= high, formula
                    calculated += 1
    assert asked >= 100
    assert calculated >= 500


class _Apart:
    """A bundle read without the package."""

    def __init__(self, held: list[Resource], day: str) -> None:
        (self.patient,) = (r for r in held if r["resourceType"] == "Patient")
        self.day = day
        self.results = sorted(
            (r for r in held if _day(r) and _day(r) <= day), key=lambda r: r["effectiveDateTime"]
        )

    def newest(self, *codes: str, days: int = 365, on: str = "") -> tuple[float, str] | None:
        for r in reversed(self.results):
            coded = {c["code"] for c in r["code"]["coding"]}
            recent = self._before(_day(r), self.day) <= days
            if coded & set(codes) and recent and (not on or _day(r) == on):
                return float(r["valueQuantity"]["value"]), _day(r)
        return None

    @staticmethod
    def _before(one: str, other: str) -> int:
        return (date.fromisoformat(other) - date.fromisoformat(one)).days

    def age(self, on: str) -> int:
        birth = self.patient["birthDate"]
        return int(on[:4]) - int(birth[:4]) - (on[5:] < birth[5:])

    def expected(self) -> Iterator[tuple[str, float]]:
        """Formula and value; nothing where an input is missing or out of range."""
        female = self.patient["gender"] == "female"
        adult = self.age(self.day) >= 30
        creatinine = self.newest("38483-4", "2160-0")
        if creatinine and self.age(creatinine[1]) >= 18:
            kappa, alpha = (0.7, -0.241) if female else (0.9, -0.302)
            ratio = creatinine[0] / kappa
            power = alpha if ratio < 1 else -1.2
            rate = 142 * ratio**power * 0.9938 ** self.age(creatinine[1])
            yield "egfr", rate * (1.012 if female else 1)
        height, weight = self.newest("8302-2", days=3652), self.newest("29463-7")
        if adult and height and weight:
            yield "bmi", weight[0] / (height[0] / 100) ** 2
            yield "bsa_mosteller", math.sqrt(height[0] * weight[0] / 3600)
            yield "bsa_du_bois", 0.007184 * weight[0] ** 0.425 * height[0] ** 0.725
        recent = self.newest("38483-4", "2160-0", days=90)
        light = self.newest("29463-7", days=90)
        if adult and recent and light:
            cleared = (140 - self.age(self.day)) * light[0] / 72 / recent[0]
            yield "creatinine_clearance", cleared * (0.85 if female else 1)
        yield from self._electrolytes()

    def _electrolytes(self) -> Iterator[tuple[str, float]]:
        sodium = self.newest("2947-0", "2951-2", days=30)
        if sodium:
            chloride = self.newest("2069-3", "2075-0", days=30, on=sodium[1])
            carbon = self.newest("20565-8", "2028-9", days=30, on=sodium[1])
            if chloride and carbon:
                yield "anion_gap", sodium[0] - chloride[0] - carbon[0]
        calcium = self.newest("49765-1", "17861-6", days=90)
        albumin = self.newest("1751-7", days=90, on=calcium[1]) if calcium else None
        if calcium and albumin:
            yield "corrected_calcium", calcium[0] + 0.8 * (4 - albumin[0])


async def test_results_are_those_of_a_reading_made_apart(bundles: list[Path]) -> None:
    compared: dict[str, int] = {}
    for path in bundles:
        chart, held = _opened(path)
        for day in _days(held, 6):
            for formula, expected in _Apart(held, day).expected():
                row = await _row(chart, formula, day)
                assert row.value is not None, (path.name, formula, day)
                step = 10 ** -FORMULAS[formula].digits
                assert abs(float(row.value) - expected) <= step / 2 + 1e-9, (path.name, formula)
                compared[formula] = compared.get(formula, 0) + 1
    assert sum(compared.values()) >= 200
    assert len(compared) == 7
