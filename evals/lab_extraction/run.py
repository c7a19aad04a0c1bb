"""Readers over files, each file counted."""

import time
from collections.abc import Callable, Iterable, Mapping

from chartside.errors import ChartsideError
from chartside.evals.lab_extraction.counted import Tally, count
from chartside.evals.lab_extraction.material import Document
from chartside.evals.lab_extraction.told import ToldReport

Reader = Callable[[bytes], tuple[ToldReport, ...]]


def run(documents: Iterable[Document], readers: Mapping[str, Reader]) -> dict[str, list[Tally]]:
    """The tallies of each reader, a file each.

    A reader that fails on a file has read nothing there; the file's tally says so.
    """
    held: dict[str, list[Tally]] = {name: [] for name in readers}
    for document in documents:
        for name, reader in readers.items():
            tally = Tally(document.name, document.layout, document.split)
            begun = time.perf_counter()
            try:
                told = reader(document.octets)
            except ChartsideError as error:
                told = ()
                tally.missed.append(f"failed: {error.code}")
            tally.seconds = time.perf_counter() - begun
            count(tally, document.reports, told, document.printed)
            held[name].append(tally)
    return held
