"""Names of Conditions that deny a disease: "No evidence of malignancy" is no problem.

Sources: SNOMED CT, situations with the finding context "known absent"; the cues and the scope of
NegEx (Chapman et al., 2001), narrowed. The safe direction is to keep: what may name a problem
beside what it denies ("No fever, pneumonia"), or the lack of something that one should have ("No
pulse"), stays a problem.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from chartside.fhir.clinical.disease_words import DISEASE, LACKING, SYMPTOM
from chartside.fhir.entry import Entry

_TAG: Final = re.compile(
    r"\s*\((?:situation|finding|disorder|context-dependent category|navigational concept)\)$"
    r"|,?\s*(?:at this time|at present|currently|today|on exam(?:ination)?|per (?:patient|pt)"
    r"|reported)$|[.!\s]+$",
)
_WHO: Final = re.compile(
    r"^(?:the |this )?(?:(?:patient|pt|client|there)\.? )?(?:(?:has|have|is|are|states|reports) )?"
)
_STRONG: Final = re.compile(
    r"^(?:den(?:y|ies|ied|ying)(?: (?:any|having|history of))?|negative for|free (?:of|from)"
    r"|(?:does|do|did) not suffer from|not suffering from"
    r"|(?:no|without|w/o)(?: (?:\w+ )?(?:evidence|signs?|indications?|suggestion|history|hx|h/o)"
    r"(?: (?:of|for)(?: any)?)?| known(?: history of)?)"
    r"|kein\w{0,2} (?:(?:sichere\w|klinische\w) )?(?:hinweise? auf|anhalt fur|anzeichen (?:von|fur)"
    r"|zeichen (?:von|fur)|nachweis (?:von|eine[rs]))|kein\w{0,2} bekannte\w?"
    r"|(?:pas de |aucun |sans )(?:signes?|antecedents?|evidence|argument)"
    r" (?:de |d'|en faveur d[e'] ?)"
    r"|geen (?:aanwijzing(?:en)? voor|teken(?:en)? van|bekende)"
    r"|(?:sin|sem|no hay) (?:evidencia|evidencias|signos|sinais|datos|antecedentes) de"
    r"|niega|nega|nessun\w? (?:evidenza|segn[oi]|storia) di)(?![\w'])\s*|"
    r"^(?:pas de signes? d'|sans signes? d')"
)
_BARE: Final = re.compile(
    r"^(?:(?:no|(?:does|do|did) not have|never had|kein(?:e[nrms]?)?|geen|pas de|aucune?|sin|sem"
    r"|nessun[oa]?)\s|pas d')\s*"
    r"(?:(?:other|any|current|active|acute|significant|prior|previous|further|recent|new|overt"
    r"|obvious|clinical|associated)\s)*"
)
_ENGLISH: Final = re.compile(r"(?:no|does|do|did|never)\s")
_AFTER: Final = re.compile(
    r"^(.+?),? \(?(?:was |has been |is )?(?:ruled out|excluded|not (?:detected|found|present|seen))"
    r"\)?$"
)
_BEING: Final = re.compile(
    r"^(?:is )?not (?:currently )?(?:pregnant|diabetic|hypertensive|asthmatic|epileptic|suicidal"
    r"|febrile|jaundiced|an(?:a)?emic|septic|immunocompromised)$"
)
_PART: Final = re.compile(
    r"[;:()\n]|\.\s|\s[-\u2013\u2014]+\s|\b(?:and|but|yet|although|though|however|unless|besides?"
    r"|except\w*|apart|aside|other than|despite|und|aber|et|mais|en|maar|y|pero)\b|,"
)
_OR: Final = re.compile(r"(?:,\s*)?\b(?:or|nor|oder|ou)\s")
_ITEM: Final = re.compile(r",\s*(?:and\s|or\s|nor\s)?|\s(?:and|or|nor|oder|ou)\s")
_ENDED: Final = re.compile(
    r"\b(?:of|about|regarding|in|to|from|on|at|for|due|secondary|caused|because|following|after|since|with|without"
    r"|by|during|under|despite|de|du|des|del|di|van|von|bei|im|mit|nach|durch)\b"
)
_THROUGH: Final = re.compile(
    r"\b(?:due to|secondary to|caused by|because of|following|after|since|from|with|in|during"
    r"|despite|bei|mit|nach|durch)\b(.*)$"
)
_NUMBERED: Final = re.compile(r"(?:\s+(?:type|typ|stage|grade|nos|ii?|[12]))+$|[-\s]\d+$")
_LONGEST: Final = 200
"""Characters; a longer text is a note, and not one denial."""


def denies(entry: Entry) -> bool:
    """Whether the name of a Condition says that there is no such disease or symptom.

    The words that a reader sees decide (CodeableConcept.text, else the display): the code beside
    "No diabetes" is often the one of diabetes.
    """
    return is_denial(entry.label)


@lru_cache(maxsize=8192)
def is_denial(name: str) -> bool:
    """Whether a name is a denial from its beginning to its end.

    >>> is_denial("No evidence of malignancy"), is_denial("Denies chest pain")
    (True, True)
    >>> is_denial("No fever, pneumonia"), is_denial("No control of bladder")
    (False, False)
    """
    if len(name) > _LONGEST:
        return False
    said = _folded(name)
    while (shorter := _TAG.sub("", said)) != said:
        said = shorter
    if _lists_symptoms(said):
        return True
    parts = [p.strip() for p in _PART.split(said) if p.strip()]
    return bool(parts) and all(_denied(p) for p in parts)


def _folded(name: str) -> str:
    """Lower case, without accents, one blank between words."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("\u2019", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _denied(part: str) -> bool:
    """Whether one part, without anything beside it, denies something that one would not have."""
    said = _WHO.sub("", part, count=1)
    if _BEING.match(said):
        return True
    if found := _AFTER.match(said):
        return _told(found[1]) and not _BARE.match(found[1])
    if found := _STRONG.match(said):
        rest = said[found.end() :]
        return bool(rest) and not _has_cause(rest) and not LACKING.search(_head(rest))
    if found := _BARE.match(said):
        rest = said[found.end() :]
        return _told(rest, first=not _ENGLISH.match(said)) and not _has_cause(rest)
    return False


def _lists_symptoms(said: str) -> bool:
    """Whether one denial goes over a list: "denies fever, chills", "no fever, chills or cough".

    Of symptoms only: "no fever, pneumonia or bronchitis" may be a doubt between two diseases.
    """
    denying = said.startswith("den") or _WHO.sub("", said, count=1).startswith("den")
    first, *others = _ITEM.split(said)
    if not others or not (denying or _OR.search(said)) or not _denied(first):
        return False
    return all(SYMPTOM.fullmatch(w) for i in (first, *others) for w in i.split()[-1:])


def _head(words: str) -> str:
    """What is named before any "of" or "due to": "carcinoma" in "carcinoma of the breast"."""
    return _ENDED.split(words, maxsplit=1)[0].strip(" ,")


def _told(words: str, *, first: bool = False) -> bool:
    """Whether the thing named is a disease or symptom; Romance names begin with it."""
    head = _NUMBERED.sub("", _head(words)).split()
    if not head or LACKING.search(" ".join(head)):
        return False
    tried = (head[-1], head[0]) if first else (head[-1],)
    return any(DISEASE.fullmatch(part) for word in tried for part in word.split("/")[-1:])


def _has_cause(words: str) -> bool:
    """Whether a second disease is named that is not denied: "no retinopathy due to diabetes"."""
    through = _THROUGH.search(words)
    return through is not None and any(DISEASE.fullmatch(w) for w in through[1].split())
