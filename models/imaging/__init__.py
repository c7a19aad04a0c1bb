"""Images as MedGemma and MedSigLIP see them: DICOM, pictures, volumes, slides, prepared and shown.

Knows no FHIR. Prepares and interprets nothing: what a model says of an image is a medical-device
function and is switched on elsewhere. Needs the optional part `imaging`.
"""

from chartside.errors import MissingExtra

try:
    import nibabel  # noqa: F401 - only whether it is there
    import numpy as np  # noqa: F401 - only whether it is there
    import openslide  # noqa: F401 - only whether it is there
    import pydicom  # noqa: F401 - only whether it is there
    from PIL import Image  # noqa: F401 - only whether it is there
except ImportError as missing:
    raise MissingExtra("reading images", "imaging") from missing

from chartside.models.imaging.instance import Instance, Person, Place, Rule, Slice
from chartside.models.imaging.prepared import (
    MEDGEMMA,
    MEDSIGLIP,
    Box,
    Failure,
    Frame,
    displayed,
    prepared,
)
from chartside.models.imaging.reading import Reading, SetAside, read_images
from chartside.models.imaging.showing import SeriesShown, Shown, save, show
from chartside.models.imaging.sides import columns_run_to, side_of
from chartside.models.imaging.slides import MAGNIFICATIONS
from chartside.models.imaging.stacks import MOST_SLICES, Stack, chosen, stacked

__all__ = [
    "MAGNIFICATIONS",
    "MEDGEMMA",
    "MEDSIGLIP",
    "MOST_SLICES",
    "Box",
    "Failure",
    "Frame",
    "Instance",
    "Person",
    "Place",
    "Reading",
    "Rule",
    "SeriesShown",
    "SetAside",
    "Shown",
    "Slice",
    "Stack",
    "chosen",
    "columns_run_to",
    "displayed",
    "prepared",
    "read_images",
    "save",
    "show",
    "side_of",
    "stacked",
]
