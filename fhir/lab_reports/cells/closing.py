"""The foot of a page: who signed, when it was printed, which page it is; no word about a result."""

import re
from functools import cache
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.cells.labels import Label, split_label
from chartside.fhir.lab_reports.cells.moments import dated
from chartside.fhir.lab_reports.cells.vocabulary import table

_LONGEST: Final = 160
"""Characters; a longer text is a paragraph."""
_MOMENTS: Final = frozenset({Label.BORN, Label.RECEIVED, Label.REPORTED})
"""Of a person or of a page; a day of collection is that of a result too."""
_MOST_WORDS: Final = 6
"""Of a date with its time: `12 March 2024 at 10 h`."""


@cache
def _pages() -> re.Pattern[str]:
    return re.compile(rf"(?:^|.*\W)(?:{_any('page')})\W*\s?{_counted()}")


@cache
def _counts() -> re.Pattern[str]:
    return re.compile(rf"\W*{_counted()}")


def _counted() -> str:
    return rf"(\d{{1,3}})\s?(?:{_any('of')})\s?(\d{{1,3}})\W*"


def _any(kind: str) -> str:
    return "|".join(map(re.escape, table("labels")["foot"][kind]))


@cache
def _signatures() -> re.Pattern[str]:
    said = [w for words in table("labels")["label"]["signed"].values() for w in words if " " in w]
    signed, titles = (
        "|".join(map(re.escape, words)) for words in (said, table("labels")["foot"]["title"])
    )
    return re.compile(rf"(?:{signed})\W+(?:(?:la|el|le)\s)?(?:{titles})\b.*")


def numbers_page(text: str) -> bool:
    """Whether a text is, or ends in, the number of a page and how many there are.

    >>> numbers_page("Seite 1 von 2"), numbers_page("Labor Nord, Kiel - Page 1/1")
    (True, True)
    >>> numbers_page("Repeated, see page 2"), numbers_page("1/2")
    (False, False)
    """
    return len(text) <= _LONGEST and bool(_pages().fullmatch(folded(text)))


def page_of(text: str) -> tuple[int, int] | None:
    """The page and how many there are, where a text is nothing but these two; else None.

    >>> page_of("1/3"), page_of("- 2 von 3 -"), page_of("3/2"), page_of("1:3")
    ((1, 3), (2, 3), None, None)
    """
    found = _counts().fullmatch(folded(text)) if len(text) <= _LONGEST else None
    page, pages = (int(found[1]), int(found[2])) if found else (0, 0)
    return (page, pages) if 0 < page <= pages else None


def tells_when(text: str) -> Label | None:
    """The label of a text that tells a moment by it, such as when the page was printed; else None.

    >>> tells_when("Printed on 03/04/2024 14:20"), tells_when("Edité le : 12 mars 2024")
    (<Label.REPORTED: 'reported'>, <Label.REPORTED: 'reported'>)
    >>> tells_when("Reported by telephone"), tells_when("Potassium 4.4")
    (None, None)
    """
    found = split_label(text) if len(text) <= _LONGEST else None
    if found is None or found[0] not in _MOMENTS:
        return None
    return found[0] if holds_day(found[1]) else None


def holds_day(text: str) -> bool:
    """Whether a day stands in a text, with other words around it or without.

    >>> holds_day("Uitdraai 12-03-2024 door LAB1"), holds_day("1.5 - 2.5")
    (True, False)
    """
    words = text.split() if len(text) <= _LONGEST else []
    return any(
        dated(" ".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1)
    )


def signs(text: str) -> bool:
    """Whether a line says who answers for the report: by its label, or by a title behind it.

    >>> signs("Authorised by Dr A. Moss"), signs("Valide par : M. Roux"), signs("Checked by PCR")
    (True, True, False)
    """
    found = split_label(text) if ":" in text else None
    labelled = found is not None and found[0] is Label.SIGNED
    return len(text) <= _LONGEST and (labelled or bool(_signatures().match(folded(text))))
