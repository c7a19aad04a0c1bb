"""The client against a real archive: what is found, what comes back, and who is refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from chartside.errors import DicomWebError
from chartside.fhir.dicomweb.client import DicomWeb
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.dicomweb.matches import SeriesMatch

ROOT = "1.2.826.0.1.3680043.9.7777"
STUDY, OTHER = f"{ROOT}.1", f"{ROOT}.2"
AXIAL, CORONAL = f"{STUDY}.1", f"{STUDY}.2"


def image(path: Path, number: int, *, study: str = STUDY, series: str = AXIAL) -> Path:
    """A small CT slice of a patient with these UIDs."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = f"{series}.{number}"
    made.StudyInstanceUID, made.SeriesInstanceUID = study, series
    made.PatientName = "Quackenbush^Wilhelmina"
    made.PatientID = "5822-33" if study == STUDY else "5822-34"
    made.AccessionNumber = "A-100" if study == STUDY else "A-200"
    made.StudyDate, made.Modality, made.SeriesNumber = "20250304", "CT", 1
    made.Rows = made.Columns = 4
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 0
    made.PixelData = bytes([number, 0] * 16)
    made["PixelData"].VR = "OW"
    made.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture(scope="module")
def archive(orthanc: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Orthanc with two studies: one of two series, of five and two images; one of one image."""
    folder = tmp_path_factory.mktemp("kept")
    files = [image(folder / f"a{n}", n) for n in range(1, 6)]
    files += [image(folder / f"c{n}", n, series=CORONAL) for n in range(1, 3)]
    files += [image(folder / "o", 1, study=OTHER, series=f"{OTHER}.1")]
    orthanc.store(*files)
    return orthanc


@pytest.fixture
async def client(archive: Any) -> AsyncIterator[DicomWeb]:
    key = httpx.BasicAuth(archive.user, archive.password)
    async with DicomWeb(archive.dicomweb, key) as found:
        yield found


async def test_studies_are_found_by_patient_by_accession_number_and_by_uid(
    client: DicomWeb,
) -> None:
    for said in ({"patient": "5822-33"}, {"accession": "A-100"}, {"study": STUDY}):
        (study,) = (await client.studies(**said)).items
        assert (study.uid, study.patient, study.accession) == (STUDY, "5822-33", "A-100")
        assert (study.date, study.modalities, study.images) == ("20250304", ("CT",), 7)
    assert "5822" not in repr(study)


async def test_a_patient_and_somebody_elses_accession_number_find_nothing(
    client: DicomWeb,
) -> None:
    found = await client.studies(patient="5822-33", accession="A-200")
    assert (found.items, found.truncated, found.set_aside) == ((), False, ())
    assert found.query == "studies?00100020&00080050"


async def test_a_study_lists_its_series_and_their_instances(client: DicomWeb) -> None:
    found = await client.series(STUDY)
    assert sorted(found.items, key=lambda s: s.uid) == [
        SeriesMatch(AXIAL, "CT", 1, 5),
        SeriesMatch(CORONAL, "CT", 1, 2),
    ]
    instances = await client.instances(STUDY, CORONAL)
    assert sorted(instances.items) == [f"{CORONAL}.1", f"{CORONAL}.2"]


async def test_a_search_goes_on_from_page_to_page_and_says_where_it_stopped(archive: Any) -> None:
    key = httpx.BasicAuth(archive.user, archive.password)
    async with DicomWeb(archive.dicomweb, key, limits=Limits(page=2)) as client:
        found = await client.instances(STUDY, AXIAL)
        assert (len(found.items), found.truncated) == (5, False)
    async with DicomWeb(archive.dicomweb, key, limits=Limits(page=2, matches=3)) as client:
        found = await client.instances(STUDY, AXIAL)
        assert (len(found.items), found.truncated) == (3, True)


async def test_a_study_a_series_or_one_instance_comes_as_it_was_stored(
    client: DicomWeb, tmp_path: Path
) -> None:
    stored = {image(tmp_path / f"a{n}", n).read_bytes() for n in range(1, 6)}
    files = await client.retrieve(tmp_path, STUDY, AXIAL)
    assert {file.read_bytes() for file in files} == stored
    assert [file.name for file in files] == [f"{n:05d}.dcm" for n in range(1, 6)]
    assert len(await client.retrieve(tmp_path, STUDY)) == 7
    (one,) = await client.retrieve(tmp_path, STUDY, AXIAL, f"{AXIAL}.3")
    assert one.read_bytes() == image(tmp_path / "three", 3).read_bytes()


async def test_published_files_come_back_byte_for_byte_in_every_encoding(
    archive: Any, client: DicomWeb, shared_data: Path, tmp_path: Path
) -> None:
    from pydicom import dcmread

    names = ("MR_small_jpeg_ls_lossless", "JPEG2000", "JPEG-lossy", "SC_rgb_rle", "CT_small")
    for name in names:
        kept = shared_data / "dicom" / "pydicom_mit" / f"{name}.dcm"
        archive.store(kept)
        said = dcmread(kept, stop_before_pixels=True)
        where = (said.StudyInstanceUID, said.SeriesInstanceUID, said.SOPInstanceUID)
        (file,) = await client.retrieve(tmp_path, *where)
        assert file.read_bytes() == kept.read_bytes(), name


async def test_what_the_archive_does_not_have_is_said_to_be_unknown(
    client: DicomWeb, tmp_path: Path
) -> None:
    with pytest.raises(DicomWebError, match="unknown"):
        await client.retrieve(tmp_path, f"{ROOT}.99")
    assert (await client.series(f"{ROOT}.99")).items == ()


async def test_who_has_no_key_is_refused(archive: Any) -> None:
    async with DicomWeb(archive.dicomweb) as nobody:
        with pytest.raises(DicomWebError, match=r"refused \(HTTP 401\)"):
            await nobody.studies(patient="5822-33")
