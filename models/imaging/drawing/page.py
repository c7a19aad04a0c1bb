"""Findings with their pictures on one page of HTML that asks nobody for anything.

Pictures are in it, its policy lets nothing else in, and words of a model or a file are words.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import Final

from PIL import Image

from chartside.models.imaging.drawing.findings import Drawn
from chartside.models.imaging.tasks.finding import LABEL, NO_ANSWER, ImageFinding

_BLANK: Final = re.compile(r"%%(\w+)%%")
_WIDEST: Final = 1600
"""Pixels of a picture on the page; the file of `--out` has all of them."""

Checked = tuple[ImageFinding, Sequence[Drawn]]
"""A finding with its pictures."""


def findings_page(findings: Iterable[Checked]) -> str:
    """The page as HTML."""
    template = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    style = template.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    held = {
        "style": f"sha256-{digest}",
        "label": escape(LABEL),
        "body": "\n".join(_section(one, pictures) for one, pictures in findings),
    }
    return _BLANK.sub(lambda found: held[found[1]], template)  # once: words of a model are no blank


def _section(one: ImageFinding, pictures: Sequence[Drawn]) -> str:
    asked = f": {one.question}" if one.question else ""
    return (
        f"<section><div>{''.join(_figure(p) for p in pictures)}</div>"
        f"<div><h2>{escape(one.task.value + asked)}</h2>{''.join(_told(one))}</div></section>"
    )


def _told(one: ImageFinding) -> Iterator[str]:
    if one.answer is not None:
        kind = "answer none" if one.answer == NO_ANSWER else "answer"
        yield f'<p class="{kind}">Answer: {escape(one.answer)}</p>'
    if one.boxes:
        rows = [
            (b.label, b.side or "not said", *(f"{n:.0f}" for n in b.box), str(b.index))
            for b in one.boxes
        ]
        heads = ("label", "patient's side", "x0", "y0", "x1", "y1", "frame")
        yield _table("Boxes, in pixels", heads, rows)
    if one.labels:
        margin = ["" if r.margin is None else f"{r.margin:+.2f}" for r in one.labels]
        held = zip(one.labels, margin, strict=True)
        ranked = [(r.label, f"{r.score:+.2f}", m, str(r.index)) for r, m in held]
        columns = ("label", "score", "against its absence", "frame")
        yield _table("Scores rank, and are no probabilities", columns, ranked)
    if one.words:
        yield f'<p class="words">{escape(one.words)}</p>'
    yield from (f'<p class="figure">{escape(f.sentence)}</p>' for f in one.published)
    if one.notices:
        yield f"<ul>{''.join(f'<li>{escape(n)}</li>' for n in one.notices)}</ul>"
    model = escape(f"{one.model}, revision {one.revision or 'not told'}")
    yield f'<p class="about">Model: {model}. {_asked(one)}</p>'
    used = [(str(f.index), f.source, str(f.frame), f.uid or "") for f in one.frames]
    table = _table("", ("index", "file", "frame in it", "SOP instance"), used)
    yield f"<details><summary>Frames that the model saw: {len(used)}</summary>{table}</details>"


def _asked(one: ImageFinding) -> str:
    named = ", ".join(f"{name} {stamp.partition(':')[0]}" for name, stamp in one.prompt.items())
    return f"Prompts: {escape(named)}." if named else ""


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>" for row in rows)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _figure(drawn: Drawn) -> str:
    words = escape(drawn.words)
    data = base64.b64encode(_png(drawn.picture)).decode()
    return (
        f'<figure><img alt="{words}" src="data:image/png;base64,{data}">'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _png(picture: Image.Image) -> bytes:
    if picture.width > _WIDEST:
        high = max(1, round(picture.height * _WIDEST / picture.width))
        picture = picture.resize((_WIDEST, high), Image.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
