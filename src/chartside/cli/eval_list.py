"""List the suites, and what each counts."""

from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, out, table
from chartside.evals.suites import SUITES
from chartside.evals.suites.measures import MEASURES, Measure

app = new_app()


@app.command("list")
def listing(*, as_json: Json = False) -> None:
    """List the suites, and what each counts.

    A gate names a figure as `[SUITE.FIGURE]`.

    Exit status: 0 done.
    """
    if as_json:
        emit({"suites": [_plain(name, line) for name, line in SUITES.items()]})
        return
    table(("suite", "what it is"), SUITES.items())
    out.print()
    table(
        ("figure", "counts", "better"),
        ((f"{name}.{m.name}", m.words, _better(m)) for name in SUITES for m in MEASURES[name]),
    )


def _better(measure: Measure) -> str:
    return "more" if measure.higher else "fewer"


def _plain(name: str, line: str) -> dict[str, object]:
    figures = [{"name": m.name, "counts": m.words, "better": _better(m)} for m in MEASURES[name]]
    return {"name": name, "line": line, "figures": figures}
