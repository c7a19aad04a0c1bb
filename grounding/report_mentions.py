"""What a report says of a finding: that it is there, that it is not, or nothing.

Words and negation only (NegEx, as in `negation`): no model. What is hedged, or said both ways, is
unclear. A name is found as written, by a synonym, or by its last word where nothing beside that
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
    r"|consistent with|compatible with|concern\w*|rule out|r/o|if|exclude|evaluate|assess|check"
    r"|favou?r\w*|borderline|please)\b|\?",
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
_DENIES: Final = re.compile(r"\b(?:no|without|neither|negative for|free of|absence of)\b", re.I)
_BREAK: Final = re.compile(
    r"\b(?:but|with|however|although|though|except|apart|other than|there (?:is|are)|shows?|due to"
    r"|demonstrates?|reveals?|because|while|whereas|now|new)\b|[;:]",
    re.I,
)
_LAST_OF_LIST: Final = re.compile(r"\b(?:or|nor)\s+(?:[\w-]+\s+){0,3}$", re.I)
"""A denial reaches the last item of its list however long that is: `without A, B, C or D`."""
_LAST_WORDS: Final = frozenset({"effusion", "nodule", "nodules"})
"""Last words that a report uses alone where the part of the body goes without saying."""
_UNSAID: Final = frozenset({"pleural", "lung", "pulmonary"})
"""Words before the last one that go without saying; any other may make it something else."""
_BOTH: Final = frozenset({"bilateral", "bilaterally", "both"})
_SIDES: Final = frozenset({"left", "right"}) | _BOTH
_OTHERWISE: Final = {
    "emphysema": frozenset({"subcutaneous", "surgical", "mediastinal", "interstitial"}),
    "effusion": frozenset({"pericardial", "joint", "knee", "middle-ear", "subdural", "hip"}),
    "nodule": frozenset({"thyroid", "adrenal", "breast", "skin", "liver", "renal", "subcutaneous"}),
}
_NORMAL: Final = {
    "cardiomegaly": re.compile(
        r"\b(?:heart|cardiac|cardiomediastinal)(?: (?:size|silhouette|shadow|contour))?"
        r" (?:(?:is|appears) )?(?:of )?(?:normal|not enlarged|within normal)\b"
        r"|\bnormal (?:heart|cardiac)(?: size| silhouette)?\b",
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
    words = _WORD.findall(name.lower().replace("-sided", ""))
    sides = frozenset(one for one in words if one in _SIDES)
    wanted = " ".join(one for one in words if one not in sides)
    if not wanted:
        return Mention.NOT_MENTIONED
    said = {
        one
        for part in _sentences(report[:LONGEST])
        for mention in _in_sentence(wanted, part)
        if (one := _on_side(mention, sides, part)) is not Mention.NOT_MENTIONED
    }
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
            if name not in _LAST_WORDS and _is_of_another_part(text, wanted, name):
                continue
            yield _said(sentence, text, found.start(), found.end())
    last = wanted.rpartition(" ")[2]
    if last in _LAST_WORDS:
        for found in re.finditer(rf"\b{re.escape(last.removesuffix('s'))}s?\b", text, re.I):
            if not _is_of_another_part(text, wanted, last):
                said = _said(sentence, text, found.start(), found.end())
                yield said if _UNSAID.issuperset(wanted.split()[:-1]) else Mention.UNCLEAR


def _on_side(mention: Mention, sides: frozenset[str], text: str) -> Mention:
    """A mention for one side: of the other alone it is none, and without a side it is unclear.

    That a thing is absent, without a side, holds for both.
    """
    if not sides:
        return mention
    there = {word for word in _WORD.findall(text.lower().replace("-sided", "")) if word in _SIDES}
    if not there:
        return mention if mention is Mention.ABSENT else Mention.UNCLEAR
    if there & _BOTH or sides & _BOTH:
        return mention if there & _BOTH and sides else Mention.UNCLEAR
    if there == sides:
        return mention
    return Mention.NOT_MENTIONED if there.isdisjoint(sides) else Mention.UNCLEAR


def _names(wanted: str) -> frozenset[str]:
    same = [group for group in _SAME if wanted in group or wanted.removesuffix("s") in group]
    return frozenset({wanted}).union(*same)


def _spaced(name: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in name.split())


def _is_of_another_part(text: str, wanted: str, last: str) -> bool:
    """Whether the sentence names a part of the body that makes the word another finding."""
    others = _OTHERWISE.get(last.removesuffix("s"), frozenset()) - set(wanted.split())
    return bool(others & set(_WORD.findall(text.lower())))


def _said(sentence: Sentence, text: str, start: int, end: int) -> Mention:
    if _HEDGE.search(text) or _BYGONE.search(text):
        return Mention.UNCLEAR
    if is_negated(sentence, start, end):
        return Mention.ABSENT
    cues = list(_DENIES.finditer(text, 0, start))
    between = text[cues[-1].end() : start] if cues else ""
    if not cues or _BREAK.search(between):
        return Mention.PRESENT
    # `No A, B`: B may be denied too, or be there. Who reads it wrong would agree with an error.
    return Mention.ABSENT if _LAST_OF_LIST.search(between) else Mention.UNCLEAR
