"""Patterns tried on small letters find what they find in the text as it is written."""

import importlib
import pkgutil
import re

import pytest

from chartside import grounding
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import dates_in

_SENTENCES = (
    "Potassium rose from 4.8 mmol/L on 2 June 2026 to 5.9 mmol/L on 3 November 2026.",
    "No evidence of DVT; she denies chest pain, but has been off warfarin since early 2019.",
    "HPV vaccine has never been given. Agreed to a flu jab and declined the booster x2.",
    "BP 138/82 at 08:30, was 150 over 90 a fortnight ago; lowest 5.5 or less, range 3.5 to 5.1",
    "Metformin 500 mg b.i.d. p.o. was stopped in Mar '23 because of nausea, secondary to dose.",
    "Dr Grey saw him twice in the last month for L TKR; one visit was due to a fall at 62 years.",
    "Asthma: not on record. Neither gout nor psoriasis is known; both parents are alive and well.",
    "The Kelvin sign \u212a, the long \u017f of \u017fodium, \u0130stanbul, \u0131ron 1 \u00b5g.",
    "Hb 7.2\u202fg/dL \u2014 \u201cnormal\u201d \u2265 12.0;"
    " ferritin \u2192 nil, it\u2019s 10\u00d7 lower.",
)
_TEXTS = [shape(s) for s in _SENTENCES for shape in (str, str.lower, str.upper, str.title)]


def _held() -> list[Caseless]:
    found: dict[int, Caseless] = {}
    for module in pkgutil.walk_packages(grounding.__path__, f"{grounding.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            parts = value if isinstance(value, tuple) else (value,)
            found |= {id(p): p for p in parts if isinstance(p, Caseless)}
    return list(found.values())


@pytest.mark.parametrize("text", _TEXTS)
def test_every_pattern_finds_the_same_in_small_letters_and_as_it_is_written(text: str) -> None:
    held = _held()
    assert held
    for form in held:
        plain = form.exact
        first = plain.search(text)
        ours = form.search(text)
        assert (ours and (ours.span(), ours.groups())) == (first and (first.span(), first.groups()))
        assert [(m.span(), m[0]) for m in form.finditer(text)] == [
            (m.span(), m[0]) for m in plain.finditer(text)
        ]


def test_words_are_given_back_as_they_are_written() -> None:
    form = Caseless(r"\bno (?P<what>\w+)")
    found = form.search("There is No DVT and NO stroke.")
    assert found is not None
    assert (found["what"], form.findall("No DVT, NO stroke")) == ("DVT", ["DVT", "stroke"])
    assert form.sub("-", "No DVT.") == "-."


def test_a_pattern_that_heeds_capitals_somewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="heeds capitals"):
        Caseless(r"(?-i:[FM])\b")


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("12Jan2022, 8. June 2021 and 2014/12/19", ["12Jan2022", "8. June 2021", "2014/12/19"]),
        ("in '23, in the late 1990s, mid-March", ["'23", "the late 1990s", "March"]),
        ("x03/04/05x, (May) and between June and 3 July 2019", ["May", "June", "3 July 2019"]),
        ("two weeks ago, and about a month earlier", ["two weeks ago", "about a month earlier"]),
    ],
)
def test_dates_are_read_wherever_they_can_begin(text: str, dates: list[str]) -> None:
    assert [d.text for d in dates_in(text)] == dates
    assert [d.text for d in dates_in(text.replace(",", "\u2003,"))] == dates


def test_a_pattern_is_compiled_as_it_stands_beside_its_small_letters() -> None:
    form = Caseless(r"(?P<Side>L|R)\s(?P=Side)\S", re.VERBOSE)
    assert form.search("a l lx") is not None
