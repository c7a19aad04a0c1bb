"""A chart with made-up images: a radiograph, slices of a CT, hostile ones, another person's."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

STUDY = "1.2.826.0.1.3680043.9.7780.1"
CANARY = "Wilhelmina Quackenbush-canary"
REPORT = "No pneumothorax. Small left pleural effusion."
BOMB = (
    b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x00" + bytes(64)
)


def dicom(pixels: np.ndarray, modality: str, number: int = 1, **elements: Any) -> bytes:
    """One DICOM file of the patient of the chart."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    named = {"CT": "1.2.840.10008.5.1.4.1.1.2", "DX": "1.2.840.10008.5.1.4.1.1.1.1"}[modality]
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = UID(named)
    made.SOPInstanceUID = f"{STUDY}.1.{number}"
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID = STUDY, f"{STUDY}.1"
    made.PatientName, made.PatientBirthDate = "Quackenbush-canary^Wilhelmina", "19600517"
    made.PatientSex, made.PatientID = "F", "4711-22"
    made.ImageType, made.Modality = ["ORIGINAL", "PRIMARY", "AXIAL"], modality
    if modality == "CT":
        made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        made.ImagePositionPatient = [0, 0, 5.0 * number]
        made.RescaleSlope, made.RescaleIntercept = 1, -1024
    made.Rows, made.Columns = pixels.shape
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 0
    made.PixelData = pixels.astype("<u2").tobytes()
    made["PixelData"].VR = "OW"
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    out = BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()


def chest() -> np.ndarray:
    """Something with two lungs, more or less: 300 rows, 240 columns."""
    rows, columns = np.mgrid[0:300, 0:240]
    body = 3000.0 - ((rows - 150) ** 2 + (columns - 120) ** 2) / 20
    for middle in (70, 170):
        inside = ((rows - 140) / 90) ** 2 + ((columns - middle) / 38) ** 2 < 1
        body = np.where(inside, body * 0.35, body)
    held: np.ndarray = np.clip(body, 0, 4095)
    return held


def slices(count: int) -> list[bytes]:
    """Slices of a CT, each with a round thing that grows."""
    rows, columns = np.mgrid[0:64, 0:64]
    round_ = [(rows - 32) ** 2 + (columns - 32) ** 2 < (8 + 2 * n) ** 2 for n in range(count)]
    return [dicom(np.where(one, 1100, 60), "CT", n + 1) for n, one in enumerate(round_)]


def png(pixels: np.ndarray) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def media(name: str, octets: bytes, kind: str = "application/dicom", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Media",
        "id": name,
        "status": "completed",
        "subject": {"reference": "Patient/1"},
        "createdDateTime": "2026-03-02",
        "content": {"contentType": kind, "data": b64encode(octets).decode(), "title": name},
        **more,
    }


def report(name: str, octets: list[bytes], conclusion: str) -> dict[str, Any]:
    kind = "application/dicom"
    forms = [{"contentType": kind, "data": b64encode(one).decode()} for one in octets]
    return {
        "resourceType": "DiagnosticReport",
        "id": name,
        "status": "final",
        "category": [{"coding": [{"code": "RAD"}]}],
        "code": {"text": "Chest radiograph"},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2026-03-02",
        "conclusion": conclusion,
        "presentedForm": forms,
    }


def study() -> dict[str, Any]:
    return {
        "resourceType": "ImagingStudy",
        "id": "ct",
        "status": "available",
        "subject": {"reference": "Patient/1"},
        "started": "2026-04-01",
        "description": "CT chest",
        "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{STUDY}"}],
    }


def resources() -> Iterator[Mapping[str, Any]]:
    name = [{"family": "Quackenbush-canary", "given": ["Wilhelmina"]}]
    yield {
        "resourceType": "Patient",
        "id": "1",
        "birthDate": "1960-05-17",
        "gender": "female",
        "name": name,
    }
    yield report("xray", [dicom(chest(), "DX")], REPORT)
    yield report("ct", slices(6), "No renal calculus.")
    yield media("photo", png(chest() / 16), "image/png")
    yield media(
        "other",
        dicom(
            chest(), "DX", PatientName="Somebody^Else", PatientBirthDate="19991231", PatientSex="M"
        ),
    )
    yield media("bomb", BOMB, "image/png")
    yield media("torn", b"\xff\xd8\xff\xe0" + bytes(40), "image/jpeg")
    yield study()


def store(folder: Path) -> Path:
    """A store with the chart."""
    entries = [{"resource": one} for one in resources()]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    source = folder / "record.json"
    source.write_text(json.dumps(bundle), encoding="utf-8")
    with RecordStore(folder / "record.db") as record:
        ingest([source], record)
    return folder / "record.db"
