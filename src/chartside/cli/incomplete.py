"""What the server did not give of a chart, said before anything that was made of it."""

from collections.abc import Iterable

from chartside.cli.output import notice
from chartside.fhir.chart import Chart
from chartside.fhir.withheld import EVERYTHING, reasons, type_words, withheld


def say_what_is_missing(chart: Chart) -> None:
    """A notice for each way in which the chart may be less than the record."""
    found = withheld(reasons(chart.set_aside))
    if found.refused:
        notice(f"The record system did not give: {_words(found.refused)}. {_MAY_BE}")
    for one in found.short:
        what = "resources in all" if one.kind == EVERYTHING else type_words(one.kind)
        notice(f"The record system counts {one.counted:,} {what} and gave {one.given:,}. {_MAY_BE}")
    if found.in_part:
        notice(f"The record system gave only some of: {_words(found.in_part)}. {_MAY_BE}")
    if found.stale:
        notice(
            f"The record system did not say which are gone of: {_words(found.stale)}. "
            "What is shown here may be gone there."
        )


_MAY_BE = "What is missing here may be there."


def _words(kinds: Iterable[str]) -> str:
    return ", ".join("all kinds" if k == EVERYTHING else type_words(k) for k in kinds)
