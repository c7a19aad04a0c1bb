"""Results that are no number: negative, a trace, a titre, pluses, a blood group, see comment."""

import re
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded, tidied
from chartside.fhir.lab_reports.cells.vocabulary import meanings

LONGEST: Final = 60
"""Characters; a longer text is a sentence, which this module does not read."""

_TITRE = re.compile(r"(?:<|>|<=|>=)?\s*1\s?(?::\s?\d{1,6}|/\s?\d{2,6})")
_PLUSES = re.compile(
    r"\+{1,5}|\(\+\)|[1-5]\s?\+|\+\s?[1-5]|\+/-|\(-\)|[+-]\s?\((?:\d|tr)\)|±|\+(?:\s\+){1,4}|-/\+"
)
_COUNTS = re.compile(r"(\d{1,3})\s?(?:-|to|bis|tot|a|à)\s?(\d{1,3})", re.IGNORECASE)
"""`0-2` leucocytes a field: a span that is the result."""
_GROUP = re.compile(
    r"(?:A[12]?B?|B|O)\s*[,;]?\s*(?:rh(?:esus)?\.?\s*(?:\(?D\)?)?\s*[:.]?\s*)?"
    r"(?:[+-]|\([+-]\)|pos(?:iti\w+)?\.?|neg(?:ati\w+)?\.?)"
    r"|0\s*[,;]?\s*(?:rh(?:esus)?\.?\s*(?:\(?D\)?)?\s*[:.]?\s*[+-]?)?"
    r"(?:\([+-]\)|(?:pos|neg)(?:iti\w+|ati\w+)?\.?)?",
    re.IGNORECASE,
)
"""ABO with the rhesus sign; a zero for O only where words follow."""
_RHESUS = re.compile(
    r"(?:rh(?:esus)?\.?\s*(?:\(?D\)?)?|D)\s*[:.]?\s*(?:[+-]|pos\w*\.?|neg\w*\.?)", re.IGNORECASE
)
_TAIL = re.compile(r"\s*[({\[][^()\[\]{}]{1,40}[)}\]]$")


def in_words(text: str) -> str | None:
    """What a result in words says, in an English word or two; None where it is no such result.

    >>> in_words("neg."), in_words("1:80"), in_words("+++"), in_words("O Rh pos"), in_words("Na")
    ('negative', 'titre', 'amount', 'blood group', None)
    """
    plain = tidied(text).rstrip("*#@ ")
    if not plain or len(plain) > LONGEST:
        return None
    for pattern, said in ((_TITRE, "titre"), (_PLUSES, "amount")):
        if pattern.fullmatch(plain):
            return said
    counted = _COUNTS.fullmatch(plain)
    if counted and int(counted[1]) < int(counted[2]):
        return "count"
    if _is_group(plain):
        return "blood group"
    return _said(plain) or _said(_TAIL.sub("", plain))


def _said(plain: str) -> str | None:
    bare = folded(plain.strip(" *!"))
    says = meanings("result")
    said = says.get(bare) or says.get(bare.replace("-", " "))
    return said.replace("_", " ") if said else None


def _is_group(plain: str) -> bool:
    """ABO with a rhesus sign; a letter alone is a flag or a letter, except AB and O."""
    if plain in {"AB", "O"} or _RHESUS.fullmatch(plain):
        return True
    return len(plain) > 1 and bool(_GROUP.fullmatch(plain)) and not plain.isdigit()
