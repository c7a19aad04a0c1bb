"""An audit of a judge as one page of HTML that needs nothing else, and as files in a folder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from chartside.errors import StoreError
from chartside.evals.judging.told import HEAD, READ, Audit, about, markdown, rows, who
from chartside.signoff.filing import write_atomically

FILE: Final = "judge-audit.json"
_SHOWN: Final = 2_000
"""Characters of a text."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is fetched and nothing runs: what was judged may be hostile."""


def write_audit(audit: Audit, folder: Path) -> tuple[Path, ...]:
    """The files that were written: JSON and page hold text of the worst, Markdown counts only.

    Raises:
        StoreError: The folder cannot be written.
    """
    told = audit.to_json()
    held = {
        FILE: json.dumps(told, ensure_ascii=False, indent=1),
        "judge-audit.md": "\n".join(markdown(told)) + "\n",
        "judge-audit.html": "\n".join(page(told)) + "\n",
    }
    try:
        for name, text in held.items():
            write_atomically(folder / name, text.encode(errors="replace"))
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise StoreError(f"the audit cannot be written: {reason}") from None
    return tuple(folder / name for name in held)


def page(told: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the page."""
    style = files("chartside.evals.reports").joinpath("page.css").read_text(encoding="utf-8")
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Audit of a judge</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>Audit of a judge</h1>\n<p>{escape(who(told))}</p>"
    yield f'<p>{escape(about(told))}.</p>\n<p class="dim">{escape(READ)}</p>'
    yield from _table(HEAD, rows(told), numbers=3)
    for block in told["kinds"]:
        yield f"<h2>{escape(block['kind'])}: people in rows, the judge in columns</h2>"
        points = block["ratings"]
        counted = ((p, *map(str, c)) for p, c in zip(points, block["table"], strict=True))
        yield from _table(("", *points), counted, numbers=1)
    yield from _worst(told["worst"])
    yield "</main>\n</body>\n</html>"


def _table(head: Sequence[str], lines: Iterator[tuple[str, ...]], *, numbers: int) -> Iterator[str]:
    """A table whose columns from that one on are numbers."""
    yield '<div class="wide" tabindex="0"><table><thead><tr>'
    for column, name in enumerate(head):
        kind = ' class="n"' if column >= numbers else ""
        yield f'<th scope="col"{kind}>{escape(name)}</th>' if name else "<td></td>"
    yield "</tr></thead><tbody>"
    for line in lines:
        cells = "".join(
            f'<td class="n">{escape(cell)}</td>'
            if column >= numbers
            else f"<td>{escape(cell)}</td>"
            for column, cell in enumerate(line)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _worst(worst: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not worst:
        yield '<p class="dim">The judge agreed with every label.</p>'
        return
    yield f"<h2>Where the judge is furthest from people: {len(worst)}</h2>"
    yield '<div class="wide" tabindex="0"><table><thead><tr><th scope="col">case</th>'
    yield '<th scope="col">people</th><th scope="col">judge</th><th scope="col">text</th></tr>'
    yield "</thead><tbody>"
    for one in worst:
        people = ", ".join(f"{who}: {number}" for who, number in one["labels"].items())
        judge = f'<p>{one["given"]}</p><p class="dim">{escape(one["reason"])}</p>'
        where = f'<p>{escape(one["kind"])}</p><p class="dim">{escape(one["id"])}</p>'
        text = "".join(_part(name, held) for name, held in one["material"].items())
        yield (
            f'<tr><td class="text">{where}</td><td class="text">{escape(people)}</td>'
            f'<td class="text">{judge}</td><td class="text">{text}</td></tr>'
        )
    yield "</tbody></table></div>"


def _part(name: str, held: object) -> str:
    said = held if isinstance(held, str) else json.dumps(held, ensure_ascii=False)
    return f'<p class="dim">{escape(name)}</p><p class="source">{escape(said[:_SHOWN])}</p>'
