"""Sentences beside this file, `prose/dev.txt` and `prose/held.txt`, as cases to judge.

`+ sentence | sources` is true of its chart, `- kind | sentence | sources` false by one fact.
Sources are ids, or the beginning of a reference where the chart is not our own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chartside.fhir.chart import Chart

FOLDER: Final = Path(__file__).with_name("prose")


@dataclass(frozen=True)
class Case:
    """A sentence with its sources as written; `kind` says what is false in it, if anything."""

    chart: str
    text: str
    sources: tuple[str, ...]
    kind: str = ""


def cases(half: str) -> Iterator[Case]:
    """The sentences of one half."""
    chart = ""
    for line in (FOLDER / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            chart = line.strip("[]")
        elif line.startswith(("+", "-")):
            *kind, text, sources = (part.strip() for part in line[1:].split("|"))
            yield Case(chart, text, tuple(sources.split()), "".join(kind))


def reference(source: str, chart: Chart) -> str:
    """The one reference of a chart that a source as written means."""
    held = [e.reference for e in chart.entries]
    exact = [r for r in held if source in {r, r.partition("/")[2]}]
    meant = exact or [r for r in held if r.startswith(source)]
    if len(meant) != 1:
        raise LookupError(source)
    return meant[0]
