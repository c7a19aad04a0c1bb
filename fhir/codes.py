"""Codings, all of them kept, and the words a reader sees for them."""

import re
from dataclasses import dataclass, field
from typing import Final

from chartside.fhir.common_names import NAMES, is_name

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"
NDC = "http://hl7.org/fhir/sid/ndc"
UCUM = "http://unitsofmeasure.org"

_ALSO: Final = {
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "https://loinc.org": LOINC,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "https://snomed.info/sct": SNOMED,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "https://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "urn:oid:2.16.840.1.113883.12.292": CVX,
    "https://hl7.org/fhir/sid/cvx": CVX,
    "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
    "https://hl7.org/fhir/sid/icd-10-cm": ICD10CM,
    "urn:oid:2.16.840.1.113883.6.3": ICD10,
    "urn:oid:2.16.840.1.113883.6.103": ICD9CM,
    "urn:oid:2.16.840.1.113883.6.69": NDC,
    "urn:oid:2.16.840.1.113883.6.8": UCUM,
}
"""Other names of the systems: OIDs, as C-CDA and converted FHIR have them, and https."""
_DOTTED: Final = {ICD10CM: 3, ICD10: 3, ICD9CM: 3}
"""Systems whose codes are written with and without the dot, and where it stands."""
_DOTTED_CODE = re.compile(r"[A-Z0-9.]{3,9}", re.IGNORECASE)
_CVX_CODE = re.compile(r"[0-9]{1,3}")

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


def canonical_system(system: str) -> str:
    """The URL of a code system that is named by its OID, by https or with a slash at the end.

    SNOMED CT is one system whatever its edition and version (`…/sct/731000124108`).
    """
    plain = system.rstrip("/")
    known = _ALSO.get(plain, plain)
    return SNOMED if known.startswith((f"{SNOMED}/", f"{SNOMED}|")) else known


def _canonical_code(system: str, code: str) -> str:
    if system in _DOTTED and _DOTTED_CODE.fullmatch(code):
        bare = code.upper().replace(".", "")
        stands = 4 if system == ICD9CM and bare.startswith("E") else _DOTTED[system]
        return f"{bare[:stands]}.{bare[stands:]}" if len(bare) > stands else bare
    if system == CVX and _CVX_CODE.fullmatch(code):
        return f"{int(code):02}"
    return code


@dataclass(frozen=True, slots=True)
class Coding:
    """One code of one system."""

    system: str
    code: str
    display: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """System and code, the same however the source spells them; as written if unknown.

        >>> Coding("urn:oid:2.16.840.1.113883.6.90", "E119").key
        ('http://hl7.org/fhir/sid/icd-10-cm', 'E11.9')
        >>> Coding("http://hl7.org/fhir/sid/cvx", "8").key
        ('http://hl7.org/fhir/sid/cvx', '08')
        """
        system = canonical_system(self.system)
        return system, _canonical_code(system, self.code)


@dataclass(frozen=True, slots=True)
class Code:
    """A CodeableConcept: its codings, and its text. `label` is what a reader sees.

    `also` are codes that the record does not have: a terminology service says that they are the
    same (`chartside.fhir.equating`).
    """

    codings: tuple[Coding, ...] = ()
    text: str = ""
    also: tuple[Coding, ...] = field(default=(), compare=False)

    @property
    def label(self) -> str:
        """Text, else the first display, else what the code is commonly called, else the code.

        A SNOMED semantic tag such as "(disorder)" is left off. A name that says only that there is
        a code ("LOINC Code") gives way to what the code is called.
        """
        words = next((w for w in self._words if is_name(w)), "") or self._known
        words = words or next((w for w in self._words if w), "")
        return untagged(words).strip() or next((c.code for c in self.codings), "")

    @property
    def _words(self) -> tuple[str, ...]:
        return (self.text, *(c.display for c in self.codings))

    @property
    def _known(self) -> str:
        codes = (c.code for c in self.codings if canonical_system(c.system) == LOINC)
        return next((NAMES[code] for code in codes if code in NAMES), "")

    @property
    def labels(self) -> tuple[str, ...]:
        """Every name the concept carries: text and displays, tags off, no repeats.

        Of a common LOINC code without any what it is called.
        """
        names = [n for n in self._words if n]
        if not any(is_name(n) for n in names) and self._known:
            names.insert(0, self._known)
        return tuple(dict.fromkeys(untagged(n).strip() for n in names))

    def has(self, system: str, *codes: str) -> bool:
        """Whether one of `codes` of `system` is among the codings."""
        return any(c.code in codes and canonical_system(c.system) == system for c in self.codings)

    def shares(self, other: "Code") -> bool:
        """Whether both carry the same code of the same system, however its name is spelled.

        Or one carries what a terminology service says the other is.
        """
        mine, theirs = ({c.key for c in code.codings if c.code} for code in (self, other))
        if mine & theirs:
            return True
        return any(c.key in theirs for c in self.also) or any(c.key in mine for c in other.also)


NO_CODE = Code()
