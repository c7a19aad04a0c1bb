"""CXR Foundation, Path Foundation and MedSigLIP behind an endpoint: images and texts as vectors.

Knows no FHIR. For the models of the family that are TensorFlow, which Chartside does not load, and
for MedSigLIP where a site serves it. The request forms are those of their publisher's containers.

    EmbeddingEndpoint.of("cxr-foundation", "https://…/endpoints/1:predict").embed_images([image])
"""

from chartside.models.foundations.endpoint import EmbeddingEndpoint
from chartside.models.foundations.forms import Vectors, cosine

__all__ = ["EmbeddingEndpoint", "Vectors", "cosine"]
