"""DICOM files made up for a test, and a preparation of them that shares no code with ours."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from chartside.models.imaging import Failure, Frame, prepared, read_images, stacked

CLASSES = {
    "CT": "1.2.840.10008.5.1.4.1.1.2",
    "MR": "1.2.840.10008.5.1.4.1.1.4",
    "CR": "1.2.840.10008.5.1.4.1.1.1",
    "DX": "1.2.840.10008.5.1.4.1.1.1.1",
    "PT": "1.2.840.10008.5.1.4.1.1.128",
    "US": "1.2.840.10008.5.1.4.1.1.6.1",
    "OT": "1.2.840.10008.5.1.4.1.1.7",
}

SAID = Dataset()
SAID.StudyInstanceUID, SAID.SeriesInstanceUID = "1.2.3", "1.2.3.4"
SAID.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]

Write = Callable[..., Path]
Prepare = Callable[..., list[Frame]]


def make(path: Path, pixels: np.ndarray, modality: str = "CT", **elements: Any) -> Path:
    """Write an array as a DICOM file: frames x rows x columns, or rows x columns, x samples."""
    syntax = elements.pop("syntax", ExplicitVRLittleEndian)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(syntax)
    meta.MediaStorageSOPClassUID = UID(CLASSES.get(modality, CLASSES["OT"]))
    meta.MediaStorageSOPInstanceUID = elements.get("SOPInstanceUID") or generate_uid()
    made = Dataset()
    made.file_meta = meta
    color = pixels.shape[-1] == 3 and pixels.ndim > 2
    made.SOPClassUID = meta.MediaStorageSOPClassUID
    made.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    made.update(deepcopy(SAID))
    made.Modality = modality
    made.SamplesPerPixel = 3 if color else 1
    made.PhotometricInterpretation = "RGB" if color else "MONOCHROME2"
    if color:
        made.PlanarConfiguration = 0
    shape = pixels.shape[:-1] if color else pixels.shape
    made.Rows, made.Columns = shape[-2:]
    if len(shape) == 3:
        made.NumberOfFrames = shape[0]
    made.BitsAllocated = 8 * pixels.dtype.itemsize
    made.BitsStored = elements.pop("BitsStored", made.BitsAllocated)
    made.HighBit = made.BitsStored - 1
    made.PixelRepresentation = int(pixels.dtype.kind == "i")
    octets = pixels.tobytes()
    made.PixelData = octets + b"\0" * (len(octets) % 2)
    made["PixelData"].VR = "OW" if made.BitsAllocated > 8 else "OB"
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    made.save_as(path, enforce_file_format=True)
    return path


def axial(z: float, x: float = -100.0, y: float = -100.0) -> dict[str, Any]:
    """Where an axial slice lies."""
    return {
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [x, y, z],
        "PixelSpacing": [0.5, 0.5],
    }


@pytest.fixture
def dicom(tmp_path: Path) -> Write:
    """Write a file of this name below the test's folder."""

    def write(name: str, pixels: np.ndarray, modality: str = "CT", **elements: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return make(path, pixels, modality, **elements)

    return write


@pytest.fixture
def prepare() -> Prepare:
    """The frames that a model would see of files and folders; all of them have to be readable."""

    def frames(*paths: Path) -> list[Frame]:
        made = list(prepared(stacked(read_images(list(paths)).instances)))
        assert not [one for one in made if isinstance(one, Failure)]
        return [one for one in made if isinstance(one, Frame)]

    return frames


@pytest.fixture
def at() -> Callable[..., dict[str, Any]]:
    """Where an axial slice lies."""
    return axial


@pytest.fixture
def series(tmp_path: Path) -> Callable[..., Path]:
    """Write slices, one a file, into a folder; the names say nothing of their order."""
    return lambda name, slices: _written(tmp_path / name, slices)


def _written(folder: Path, slices: list[tuple[np.ndarray, str, dict[str, Any]]]) -> Path:
    folder.mkdir()
    names = np.random.default_rng(3).permutation(len(slices))
    for at_random, (pixels, modality, elements) in zip(names, slices, strict=True):
        make(folder / f"{at_random:05d}", pixels, modality, **elements)
    return folder
