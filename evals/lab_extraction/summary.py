"""What a run found, as plain values and as tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from chartside.evals.lab_extraction.counted import (
    ATTRIBUTES,
    WRONG,
    Tally,
    attribute,
    f1,
    precision,
    recall,
    spread,
)

TARGETS: Final = {"f1": 0.98, "ucum": 0.98, "range": 0.95}
"""On digital PDFs of layouts that nobody looked at while writing rules."""


def summary(held: Mapping[str, Sequence[Tally]], seed: str) -> dict[str, Any]:
    """Figures of each reader: of each split, and of each layout that may be looked at."""
    return {
        "seed": seed,
        "targets": TARGETS,
        "readers": {
            name: {
                "splits": {**_halves(tallies, seed), **_parts(tallies, "split", seed)},
                "layouts": _parts(
                    [t for t in tallies if not t.split.startswith("held-out")], "layout", seed
                ),
            }
            for name, tallies in held.items()
        },
    }


def _parts(tallies: Sequence[Tally], by: str, seed: str) -> dict[str, Any]:
    names = list(dict.fromkeys(getattr(t, by) for t in tallies))
    return {name: part([t for t in tallies if getattr(t, by) == name], seed) for name in names}


def _halves(tallies: Sequence[Tally], seed: str) -> dict[str, Any]:
    """The figures of all kinds of the held-out half together, where there are several."""
    held = [t for t in tallies if t.split.startswith("held-out")]
    return {"held-out": part(held, seed)} if len({t.split for t in held}) > 1 else {}


def part(tallies: Sequence[Tally], seed: str) -> dict[str, Any]:
    """The figures of some files."""
    wrong = Counter[str]()
    for tally in tallies:
        wrong.update(tally.wrong)
    return {
        "files": len(tallies),
        "rows": sum(t.wanted for t in tallies),
        "precision": precision(tallies).rate,
        "recall": recall(tallies).rate,
        "f1": f1(tallies),
        "f1_by_file": spread(tallies, f1, seed),
        "accuracy": {name: attribute(tallies, name).rate for name in ATTRIBUTES},
        "wrong": {name: wrong[name] for name in WRONG},
        "set_aside": sum(t.set_aside for t in tallies),
        "patients": sum(t.persons for t in tallies),
        "patients_right": sum(t.persons_right for t in tallies),
        "seconds": round(sum(t.seconds for t in tallies), 2),
    }


def show(found: dict[str, Any], console: Console) -> None:
    """A table of layouts and a table of splits, every reader beside the other."""
    for by in ("layouts", "splits"):
        table = Table(*_HEADS, title=f"by {by.removesuffix('s')}")
        names = dict.fromkeys(n for held in found["readers"].values() for n in held[by])
        for name in names:
            for reader, held in found["readers"].items():
                table.add_row(*_cells(name, reader, held[by][name]))
        if names:
            console.print(table)
    console.print(
        "wrong: earlier results given as current / values that stand nowhere / a known name with "
        "another value / no such name"
    )


_HEADS: Final = (
    *("what", "reader", "files", "rows", "P", "R", "F1", "95 % (by file)", *ATTRIBUTES),
    *("wrong", "aside", "person", "s"),
)


def _cells(name: str, reader: str, held: dict[str, Any]) -> list[str]:
    ends = held["f1_by_file"]
    return [
        *(name, reader, str(held["files"]), str(held["rows"])),
        *(_rate(held[key]) for key in ("precision", "recall", "f1")),
        "-" if ends is None else f"{100 * ends[0]:.1f}-{100 * ends[1]:.1f}",
        *(_rate(held["accuracy"][key]) for key in ATTRIBUTES),
        "/".join(str(held["wrong"][key]) for key in WRONG),
        str(held["set_aside"]),
        f"{held['patients_right']}/{held['patients']}",
        f"{held['seconds']:.1f}",
    ]


def _rate(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.1f}"
