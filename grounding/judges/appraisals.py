"""Words that appraise a result beside high and low: preserved, suppressed, impaired, fine.

Ejection fraction: preserved from 50 %, mildly reduced 41 to 49, reduced to 40 (ESC guideline on
heart failure, 2021, table 3); impaired below 50. Filtration rate: preserved from 60 mL/min/1.73 m²
(KDIGO 2024, G1 and G2). For other results the source's flag or a usual range decides, where one
does.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import in_usual
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, unclear
from chartside.grounding.judges.results import judged, shown_value
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_WORDS: Final = {
    "preserved": r"(?:well[\s-])?(?:preserved|maintained)",
    "mildly reduced": r"mildly\s(?:reduced|impaired)|mid-?range|borderline\sreduced",
    "reduced": r"(?:(?:severely|moderately|markedly|significantly|grossly)\s)?(?:reduced|impaired"
    r"|poor)",
    "suppressed": r"suppressed|undetectably\slow",
    "fine": r"(?:absolutely\s|perfectly\s|quite\s|entirely\s|all\s)?(?:fine|ok|okay|o\.k\.|alright"
    r"|all\sright|perfect|unconcerning|nothing\sto\sworry\sabout|bang\son|spot\son)",
    "good": r"(?:very\s|quite\s|pretty\s|really\s)?(?:good|satisfactory|acceptable|reassuring"
    r"|excellent|healthy)",
    "raised": r"sky-?\s?high|through\sthe\sroof|grossly\s(?:elevated|raised)|off\sthe\sscale",
}
_OF_WORD: Final = "|".join(f"(?P<w{n}>{words})" for n, words in enumerate(_WORDS.values()))
_NAMES: Final = tuple(_WORDS)
_SAID: Final = Caseless(
    r"(?P<not>\b(?:not|never|no\slonger|isn't|wasn't|hardly|far\sfrom)\s)?"
    rf"(?<![\w-])(?:{_OF_WORD})(?=\s*(?:[.,;:()]|$|\b(?:at|on|in|with|and|but|this|last|today|when"
    r"|since|for|despite|throughout|of\s\d|\d)))",
)
_BEFORE: Final = Caseless(
    rf"(?P<not>\b(?:not|never|hardly|far\sfrom)\s(?:an?\s)?)?(?<![\w-])(?:{_OF_WORD})\s?$",
)
_QUICK: Final = Caseless(
    r"preserved|maintained|reduced|impaired|mid-?range|poor\b|suppressed|undetectabl|fine\b|ok\b"
    r"|okay|right\b|perfect|concern|worry|spot|bang|good|satisf|accept|reassur|excellent|healthy"
    r"|sky|roof|grossly|scale",
)
_LINK: Final = Caseless(
    r"(?:\s(?:which|that|it|this|they|level|levels|result|results|reading|value|all|both|now|still"
    r"|then|again|has|have|had|been|is|was|were|are|be|came|come|comes|back|looks?|looked"
    r"|remains?|remained|stays?|stayed|seems?|seemed|measured|checked|on|in|at|of|the|last|from"
    r"|(?:19|20)\d\d|\d{1,2}|Jan\w*|Feb\w*|Mar\w*|Apr\w*|May|June?|July?|Aug\w*|Sep\w*|Oct\w*"
    r"|Nov\w*|Dec\w*|[\d.,/]+\s?[%\w/]{0,12}|\([^()]{0,30}\))[,:]?|[:,]|\s-)*\s",
)
"""What may stand between a result's name and the word: a verb, a date, the number itself."""
_LIMITS: Final = {
    "=ejection_fraction": (Decimal(50), Decimal(40)),
    "=egfr": (Decimal(60), Decimal(60)),
}
"""From where it is preserved, and down to where it is reduced."""


def judge_appraisal(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A word that appraises a result which its number or its flag does not bear out."""
    text = scope.sentence.bare
    if not profile.measures or not profile.entry.live or not _QUICK.search(text):
        return []
    found = []
    ahead = _BEFORE.search(text, 0, claim.start)
    for said in [*_SAID.finditer(text), *([ahead] if ahead else ())]:
        word = _NAMES[next(n for n in range(len(_NAMES)) if said[f"w{n}"])]
        if _is_of(said, claim, text) and (wrong := _wrong(word, said, profile, scope)):
            found.append(wrong)
    return found


def _is_of(said: re.Match[str], claim: Claim, text: str) -> bool:
    """Whether the word stands right before the name, or behind it and a verb."""
    if said.start() < claim.end:
        return text[said.end() : claim.start].strip() == ""
    return _LINK.fullmatch(text[claim.end : said.start()]) is not None


def _wrong(word: str, said: re.Match[str], profile: Profile, scope: Scope) -> Fault | None:
    holds = _holds(word, profile, scope)
    if holds is None or holds != (said["not"] is not None):
        return None
    shown = f"{profile.where} ({shown_value(profile.entry)})"
    own = judged(profile, scope)
    reason = f"{shown} is {own}" if own else f"{shown} is not so"
    reason += f'; the sentence says "{said[0].strip()}"'
    if word == "good":
        return unclear("appraisal", said.start(), reason)
    return contradicted("appraisal", said.start(), Severity.MODERATE, reason)


def _holds(word: str, profile: Profile, scope: Scope) -> bool | None:
    """Whether a word is true of a result; None where nothing decides."""
    limits = next((ends for name, ends in _LIMITS.items() if name in profile.core), None)
    value = profile.entry.value
    if word in {"preserved", "mildly reduced", "reduced"}:
        if limits is None or value is None or value.number is None:
            return None
        number, (kept, reduced) = value.number, limits
        if word == "preserved":
            return number >= kept
        return number < kept and (word == "reduced" or number > reduced)
    own = judged(profile, scope)
    if not own and in_usual(scope.index.chart, profile.entry) is None and not _has_range(profile):
        return None
    side = {"suppressed": "low", "raised": "high"}.get(word, "")
    return own in {side, "abnormal"} if side else own == ""


def _has_range(profile: Profile) -> bool:
    return bool(profile.entry.interpretation) or any(v.range for v in profile.values)


def is_appraisal(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a word only appraises, and a result is cited that it can be said of."""
    return _WHOLE.fullmatch(term.text) is not None and any(p.measures for p in cited)


_WHOLE: Final = Caseless("|".join(_WORDS.values()))
