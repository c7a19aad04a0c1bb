"""List the suites: Chartside's own, and adapters to public benchmarks."""

from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, out, table
from chartside.evals.catalog import built_in, offered
from chartside.evals.suite import Suite

app = new_app()


@app.command("list")
def listing(*, as_json: Json = False) -> None:
    """List the suites: Chartside's own, and adapters to public benchmarks.

    `chartside eval show SUITE` tells what one counts and what it is run on.

    Exit status: 0 done.
    """
    suites = built_in().values()
    if as_json:
        told = [{"name": s.name, "line": s.line, "needs": _needs(s)} for s in suites]
        emit({"suites": told, "of_others": sorted(offered())})
        return
    for title, some in (
        ("suites", [s for s in suites if s.published is None]),
        ("public benchmarks", [s for s in suites if s.published is not None]),
    ):
        table((title, "what it is", "needs"), ((s.name, s.line, _needs(s)) for s in some))
        out.print()
    if offered():
        table(("of others", "from"), ((e.name, e.value) for e in offered().values()))


def _needs(suite: Suite) -> str:
    """What a run cannot do without."""
    needs = ["a model"] if suite.model else []
    if suite.measures[0].judged:
        needs.append("a judge")
    if suite.needs_data:
        needs.append("your material")
    return ", ".join(needs)
