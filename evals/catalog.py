"""Every suite that there is: ours by their declarations, those of others by their entry points.

A suite of a user's own is named by its file (`chartside.evals.authoring`).

A suite of another distribution is the entry point of its name in the group `chartside.suites`,
which loads to a `Suite` or to the path of a declaration. It is loaded only when it is named:
installed is not trusted.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from pathlib import Path
from typing import Final

from chartside.errors import UsageError
from chartside.evals.authoring.declared import FILES, declaration
from chartside.evals.suite import Suite, read_suite

GROUP: Final = "chartside.suites"
"""The group of entry points by which others offer suites."""

_ROOMS: Final = ("suites", "adapters")
ALL: Final = "all"


@cache
def built_in() -> dict[str, Suite]:
    """Our own suites by their names: those of Chartside first, then those of public benchmarks."""
    ours = Path(str(files("chartside.evals")))
    declared = [path for room in _ROOMS for path in sorted((ours / room).glob("*.toml"))]
    return {suite.name: suite for suite in map(read_suite, declared)}


def offered() -> dict[str, EntryPoint]:
    """Suites of other distributions by their names; none of them is loaded."""
    return {e.name: e for e in entry_points(group=GROUP)}


def by_default() -> dict[str, Suite]:
    """What `all` runs: suites that need neither a user's material nor a model."""
    return {
        name: suite
        for name, suite in built_in().items()
        if suite.published is None and not suite.model and "data" not in suite.takes
    }


def chosen(names: Sequence[str]) -> dict[str, Suite]:
    """The suites of these names, each once; `all` is every one that needs nothing.

    Raises:
        UsageError: There is no such suite, or an entry point gives none.
    """
    found: dict[str, Suite] = {}
    for name in names:
        for suite in by_default().values() if name == ALL else [suite_named(name)]:
            if found.setdefault(suite.name, suite) != suite:
                raise UsageError(f"two suites are called {suite.name}")
    return found


def suite_named(name: str) -> Suite:
    """One suite: by its name, or by the file of one's own.

    Raises:
        UsageError: As in `chosen`, or the file is no suite.
        SourceError: The file cannot be read.
    """
    if name.endswith(FILES):
        return _of_file(Path(name))
    if name in built_in():
        return built_in()[name]
    if name in offered():
        return _loaded(offered()[name])
    others = f"; of others: {', '.join(offered())}" if offered() else ""
    raise UsageError(f"no suite {name}; there are: {', '.join(built_in())}{others}")


def place_of(suite: Suite) -> str:
    """What leads to a suite in any process: its name, or the file of one's own."""
    return suite.name if suite.name in offered() else suite.carried.get("file", suite.name)


def _of_file(path: Path) -> Suite:
    suite = declaration(path)
    if suite.name in {*built_in(), *offered(), ALL}:
        raise UsageError(f"there is a suite {suite.name} already: name {path.name} otherwise")
    return suite


def _loaded(entry: EntryPoint) -> Suite:
    try:
        held = entry.load()
    except Exception as wrong:
        kind = type(wrong).__name__
        raise UsageError(f"the suite {entry.name} of others cannot be loaded: {kind}") from wrong
    suite = declaration(Path(held)) if isinstance(held, str | Path) else held
    if not isinstance(suite, Suite) or suite.name != entry.name:
        raise UsageError(f"the entry point {entry.name} gives no suite of that name")
    return suite
