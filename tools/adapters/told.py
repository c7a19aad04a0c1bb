"""What a tool found, as a model is told it: as text, and as plain JSON."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from chartside.fhir.found import Found

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters, directions, and what is not seen: no text of a record is hidden in them.

The joiners U+200C and U+200D stay: Persian and Hindi are written with them.
"""


def told(found: Found[Any]) -> str:
    """The query, a line for each row with its sources before it, and how to go on.

    A row is one line whatever the record holds, so that no text of it can pass for another row.
    """
    total = len(found.items) if found.total is None else found.total
    shown = len(found.items)
    head = f"{found.query}: {shown} of {total}" if found.truncated else f"{found.query}: {total}"
    lines = [head if shown or total else f"{found.query}: nothing found"]
    lines += [f"- {_sources(row.references)}{seen(row.line)}" for row in found.items]
    if found.next:
        lines.append(f'Cut off. For the next rows, the same call with cursor="{found.next}".')
    lines += [
        f"Not read: {seen(f'{s.reference or s.source}: {s.reason}')}" for s in found.set_aside
    ]
    return "\n".join(lines)


def _sources(references: Sequence[str]) -> str:
    return f"[{', '.join(references)}] " if references else ""


def seen(text: str) -> str:
    """The text on one line, without what a reader would not see."""
    return " ".join(_UNSEEN.sub("", text.replace("\n", " ").replace("\u2028", " ")).split())


def plain(found: Found[Any]) -> dict[str, Any]:
    """As JSON: rows with all their fields, exactly as the tool gives them; decimals as text."""
    return {
        "query": found.query,
        "total": len(found.items) if found.total is None else found.total,
        "truncated": found.truncated,
        "next": found.next,
        "set_aside": [
            {"reference": s.reference, "source": s.source, "line": s.line, "reason": s.reason}
            for s in found.set_aside
        ],
        "rows": [
            {**_plain(asdict(row)), "references": list(row.references)} for row in found.items
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> str:
    """As the record has it; more digits than a FHIR decimal were calculated, and are rounded.

    >>> _number(Decimal("7.20")), _number(Decimal(1) / 3)
    ('7.20', '0.333333')
    """
    if (
        len(value.as_tuple().digits) > _MOST_DIGITS
        or not -_MOST_DIGITS < value.adjusted() < _MOST_DIGITS
    ):
        return f"{value:.6g}"
    return f"{value:f}"


_MOST_DIGITS: Final = 18
