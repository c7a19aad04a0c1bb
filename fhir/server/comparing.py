"""Whether a server applied what it was asked: its own word in `self`, or a look at each match.

A server that passes over a parameter answers a wider question: "labs since January" becomes all
labs. What it applied stands in the `self` link. Where there is none, each match is held against the
search here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from chartside.errors import FHIRServerError
from chartside.fhir.received import Batch, Received
from chartside.fhir.search.query import RESULT, as_written, named_values, parse
from chartside.fhir.server.bundles import Held, Page
from chartside.fhir.server.planning import Pair, Plan, decidable
from chartside.fhir.store import RecordStore
from chartside.fhir.writing import Writer

_SHOWN: Final = frozenset({"_sort", "_include", "_revinclude"})
"""Parameters of the result that have to be there: without them an answer has another meaning."""
_SAME: Final = {"subject": "patient"}
_TYPE: Final = re.compile(r":[A-Z][A-Za-z]+")


def hold(page: Page, plan: Plan, base: str) -> None:
    """Check that the first page of an answer is of what was asked.

    Raises:
        FHIRServerError: `ignored`.
    """
    asked = Counter(_name(n) for n, _ in plan.sent if _must(n))
    if not asked:
        return
    shown = applied(page.links.get("self", ""))
    missing = asked - Counter(_name(name) for name, _ in shown)
    if not shown:
        _look(page, plan, base)
    elif missing and not _brought(missing, page):
        raise FHIRServerError("ignored")
    elif not _values(plan.sent) <= _values(shown):
        _look(page, plan, base, strict=False)  # written in another way: see whether it fits


def understood(text: str) -> None:
    """Hold a search against a store that is empty: its values too have to be of their kind.

    Raises:
        UsageError: It is not understood in full.
    """
    query = parse(text)
    pairs = named_values(text.strip().partition("?")[2])
    here = [(name, value) for name, value in pairs if not name.endswith((":in", ":not-in"))]
    with RecordStore(None) as store:  # of value sets the server knows, and the store does not
        store.search_bundle(f"{query.type}?{as_written(here)}" if here else query.type)


def applied(address: str) -> list[Pair]:
    """The parameters in a `self` link; none where it has none."""
    try:
        query = urlsplit(address).query
    except ValueError:
        return []
    return parse_qsl(query, keep_blank_values=True, errors="replace")


def fitting(kind: str, criteria: Sequence[Pair], held: Sequence[Held], base: str) -> set[str]:
    """The ids of resources that meet criteria, as the store would say it."""
    items = [
        Received(base, n, one.type, one.id, f"{base}/{one.type}/{one.id}", one.raw)
        for n, one in enumerate(held, start=1)
    ]
    with RecordStore(None) as store:
        with store.writing():
            Writer(store.conn).write(Batch(base, items))
        text = f"{kind}?{as_written([*criteria])}&_total=none&_count=10000"
        found = store.search_bundle(text, every=True)
        kept = {bytes(entry["resource"]) for entry in found.get("entry", ())}
    return {one.id for one in held if one.raw in kept}


def _look(page: Page, plan: Plan, base: str, *, strict: bool = True) -> None:
    """Hold each match against the criteria that can be applied to it by itself."""
    kind = plan.query.type
    criteria = [pair for pair in plan.sent if not _is_result(pair[0])]
    decided = [pair for pair in criteria if decidable(plan.query, pair[0])]
    if strict and (len(decided) < len(criteria) or any(_is_shown(n) for n, _ in plan.sent)):
        raise FHIRServerError("ignored")
    matches = [one for one in page.held if one.type == kind and one.mode != "include"]
    if decided and len(fitting(kind, decided, matches, base)) < len({m.id for m in matches}):
        raise FHIRServerError("ignored")


def _values(pairs: Sequence[Pair]) -> set[Pair]:
    return {(_name(n), v.removeprefix("Patient/")) for n, v in pairs if not _is_result(n)}


def _brought(missing: Iterable[str], page: Page) -> bool:
    """Whether all that is missing is that something comes along, and something did."""
    along = any(one.mode == "include" for one in page.held)
    return along and all("include" in name for name in missing)


def _name(name: str) -> str:
    """A parameter's name, the types left out that a server may leave out: `subject:Patient`."""
    plain, colon, modifier = _TYPE.sub("", name).partition(":")
    return f"{_SAME.get(plain, plain)}{colon}{modifier}"


def _must(name: str) -> bool:
    return not _is_result(name) or _is_shown(name)


def _is_result(name: str) -> bool:
    return name.partition(":")[0] in RESULT


def _is_shown(name: str) -> bool:
    return name.partition(":")[0] in _SHOWN
