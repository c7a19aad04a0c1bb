"""A benchmark's question in the words of a person at the open chart.

Benchmarks name the patient in every question, because they ask a whole database; at an open chart
nobody is named. They write dates month first, as the United States do, which a question alone
cannot tell: those are written the way that can be read in one way only.
"""

import re
from collections.abc import Collection
from typing import Final

_NUMBERED: Final = re.compile(r"\bpatients?(?: id)?:? #?(?P<id>\d{3,12})(?P<s>s\b)?", re.IGNORECASE)
_SLASHED: Final = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/(\d{4})(?![\d/])")


def named_in(text: str) -> frozenset[str]:
    """The numbers by which a question names patients.

    >>> sorted(named_in("Is patient 10000001 older than patients 10000002s?"))
    ['10000001', '10000002']
    """
    return frozenset(match["id"] for match in _NUMBERED.finditer(text))


def at_the_chart(text: str, ids: Collection[str] = ()) -> str:
    """The question with nobody named and every whole date as ISO.

    Args:
        text: As the benchmark has it.
        ids: Names of the patient besides numbers.

    >>> at_the_chart("What was patient 10000001's sodium on 12/02/2150?")
    "What was the patient's sodium on 2150-12-02?"
    """
    for named in ids:
        text = re.sub(
            rf"\bpatient(?: id)?:? {re.escape(named)}(?![\w-])", "the patient", text, flags=re.I
        )
    text = _NUMBERED.sub(lambda m: "the patient" + ("'s" if m["s"] else ""), text)
    return _SLASHED.sub(lambda m: f"{m[3]}-{int(m[1]):02}-{int(m[2]):02}", text)
