"""Open a record and list what is active: problems, medicines, allergies.

python examples/active_problems.py [RECORD]     a Bundle, NDJSON, a folder or a store; else the demo
"""

import sys
import tempfile
from pathlib import Path

from chartside.demo import record_json
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.allergies import allergies
from chartside.fhir.clinical.medications import current_medications
from chartside.fhir.clinical.problems import active_problems
from chartside.fhir.record import open_record


def show(chart: Chart) -> None:
    """Print each list with the day it is known from, as precise as the record has it."""
    lists = {
        "Active problems": active_problems(chart),
        "Current medicines": current_medications(chart),
        "Allergies": allergies(chart),
    }
    for title, entries in lists.items():
        print(f"{title} ({len(entries)})")
        for entry in entries:
            since = f", {entry.when.words}" if entry.when else ""
            print(f"  {entry.label}{since}  [{entry.reference}]")
    print(f"Set aside: {len(chart.set_aside)}")


def main() -> None:
    """Open the record that is named, or the demo record."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.json"
        demo.write_bytes(record_json())
        show(open_record(sys.argv[1] if len(sys.argv) > 1 else demo).open_chart())


if __name__ == "__main__":
    main()
