"""A report as one page of HTML that needs nothing else: tables, plots, what went wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files
from typing import Any, Final

from chartside.evals.reports.comparing import TESTS, Compared, probability
from chartside.evals.reports.markdown import (
    HALVES,
    INTERVAL,
    cases,
    caveats,
    costs,
    count,
    left_out,
    percent,
    span,
    unmeasured,
)
from chartside.evals.reports.plots import intervals, kinds, steps
from chartside.evals.reports.report import ALL, Case, Ran, Report, figures, interval

WORST: Final = 20
"""Cases of one suite that are shown with their sources."""

_SPENT: Final = ("seconds", "calls", "tokens")
_RATES: Final = (
    "Rates with 95 % intervals (↑ more is better, ↓ fewer; blue all, grey tuned, orange held out)"
)
_STEPS: Final = "Before (hollow) and after (filled), all cases"
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is fetched and nothing runs: text of a record may be hostile."""


def page(report: Report, since: Compared | None = None) -> str:
    """The whole page; with what changed since another run where it is held against one."""
    return "\n".join(_page(report, since)) + "\n"


def _page(report: Report, since: Compared | None) -> Iterator[str]:
    style = files("chartside.evals.reports").joinpath("page.css").read_text(encoding="utf-8")
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Evaluation</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>"
    yield "<h1>Evaluation</h1>"
    yield f"<dl>{''.join(_term(*pair) for pair in report.about.items())}</dl>"
    yield (
        f'<p class="dim">Each figure is a count over a count. {escape(INTERVAL)} {escape(HALVES)} '
        "What crashed or could not be graded is in no count.</p>"
    )
    yield from _overview(report)
    if since is not None:
        yield from _changes(since)
    for ran in report.suites:
        yield from _suite(ran)
    yield "</main>\n</body>\n</html>"


def _overview(report: Report) -> Iterator[str]:
    """A line a suite: the figure that it is known by, what it took, and the way to the rest."""
    if len(report.suites) == 1:
        return
    yield '<div class="wide" tabindex="0"><table><thead><tr><th scope="col">suite</th>'
    yield '<th scope="col">figure</th>'
    for name in (*("count", "rate", "95 %", "cases", "runs that failed", "not measured"), *_SPENT):
        yield f'<th scope="col" class="n">{name}</th>'
    yield "</tr></thead><tbody>"
    for ran in report.suites:
        first, held = ran.measures[0], ran.costs
        found = figures(ran, first)[ALL]
        shown = (
            *(count(found), percent(found["rate"]), span(interval(found))),
            *(f"{len(ran.cases):,}", f"{sum(ran.failed.values()):,}"),
            f"{ran.crashed + ran.unscored:,}",
            *(f"{held['seconds']:,.1f}", f"{held['calls']:,.0f}"),
            f"{held['tokens_in'] + held['tokens_out']:,.0f}",
        )
        cells = "".join(f'<td class="n">{cell}</td>' for cell in shown)
        name = escape(ran.name)
        yield f'<tr><td><a href="#{name}">{name}</a></td><td>{escape(first.name)}</td>{cells}</tr>'
    yield "</tbody></table></div>"


def _changes(since: Compared) -> Iterator[str]:
    """Each figure of both runs over the cases that both have."""
    yield "<section>\n<h2>Changes since the baseline</h2>"
    yield f'<p class="dim">{escape(left_out(since))} {escape(TESTS)}</p>'
    if since.otherwise:
        yield f"<dl>{''.join(_term(n, ' → '.join(p)) for n, p in since.otherwise.items())}</dl>"
    yield '<div class="wide" tabindex="0"><table><thead><tr><th scope="col">figure</th>'
    yield '<th scope="col">part</th>'
    for name in ("before", "after", "better", "worse", "p", "p (patients)"):
        yield f'<th scope="col" class="n">{name}</th>'
    yield '<th scope="col">change</th></tr></thead><tbody>'
    for one in since.changes:
        told = (
            *(f"{hits:,} of {of:,}" for hits, of in (one.before, one.after)),
            *(str(one.better), str(one.worse), probability(one.p), probability(one.p_patients)),
        )
        cells = "".join(f'<td class="n">{cell}</td>' for cell in told)
        name = escape(f"{one.suite}.{one.figure}")
        yield f"<tr><td>{name}</td><td>{one.part}</td>{cells}<td>{one.verdict}</td></tr>"
    yield "</tbody></table></div>"
    yield f'<div class="plots">{_figure(_STEPS, steps(since.changes))}</div>'
    yield "</section>"


def _term(name: str, value: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"


def _suite(ran: Ran) -> Iterator[str]:
    yield f'<section id="{escape(ran.name)}">\n<h2>{escape(ran.name)}</h2>'
    yield f"<p>{escape(ran.suite.line)} {escape(cases(ran))}.</p>"
    how = "warning" if ran.sample and ran.suite.published else "dim"
    yield from (f'<p class="{how}">{escape(line)}</p>' for line in caveats(ran))
    yield from (f'<p class="warning">{escape(line)}</p>' for line in unmeasured(ran))
    yield from _table(ran)
    yield f'<p class="dim">Cost: {escape(costs(ran))}. Inspect log: {escape(ran.log)}</p>'
    drawn = _figure(_RATES, intervals(ran))
    missed, many = kinds(ran)
    worst = _figure(f"Kinds of case with a miss, the share that is right: {many}", missed)
    yield f'<div class="plots">{drawn}{worst}</div>'
    yield from _published(ran)
    yield from _worst(ran)
    yield "</section>"


def _figure(title: str, svg: str) -> str:
    return f"<div><h3>{title}</h3>{svg}</div>" if svg else ""


def _table(ran: Ran) -> Iterator[str]:
    yield '<div class="wide" tabindex="0"><table><thead><tr>'
    yield '<th scope="col">figure</th><th scope="col">part</th><th scope="col" class="n">count</th>'
    yield '<th scope="col" class="n">rate</th><th scope="col" class="n">95 %</th>'
    yield f'<th scope="col" class="n">{escape(ran.suite.redrawn)}</th></tr></thead><tbody>'
    for measure in ran.measures:
        for part, found in figures(ran, measure).items():
            better = f"{measure.better} is better{', by a judge' if measure.judged else ''}"
            words = f"{escape(measure.words)} ({better})"
            named = f"<code>{escape(measure.name)}</code> {words}" if part == ALL else ""
            shown = (count(found), percent(found["rate"]), span(interval(found)))
            cells = "".join(f'<td class="n">{c}</td>' for c in (*shown, found["patients"]))
            yield f"<tr><td>{named}</td><td>{part}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def _published(ran: Ran) -> Iterator[str]:
    """Figures that were published of a benchmark, beside one's own; not beside the sample's."""
    if ran.sample or ran.suite.published is None or not ran.suite.published.figures:
        return
    yield f"<h3>Published of {escape(ran.suite.published.name)}</h3>"
    yield '<div class="wide" tabindex="0"><table><thead><tr><th scope="col">who</th>'
    yield '<th scope="col">figure</th><th scope="col" class="n">%</th>'
    yield '<th scope="col">source</th></tr></thead><tbody>'
    for one in ran.suite.published.figures:
        yield (
            f"<tr><td>{escape(one.who)}</td><td>{escape(one.figure)}</td>"
            f'<td class="n">{100 * one.value:.1f}</td>'
            f'<td class="text">{escape(one.source)}</td></tr>'
        )
    yield "</tbody></table></div>"


def _worst(ran: Ran) -> Iterator[str]:
    rows = _in_turn([(case, one) for case in ran.cases for one in case.worst])
    of = " of the tuned half" if any(case.half for case in ran.cases) else ""
    hidden = "; those of the held-out half are not shown" if of else ""
    if not rows:
        yield f'<p class="dim">No mistake{of}{hidden}.</p>'
        return
    yield f"<h3>Mistakes{of}: {min(len(rows), WORST)} of {len(rows)}{hidden}</h3>"
    yield '<div class="wide" tabindex="0"><table class="worst"><thead><tr><th scope="col">case</th>'
    yield '<th scope="col">said</th><th scope="col">expected</th>'
    yield '<th scope="col">source</th></tr></thead><tbody>'
    for case, one in rows[:WORST]:
        said = f"{_dim(one.get('asked'))}<p>{_text(one.get('said'))}</p>"
        where = f"<p>{escape(case.kind)}</p>{_dim(case.id)}"
        yield (
            f'<tr><td class="text">{where}</td><td class="text">{said}</td>'
            f'<td class="text">{_text(one.get("expected"))}</td>'
            f'<td class="text">{_sources(one.get("sources", ()))}</td></tr>'
        )
    yield "</tbody></table></div>"


def _in_turn(rows: list[tuple[Case, dict[str, Any]]]) -> list[tuple[Case, dict[str, Any]]]:
    """One mistake of each kind of case, then a second: a page of one kind teaches little."""
    seen: Counter[str] = Counter()
    ranked = []
    for case, one in rows:
        ranked.append((seen[case.kind], case, one))
        seen[case.kind] += 1
    return [(case, one) for _, case, one in sorted(ranked, key=lambda r: r[0])]


def _dim(value: object) -> str:
    return f'<p class="dim">{_text(value)}</p>' if value else ""


def _text(value: object) -> str:
    return escape(str(value or ""))


def _sources(sources: Iterable[Mapping[str, Any]]) -> str:
    return "".join(
        f'<p class="dim">{_text(s.get("reference"))}</p>'
        f'<p class="source">{_text(s.get("text"))}</p>'
        for s in sources
    )
