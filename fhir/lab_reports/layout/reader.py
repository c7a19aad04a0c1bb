"""What a printed cell looks like, in the number style and the language of one document."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from chartside.fhir.lab_reports.cells.flags import read_flag, signs_are_flags
from chartside.fhir.lab_reports.cells.labels import language_of
from chartside.fhir.lab_reports.cells.moments import order_of, read_moment
from chartside.fhir.lab_reports.cells.numerals import Style, style_of
from chartside.fhir.lab_reports.cells.ranges import looks_like_range
from chartside.fhir.lab_reports.cells.results_in_words import in_words
from chartside.fhir.lab_reports.cells.states import read_state
from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit, read_unit
from chartside.fhir.lab_reports.cells.values import CellValue, read_value
from chartside.fhir.lab_reports.report import Flag, State
from chartside.fhir.when import When

_LONGEST: Final = 80
"""Characters; a longer cell is a sentence."""


class Reader:
    """Reads the cells of one document, whose number style and order of dates are known."""

    def __init__(self, texts: Iterable[str]) -> None:
        held = tuple(texts)
        self.style: Style = style_of(held)
        self.language: str = language_of(held)
        self.order: str = order_of(held)
        self.signs: bool = signs_are_flags(held)

    def value(self, text: str) -> CellValue | None:
        """The value of a cell, with what is glued to it."""
        if len(text) > _LONGEST:
            return None
        value = read_value(text, self.style, signs=self.signs)
        if value is None and (state := read_state(text)):
            return CellValue(text=text, state=state)
        return value

    def flag(self, text: str) -> Flag | None:
        """The flag that a cell is."""
        return read_flag(text, self.language) if len(text) <= _LONGEST else None

    def state(self, text: str) -> State | None:
        """The state that a cell tells."""
        return read_state(text) if len(text) <= _LONGEST else None

    def moment(self, text: str, *, born: bool = False) -> When | None:
        """The day or time that a text is."""
        return read_moment(text, self.language, self.order, born=born)

    @property
    def ways(self) -> tuple[Callable[[str], When | None], ...]:
        """How dates may be read: one way, or both orders where the document tells none."""
        if self.order:
            return (self.moment,)
        return tuple(
            partial(read_moment, language=self.language, order=order) for order in ("DMY", "MDY")
        )

    def number(self, text: str) -> bool:
        """Whether a cell holds a number as its value."""
        held = self.value(text)
        return held is not None and held.value is not None

    def answer(self, text: str) -> bool:
        """Whether a cell is a result: a number, words that are one, or a state."""
        return self.number(text) or in_words(text) is not None or self.state(text) is not None

    def unit(self, text: str) -> bool:
        """Whether a cell is a unit, in a column where units may stand."""
        return read_unit(text) is not None

    def surely_unit(self, text: str) -> bool:
        """Whether a text is a unit wherever it stands."""
        return looks_like_unit(text)

    def range(self, text: str) -> bool:
        """Whether a text is a range wherever it stands: two bounds, or a bound with a label."""
        return len(text) <= _LONGEST and looks_like_range(text)
