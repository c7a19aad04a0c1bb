"""Words for the places of a record: what stands in them is said of, they themselves are not."""

import re
from typing import Final

from chartside.grounding.reading.sentence import Sentence, Term

KIND_NOUNS: Final = frozenset(
    {"procedure", "surgery", "operation", "vaccine", "vaccination", "immunization", "allergy"}
)
"""What a sentence says of an entry by calling it so."""
_KIND_WORDS: Final = frozenset(
    {"procedural", "surgical", "operative", "imaging", "radiology", "vaccine", "medication"}
    | {"encounter", "allergy", "problem", "outpatient", "inpatient"}
)
"""What a record is a record of."""

_CONTAINER: Final = re.compile(
    r"\s(?:\w+\s)?(?:medications?|medicines?|meds|prescriptions?|drugs|treatments?|record|records|history|list|log|chart|section|file|register|summary|status)\b",
    re.IGNORECASE,
)


def is_container(term: Term, sentence: Sentence) -> bool:
    """`the immunization record`, `procedural history`: where a thing would stand, and no thing."""
    return (
        all(w in KIND_NOUNS or w in _KIND_WORDS for w in term.words)
        and _CONTAINER.match(sentence.bare, term.end) is not None
    )
