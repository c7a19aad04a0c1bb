"""Which sentences of a text are borne out by what was said: Chartside's checker over a dialogue."""

import re
from collections.abc import Sequence
from typing import Final

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.dictation import dictation_of, with_dictation
from chartside.grounding import check

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=\S)|\n+")
_BULLET: Final = re.compile(r"^[\s•*\u2013-]+|^\d{1,2}[.)]\s+")
_LETTERS: Final = 3


def sentences_of(text: str) -> list[str]:
    r"""The sentences and lines of a text, without marks of lists; headings are none.

    >>> sentences_of("PLAN\n- Rest. Fluids at home.")
    ['Rest.', 'Fluids at home.']
    """
    lines = (_BULLET.sub("", line).strip() for line in _SENTENCE.split(text))
    return [line for line in lines if _says_something(line)]


def _says_something(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return len(letters) >= _LETTERS and not line.rstrip(":").isupper()


def borne_out(sentences: Sequence[str], dialogue: str, chart: Chart) -> list[Verdict]:
    """The verdict on each of these sentences, with the dialogue as its only source."""
    said = dictation_of(dialogue, chart.as_of)
    heard = with_dictation(chart, said)
    cited = (Citation(said.reference, said.version),)
    judged = (check(Statement(text, cited), heard) for text in sentences)
    return [one.verdict or Verdict.NOT_CHECKABLE for one in judged]
