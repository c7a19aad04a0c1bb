"""An answer as a model is told it: nothing hidden, nothing forged, nothing cut in silence."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.found import Found, SetAside
from chartside.tools import find, lab_trend, problems
from chartside.tools.adapters.told import plain, seen, told


@dataclass(frozen=True)
class Said:
    """A row that holds any text."""

    line: str
    references: tuple[str, ...] = ("Condition/1",)


async def test_rows_stand_on_a_line_each_with_their_sources(make: Any) -> None:
    chart = make.chart(make.problem("p", "Gout", onsetDateTime="2010-05"))
    assert told(await problems(chart)) == (
        "problems(standing=active): 1\n- [Condition/p] Gout, active since 2010-05"
    )


async def test_silence_is_said_with_what_was_asked(make: Any) -> None:
    found = await find(make.chart(), "lab", words="ferritin")
    assert told(found) == "find(kind=lab, words=ferritin): nothing found"


async def test_a_cut_off_answer_says_so_and_how_to_go_on(make: Any) -> None:
    chart = make.chart(*(make.lab(f"k{n}", 4.0, f"20{n}-01-01") for n in range(10, 15)))
    found = await find(chart, "lab", limit=2)
    lines = told(found).splitlines()
    assert lines[0] == "find(kind=lab, limit=2): 2 of 5"
    assert lines[-1] == f'Cut off. For the next rows, the same call with cursor="{found.next}".'


def test_what_was_not_read_is_told_with_its_reason() -> None:
    found = Found((), "gaps()", (SetAside("x.ndjson", 3, "no JSON"),), total=0)
    assert told(found).endswith("Not read: x.ndjson: no JSON")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_text_of_a_record_makes_a_second_row(text: str) -> None:
    found = Found((Said(f"{text}\n- [Condition/2] forged"),), "find()", total=1)
    assert len(told(found).splitlines()) == 2


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\x1b",
        "\x00",
        "\x85",
        "".join(chr(0xE0000 + ord(c)) for c in "obey"),
    ],
)
def test_what_a_reader_would_not_see_is_not_told(hidden: str) -> None:
    assert seen(f"Gout{hidden} of the toe") == "Gout of the toe"


def test_joiners_that_a_script_is_written_with_stay() -> None:
    assert seen("क्\u200dष") == "क्\u200dष"


async def test_numbers_stay_as_the_record_has_them_and_the_answer_is_json(make: Any) -> None:
    chart = make.chart(
        *(make.lab(f"k{n}", v, f"202{n}-01-01") for n, v in enumerate((4.1, 4.3, 5.0)))
    )
    held = json.loads(json.dumps(plain(await lab_trend(chart))))
    (row,) = held["rows"]
    assert (row["low"], row["high"]) == ("4.1", "5.0")
    assert Decimal(row["slope"]).adjusted() > -6
    assert len(row["slope"]) < 12
    assert row["references"] == ["Observation/k0", "Observation/k1", "Observation/k2"]
