"""MedASR: a physician's dictation to text, with the punctuation that was spoken made into signs.

Knows no FHIR, and not who speaks. Every name of a medicine, date and time in a transcript is to be
read against the recording.

    from chartside.models.speech.medasr import MedASR
    transcript = MedASR.load(folder).transcribe(read_sound(path))
"""

from chartside.models.speech.transcript import Segment, Transcript, Word
from chartside.models.speech.written import Written, written

__all__ = ["Segment", "Transcript", "Word", "Written", "written"]
