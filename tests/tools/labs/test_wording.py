"""What a reader is told of a range."""

import pytest

from chartside.fhir.lab_reports.report import Limits, Printed
from chartside.tools.labs.wording import range_words


@pytest.mark.parametrize(
    ("whom", "printed", "told"),
    [
        ("w", "w: 3,9 - 5,2", "w: 3,9 - 5,2"),
        ("Frauen", "3,9 - 5,2", "Frauen 3,9 - 5,2"),
        ("", "3.5 - 5.1", "3.5 - 5.1"),
    ],
)
def test_whom_a_range_applies_to_is_told_once(whom: str, printed: str, told: str) -> None:
    limits = Limits(Printed(printed, 1, (0.0, 0.0, 1.0, 1.0)), applies_to=whom)
    assert range_words(limits) == told
