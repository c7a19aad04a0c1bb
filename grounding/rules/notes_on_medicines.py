"""A note that calls a stopped medicine current, or a current one stopped.

Source: The Joint Commission NPSG.03.06.01 and WHO "Medication Safety in Transitions of Care"
(2019): lists and letters disagree at every transition. The order decides what the chart holds;
the note is quoted, so that the reader can. The last word counts: a later note, or a later order,
that agrees with the chart settles it. A stopped medicine is taken as stopped from the end of its
order; where the order has none, from a year after it was written (the longest that a prescription
stays valid). Medicines with two ingredients are not looked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import current_medications, past_medications
from chartside.fhir.clinical.same import newest
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import BY_KEY
from chartside.grounding.rules.finding import cite, cite_passage, quoted
from chartside.grounding.rules.ingredients import ingredients, spellings
from chartside.grounding.rules.moment import YEAR
from chartside.grounding.rules.passages import Passage, passages, read
from chartside.grounding.rules.said_of_medicines import STOPPED, TAKEN, status_said
from chartside.grounding.rules.wording import of, on, outer

STILL_TAKEN: Final = "stopped-medicine-called-current"
NOT_TAKEN: Final = "current-medicine-called-stopped"

GRACE: Final = timedelta(days=30)
"""Letters are typed late, and repeat what was true at the visit."""
_SHORTEST: Final = 4
"""Letters of a name: a shorter word is too often another word."""
_GRAVE: Final = frozenset().union(
    *(BY_KEY[k].members for k in ("anticoagulants", "insulins", "P2Y12 inhibitors"))
)


def notes_on_medicines(chart: Chart) -> Iterator[Finding]:
    """One finding for each medicine, with the last sentence that disagrees."""
    texts = read(chart)
    if not texts:
        return
    current = _single(current_medications(chart))
    for name, orders in current.items():
        last = newest(orders)
        since = last.when.high if last.when else None
        if since and last.status != "on-hold":
            passage = _last_word(passages(texts, _names(name)), name, since, STOPPED)
            if passage:
                yield _called_stopped(chart, last, passage)
    mixed = {n for e in current_medications(chart) for n in ingredients(e)}
    for name, orders in _single(past_medications(chart)).items():
        last = newest(orders)
        since = _over(orders)
        if name not in mixed and since:
            passage = _last_word(passages(texts, _names(name)), name, since + GRACE, TAKEN)
            if passage:
                yield _called_current(chart, last, passage)


def _single(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """Medicines of one ingredient, by its name."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        names = ingredients(entry)
        if len(names) == 1:
            found.setdefault(next(iter(names)), []).append(entry)
    return found


def _names(name: str) -> tuple[str, ...]:
    return tuple(n for n in spellings(name) if len(n) >= _SHORTEST)


def _over(orders: Iterable[Entry]) -> datetime | None:
    """From when every order of the medicine is over."""
    ends = [e.end.high if e.end else e.when.high + YEAR if e.when else None for e in orders]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _last_word(found: Iterable[Passage], name: str, since: datetime, wanted: str) -> Passage | None:
    """The last sentence after `since` that says anything of the medicine, if it says `wanted`."""
    names = _names(name)
    last: tuple[Passage, str] | None = None
    for passage in found:
        if (
            passage.when
            and passage.when.low >= since
            and (said := status_said(passage.text, names))
        ):
            last = (passage, said)
    return last[0] if last and last[1] == wanted else None


def _called_stopped(chart: Chart, order: Entry, passage: Passage) -> Finding:
    text = (
        f"{outer(order.label)} is current by its order{of(order.when)}, but the "
        f"{_named(passage)} says: {quoted(passage.text)}"
    )
    return _finding(NOT_TAKEN, text, chart, order, passage)


def _called_current(chart: Chart, order: Entry, passage: Passage) -> Finding:
    ended = f" and ended{on(order.end)}" if order.end else ""
    text = (
        f"{outer(order.label)} is {order.status} by its order{of(order.when)}{ended}, but the "
        f"{_named(passage)} says: {quoted(passage.text)}"
    )
    return _finding(STILL_TAKEN, text, chart, order, passage)


def _named(passage: Passage) -> str:
    label = passage.document.label
    return f"{label[:1].lower() + label[1:]}{of(passage.when)}"


def _finding(rule: str, text: str, chart: Chart, order: Entry, passage: Passage) -> Finding:
    grave = Severity.HIGH if ingredients(order) & _GRAVE else Severity.MODERATE
    cited = cite_passage(chart, passage.document, passage.start, passage.end)
    return Finding(rule, text, grave, (cite(order), cited))
