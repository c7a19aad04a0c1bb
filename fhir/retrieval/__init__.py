"""Finding in one open chart what a question is about: by words, and by meaning where a model is.

    index = index_of(chart)
    ask = Ask("why was lisinopril stopped")
    found = index.passages(ask)
    index.quotes(ask, found.items[:5])

Knows no model: `Embedder` is the seam for one.
"""

from chartside.fhir.retrieval.ask import Ask, EntryHit, PassageHit
from chartside.fhir.retrieval.fusion import Embedder, Role, fused
from chartside.fhir.retrieval.index import OVERTAKEN, Index, index_of
from chartside.fhir.retrieval.passages import Passage, passages_of
from chartside.fhir.retrieval.quotes import Quote

__all__ = [
    "OVERTAKEN",
    "Ask",
    "Embedder",
    "EntryHit",
    "Index",
    "Passage",
    "PassageHit",
    "Quote",
    "Role",
    "fused",
    "index_of",
    "passages_of",
]
