"""A page as it leaves the printer, set once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the maker of pages, which is no test

from page_of_a_report import Gray, SetLine, drawn, line_of_type


@pytest.fixture(scope="session")
def page() -> Gray:
    """A page with a head, a table and a foot."""
    return drawn()


@pytest.fixture(scope="session")
def set_line() -> SetLine:
    """Sets one line of type, and tells about where the middle of each of its letters is."""
    return line_of_type
