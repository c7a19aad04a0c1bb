"""Texts as vectors, by any sentence-transformers model in a folder of the user's own.

Knows no FHIR: what is embedded are texts, and a `TextEmbedder` is what
`chartside.fhir.retrieval.Embedder` describes.
"""

from chartside.models.embeddings.floor import floor_of
from chartside.models.embeddings.texts import TextEmbedder

__all__ = ["TextEmbedder", "floor_of"]
