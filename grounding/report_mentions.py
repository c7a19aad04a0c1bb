"""What a report says of a finding: that it is there, that it is not, or nothing.

Words and negation only (NegEx, as in `negation`): no model. What is hedged, or said both ways, is
unclear. A name is found as written, by a synonym, or by its last word where nothing before that
makes it something else: `small right effusion` is a pleural one, `pericardial effusion` is not.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from chartside.grounding.negation import is_negated
from chartside.grounding.reading.sentence import Sentence, read


class Mention(StrEnum):
    """What a report says of a finding."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCLEAR = "unclear"
    NOT_MENTIONED = "not mentioned"


LONGEST: Final = 20_000
"""Characters of a report that are read."""
_SENTENCE: Final = re.compile(r"[^.;!?\n]*(?:[.;!?](?!\s|$)[^.;!?\n]*)*[.;!?\n]?")
_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_HEDGE: Final = re.compile(
    r"\b(?:possibl[ey]|probabl[ey]|likely|may|might|could|cannot be|can ?not|suspicio\w+|suspect\w*"
    r"|suggest\w*|suspected|question\w*|query|versus|vs|equivocal|indeterminate|differential"
    r"|uncertain|presum\w+|cannot|(?:not|without) (?:fully |entirely )?exclud\w+"
    r"|consistent with|compatible with|concern\w*|rule out|if)\b|\?",
    re.I,
)
_BYGONE: Final = re.compile(
    r"\b(?:resolved|cleared|resolution|previous(?:ly)?|prior|former(?:ly)?|history of|old"
    r"|no longer|indication|clinical (?:details|information|question)|reason for)\b",
    re.I,
)
_SAME: Final = (
    frozenset({"pleural effusion", "pleural fluid", "hydrothorax"}),
    frozenset({"cardiomegaly", "enlarged heart", "heart is enlarged", "cardiac enlargement"}),
    frozenset({"edema", "oedema"}),
    frozenset({"pulmonary edema", "pulmonary oedema", "lung edema", "lung oedema"}),
    frozenset({"hemorrhage", "haemorrhage", "bleed", "bleeding"}),
    frozenset({"renal calculus", "kidney stone", "renal stone", "nephrolithiasis"}),
    frozenset({"lung nodule", "pulmonary nodule"}),
    frozenset({"tumor", "tumour"}),
)
_LAST_WORDS: Final = frozenset({"effusion", "nodule", "nodules"})
"""Last words that a report uses alone where the part of the body goes without saying."""
_OTHERWISE: Final = {
    "effusion": frozenset({"pericardial", "joint", "knee", "middle-ear", "subdural", "hip"}),
    "nodule": frozenset({"thyroid", "adrenal", "breast", "skin", "liver", "renal", "subcutaneous"}),
}
_NEAR: Final = 4
"""Words before the last one in which another part of the body is looked for."""
_NORMAL: Final = {
    "cardiomegaly": re.compile(
        r"\b(?:heart|cardiac)(?: (?:size|silhouette|shadow|contour))? (?:is |appears )?(?:of )?"
        r"(?:normal|not enlarged|within normal)\b",
        re.I,
    )
}
"""Words that deny a finding without its name."""


def mention_of(name: str, report: str) -> Mention:
    """What a report says of a finding.

    Args:
        name: `pleural effusion`, `pneumothorax`.
        report: The words of the report, findings and conclusion.
    """
    wanted = " ".join(_WORD.findall(name.lower()))
    if not wanted:
        return Mention.NOT_MENTIONED
    said = {one for part in _sentences(report[:LONGEST]) for one in _in_sentence(wanted, part)}
    if not said:
        return Mention.NOT_MENTIONED
    return said.pop() if len(said) == 1 else Mention.UNCLEAR


def _sentences(report: str) -> Iterator[str]:
    for found in _SENTENCE.finditer(report):
        if text := " ".join(found[0].split()):
            yield text


def _in_sentence(wanted: str, text: str) -> Iterator[Mention]:
    sentence = read(text)
    for name in _names(wanted):
        if (normal := _NORMAL.get(name)) and normal.search(text):
            yield Mention.ABSENT
        for found in re.finditer(rf"\b{_spaced(name)}(?:s|es)?\b(?! effect)", text, re.I):
            yield _said(sentence, text, found.start(), found.end())
    last = wanted.rpartition(" ")[2]
    if last in _LAST_WORDS:
        for found in re.finditer(rf"\b{re.escape(last.removesuffix('s'))}s?\b", text, re.I):
            if not _is_of_another_part(text[: found.start()], wanted, last):
                yield _said(sentence, text, found.start(), found.end())


def _names(wanted: str) -> frozenset[str]:
    same = [group for group in _SAME if wanted in group or wanted.removesuffix("s") in group]
    return frozenset({wanted}).union(*same)


def _spaced(name: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in name.split())


def _is_of_another_part(before: str, wanted: str, last: str) -> bool:
    others = _OTHERWISE.get(last.removesuffix("s"), frozenset()) - set(wanted.split())
    return bool(others & set(_WORD.findall(before.lower())[-_NEAR:]))


def _said(sentence: Sentence, text: str, start: int, end: int) -> Mention:
    if _HEDGE.search(text) or _BYGONE.search(text):
        return Mention.UNCLEAR
    return Mention.ABSENT if is_negated(sentence, start, end) else Mention.PRESENT
