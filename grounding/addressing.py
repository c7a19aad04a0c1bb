"""Kin of the reader who are the patient: "your son", in a letter to a child's mother.

A child has no son or daughter: where the patient is one, those words are the patient. ConText's
experiencer (Harkema et al., J Biomed Inform 2009;42:839-851) is decided by whom the text is written
to as well as by its words.
"""

from dataclasses import replace
from datetime import date
from typing import Final

from chartside.fhir.chart import Chart
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.sentence import Sentence

_CHILD: Final = 15
"""Years up to which a patient is taken to have no child."""
_KIN: Final = {"son": "male", "daughter": "female", "child": ""}
_WHOSE: Final = Caseless(r"\b(?:your|their|the|our|this|parents'|mother's|father's)\s(?:\w+\s)?$")


def addressed(sentence: Sentence, chart: Chart, today: date) -> Sentence:
    """The sentence without a son, daughter or child who is the patient."""
    if not any(c.kind == "subject" and c.value in _KIN for c in sentence.cues):
        return sentence
    patient = chart.patient
    age = patient.age(patient.deceased.date if patient.deceased else today)
    if age is None or age > _CHILD:
        return sentence
    kept = tuple(c for c in sentence.cues if not _is_patient(c, sentence, patient.sex))
    return replace(sentence, cues=kept)


def _is_patient(cue: Cue, sentence: Sentence, sex: str) -> bool:
    if cue.kind != "subject" or cue.value not in _KIN:
        return False
    if _KIN[cue.value] and sex in {"male", "female"} and _KIN[cue.value] != sex:
        return False
    return _WHOSE.search(sentence.bare[: cue.start]) is not None
