"""When orders, statements, supplies and doses given are of one medicine."""

import re
from collections.abc import Iterable
from typing import Final

from chartside.fhir.clinical.drug_table import substance
from chartside.fhir.clinical.drugs import drug_name, route_of
from chartside.fhir.clinical.same import plain
from chartside.fhir.codes import RXNORM, canonical_system
from chartside.fhir.entry import Entry

Key = tuple[str, str]
_BRACKETS: Final = re.compile(r"\[([^\]]+)\]")


def same_drug(entry: Entry) -> Key:
    """What makes two orders orders of one medicine.

    The drug and the way it is given. Strength and brand do not.
    """
    return medicine_name(entry), _route(entry)


def medicine_name(entry: Entry) -> str:
    """The ingredients of a medicine, by its label, or by RxNorm's name beside the label.

    RxNorm's name counts where the label gives its brand or its ingredients in other words
    (`Prinivil (lisinopril) oral`); where the two disagree, what a reader sees counts.
    """
    shown = drug_name(entry.label)
    names = [
        c.display
        for c in entry.code.codings
        if c.display and canonical_system(c.system) == RXNORM and c.display != entry.label
    ]
    coded = {name: drug_name(name) for name in names}
    if shown in coded.values():
        return shown
    return next((drug for name, drug in coded.items() if _means(entry.label, name, drug)), shown)


def _means(label: str, name: str, coded: str) -> bool:
    words = set(plain(label).split())
    if any(set(plain(brand).split()) <= words for brand in _BRACKETS.findall(name)):
        return True
    return all(part.split(" ", maxsplit=1)[0] in words for part in coded.split(" / "))


def _route(entry: Entry) -> str:
    return route_of(entry.label, entry.dose.route if entry.dose else "")


def by_drug(entries: Iterable[Entry]) -> dict[Key, list[Entry]]:
    """Entries by drug and route, in the order of the chart.

    An order that does not say its route joins the only route the drug is given by; one that gives
    only a brand joins the drug that another entry names with that brand (`[Coumadin]`), if that is
    one drug.
    """
    held = list(entries)
    keys = drug_keys(held)
    found: dict[Key, list[Entry]] = {}
    names: dict[str, list[Key]] = {}
    for entry in sorted(held, key=lambda e: not keys[e.reference][1]):
        name, route = keys[entry.reference]
        ways = names.setdefault(name, [])
        key = ways[0] if not route and len(ways) == 1 else (name, route)
        if key not in found:
            found[key] = []
            ways.append(key)
        found[key].append(entry)
    order = {e.reference: n for n, e in enumerate(held)}
    for group in found.values():
        group.sort(key=lambda e: order[e.reference])
    return found


def drug_keys(entries: Iterable[Entry]) -> dict[str, Key]:
    """Drug and route of each entry.

    A brand stands under the drug that another entry says it is, or that the table knows it as.
    """
    held = list(entries)
    brands = _brands(held)
    return {e.reference: _key(e, brands) for e in held}


def _key(entry: Entry, brands: dict[str, set[str]]) -> Key:
    """Spacing does not tell `vitamin b 12` from `vitamin b12`, nor does a country `paracetamol`.

    What this chart says that a brand is goes before the table; a brand of two drugs is neither.
    """
    name, route = same_drug(entry)
    meant = brands.get(name, set())
    if len(meant) == 1:
        name = next(iter(meant))
    return (substance(name) if len(meant) <= 1 else name).replace(" ", ""), route


def _brands(entries: list[Entry]) -> dict[str, set[str]]:
    """What each brand in brackets stands for in this chart."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        for name in entry.code.labels:
            for brand in _BRACKETS.findall(name):
                found.setdefault(drug_name(brand), set()).add(drug_name(name))
    return found
