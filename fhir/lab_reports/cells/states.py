"""What a cell says of a result that is not there yet, will not come, or came anew."""

import re
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit
from chartside.fhir.lab_reports.cells.vocabulary import meanings
from chartside.fhir.lab_reports.report import State

_REASONS: Final = frozenset({"cancelled", "pending", "corrected"})
_MOST_WORDS: Final = 8
_TAIL: Final = re.compile(r"^(.{3,40}?)(?:\s*[,;:(*/]|\s+-\s|\.\s).*$")
_DECORATED: Final = "*#@!.:()[]{}<>- …_"
_COMMENT: Final = re.compile(
    r"(?:comments?|remarks?|notes?|nb|n\.b\.|interpretation|opmerking(?:en)?|commentaar|noot"
    r"|toelichting|bemerkung(?:en)?|kommentar|hinweis(?:e)?|anmerkung(?:en)?|befundkommentar"
    r"|commentaires?|remarques?|interpretations?|comentarios?|notas?|observacion(?:es)?|conclusie"
    r"|conclusions?|besluit|beurteilung|interpretatie|interpretacion)"
)
_HEAD = re.compile(r"([^:.]{2,24}?)\s*[:.]\s*(\S.*)?")


def read_state(text: str) -> State | None:
    """The state that a cell states, by its whole text or what it begins with; None for any other.

    >>> read_state("Volgt"), read_state("QNS - please repeat"), read_state("4,2")
    (<State.PENDING: 'registered'>, <State.CANCELLED: 'cancelled'>, None)
    """
    plain = text.strip().strip(_DECORATED)
    if not any(c.isalpha() for c in plain):
        return None
    if (whole := _stated(plain)) is not None:
        return whole
    begun = _TAIL.match(plain)
    words, _, last = plain.rpartition(" ")
    if words and looks_like_unit(last):  # a unit is printed whether the result is there or not
        return read_state(words)
    return (_stated(begun[1]) if begun else None) or _composed(plain)


def _stated(plain: str) -> State | None:
    bare, known = folded(plain), meanings("state")
    name = known.get(bare) or known.get(bare.replace("-", " "))
    return State[name.upper()] if name else None


def _composed(plain: str) -> State | None:
    """A state in free words: each is known, and one gives the reason."""
    words = folded(plain).split()
    if len(words) > _MOST_WORDS:
        return None
    kinds = [_kind(word) for word in words]
    reasons = {State[k.upper()] for k in kinds if k in _REASONS}
    if "sample" in kinds and "lacking" in kinds:
        reasons.add(State.CANCELLED)
    return reasons.pop() if "" not in kinds and len(reasons) == 1 else None


def _kind(word: str) -> str:
    return meanings("state_words").get(word, "")


def begins_comment(text: str) -> bool:
    """Whether a line says itself that it is a comment: `Comment:`, `Opmerking: ...`.

    >>> begins_comment("Bemerkung: trüb"), begins_comment("Kalium 4,2")
    (True, False)
    """
    head = _HEAD.fullmatch(text.strip())
    label = head[1] if head else text
    return bool(_COMMENT.fullmatch(folded(label)))
