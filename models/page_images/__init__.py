"""Pictures of printed pages made readable, and read: upright, straight, evenly lit, word by word.

Knows no FHIR. Everything that is found has its place in the picture as it came.
Handwriting is not read. Needs the optional part `ocr`.
"""

from chartside.errors import MissingExtra, UnloadableExtra

try:
    import cv2  # noqa: F401 - only whether it is there
    import numpy as np  # noqa: F401 - only whether it is there
    from PIL import Image  # noqa: F401 - only whether it is there
except ModuleNotFoundError as missing:
    raise MissingExtra("a picture of a page", "ocr") from missing
except ImportError as missing:  # OpenCV draws windows too, which takes libraries of the system
    raise UnloadableExtra("a picture of a page", "ocr", "libgl1 libglib2.0-0") from missing
