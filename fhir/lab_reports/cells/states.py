"""What a cell says of a result that is not there yet, will not come, or came anew."""

import re
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.report import State

_WORDS: Final = {
    State.PENDING: (
        "pending", "to follow", "in progress", "in process", "awaited", "awaiting result", "tbd",
        "awaiting results", "result pending", "results pending", "not yet available", "incomplete",
        "will follow", "follows", "outstanding", "ordered", "registered", "test in progress",
        "not ready", "result to follow", "report to follow", "pend", "sent out", "in lab",
        "volgt", "volgen", "volgt later", "resultaat volgt", "uitslag volgt", "nog niet bekend",
        "in behandeling", "nog in bewerking", "in bewerking", "lopend", "nog niet gereed",
        "nog niet beschikbaar", "nakomend", "wordt nagestuurd", "in uitvoering", "uitslag later",
        "folgt", "ausstehend", "in arbeit", "wird nachgereicht", "noch nicht fertig", "befund folgt",
        "steht aus", "steht noch aus", "noch ausstehend", "in bearbeitung", "ergebnis folgt",
        "nachforderung", "nachmeldung folgt", "bericht folgt", "wird nachgemeldet", "i a",
        "en cours", "a suivre", "resultat a suivre", "en attente", "analyse en cours", "a venir",
        "resultat en attente", "resultat en cours", "suivra", "en cours d'analyse",
        "en cours de realisation", "transmis ulterieurement", "suit",
        "pendiente", "en curso", "en proceso", "pte", "en tramite", "a la espera", "pendientes",
        "resultado pendiente", "pendiente de resultado", "pdte", "en estudio",
    ),
    State.CANCELLED: (
        "cancelled", "canceled", "not performed", "not done", "not tested", "rejected", "qns",
        "quantity not sufficient", "quantity insufficient", "insufficient sample", "tnp",
        "insufficient specimen", "insufficient material", "insufficient volume", "test not performed",
        "haemolysed", "hemolyzed", "hemolysed", "haemolyzed", "specimen haemolysed", "clotted",
        "specimen hemolyzed", "sample haemolysed", "sample hemolyzed", "gross haemolysis",
        "grossly hemolyzed", "sample clotted", "specimen clotted", "unable to report", "no result",
        "no sample", "no specimen", "no sample received", "no specimen received", "not reportable",
        "specimen rejected", "unsuitable specimen", "sample unsuitable", "not calculated",
        "unable to calculate", "test cancelled", "test canceled", "invalid", "lipaemic sample",
        "not received", "sample not received", "unsatisfactory", "deleted", "contaminated",
        "not available", "suppressed", "withheld", "void", "no material", "leaked", "dnr",
        "not determined", "not analysed", "not analyzed", "sample too old", "duplicate request",
        "niet uitgevoerd", "geannuleerd", "vervallen", "onvoldoende materiaal", "niet bepaald",
        "te weinig materiaal", "hemolytisch", "hemolytisch monster", "monster hemolytisch",
        "gehemolyseerd", "gestold", "monster gestold", "niet te bepalen", "niet bepaalbaar",
        "geen materiaal", "geen materiaal ontvangen", "geen monster", "onvoldoende", "mislukt",
        "niet ontvangen", "onbetrouwbaar", "niet mogelijk", "niet berekend", "hemolyse",
        "niet te berekenen", "stolsels", "afgekeurd", "geen uitslag", "niet aangevraagd",
        "nicht bestimmbar", "nicht durchgefuhrt", "storniert", "kein material", "hamolytisch",
        "probe hamolytisch", "nicht messbar", "zu wenig material", "material reicht nicht aus",
        "nicht auswertbar", "geronnen", "probe geronnen", "nicht berechenbar", "hamolyse",
        "unzureichendes material", "nicht bestimmt", "entfallt", "entfallen", "nicht moglich",
        "kein probenmaterial", "material fehlt", "nicht eingegangen", "probe fehlt", "koaguliert",
        "zu wenig probenmaterial", "nicht verwertbar", "n best", "haemolytisch", "nicht beurteilbar",
        "annule", "annulee", "non realise", "non realisee", "non effectue", "non effectuee",
        "echantillon insuffisant", "prelevement insuffisant", "hemolyse", "echantillon hemolyse",
        "serum hemolyse", "prelevement hemolyse", "coagule", "echantillon coagule", "non rendu",
        "quantite insuffisante", "non interpretable", "ininterpretable", "non conforme", "impossible",
        "tube coagule", "prelevement non conforme", "non dosable", "non calculable", "non recu",
        "dosage impossible", "non determine", "volume insuffisant", "materiel insuffisant",
        "cancelado", "cancelada", "anulado", "anulada", "no realizado", "no realizada",
        "muestra insuficiente", "muestra hemolizada", "hemolizado", "hemolizada", "hemolisis",
        "muestra coagulada", "coagulado", "coagulada", "no procesado", "no procede", "rechazada",
        "cantidad insuficiente", "no valorable", "no calculable", "muestra no recibida",
        "no se recibe muestra", "muestra no valida", "no determinado", "no disponible",
        "no recibida", "suero hemolizado", "muestra rechazada", "no remitida", "sin muestra",
    ),
    State.CORRECTED: (
        "corrected", "corrected result", "corrected report", "amended", "amended result", "revised",
        "amended report", "correction", "revised result", "modified", "corrected value", "corr",
        "gecorrigeerd", "gecorrigeerde uitslag", "gewijzigd", "herziene uitslag", "herzien",
        "gecorrigeerd resultaat", "gewijzigd resultaat", "verbeterd", "correctie",
        "korrigiert", "korrigierter befund", "korrektur", "geandert", "berichtigt", "korr",
        "korrigiertes ergebnis", "berichtigter befund",
        "corrige", "corrigee", "resultat corrige", "rectifie", "modifie", "resultat modifie",
        "rectificatif", "resultat rectifie",
        "corregido", "corregida", "resultado corregido", "rectificado", "modificado", "correccion",
        "resultado rectificado", "informe rectificado",
    ),
    State.PRELIMINARY: (
        "preliminary", "prelim", "provisional", "interim", "preliminary result", "unconfirmed",
        "preliminary report", "partial", "partial report", "not validated", "interim report",
        "voorlopig", "voorlopige uitslag", "voorlopig resultaat", "partieel", "niet geautoriseerd",
        "deelrapport", "onvolledig",
        "vorlaufig", "vorlaufiger befund", "teilbefund", "vorbefund", "vorlaufiges ergebnis",
        "provisoire", "resultat provisoire", "preliminaire", "partiel", "compte rendu partiel",
        "resultat partiel", "non valide",
        "preliminar", "provisional", "resultado preliminar", "informe preliminar", "parcial",
        "informe provisional", "informe parcial",
    ),
    State.FINAL: (
        "final", "final result", "final report", "complete", "completed", "verified", "validated",
        "definitief", "volledig", "geautoriseerd", "eindrapport", "eindverslag", "compleet",
        "endbefund", "endgultig", "validiert", "abgeschlossen", "vollstandig", "freigegeben",
        "definitif", "complet", "valide", "compte rendu complet",
        "definitivo", "completo", "validado", "informe definitivo", "finalizado",
    ),
}  # fmt: skip
"""As laboratories print them in English, Dutch, German, French and Spanish, without accents."""

_BY_WORD: Final = {word: state for state, words in _WORDS.items() for word in words}
_TAIL: Final = re.compile(r"^(.{3,40}?)(?:\s*[,;:(*/]|\s+-\s|\.\s).*$")
_DECORATED: Final = "*#@!.:()[]{}<>- …_"
_COMMENT: Final = re.compile(
    r"(?:comments?|remarks?|notes?|nb|n\.b\.|interpretation|opmerking(?:en)?|commentaar|noot"
    r"|toelichting|bemerkung(?:en)?|kommentar|hinweis(?:e)?|anmerkung(?:en)?|befundkommentar"
    r"|commentaires?|remarques?|interpretations?|comentarios?|notas?|observacion(?:es)?|conclusie"
    r"|conclusions?|besluit|beurteilung|interpretatie|interpretacion)"
)
_HEAD = re.compile(r"([^:.]{2,24}?)\s*[:.]\s*(\S.*)?")


def read_state(text: str) -> State | None:
    """The state that a cell states, by its whole text or what it begins with; None for any other.

    >>> read_state("Volgt"), read_state("QNS - please repeat"), read_state("4,2")
    (<State.PENDING: 'registered'>, <State.CANCELLED: 'cancelled'>, None)
    """
    plain = text.strip().strip(_DECORATED)
    if not any(c.isalpha() for c in plain):
        return None
    whole = _BY_WORD.get(folded(plain)) or _BY_WORD.get(folded(plain).replace("-", " "))
    if whole is not None:
        return whole
    begun = _TAIL.match(plain)
    return _BY_WORD.get(folded(begun[1])) if begun else None


def begins_comment(text: str) -> bool:
    """Whether a line says itself that it is a comment: `Comment:`, `Opmerking: ...`.

    >>> begins_comment("Bemerkung: lip\\u00e4misch"), begins_comment("Kalium 4,2")
    (True, False)
    """
    head = _HEAD.fullmatch(text.strip())
    label = head[1] if head else text
    return bool(_COMMENT.fullmatch(folded(label)))
