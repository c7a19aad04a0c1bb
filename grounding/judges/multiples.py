"""How many times its limit a result is: "over five times the upper limit", "twice the normal".

The limit is the end of the range that came with the result (HL7 FHIR R4
Observation.referenceRange); "three times the ULN" is how liver tests and troponin are told (Hy's
law: Temple, Pharmacoepidemiol Drug Saf 2006;15:241-243).
"""

import re
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.results import shown_value
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.multiples import TIMES, WORDS
from chartside.grounding.sources.profile import Profile

_FIGURES: Final = re.compile(r"\d+(?:\.\d+)?")
_NEAR: Final = Decimal("0.15")
"""How far from a bare "five times" a ratio may be, as a share of it."""


def judge_multiples(scope: Scope) -> list[Fault]:
    """A multiple of the upper limit that the cited results are not."""
    found = []
    for said in TIMES.finditer(scope.sentence.bare):
        ratios = [(p, r) for p in scope.cited if (r := _ratio(p)) is not None]
        if not ratios or any(_holds(said, r) for _, r in ratios):
            continue
        first, ratio = ratios[0]
        reason = (
            f"{first.where} ({shown_value(first.entry)}) is {ratio:.1f} times its upper"
            f" limit; the sentence says {said['n']}"
        )
        found.append(contradicted("multiple", said.start(), Severity.MODERATE, reason))
    return found


def _ratio(profile: Profile) -> Decimal | None:
    """A result as a multiple of the upper end of its own range."""
    value = profile.entry.value
    if not profile.measures or value is None or value.number is None or value.range is None:
        return None
    high = value.range.high
    return value.number / high if high else None


def _holds(said: re.Match[str], ratio: Decimal) -> bool:
    """`Over five times` is more; `nearly three times` is less, and not far from it."""
    number = _number(said["n"])
    if said["more"]:
        return ratio >= number
    near = abs(ratio - number) <= number * _NEAR
    return ratio < number and near if said["less"] else near


def _number(said: str) -> Decimal:
    figures = _FIGURES.search(said)
    if figures:
        return Decimal(figures[0])
    word = re.split(r"[\s-]", said.lower())[0].removesuffix("fold")
    return Decimal(WORDS.get(word, 1))
