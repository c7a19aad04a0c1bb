"""The unit that a question wants its answer in: HbA1c in percent, weight in pounds."""

import re
from typing import Final

_SAID: Final = (
    ("%", r"%|percent|per cent|DCCT(?: units)?|NGSP(?: units)?"),
    ("mmol/mol", r"mmol ?/ ?mol|IFCC(?: units)?"),
    ("mmol/L", r"mmol ?/ ?l(?:it(?:er|re))?|millimoles?(?: per lit(?:er|re))?"),
    ("umol/L", r"[u\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}]mol ?/ ?l|micromoles?"
     r"(?: per lit(?:er|re))?"),
    ("mg/dL", r"mg ?/ ?dl"),
    ("g/dL", r"g ?/ ?dl"),
    ("g/L", r"g ?/ ?l"),
    ("[lb_av]", r"pounds?|lbs?"),
    ("kg", r"kgs?|kilo(?:gram)?s?"),
    ("[stone_av]", r"stones?"),
    ("cm", r"cm|centimet(?:er|re)s?"),
    ("m", r"met(?:er|re)s?"),
    ("[in_i]", r"inch(?:es)?"),
    ("Cel", r"celsius|\N{DEGREE SIGN} ?c|centigrade"),
    ("[degF]", r"fahrenheit|\N{DEGREE SIGN} ?f"),
)  # fmt: skip
_ASKED: Final = tuple(
    (unit, re.compile(rf"\b(?:in|as|using)\s+(?:units? of\s+)?(?:{words})(?![\w/])", re.IGNORECASE))
    for unit, words in _SAID
)
_BARE: Final = tuple(
    (unit, re.compile(rf"(?<=[A-Za-z\d] )(?:{words})\W*$", re.IGNORECASE)) for unit, words in _SAID
)
_A_NUMBER = re.compile(r"\d")


def unit_asked(text: str) -> tuple[str, str]:
    """The UCUM unit that is asked for, empty for none, and the question without it.

    >>> unit_asked("What is her HbA1c in percent?")
    ('%', 'What is her HbA1c ?')
    >>> unit_asked("weight in lb"), unit_asked("potassium in 2019")
    (('[lb_av]', 'weight '), ('', 'potassium in 2019'))
    """
    for unit, pattern in _ASKED:
        if found := pattern.search(text):
            return unit, text[: found.start()] + text[found.end() :]
    if not _A_NUMBER.search(text.replace("1c", "")):
        for unit, pattern in _BARE:
            if unit != "m" and (found := pattern.search(text)):
                return unit, text[: found.start()]
    return "", text
