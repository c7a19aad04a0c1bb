"""MedSigLIP: images and texts as vectors of one space, for findings and for images that are alike.

Knows no FHIR. What it says of an image is a medical-device function: its numbers rank and compare,
and no more. Needs the optional part `local`.
"""

from chartside.errors import MissingExtra

try:
    import torch  # noqa: F401 - only whether it is there
    import transformers  # noqa: F401 - only whether it is there
    from PIL import Image  # noqa: F401 - only whether it is there
except ImportError as missing:
    raise MissingExtra("MedSigLIP", "local") from missing

from chartside.models.siglip.alike import Alike, Shelf
from chartside.models.siglip.encoder import MedSigLIP
from chartside.models.siglip.zero_shot import Finding, Found, chest_xray, classify

__all__ = ["Alike", "Finding", "Found", "MedSigLIP", "Shelf", "chest_xray", "classify"]
