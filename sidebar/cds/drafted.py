"""Findings on draft orders, in words that call a draft what it is.

The rules read a draft as a current order, and say so: "ordered 26 November 2026", "which is
current". Where a finding has a phrase of theirs on a draft, it is put in another way; the phrase is
made anew from the entries, as the rules make it, so that no word of the record is taken for one.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from chartside.draft import Finding
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules import result_against_order
from chartside.grounding.rules.wording import inner, listed, of, ordered_on, outer

DRAFT: Final = " (draft order)"


def as_drafted(finding: Finding, chart: Chart, drafts: Collection[str]) -> Finding:
    """The finding, with what it says of draft orders said as of drafts.

    Args:
        finding: What a rule of `chartside.grounding` found.
        chart: The chart that it was found in.
        drafts: The references of the draft orders there.
    """
    cited = [e for c in finding.citations if (e := chart.get(c.reference))]
    if not any(e.reference in drafts for e in cited):
        return finding
    medicines = [e for e in cited if e.kind is Kind.MEDICATION]
    words = _of_results if finding.rule == result_against_order.RULE else _of_orders
    return replace(finding, text=words(finding.text, cited, medicines, drafts))


def beside_draft(older: Entry, newer: Entry, chart: Chart, drafts: Collection[str]) -> str:
    """What is said of two orders of one medicine, of which one or both are drafts."""
    kept = [e for e in (older, newer) if e.reference not in drafts]
    if not kept:
        return f"{outer(older.label)} and {inner(newer.label)} are draft orders of one medicine"
    order = kept[0]
    draft = newer if order is older else older
    name = outer(order.label)
    if order.end is not None and order.end.high <= chart.as_of:
        begun = f"ordered {order.when.words}, " if order.when else ""
        return (
            f"{name} ({begun}course ended {order.end.words}) was not closed before the draft order "
            f"of {inner(draft.label)}"
        )
    return (
        f"{name}{ordered_on(order)} is still active beside the draft order of {inner(draft.label)}"
    )


def _of_results(text: str, _: list[Entry], medicines: list[Entry], drafts: Collection[str]) -> str:
    """`..., too low for naproxen (draft order)`."""
    names = listed([inner(e.label) for e in medicines])
    which = "which is current" if len(medicines) == 1 else "which are current"
    end = f" for {names}, {which}"
    if not text.endswith(end):
        return text
    return f"{text.removesuffix(end)} for {listed([_named(e, inner, drafts) for e in medicines])}"


def _of_orders(
    text: str, cited: list[Entry], medicines: list[Entry], drafts: Collection[str]
) -> str:
    """`Naproxen (draft order) conflicts ...`, `A and B (draft order) would both be current ...`."""
    for entry in (e for e in cited if e.reference in drafts):
        name = outer(entry.label)
        ordered = f"{name}{ordered_on(entry)}"
        for words, instead in (
            (f"{ordered} is recorded as current", f"{name} is drafted"),
            (f"{name} is current by its order{of(entry.when)}", f"{name} is drafted"),
            (ordered, f"{name}{DRAFT}"),
        ):
            if text.startswith(words):
                return f"{instead}{text.removeprefix(words)}"
    if len(medicines) < 2:  # noqa: PLR2004 - a pair
        return text
    first, *others = medicines
    many = "both" if len(medicines) == 2 else "all"  # noqa: PLR2004 - a pair
    begun = f"{listed([outer(first.label), *(inner(e.label) for e in others)])} are {many} current"
    if not text.startswith(begun):
        return text
    names = [_named(first, outer, drafts), *(_named(e, inner, drafts) for e in others)]
    return f"{listed(names)} would {many} be current{text.removeprefix(begun)}"


def _named(entry: Entry, case: Callable[[str], str], drafts: Collection[str]) -> str:
    return case(entry.label) + (DRAFT if entry.reference in drafts else "")
