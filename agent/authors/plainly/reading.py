"""How hard a text is to read: the Flesch-Kincaid grade, a school year of the United States.

0.39 x words a sentence + 11.8 x syllables a word - 15.59. Source: Kincaid et al., Derivation of new
readability formulas for Navy enlisted personnel, Research Branch Report 8-75 (1975). Syllables are
counted by groups of vowels, without a silent e, which is right for nine in ten English words.
Numbers are words of one syllable. What a medicine, a disease or a test is called cannot be said
otherwise: given as a name, it is measured as one short word. A formula sees length and not sense:
it is a bound, no proof that a patient understands.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.,/]\d+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouyrdt]ed|[^aeiouyscxzg]es)$")


def grade(sentences: Iterable[str], names: Iterable[str] = ()) -> float:
    """The grade of these sentences together, with these names as one short word; zero of none.

    >>> round(grade(["The cat sat on the mat."]), 1)
    -1.4
    """
    known = sorted({n for n in names if n}, key=len, reverse=True)
    called = re.compile("|".join(map(re.escape, known)) or r"(?!)", re.IGNORECASE)
    plain = (called.sub("name", s) for s in sentences)
    counted = [[_syllables(w) for w in _WORD.findall(s)] for s in plain]
    held = [words for words in counted if words]
    if not held:
        return 0.0
    words = sum(map(len, held))
    return 0.39 * words / len(held) + 11.8 * sum(map(sum, held)) / words - 15.59


def _syllables(word: str) -> int:
    if not word.isalpha():
        return 1
    low = word.lower()
    return max(1, len(_VOWELS.findall(low)) - bool(_SILENT.search(low)))
