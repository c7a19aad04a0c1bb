"""Results that are no number: negative, a trace, a titre, pluses, a blood group, see comment."""

import re
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded, tidied

LONGEST: Final = 60
"""Characters; a longer text is a sentence, which a layout may keep and this module does not read."""

_WORDS: Final = {
    "negative": (
        "negative", "neg", "negatief", "negativ", "negatif", "negativo", "negativa", "nicht reaktiv",
        "non reactive", "nonreactive", "not reactive", "non reactif", "niet reactief", "no reactivo",
        "no reactiva", "nr", "negatieve", "nonreactief", "nicht-reaktiv", "non-reactive",
        "non-reactief", "nicht nachgewiesen", "non reactivo",
    ),
    "positive": (
        "positive", "pos", "positief", "positiv", "positif", "positivo", "positiva", "reactive",
        "reaktiv", "reactif", "reactief", "reactivo", "reactiva", "weakly positive", "zwak positief",
        "schwach positiv", "faiblement positif", "debil positivo", "strongly positive",
        "sterk positief", "stark positiv", "weak positive", "low positive", "positivo debil",
        "low pos",
    ),
    "borderline": (
        "borderline", "equivocal", "indeterminate", "doubtful", "twijfelachtig", "dubieus",
        "grenswaarde", "grenzwertig", "fraglich", "fraglich positiv", "douteux", "equivoque",
        "dudoso", "indeterminado", "limite", "inconclusive", "grey zone", "gray zone", "unklar",
        "onbepaald", "indetermine",
    ),
    "trace": (
        "trace", "traces", "tr", "spoor", "sporen", "spuren", "spur", "trazas", "indicios",
        "trace intact", "trace lysed", "vestigios", "presence de traces",
    ),
    "not detected": (
        "not detected", "none detected", "undetected", "undetectable", "absent", "none", "none seen",
        "nil", "not seen", "no growth", "niet aantoonbaar", "niet aangetoond", "niet gevonden",
        "afwezig", "geen", "geen groei", "nicht nachweisbar", "kein wachstum", "keine", "n n",
        "non detecte", "non detectee", "indetectable", "absence", "absente", "absents", "aucun",
        "aucune", "no detectado", "no detectada", "no detectable", "ausente", "ausencia",
        "no se detecta", "no se observan", "no se observa", "ninguno", "nd", "n.d", "not found",
        "not isolated", "not present", "steriel", "steril", "sterile", "esteril", "no crecimiento",
        "sans particularite", "not observed", "ausentes", "kein nachweis",
    ),
    "detected": (
        "detected", "present", "seen", "aantoonbaar", "aangetoond", "aanwezig", "nachweisbar",
        "nachgewiesen", "vorhanden", "detecte", "detectee", "presence", "presente", "detectado",
        "detectada", "presentes", "presents", "isolated", "observed",
    ),
    "amount": (
        "few", "rare", "occasional", "moderate", "many", "numerous", "small", "large", "some",
        "enkele", "weinig", "matig", "veel", "talrijk", "sporadisch", "vereinzelt", "wenig",
        "wenige", "massig", "viele", "zahlreich", "massenhaft", "reichlich", "quelques", "nombreux",
        "nombreuses", "peu", "escasos", "escasas", "algunos", "algunas", "moderados", "abundantes",
        "abundante", "escasa", "light", "heavy", "scant", "1 plus", "2 plus", "3 plus", "4 plus",
        "rares", "assez nombreux", "isolierte",
    ),
    "normal": (
        "normal", "normaal", "abnormal", "afwijkend", "unauffallig", "auffallig", "normale",
        "anormal", "anormale", "within normal limits", "regelrecht", "pathologisch", "normales",
        "reduced", "increased", "decreased", "adequate", "inadequate", "sufficient", "insufficient",
        "immune", "non immune", "not immune", "immuun", "niet immuun", "immun", "nicht immun",
        "susceptible", "resistant", "intermediate", "sensible", "gevoelig", "resistent", "sensibel",
        "resistente", "intermediair", "intermediar",
    ),
    "appearance": (
        "clear", "cloudy", "turbid", "hazy", "slightly cloudy", "slightly hazy", "yellow", "straw",
        "amber", "pale yellow", "light yellow", "dark yellow", "colorless", "colourless", "brown",
        "red", "pink", "orange", "green", "helder", "troebel", "licht troebel", "geel", "lichtgeel",
        "donkergeel", "kleurloos", "bruin", "rood", "klar", "trub", "leicht trub", "gelb",
        "hellgelb", "dunkelgelb", "farblos", "bernstein", "bernsteinfarben", "braun", "rot",
        "limpide", "trouble", "clair", "jaune", "jaune clair", "jaune pale", "jaune fonce",
        "incolore", "legerement trouble", "transparente", "turbio", "turbia", "claro", "amarillo",
        "amarillo claro", "ambar", "incoloro", "limpido", "ligeramente turbio", "bloody", "formed",
        "soft", "solid", "liquid", "lipemic", "icteric",
    ),
    "see comment": (
        "see comment", "see comments", "see note", "see notes", "see below", "see text",
        "see report", "see interpretation", "see attached", "see separate report", "see remarks",
        "zie opmerking", "zie opmerkingen", "zie onder", "zie commentaar", "zie toelichting",
        "zie bijlage", "zie tekst", "siehe kommentar", "siehe bemerkung", "s kommentar", "s u",
        "siehe unten", "s unten", "siehe text", "s text", "siehe anlage", "siehe befund",
        "s bemerkung", "voir commentaire", "voir commentaires", "voir ci-dessous", "voir note",
        "cf commentaire", "cf infra", "voir conclusion", "ver comentario", "ver comentarios",
        "ver nota", "ver observaciones", "ver abajo", "vease comentario", "comment", "scan",
    ),
}  # fmt: skip
"""What a word says, and how it is printed in English, Dutch, German, French and Spanish."""

_SAYS: Final = {folded(word): said for said, words in _WORDS.items() for word in words}

_TITRE = re.compile(r"(?:<|>|<=|>=)?\s*1\s?[:/]\s?\d{1,6}")
_PLUSES = re.compile(
    r"\+{1,5}|\(\+\)|[1-5]\s?\+|\+\s?[1-5]|\+/-|\(-\)|[+-]\s?\((?:\d|tr)\)|±|\+(?:\s\+){1,4}|-/\+"
)
_COUNTS = re.compile(r"(?:[<>]=?\s?)?\d{1,3}\s?(?:-|to|bis|tot|a|à)\s?\d{1,3}", re.IGNORECASE)
"""`0-2` leucocytes a field: a span that is the result."""
_GROUP = re.compile(
    r"(?:AB|[ABO0])(?:[12])?\s*[,;]?\s*(?:rh(?:esus)?\.?\s*(?:\(?D\)?)?\s*[:.]?\s*)?"
    r"(?:[+-]|\([+-]\)|pos(?:iti(?:ve|ef|v|f|vo|va))?\.?|neg(?:ati(?:ve|ef|v|f|vo|va))?\.?)?",
    re.IGNORECASE,
)
_RHESUS = re.compile(
    r"(?:rh(?:esus)?\.?\s*(?:\(?D\)?)?|D)\s*[:.]?\s*(?:[+-]|pos\w*\.?|neg\w*\.?)", re.IGNORECASE
)
_PHENOTYPE = re.compile(r"(?:[CcDEeKk]{1,2}[+-]?\.?\s?){3,8}")
_TAIL = re.compile(r"\s*[({\[][^()\[\]{}]{1,40}[)}\]]$")


def in_words(text: str) -> str | None:
    """What a result in words says, in one English word or two; None where it is no such result.

    >>> in_words("n\\u00e9g."), in_words("1:80"), in_words("+++"), in_words("O Rh pos"), in_words("Kalium")
    ('negative', 'titre', 'amount', 'blood group', None)
    """
    plain = tidied(text).rstrip("*#@ ")
    if not plain or len(plain) > LONGEST:
        return None
    for pattern, said in (
        (_TITRE, "titre"), (_PLUSES, "amount"), (_COUNTS, "count"),
    ):  # fmt: skip
        if pattern.fullmatch(plain):
            return said
    if _is_group(plain):
        return "blood group"
    return _said(plain) or _said(_TAIL.sub("", plain))


def _said(plain: str) -> str | None:
    bare = folded(plain.strip(" *!"))
    return _SAYS.get(bare) or _SAYS.get(bare.replace("-", " "))


def _is_group(plain: str) -> bool:
    """ABO with a rhesus sign; a letter alone is a flag or a letter, except AB and O."""
    if plain in {"AB", "O"} or _RHESUS.fullmatch(plain):
        return True
    return len(plain) > 1 and bool(_GROUP.fullmatch(plain)) and not plain.isdigit()
