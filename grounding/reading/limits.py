"""How a result is set against its limits: each side, each name of the limits, each way to say it.

"Higher than normal" judges a result and compares it with no earlier one; "not in the normal range"
says that it is abnormal, and not that it is normal.
"""

from itertools import product
from typing import Final

FLAGS: Final = {
    "high": "exceeds the upper limit, exceeded the upper limit"
    ", exceeds the upper limit of normal, exceeded the upper limit of normal"
    ", above the upper limit of normal, over the upper limit"
    ", over the upper limit of normal, high, elevated, raised, above range"
    ", above normal, above the reference range, above its range, above the range"
    ", above reference range, over the range, above the upper limit"
    ", above the normal range, abnormally high, above the limit, high end, too high"
    ", on the high side, markedly elevated",
    "low": "below the lower limit of normal, under the lower limit"
    ", under the lower limit of normal, low, below range, below normal"
    ", below the reference range, below its range, below the range"
    ", below reference range, under the range, below the lower limit"
    ", below the normal range, subnormal, abnormally low, too low, depressed, on the low side",
    "normal": "normal, within range, within normal limits, within the reference range"
    ", within its range, unremarkable, wnl, within reference range, in range"
    ", in the normal range, within the normal range, not elevated, not raised"
    ", normal range",
    "abnormal": "abnormal, out of range, outside range, outside the reference range"
    ", outside its range, outside their ranges, outside the range, deranged",
    "critical": "critical, critically, critical value, panic value, dangerously"
    ", life-threateningly",
}  # fmt: skip
_WHOSE: Final = ("", "the ", "its ", "their ", "our ", "the lab's ", "the laboratory's ", "lab ")
_LIMITS: Final = (
    "normal", "normal range", "normal limits", "normal limit", "normal values", "normal interval",
    "range", "ranges", "limits", "limit", "reference", "reference range", "reference ranges",
    "reference interval", "reference limits", "reference values", "ref range", "norm", "norms",
    "normal reference range", "usual range", "expected range", "lab range", "range of normal",
    "limits of normal", "limit of normal", "reference limit", "standard range",
)  # fmt: skip
_TOPS: Final = ("upper limit", "upper normal limit", "top of the range", "upper bound", "uln",
                "upper limit of normal", "upper reference limit", "upper end", "upper range",
                "upper end of normal", "upper limit of the range",
                "upper limit of the normal range",
                "upper limit of the reference range", "upper end of the range", "ceiling",
                "top end", "cutoff", "cut-off", "top of normal", "high end of normal")  # fmt: skip
_BOTTOMS: Final = ("lower limit", "lower normal limit", "bottom of the range", "lower bound", "lln",
                   "lower limit of normal", "lower reference limit", "lower end", "lower range",
                   "lower end of normal", "lower limit of the range", "bottom of normal",
                   "lower limit of the normal range", "lower limit of the reference range",
                   "lower end of the range", "floor", "bottom end",
                   "low end of normal")  # fmt: skip
_ABOVE: Final = ("above", "over", "beyond", "exceeds", "exceeding", "exceeded", "in excess of",
                 "higher than", "greater than", "more than", "past", "north of")  # fmt: skip
_BELOW: Final = ("below", "under", "beneath", "lower than", "less than", "short of", "south of")
_NAMED: Final = tuple(
    x for x in _LIMITS if x not in {"range", "ranges", "limits", "limit", "reference"}
)
"""What cannot be a range of results: "in the range of 79 to 117" judges none of them."""
_INSIDE: Final = ("within", "in", "inside", "inside of")
_OUTSIDE: Final = ("outside", "outside of", "out of", "not within", "not in", "not inside",
                   "falls outside", "fell outside", "ran out of", "runs out of",
                   "isn't in",
                   "isn't within", "is not within", "is not in", "was not in", "was not within",
                   "wasn't in", "wasn't within", "no longer in", "no longer within",
                   "not quite in")  # fmt: skip
_NONE: Final = ("not", "no longer", "is not", "was not", "isn't", "wasn't", "not at all")
_RAISED: Final = ("raised", "elevated", "high", "increased")
_LOWERED: Final = ("low", "reduced", "decreased", "depressed")


def _each(ways: tuple[str, ...], limits: tuple[str, ...]) -> str:
    said = (f"{way} {whose}{limit}" for way, whose, limit in product(ways, _WHOSE, limits))
    return ", ".join(said)


def _not(words: tuple[str, ...]) -> str:
    return ", ".join(f"{no} {word}" for no, word in product(_NONE, words))


JUDGED: Final = {
    "high": ", ".join(
        (
            _each(_ABOVE, (*_LIMITS, *_TOPS)),
            "abnormally raised, abnormally elevated, on the higher side, a bit high, a touch high"
            ", a little high, highish, too much, over the limit, supranormal, above-normal"
            ", higher than it should be, higher than they should be, higher than expected"
            ", flagged high, marked high, above target range, above what is normal"
            ", higher than what is normal, high for the lab, above what is usual",
        )
    ),
    "low": ", ".join(
        (
            _each(_BELOW, (*_LIMITS, *_BOTTOMS)),
            "abnormally lowered, on the lower side, a bit low, a touch low, a little low, lowish"
            ", lower than it should be, lower than they should be, lower than expected"
            ", below-normal, deficient, flagged low, marked low, below what is normal"
            ", lower than what is normal, low for the lab, below what is usual",
        )
    ),
    "normal": ", ".join(
        (
            _each(_INSIDE, _NAMED),
            _not((*_RAISED, *_LOWERED, "abnormal", "deranged", "out of range")),
            "in the normal band, in order, nothing abnormal, neither high nor low, neither raised"
            " nor lowered, neither low nor high, neither elevated nor low, not flagged"
            ", not marked as abnormal, not out of the ordinary, back to normal"
            ", replete, back in range, back within range, back in the normal range",
        )
    ),
    "abnormal": ", ".join(
        (
            _each(_OUTSIDE, _LIMITS),
            "not normal, no longer normal, isn't normal, is not normal, was not normal"
            ", wasn't normal, not entirely normal, not unremarkable",
        )
    ),
}  # fmt: skip
"""Phrases by what they say of a result, put together; those of one or two words are above."""
