"""A quoted passage must stand in a cited document, white space and hyphenation aside.

Offsets of a citation's own quote count in the document's text as `Chart.document` gives it.

W3C Web Annotation, text quote and text position selectors.
"""

import re
from functools import lru_cache
from typing import Final

from chartside.draft import Citation, Severity
from chartside.grounding.faults import Fault, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quotation import one_mark
from chartside.grounding.sources.profile import Profile

_HYPHEN = re.compile(r"-\s*\n\s*")
_CUT = re.compile(r"\s*(?:\.\.\.|\u2026)\s*$")


@lru_cache(maxsize=4096)
def smooth(text: str) -> str:
    """A text without line breaks, hyphens at them and runs of space, all of its quotes alike."""
    return " ".join(one_mark(_HYPHEN.sub("-", text)).split())


def judge_quotes(scope: Scope, citations: tuple[Citation, ...]) -> list[Fault]:
    """Each quote of the sentence, and each quote that a citation carries."""
    found = []
    for start, _, quote in scope.sentence.quotes:
        if not any(_stands(quote, p) for p in scope.cited):
            where = ", ".join(p.entry.reference for p in scope.cited) or "no source"
            found.append(
                not_found(
                    "quote", start, Severity.MODERATE, f"the quoted words do not stand in {where}"
                )
            )
    found += [f for c in citations if c.quote and (f := _citation(c, scope)) is not None]
    return found


def _stands(quote: str, profile: Profile) -> bool:
    wanted = _CUT.sub("", smooth(quote)).rstrip(".,;")
    if not wanted:
        return False
    coded = (v.words.casefold() for v in profile.values)
    return any(_whole(wanted, smooth(text)) for text in _texts(profile)) or any(
        _whole(wanted.casefold(), words) for words in coded
    )


_DENIED: Final = Caseless(r"\b(?:no|not|without|never|denies|nor)\s$")


def _whole(wanted: str, text: str) -> bool:
    """Whether a passage stands in a text, and is not what the text denies right before it."""
    at = text.find(wanted)
    while at >= 0:
        if not _DENIED.search(text[max(0, at - _FAR) : at]):
            return True
        at = text.find(wanted, at + 1)
    return False


_FAR: Final = 9


def _texts(profile: Profile) -> list[str]:
    values = [v.words for v in profile.values]
    return [t for t in (profile.written, *values, profile.entry.text) if t]


def _citation(citation: Citation, scope: Scope) -> Fault | None:
    profile = scope.index.profile(citation.reference)
    quote = citation.quote or ""
    if profile is None:
        return None
    if not _stands(quote, profile):
        reason = f"the passage cited does not stand in {profile.entry.reference}"
        return not_found("citation", citation.start or 0, Severity.MODERATE, reason)
    if citation.start is None or citation.end is None or not profile.written:
        return None
    if smooth(profile.written[citation.start : citation.end]) != smooth(quote):
        reason = (
            f"the passage cited stands elsewhere in {profile.entry.reference} than the"
            f" citation says"
        )
        return not_found("citation", citation.start, Severity.LOW, reason)
    return None
