"""Evidence for a full summary, against the JSON of the resources it stands for.

What a model would read instead of the record. It must still name every active problem, medicine
and allergy: short by leaving out what matters would be worse than long.
"""

from pathlib import Path
from statistics import median

from material import Material
from timing import Row

from chartside.agent.evidence import evidence_text
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, allergies, current_medications
from chartside.fhir.entry import Kind
from chartside.fhir.record import open_record
from chartside.tools.names import name_of

TIMES = 30


def measure(material: Material, scratch: Path) -> list[Row]:
    """The worst record and the median one; and whether anything that must be named is missing."""
    del scratch
    measured = [_one(path) for path in material.files]
    shares = sorted(share for share, _ in measured)
    missing = sum(lost for _, lost in measured)
    worst, middle = shares[0], median(shares)
    return [
        Row(
            "evidence for a summary, of the clinical resources' JSON",
            f"{len(measured)} records",
            f"1/{middle:.0f} in the median, 1/{worst:.0f} in the worst",
            f"<= 1/{TIMES} in every one",
            worst >= TIMES,
        ),
        Row(
            "active problems, medicines and allergies it does not name",
            f"{len(measured)} records",
            str(missing),
            "0",
            missing == 0,
        ),
    ]


def _one(path: Path) -> tuple[float, int]:
    """How many times as long the JSON of the clinical resources is, as received; and what is lost.

    The JSON is counted as the store keeps it, without the white space that files are laid out with.
    """
    record = open_record(path)
    chart = record.open_chart(record.patients()[0])
    text = evidence_text(chart)
    return _characters(chart) / len(text), sum(name not in text for name in _must_be_named(chart))


def _characters(chart: Chart) -> int:
    """Claims, coverage and the like are not clinical; counting them would flatter us."""
    clinical = (e for e in chart.entries if e.kind is not Kind.ADMINISTRATIVE)
    return sum(len(chart.sources[e.reference].decode()) for e in clinical)


def _must_be_named(chart: Chart) -> list[str]:
    held = (*active_problems(chart), *current_medications(chart), *allergies(chart))
    return [name_of(entry) for entry in held]
