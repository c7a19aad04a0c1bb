"""Words as they are compared: lower case, American spelling, singular, numbered kinds in one piece.

A word here is compared, never shown. `stage 3b`, `type 2` and `class II` are one word each, because
a stage without its number says nothing and the wrong number says something else.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TOKEN = re.compile(
    r"[^\W_]*[^\W\d_][^\W_]*(?:['\u2019][a-z]{1,2}\b)?|\d+(?:\.\d+)?"
    r"|:(?!\w+\sratio\b)|[;.,()!?\"]"
)
"""A colon within the name of a ratio is no mark: `albumin:creatinine ratio`."""
_POSSESSIVE = re.compile(r"['\u2019](?:s|S)?$|(?<=[xX])['\u2019]e?d$")
"""`Parkinson's`; and `dx'd`, which is `dx`."""
_SEVERAL = re.compile(r"(?!HBs)[A-Z]{2,6}\d?s")
"""`BPs`, `TIAs`: more than one of an abbreviation; `HBs` is a surface antigen."""
_BRITISH: Final = tuple(
    (re.compile(found), put)
    for found, put in (
        ("haem", "hem"), ("aemi", "emi"), ("oede", "ede"), ("oesoph", "esoph"), ("rrhoe", "rrhe"),
        ("tumour", "tumor"), ("paediat", "pediat"), ("orthopaed", "orthoped"), ("colour", "color"),
        ("isation", "ization"), ("gynaec", "gynec"), ("caecu", "cecu"), ("foet", "fet"),
        ("sulph", "sulf"), ("litre", "liter"), ("oestr", "estr"), ("ischaem", "ischem"),
        ("behaviour", "behavior"), ("faec", "fec"), ("fibre", "fiber"), ("anaesth", "anesth"),
        ("vaccinat", "vaccinat"), ("ised$", "ized"), ("neurone", "neuron"), ("catheris",
        "catheriz"),
        ("mould", "mold"), ("labour", "labor"), ("centre", "center"), ("programme", "program"),
        ("grey", "gray"),
    )
)  # fmt: skip
_KINDS: Final = frozenset({"type", "stage", "grade", "class", "category", "phase", "rads", "tier"})
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_PLURAL_KEPT: Final = frozenset(
    {"diabetes", "herpes", "rabies", "measles", "mumps", "shingles", "series", "always", "does",
     "has", "was", "is", "this", "as", "his", "yes", "plus", "minus", "times", "across", "us",
     "needs", "less", "caries", "scabies", "bowels", "hives", "rales", "ascites", "feces", "aids",
     "lens", "pus", "gas", "bias", "pancreas", "days", "hours"}
)  # fmt: skip
_ODD_PLURALS: Final = {
    "lenses": "lens", "diagnoses": "diagnosis", "metastases": "metastasis", "stenoses": "stenosis",
    "thromboses": "thrombosis", "psychoses": "psychosis", "analyses": "analysis", "biases": "bias",
    "vertebrae": "vertebra", "bronchi": "bronchus", "nuclei": "nucleus", "fungi": "fungus",
    "bacteria": "bacterium", "diverticula": "diverticulum", "septa": "septum", "ova": "ovum",
}  # fmt: skip
SPELLED: Final = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18",
    "nineteen": "19", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
    "dozen": "12",
}  # fmt: skip
"""Numbers in letters; `one` is left out, because it is as often a pronoun."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, `plain` as it is compared; a mark of punctuation is one too."""

    plain: str
    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()


@lru_cache(maxsize=65536)
def plain_word(text: str) -> str:
    """One word as it is compared.

    >>> plain_word("Anaemia"), plain_word("biopsies"), plain_word("diabetes"), plain_word("HbA1c")
    ('anemia', 'biopsy', 'diabetes', 'hba1c')
    """
    word = (text[:-1] if _SEVERAL.fullmatch(text) else _POSSESSIVE.sub("", text)).lower()
    word = _ODD_PLURALS.get(word, word)
    for found, put in _BRITISH:
        word = found.sub(put, word)
    if word in _PLURAL_KEPT or len(word) < 4 or not word.endswith("s"):  # noqa: PLR2004 - too short to be a plural
        return word
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "dies", "lies" are no plurals
        return f"{word[:-3]}y"
    if word.endswith(("ss", "us", "is", "ias")):
        return word
    if word.endswith(("sses", "ches", "shes", "xes", "zzes", "tzes")):
        return word[:-2]
    if word.endswith(("teses", "deses")):  # paracenteses, arthrodeses
        return f"{word[:-2]}is"
    return word[:-1]


def words_in(text: str) -> list[Word]:
    """Words, numbers and marks of a text, in order; numbered kinds joined."""
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        plain = token if token[0].isdigit() and token.isdigit() else plain_word(token)
        word = Word(plain, match.start(), match.end(), token)
        if found and found[-1].plain in _KINDS and _numbers(plain):
            kind = found.pop()
            number = _arabic(plain)
            word = Word(
                f"{kind.plain}_{number}", kind.start, match.end(), text[kind.start : match.end()]
            )
        if found and found[-1].plain in _STAGED and _STAGE.fullmatch(plain):
            word = Word(f"stage_{_arabic(plain)}", *match.span(), token)  # "CKD G3a", "CKD IIIb"
        if found and plain in _COUNTED and found[-1].plain in _NTH:  # "second-degree burn"
            nth = found.pop()
            word = Word(
                f"{plain}_{_NTH[nth.plain]}", nth.start, match.end(), text[nth.start : match.end()]
            )
        found.append(word)
    return found


_STAGED: Final = frozenset({"ckd"})
_STAGE: Final = re.compile(r"g[1-5][ab]?|i{1,3}[ab]?|iv|v|[1-5][ab]?")
"""KDIGO 2012: G1 to G5, where G3 is told as G3a and G3b."""
_COUNTED: Final = frozenset({"degree", "trimester"})
_NTH: Final = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "1st": "1",
    "2nd": "2",
    "3rd": "3",
}


_NUMBERED = re.compile(r"\d{1,2}[a-d]?")


def _numbers(plain: str) -> bool:
    return _NUMBERED.fullmatch(_arabic(plain)) is not None


def _arabic(plain: str) -> str:
    """`iiia` as 3a, `iv` as 4."""
    if plain in _ROMAN:
        return _ROMAN[plain]
    if plain[0] == "g" and _NUMBERED.fullmatch(plain[1:]):
        return plain[1:]  # KDIGO writes G3a
    if plain[-1] in "abcd" and plain[:-1] in _ROMAN:
        return _ROMAN[plain[:-1]] + plain[-1]
    return plain


@lru_cache(maxsize=65536)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a name or a passage as they are compared, without marks.

    >>> plain_words("Chronic kidney disease, stage 3b (disorder)")
    ('chronic', 'kidney', 'disease', 'stage_3b', 'disorder')
    """
    return tuple(w.plain for w in words_in(text) if w.plain[0].isalnum())
