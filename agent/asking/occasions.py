"""What else a question says of the time: at discharge, after the knee replacement, before a stay.

The event stands at the end of the question, named by its kind. It is the second half of a question,
as a circumstance is, and is never left out of what is asked.
"""

import re
from typing import Final

from chartside.agent.asking.circumstances import LINKS, Parted, names_something
from chartside.agent.asking.question import Event

_ARTICLE: Final = r"(?:(?:the|her|his|their|an?|that)\s)?"
_STAY: Final = r"(?:discharge|(?:hospital\s)?(?:admission|stay)|hospitali[sz]ation)"
_DONE: Final = (
    r"(?:\w+(?:ectomy|oscopy|plasty|otomy|ostomy|centesis|graphy|desis)|surgery|operation|procedure"
    r"|replacement|repair|biopsy|extraction|injection|transplant(?:ation)?|ablation|bypass|stenting"
    r"|cardioversion|removal|excision|release|implantation|intervention|echocardiogram|angiogram"
    r"|MRI|CT|x-?ray|scan)"
)
_WHEN: Final = r"(?:\s(?:of|in|on)\s[\w ,-]*\d[\w ,-]*)?"
_OCCASIONS: Final = (
    re.compile(
        rf"\b(?P<link>at|on|upon)\s(?P<name>{_ARTICLE}(?:(?:last|latest|first|hospital)\s)*"
        rf"(?:discharge|admission){_WHEN})\s*\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<link>after|since|following|before|prior to|until|during)\s"
        rf"(?P<name>{_ARTICLE}(?:[\w'-]+\s){{0,6}}?(?:{_STAY}|{_DONE}){_WHEN})\s*\W*$",
        re.IGNORECASE,
    ),
)
_NO_SUCH: Final = re.compile(
    r"\b(?:how old|age|what happen\w*|how long|how (?:many|much) (?:days|weeks|months|years|time)"
    r"|which (?:date|day))\b",
    re.IGNORECASE,
)
"""Questions whose second half is what they ask about."""


_OF_MEDICINES: Final = re.compile(r"\b(?:drugs?|medicines?|medications?|meds)\b", re.IGNORECASE)


def _asks_something(half: str) -> bool:
    return names_something(half) or _OF_MEDICINES.search(half) is not None


def at_an_occasion(text: str) -> Parted | None:
    """The two halves of a question with an event at its end; None where it has none.

    >>> at_an_occasion("Why was naproxen stopped at discharge?").words
    'discharge'
    """
    if _NO_SUCH.search(text):
        return None
    for form in _OCCASIONS:
        found = form.search(text)
        if found is not None and _asks_something(text[: found.start()]):
            link = LINKS[" ".join(found["link"].lower().split())]
            rest = text[: found.start()].strip()
            return Parted(rest, link, Event.HAPPENED, found["name"])
    return None
