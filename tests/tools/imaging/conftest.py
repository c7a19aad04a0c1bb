"""DICOM files of the patient whom the charts of these tests are about."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

STUDY = "1.2.826.0.1.3680043.9.7778.1"


@pytest.fixture
def slices(tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes CT slices of one series."""

    def write(count: int = 3, study: str = STUDY, **elements: Any) -> list[Path]:
        folder = tmp_path / "made" / study
        folder.mkdir(parents=True, exist_ok=True)
        return [_slice(folder / f"{n}.dcm", n, study, elements) for n in range(1, count + 1)]

    return write


def _slice(path: Path, number: int, study: str, elements: dict[str, Any]) -> Path:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.SOPInstanceUID = f"{study}.1.{number}"
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID = study, f"{study}.1"
    made.PatientName, made.PatientBirthDate = "Quackenbush^Wilhelmina", "19600517"
    made.PatientSex, made.PatientID = "F", "4711-22"
    made.ImageType, made.Modality = ["ORIGINAL", "PRIMARY", "AXIAL"], "CT"
    made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    made.ImagePositionPatient = [0, 0, 5.0 * number]
    made.RescaleSlope, made.RescaleIntercept = 1, -1024
    made.Rows = made.Columns = 4
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 0
    made.PixelData = bytes([number, 4] * 16)
    made["PixelData"].VR = "OW"
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    made.save_as(path, enforce_file_format=True)
    return path
