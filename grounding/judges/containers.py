"""Words for the places of a record: what stands in them is said of, they themselves are not."""

from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Sentence, Term

KIND_NOUNS: Final = frozenset(
    {"procedure", "surgery", "operation", "vaccine", "vaccination", "immunization", "allergy"}
)
"""What a sentence says of an entry by calling it so."""
_KIND_WORDS: Final = frozenset(
    {"procedural", "surgical", "operative", "imaging", "radiology", "vaccine", "medication"}
    | {"encounter", "allergy", "problem", "outpatient", "inpatient", "op"}
)
"""What a record is a record of."""

_CONTAINER: Final = Caseless(
    r"[\s/](?:\w+\s)?(?:medications?|medicines?|meds|prescriptions?|drugs|treatments?|record"
    r"|records|history|list|log|chart|section|file|register|summary|status)\b",
)


_TOPIC: Final = Caseless(
    r"(?:^|[.;:,]\s|\b(?:and|while)\s)(?:by way of|as (?:for|to|regards)|regarding|concerning"
    r"|in terms of|in the way of"
    r"|with (?:regard|respect) to|when it comes to|on the subject of|among(?:st)?|of)\s(?:the\s"
    r"|any\s|other\s)?$",
)
_OF_HISTORY: Final = Caseless(r"\bhistor(?:y|ies)\b|\b[pf]?m?hx?\b")


_HISTORY: Final = Caseless(r"\s(?:\w+\s){0,2}(?:history|histories|[pf]?m?hx)\b")
_NEAR: Final = 40
"""Characters between "history" and what it is positive for."""


def is_container(term: Term, sentence: Sentence) -> bool:
    """`the immunization record`, `procedural history`: where a thing would stand, and no thing."""
    if term.words == ("positive",):  # "the family history is positive for gout"
        ahead = sentence.bare[max(0, term.start - _NEAR) : term.start]
        return bool(_OF_HISTORY.search(ahead) or _HISTORY.match(sentence.bare, term.end))
    if all(w in KIND_NOUNS for w in term.words) and _TOPIC.search(sentence.bare[: term.start]):
        return sentence.bare[term.end : term.end + 1] == ","
    return (
        all(w in KIND_NOUNS or w in _KIND_WORDS for w in term.words)
        and _CONTAINER.match(sentence.bare, term.end) is not None
    )
