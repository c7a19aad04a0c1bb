"""A second list of cells that were written down before they were tried (`unseen_cells.toml`)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.lab_reports.cells.flags import read_flag
from chartside.fhir.lab_reports.cells.labels import column_role, label_of
from chartside.fhir.lab_reports.cells.moments import read_moment
from chartside.fhir.lab_reports.cells.numerals import Style
from chartside.fhir.lab_reports.cells.ranges import read_range
from chartside.fhir.lab_reports.cells.results_in_words import in_words
from chartside.fhir.lab_reports.cells.states import read_state
from chartside.fhir.lab_reports.cells.unit_cells import read_unit
from chartside.fhir.lab_reports.cells.values import read_value

CELLS: dict[str, list[Any]] = tomllib.loads(
    Path(__file__).with_name("unseen_cells.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("printed", "decimal", "read"), CELLS["ranges"])
def test_a_range_of_the_list_is_read(printed: str, decimal: str, read: list[list[str]]) -> None:
    found = read_range(printed, Style(decimal))
    shown = [[_digits(b.low), _digits(b.high), b.applies_to] for b in found]
    assert shown == read


@pytest.mark.parametrize(("printed", "decimal", "read"), CELLS["values"])
def test_a_value_of_the_list_is_read(printed: str, decimal: str, read: list[str]) -> None:
    found = read_value(printed, Style(decimal))
    assert found is not None
    flag = found.flag.value if found.flag else ""
    assert [_digits(found.value), found.comparator, flag, found.unit] == read


@pytest.mark.parametrize("printed", CELLS["no_values"])
def test_what_is_no_value_is_left_unread(printed: str) -> None:
    assert read_value(printed, Style(".")) is None


@pytest.mark.parametrize(("printed", "says"), CELLS["words"])
def test_words_of_the_list_say_one_thing(printed: str, says: str) -> None:
    assert (in_words(printed) or "") == says


@pytest.mark.parametrize(("printed", "code"), CELLS["units"])
def test_a_unit_of_the_list_is_one_code(printed: str, code: str) -> None:
    assert (read_unit(printed) or "") == code


@pytest.mark.parametrize(("printed", "code"), CELLS["flags"])
def test_a_flag_of_the_list_is_one_code(printed: str, code: str) -> None:
    assert (read_flag(printed) or "") == code


@pytest.mark.parametrize(("printed", "name"), CELLS["states"])
def test_a_state_of_the_list_is_read(printed: str, name: str) -> None:
    state = read_state(printed)
    assert (state.name if state else "") == name


@pytest.mark.parametrize(("printed", "language", "order", "read"), CELLS["moments"])
def test_a_moment_of_the_list_is_read(printed: str, language: str, order: str, read: str) -> None:
    moment = read_moment(printed, language, order)
    assert (moment.text if moment else "") == read


@pytest.mark.parametrize(("printed", "role"), CELLS["columns"])
def test_a_head_of_the_list_names_its_column(printed: str, role: str) -> None:
    assert (column_role(printed) or "") == role


@pytest.mark.parametrize(("printed", "label"), CELLS["labels"])
def test_a_label_of_the_list_is_known(printed: str, label: str) -> None:
    assert (label_of(printed) or "") == label


def _digits(value: object) -> str:
    return "" if value is None else str(value)
