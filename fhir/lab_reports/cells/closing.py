"""The foot of a page: who signed, and which page it is; never a word about a result."""

import re
from functools import cache
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.cells.labels import Label, split_label
from chartside.fhir.lab_reports.cells.vocabulary import table

_LONGEST: Final = 160
"""Characters; a longer text is a paragraph."""


@cache
def _pages() -> re.Pattern[str]:
    words, joins = (
        "|".join(map(re.escape, table("labels")["foot"][kind])) for kind in ("page", "of")
    )
    return re.compile(rf"(?:^|.*\W)(?:{words})\W*\s?\d{{1,3}}\s?(?:{joins})\s?\d{{1,3}}\W*")


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


def signs(text: str) -> bool:
    """Whether a line says who answers for the report: by its label, or by a title behind it.

    >>> signs("Authorised by Dr A. Moss"), signs("Valide par : M. Roux"), signs("Checked by PCR")
    (True, True, False)
    """
    found = split_label(text) if ":" in text else None
    labelled = found is not None and found[0] is Label.SIGNED
    return len(text) <= _LONGEST and (labelled or bool(_signatures().match(folded(text))))
