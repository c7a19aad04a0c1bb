"""Codings, all of them kept, and the words a reader sees for them."""

import re
from dataclasses import dataclass

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
UCUM = "http://unitsofmeasure.org"

_SEMANTIC_TAG = re.compile(
    r"\s*\((?:disorder|finding|procedure|situation|regime/therapy|substance|event|physical object"
    r"|record artifact|staging scale|qualifier value|person|product|medicinal product"
    r"|clinical drug|morphologic abnormality"
    r"|body structure|observable entity|environment|occupation|assessment scale|organism)\)$"
)


def untagged(words: str) -> str:
    """SNOMED's fully specified name without its semantic tag.

    >>> untagged("Otitis media (disorder)")
    'Otitis media'
    """
    return _SEMANTIC_TAG.sub("", words) if words.endswith(")") else words


@dataclass(frozen=True, slots=True)
class Coding:
    """One code of one system."""

    system: str
    code: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A CodeableConcept: its codings, and its text. `label` is what a reader sees."""

    codings: tuple[Coding, ...] = ()
    text: str = ""

    @property
    def label(self) -> str:
        """Text, else the first display, else the first code.

        A SNOMED semantic tag such as "(disorder)" is left off.
        """
        words = self.text or next((c.display for c in self.codings if c.display), "")
        return untagged(words).strip() or next((c.code for c in self.codings), "")

    @property
    def labels(self) -> tuple[str, ...]:
        """Every name the concept carries: text and displays, tags off, no repeats."""
        names = (self.text, *(c.display for c in self.codings))
        return tuple(dict.fromkeys(untagged(n).strip() for n in names if n))

    def has(self, system: str, *codes: str) -> bool:
        """Whether one of `codes` of `system` is among the codings."""
        return any(c.system == system and c.code in codes for c in self.codings)

    def shares(self, other: "Code") -> bool:
        """Whether both carry the same code of the same system."""
        return bool(
            {(c.system, c.code) for c in self.codings} & {(c.system, c.code) for c in other.codings}
        )


NO_CODE = Code()
