"""Denials that English builds from parts: failing to, neither … nor, no such thing, untrue that.

Quirk et al., A Comprehensive Grammar of the English Language, 1985, 10.54 to 10.70: besides "not",
a clause is denied by a determiner, an adverb of time, a verb of failing, and by a sentence that
calls it untrue. The parts are crossed; NegEx's list (Chapman et al., 2001) holds some of them.
"""

from itertools import product
from typing import Final

_FAILING: Final = (
    "fail to", "fails to", "failed to", "failing to", "neglects to", "neglect to", "neglected to",
    "unable to", "not able to", "could not", "couldn't", "omits to", "omitted to",
)  # fmt: skip
_TO: Final = (
    "find", "locate", "identify", "see", "trace", "show", "reveal", "mention", "list", "include",
    "record", "document", "demonstrate", "detect", "contain", "note", "refer to", "speak of",
    "undergo", "receive", "have", "get", "attend for", "turn up for", "attend", "come for",
)  # fmt: skip
_PAST: Final = ("before", "previously", "earlier", "in the past", "at any time", "ever", "then",
                "past", "formerly", "at any earlier time", "historically")  # fmt: skip
_NOW: Final = ("now", "currently", "at present", "presently", "today", "recently", "present",
               "these days", "at the moment", "of late", "lately", "since", "later")  # fmt: skip
_KINDS: Final = ("record", "records", "thing", "diagnosis", "entry", "event", "procedure",
                 "history", "condition", "illness", "problem", "device", "implant",
                 "medicine", "medication", "drug", "allergy", "operation", "vaccine",
                 "disease")  # fmt: skip
_NEVER: Final = ("never", "not", "didn't", "hasn't", "did not", "has not", "has never",
                 "never once")  # fmt: skip
_COME: Final = (
    "come for", "came for", "come in for", "came in for", "go for", "went for", "gone for",
    "been for", "go through with", "went through with", "gone through with",
    "been through", "been sent for", "been referred for", "been in for",
    "attend for", "attended for", "turn up for", "turned up for", "show up for",
    "showed up for", "present for", "presented for",
)  # fmt: skip
_ZERO: Final = ("history of", "evidence of", "record of", "records of", "mention of", "signs of",
                "trace of", "hx of", "entries for", "episodes of")  # fmt: skip
_UNTRUE: Final = ("untrue", "not true", "false", "incorrect", "wrong", "not correct", "not so",
                  "not right", "mistaken", "inaccurate", "an error", "not the case")  # fmt: skip
_SAYING: Final = ("that", "to say that", "to say", "to state that", "to claim that")

FAILING: Final = ", ".join(
    [
        *(f"{fail} {verb}" for fail, verb in product(_FAILING, _TO)),
        *(f"{never} {came}" for never, came in product(_NEVER, _COME)),
        *(f"neither {a} nor {b}" for a, b in product(_NOW, _PAST)),
        *(f"neither {b} nor {a}" for a, b in product(_NOW, _PAST)),
        *(f"not {a} {link} {b}" for link in ("or", "nor") for a, b in product(_NOW, _PAST)),
        *(f"no {kind} {link}" for kind, link in product(_KINDS, ("such as", "like", "called"))),
        *(f"no such {kind} as" for kind in _KINDS),
        *(f"zero {what}" for what in _ZERO),
        *(f"{wrong} {that}" for wrong, that in product(_UNTRUE, _SAYING)),
        *(f"yet to {verb}" for verb in ("start", "begin", "try", "use", "take", "be put on")),
        *(f"{be} on" for be in ("isn't", "aren't", "wasn't", "weren't")),
        *(f"{have} been on" for have in ("hasn't", "haven't", "hadn't", "has not", "have not")),
        *(f"{be} known for" for be in ("not", "is not", "isn't", "was not")),
        "a stranger to, strangers to, silent about, silent as to, silent regarding",
        "no need of, no need for, nothing about, nothing regarding, nothing concerning, \u00f8",
    ]
)
"""Phrases that deny what stands behind them, as one list."""
