"""`chartside image` of a study on an archive, and of an entry of a chart."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

Run = Callable[..., Any]
STUDY = "1.2.826.0.1.3680043.9.7779.1"
HERS = {"PatientName": "Quackenbush^Wilhelmina", "PatientBirthDate": "19600517"}
OTHERS = {"PatientName": "Zebra^Zoe", "PatientBirthDate": "19330201"}


def image(path: Path, number: int, study: str = STUDY, **elements: str) -> Path:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.SOPInstanceUID = f"{study}.1.{number}"
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID, made.Modality = study, f"{study}.1", "CT"
    made.ImageOrientationPatient, made.PixelSpacing = [1, 0, 0, 0, 1, 0], [1, 1]
    made.ImagePositionPatient = [0, 0, 5.0 * number]
    made.RescaleSlope, made.RescaleIntercept = 1, -1024
    made.Rows = made.Columns = 4
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 0
    made.PixelData = bytes([number, 4] * 16)
    made["PixelData"].VR = "OW"
    for keyword, value in (HERS | elements).items():
        setattr(made, keyword, value)
    made.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture
def slices(tmp_path: Path) -> list[Path]:
    return [image(tmp_path / f"{n}.dcm", n) for n in (1, 2, 3)]


@pytest.fixture
def record(tmp_path: Path, slices: list[Path]) -> Path:
    """A record of one patient: a study on an archive, a DICOM file in a Media, and a note."""
    subject = {"subject": {"reference": "Patient/1"}}
    name = [{"family": "Quackenbush", "given": ["Wilhelmina"]}]
    data = b64encode(slices[0].read_bytes()).decode()
    uid = {"system": "urn:dicom:uid", "value": f"urn:oid:{STUDY}"}
    held: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "1", "name": name, "birthDate": "1960-05-17"},
        {"resourceType": "ImagingStudy", "id": "s", "identifier": [uid], **subject},
        {"resourceType": "Media", "id": "m", "content": {"data": data}, **subject},
    ]
    entries = [{"resource": one} for one in held]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    path = tmp_path / "record.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path


@pytest.fixture
def archive(orthanc: Any, slices: list[Path], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Orthanc with the study; the settings name it, with its user and word as a site would."""
    orthanc.store(*slices)
    monkeypatch.setenv("CHARTSIDE_DICOMWEB", orthanc.dicomweb)
    words = b64encode(f"{orthanc.user}:{orthanc.password}".encode()).decode()
    monkeypatch.setenv("CHARTSIDE_DICOMWEB_TOKEN", f"Basic {words}")
    return orthanc


def test_a_study_of_the_archive_is_shown_as_its_files_are(
    run: Run, archive: Any, slices: list[Path]
) -> None:
    ran = run("image", "--dicomweb", archive.dicomweb, "--study", STUDY, "--json")
    assert ran.status == 0
    theirs = ran.json["frames"]
    ours = run("image", *slices, "--json").json["frames"]
    assert [{**one, "source": ""} for one in theirs] == [{**one, "source": ""} for one in ours]
    assert len(theirs) == 3


@pytest.mark.usefixtures("archive")
def test_a_study_of_the_chart_comes_from_the_archive_of_the_settings(
    run: Run, record: Path
) -> None:
    ran = run("image", "--source", record, "--study", "ImagingStudy/s", "--json")
    assert (ran.status, len(ran.json["frames"]), ran.json["notices"]) == (0, 3, [])
    one = run("image", "--study", STUDY, "--series", f"{STUDY}.1", "--source", record)
    assert one.status == 0
    assert run("image", "--study", STUDY, "--series", f"{STUDY}.9").status == 5


@pytest.mark.parametrize(("address", "status"), [("", 0), ("https://evil.example/rs", 4)])
def test_an_endpoint_of_the_record_has_to_be_the_archive_of_the_settings(
    run: Run, archive: Any, record: Path, address: str, status: int
) -> None:
    bundle = json.loads(record.read_text(encoding="utf-8"))
    endpoint = {
        "resourceType": "Endpoint",
        "status": "active",
        "connectionType": {"code": "dicom-wado-rs"},
        "address": address or archive.dicomweb,
    }
    uuid = "urn:uuid:6b1f2f3e-9f0e-4f0e-8a52-6a3d5b1c7d10"
    bundle["entry"].append({"fullUrl": uuid, "resource": endpoint})
    bundle["entry"][1]["resource"]["endpoint"] = [{"reference": uuid}]
    record.write_text(json.dumps(bundle), encoding="utf-8")
    ran = run("image", "--source", record, "--study", "ImagingStudy/s")
    assert ran.status == status
    assert "evil" not in ran.err


def test_dicom_in_the_chart_needs_no_archive(run: Run, record: Path) -> None:
    ran = run("image", "--source", record, "--study", "Media/m", "--json")
    assert (ran.status, len(ran.json["frames"])) == (0, 1)
    ran = run("image", "--source", record, "--study", "ImagingStudy/s")
    assert ran.status == 2
    assert "--dicomweb URL, or CHARTSIDE_DICOMWEB" in ran.err


def test_images_of_another_patient_than_the_chart_are_refused_without_a_word_of_either(
    run: Run, record: Path, slices: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    image(folder / "a", 1)
    image(folder / "b", 2, **OTHERS)
    ran = run("image", folder, "--source", record, "--json")
    assert (ran.status, ran.json["error"]["code"]) == (4, "policy")
    assert "1 of 2 images is about another patient than the chart" in ran.err
    told = ran.out + ran.err
    assert not [w for w in ("Zebra", "Zoe", "1933", "Quack", "1960") if w in told]
    assert run("image", folder).status == 0
    assert run("image", *slices, "--source", record).status == 0


def test_an_image_that_names_nobody_is_shown_and_the_reader_is_told(
    run: Run, record: Path, tmp_path: Path
) -> None:
    nobody = image(tmp_path / "n", 1, PatientName="Anonymous", PatientBirthDate="")
    ran = run("image", nobody, "--source", record)
    assert ran.status == 0
    assert "1 image: the header does not say whom it is about" in ran.err
    ran = run("image", nobody, "--source", record, "--json")
    assert ran.json["notices"] == ["1 image: the header does not say whom it is about"]


def test_without_a_name_the_entries_with_images_are_listed(run: Run, record: Path) -> None:
    ran = run("image", "--source", record)
    assert ran.status == 2
    assert "--study: Media/m, ImagingStudy/s" in ran.err or "ImagingStudy/s, Media/m" in ran.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name images"),
        (["--study", "ImagingStudy/7"], "needs the record: --source"),
        (["--study", "1.2.3"], "name the archive"),
        (["--study", "nonsense", "--dicomweb", "http://127.0.0.1:9"], "no DICOM UID"),
        (["--series", "1.2.3"], "name images"),
        (["{file}", "--study", "1.2.3"], "name either"),
        (["{file}", "--series", "1.2.3"], "--series needs the UID"),
        (["{file}", "--patient", "1"], "needs the record"),
        (["--study", "1.2.3", "--dicomweb", "http://pacs.example"], "by https only"),
        (["--study", "1.2.3", "--dicomweb", "https://u:p@pacs.example"], "no password"),
        (["--study", "1.2.3", "--dicomweb", "http://169.254.169.254"], "that no server has"),
    ],
)
def test_a_place_that_is_not_whole_is_said_to_be_one(
    words: list[str], says: str, run: Run, slices: list[Path]
) -> None:
    ran = run("image", *(str(slices[0]) if word == "{file}" else word for word in words))
    assert ran.status == 2
    assert says in " ".join(ran.err.split())


def test_an_archive_that_is_not_there_ends_with_one_sentence(run: Run) -> None:
    ran = run("image", "--study", STUDY, "--dicomweb", "http://127.0.0.1:9", "--json")
    assert (ran.status, ran.json["error"]["code"]) == (5, "dicomweb")
    assert ran.err.count("\n") == 1
    assert "unreachable" in ran.err


@pytest.mark.usefixtures("archive")
def test_nothing_that_was_fetched_stays(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    assert run("image", "--study", STUDY).status == 0
    assert run("image", "--study", f"{STUDY}.404").status == 5
    assert list(temporary.iterdir()) == []
