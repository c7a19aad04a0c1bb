"""Sheets of quality control: values of a control material, which are nobody's results."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.cells.vocabulary import table
from chartside.fhir.lab_reports.layout.lines import Line
from chartside.fhir.lab_reports.report import Result, SetAside

OF_CONTROL: Final = "it stands on a sheet of quality control that names no patient"


@cache
def _words() -> re.Pattern[str]:
    words = "|".join(map(re.escape, table("labels")["control"]["words"]))
    return re.compile(rf"(?:^|[-\u2013:|/]\s)(?:{words})(?!\w)")


def of_control(lines: Iterable[Line]) -> bool:
    """Whether a title above the results says that they are of a control material."""
    return any(_words().search(folded(line.text)) for line in lines)


def not_of_a_patient(result: Result) -> SetAside:
    """A value of a control, set aside."""
    said = " ".join(part for part in (result.name.text, result.printed.text, result.unit) if part)
    return SetAside(result.name.page, result.row, OF_CONTROL, said)
