"""The entries of a Bundle that is not JSON as a whole, because some entry in it is not.

Brackets and strings are followed, nothing else is understood: one `NaN`, half of a surrogate pair
or an absurd depth in one entry then costs that entry alone. Linear in the size of the document.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[{}\[\],]', re.DOTALL)
_OPENS = re.compile(rb"\s*:\s*\[")
_LIST = 2
"""The depth inside the list of entries: one object, one list."""


def cut(data: bytes) -> tuple[bytes, list[bytes]] | None:
    """The Bundle with its list of entries emptied, and each entry as it stands.

    None where there is no such list, or where it never ends: the document is cut off or broken.

    >>> cut(b'{"resourceType": "Bundle", "entry": [{"a": NaN}, {"b": 1}]}')
    (b'{"resourceType": "Bundle", "entry": []}', [b'{"a": NaN}', b' {"b": 1}'])
    """
    tokens = _TOKEN.finditer(data)
    start = _start(data, tokens)
    if start is None:
        return None
    marks = _marks(tokens)
    if marks is None:
        return None
    bounds = [start, *marks]
    slices = [data[low:high] for low, high in pairwise(bounds)]
    entries = [slices[0], *(piece[1:] for piece in slices[1:])]
    return data[:start] + data[marks[-1] :], entries if any(e.strip() for e in entries) else []


def closed(data: bytes) -> bool:
    """Whether every bracket and string is closed: what is wrong then is not that it is cut off."""
    return sum(_step(token[0]) for token in _TOKEN.finditer(data)) == 0


def _start(data: bytes, tokens: Iterator[re.Match[bytes]]) -> int | None:
    """Where the list of entries begins; `tokens` then stand behind its bracket."""
    depth = 0
    for token in tokens:
        text = token[0]
        depth += _step(text)
        opens = text == b'"entry"' and depth == 1 and _OPENS.match(data, token.end())
        if opens:
            next(tokens)
            return opens.end()
    return None


def _marks(tokens: Iterator[re.Match[bytes]]) -> list[int] | None:
    """The commas between the entries and the bracket behind them; None where something is open."""
    depth, found, end = _LIST, [], 0
    for token in tokens:
        text = token[0]
        depth += _step(text)
        if depth == _LIST and text == b"," and not end:
            found.append(token.start())
        elif depth == _LIST - 1 and not end:
            end = token.start()
    return [*found, end] if depth == 0 and end else None


def _step(text: bytes) -> int:
    return (text in {b"{", b"["}) - (text in {b"}", b"]"})
