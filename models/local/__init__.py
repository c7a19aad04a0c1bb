"""MedGemma from weights on this machine, through transformers; knows no FHIR and no agents.

Importing this room needs the extra `local`, and says so where it is missing.
"""

from chartside.errors import MissingExtra

try:
    import torch  # noqa: F401 - only whether it is there
    import transformers  # noqa: F401 - only whether it is there
except ImportError as missing:
    raise MissingExtra("a model from local weights", "local") from missing

from chartside.models.local.chat import ChatMedGemma

__all__ = ["ChatMedGemma"]
