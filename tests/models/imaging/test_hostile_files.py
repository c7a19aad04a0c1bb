"""An image comes from outside: it may lie about its size, its name, and what it is."""

import gzip
import os
import subprocess
import sys
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import JPEG2000Lossless

from chartside.errors import UnreadableImage, UsageError
from chartside.models.imaging import Failure, Frame, prepared, read_images, stacked
from chartside.models.imaging.meta import plain_meta

Write = Callable[..., Path]
Prepare = Callable[..., list[Frame]]

MEASURED = """
import resource, sys
from pathlib import Path
from chartside.errors import ChartsideError
from chartside.models.imaging import Failure, prepared, read_images, stacked

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    for one in prepared(stacked(read_images([Path(sys.argv[1])]).instances)):
        print("refused" if isinstance(one, Failure) else "shown")
except ChartsideError as why:
    print("refused:", why)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def seen(path: Path) -> tuple[str, int]:
    """What became of a file in a process of its own, and by how many MiB its memory grew."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    *said, grown = done.stdout.splitlines()
    assert done.stderr == ""
    return "\n".join(said), int(grown)


def refused(path: Path) -> str:
    """Why a file is not shown: one sentence, whether it fails early or late."""
    try:
        (only,) = prepared(stacked(read_images([path]).instances))
    except UnreadableImage as why:
        return str(why)
    assert isinstance(only, Failure)
    return only.reason


def deflated(path: Path, dataset: bytes) -> Path:
    """A DICOM file whose data set is compressed as a whole."""
    head = plain_meta().replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    head = head.replace(b"UI\x14\x00", b"UI\x16\x00").replace(b"\x1c\0\0\0", b"\x1e\0\0\0")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    path.write_bytes(head + packer.compress(dataset) + packer.flush())
    return path


def test_every_public_test_file_is_shown_or_refused_in_one_sentence(shared_data: Path) -> None:
    shown, why = 0, set()
    for path in sorted((shared_data / "dicom").rglob("*")):
        if not path.is_file() or path.name.startswith("DICOMDIR"):
            continue
        try:
            for one in prepared(stacked(read_images([path]).instances)):
                if isinstance(one, Failure):
                    why.add(one.reason)
                    continue
                assert one.rgb.dtype == np.uint8
                assert one.rgb.shape[2] == 3
                shown += 1
        except UnreadableImage as refusal:
            why.add(str(refusal))
    assert shown > 150
    assert all("\n" not in one and len(one) < 120 for one in why)


def test_a_deflated_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    bomb = b"\x09\x00\x01\x00OB\0\0" + (2**28).to_bytes(4, "little") + b"\0" * 2**28
    path = deflated(tmp_path / "bomb", bomb)
    assert path.stat().st_size < 2**20
    said, grown = seen(path)
    assert said.startswith("refused: a compressed file holds more than its header says")
    assert grown < 100


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(dicom: Write, tmp_path: Path) -> None:
    small = dicom("small", np.zeros((4, 4), np.uint8), "US").read_bytes()
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(small + b"\0" * 2**28))
    said, grown = seen(path)
    assert said.startswith("refused: a compressed file holds more than its header says")
    assert grown < 100


def test_a_compressed_file_that_keeps_its_word_is_shown(
    dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    stored = np.random.default_rng(1).integers(0, 60000, (40, 700, 700)).astype(np.uint16)
    plain = dicom("plain", stored, "MR")
    (tmp_path / "packed.gz").write_bytes(gzip.compress(plain.read_bytes(), 1))
    (tmp_path / "plain.dcm").write_bytes(plain.read_bytes())
    held = pydicom.dcmread(plain)
    held.file_meta.TransferSyntaxUID = pydicom.uid.DeflatedExplicitVRLittleEndian
    held.save_as(tmp_path / "deflated")
    expected = [one.rgb.sum() for one in prepare(plain)]
    for other in ("packed.gz", "deflated"):
        assert [one.rgb.sum() for one in prepare(tmp_path / other)] == expected


def test_a_truncated_gzip_file_is_refused(dicom: Write, tmp_path: Path) -> None:
    whole = gzip.compress(dicom("a", np.zeros((64, 64), np.uint8), "US").read_bytes())
    (tmp_path / "b.gz").write_bytes(whole[:-20])
    assert refused(tmp_path / "b.gz") == "a compressed file is cut off"


@pytest.mark.parametrize(
    ("rows", "columns", "frames"), [(65535, 65535, 1), (64, 64, 2_000_000), (8192, 8192, 1000)]
)
def test_a_file_that_claims_to_be_huge_is_refused_before_it_is_decoded(
    rows: int, columns: int, frames: int, dicom: Write
) -> None:
    path = dicom(
        "a", np.zeros((4, 4), np.uint8), "OT", Rows=rows, Columns=columns, NumberOfFrames=frames
    )
    said, grown = seen(path)
    assert said.startswith("refused")
    assert grown < 50


def test_a_codestream_larger_than_its_header_says_is_refused_before_it_is_decoded(
    shared_data: Path, tmp_path: Path
) -> None:
    held = pydicom.dcmread(shared_data / "dicom/pydicom_mit/MR_small_jp2klossless.dcm")
    stream = bytearray(pydicom.encaps.get_frame(held.PixelData, 0, number_of_frames=1))
    at = stream.find(b"\xff\x4f\xff\x51")
    for offset in (8, 12, 24, 28):  # the size of the image and of its tile
        stream[at + offset : at + offset + 4] = (60_000).to_bytes(4, "big")
    held.PixelData = encapsulate([bytes(stream)])
    held.file_meta.TransferSyntaxUID = JPEG2000Lossless
    held.save_as(tmp_path / "a")
    said, grown = seen(tmp_path / "a")
    assert said == "refused"
    assert grown < 50


def test_sequences_nested_a_thousand_deep_are_refused(tmp_path: Path) -> None:
    open_one = b"\x40\x00\x75\x02SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    body = b"\x08\x00\x60\x00CS\x02\x00CT" + open_one * 3000
    (tmp_path / "deep").write_bytes(plain_meta() + body)
    assert refused(tmp_path / "deep") in {
        "a header nested too deeply",
        "a damaged DICOM header",
        "a DICOM file without pixels",
    }


def test_no_sentence_holds_what_a_tag_holds(dicom: Write) -> None:
    canary = "ZEBRA"
    path = dicom("a", np.zeros((4, 4), np.uint8), "OT", PatientName=canary, BitsAllocated=24)
    assert canary not in refused(path)
    odd = dicom("b", np.zeros((4, 4), np.uint8), canary, PhotometricInterpretation=canary)
    assert canary not in refused(odd)
    with pytest.raises(UnreadableImage) as why:
        read_images([dicom("c", np.zeros((4, 4), np.uint8), "OT", Rows=0, PatientID=canary)])
    assert canary not in str(why.value)


def test_the_repr_of_what_was_read_shows_nobody(dicom: Write) -> None:
    path = dicom(
        "a",
        np.zeros((4, 4), np.uint8),
        "US",
        PatientName="ZEBRA^ZOE",
        PatientID="ZEBRA-1",
        PatientBirthDate="19500101",
        StudyDate="20200101",
    )
    (instance,) = read_images([path]).instances
    assert instance.person.name == "ZEBRA^ZOE"
    assert "ZEBRA" not in repr(instance)
    assert "1950" not in repr(instance)
    assert "2020" not in repr(instance)


def test_pydicom_says_nothing_of_a_tag_in_a_log_or_a_warning(
    dicom: Write, caplog: pytest.LogCaptureFixture
) -> None:
    path = dicom("a", np.zeros((4, 4), np.uint8), "OT")
    raw = path.read_bytes().replace(b"1.2.3.4", b"ZEBRA_!")
    path.write_bytes(raw)
    read_images([path])
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("magic", "what"), [(b"MZ\x90\0", "a Windows program"), (b"\x7fELF", "a Linux program")]
)
def test_a_file_that_is_also_a_program_is_flagged(magic: bytes, what: str, dicom: Write) -> None:
    path = dicom("a", np.zeros((4, 4), np.uint8), "MR")
    path.write_bytes(magic + path.read_bytes()[len(magic) :])
    (instance,) = read_images([path]).instances
    assert any(what in one for one in instance.notices)


@pytest.mark.parametrize(
    ("said", "notice"),
    [("YES", "it may name the patient"), ("", "does not say whether text"), ("NO", "")],
)
def test_text_burned_into_a_picture_is_flagged(said: str, notice: str, dicom: Write) -> None:
    more = {"BurnedInAnnotation": said} if said else {}
    (instance,) = read_images([dicom("a", np.zeros((4, 4), np.uint8), "US", **more)]).instances
    assert len(instance.notices) == bool(notice)
    assert notice in "".join(instance.notices)


def listing(folder: Path, *names: list[str]) -> Path:
    """A DICOMDIR that names these files."""
    made = Dataset()
    made.file_meta = pydicom.dataset.FileMetaDataset()
    made.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = pydicom.uid.MediaStorageDirectoryStorage
    made.file_meta.MediaStorageSOPInstanceUID = "1.2"
    records = []
    for name in names:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        with warnings.catch_warnings(action="ignore"):  # names that no writer should write
            record.ReferencedFileID = name
        records.append(record)
    made.DirectoryRecordSequence = Sequence(records)
    made.save_as(folder / "DICOMDIR", enforce_file_format=True)
    return folder / "DICOMDIR"


def test_a_list_of_files_leads_to_them(dicom: Write, prepare: Prepare, tmp_path: Path) -> None:
    dicom("A/B", np.zeros((4, 4), np.uint8), "US")
    assert len(prepare(listing(tmp_path, ["A", "B"], ["A", "MISSING"]))) == 1


@pytest.mark.parametrize("name", [["..", "out"], ["A", "..", "..", "out"], ["/etc", "passwd"]])
def test_a_list_of_files_does_not_lead_out_of_its_folder(name: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "medium"
    folder.mkdir()
    (tmp_path / "out").write_bytes(b"x")
    path = listing(folder, name)
    with pytest.raises(UnreadableImage, match="outside its folder"):
        read_images([path])


@pytest.mark.parametrize("name", [["A\0B", "C"], ["A" * 5000]])
def test_a_list_of_names_that_no_file_can_have_is_refused(name: list[str], tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="a list of files that is damaged"):
        read_images([listing(tmp_path, name)])


def test_a_link_out_of_a_folder_is_not_followed(
    dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    dicom("in/a", np.zeros((4, 4), np.uint8), "US")
    outside = dicom("out/b", np.zeros((4, 4), np.uint8), "US")
    os.symlink(outside, tmp_path / "in" / "b")
    os.symlink(tmp_path / "out", tmp_path / "in" / "c")
    assert len(prepare(tmp_path / "in")) == 1
    with pytest.raises(UnreadableImage, match="outside its folder"):
        read_images([listing(tmp_path / "in", ["b"])])


def test_one_damaged_slice_does_not_keep_the_others_from_being_shown(series: Any, at: Any) -> None:
    slices = [(np.full((4, 4), n, np.int16), "MR", at(float(n))) for n in range(5)]
    folder = series("s", slices)
    worst = sorted(folder.iterdir())[2]
    worst.write_bytes(worst.read_bytes()[:-20])
    made = list(prepared(stacked(read_images([folder]).instances)))
    assert sum(isinstance(one, Frame) for one in made) == 4
    assert [one.index for one in made if isinstance(one, Frame)] == [0, 1, 2, 3]


def test_a_file_of_damaged_frames_is_given_up_before_all_are_tried(tmp_path: Path) -> None:
    frames = [b"\xff\xd8\xff\xc3\x00\x0b\x08\x00\x40\x00\x40\x01\x00\x11\x00" + b"\0" * 99] * 60
    held = Dataset()
    held.file_meta = pydicom.dataset.FileMetaDataset()
    held.file_meta.TransferSyntaxUID = pydicom.uid.JPEGLosslessSV1
    held.SOPClassUID, held.SOPInstanceUID, held.Modality = "1.2.840.10008.5.1.4.1.1.4", "1.2", "MR"
    held.Rows = held.Columns = 64
    held.NumberOfFrames, held.SamplesPerPixel = 60, 1
    held.BitsAllocated = held.BitsStored = 8
    held.HighBit, held.PixelRepresentation = 7, 0
    held.PhotometricInterpretation = "MONOCHROME2"
    held.PixelData = encapsulate(frames)
    held["PixelData"].VR = "OB"
    held.save_as(tmp_path / "a", enforce_file_format=True)
    made = list(prepared(stacked(read_images([tmp_path / "a"]).instances)))
    reasons = [one.reason for one in made if isinstance(one, Failure)]
    assert len(reasons) == 60
    assert reasons.count("a file of which too many frames are damaged") >= 52


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError):
        read_images([tmp_path / "pipe"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0, 1),
)
def test_a_file_with_any_bytes_changed_is_shown_or_refused_and_nothing_else(
    changes: list[tuple[float, int]], cut: float, dicom: Write, at: Any
) -> None:
    whole = dicom(
        "a",
        np.arange(48, dtype=np.uint16).reshape(3, 4, 4),
        "MR",
        RescaleSlope=2,
        RescaleIntercept=1,
        PatientName="A^B",
        **at(1.0),
    )
    octets = bytearray(whole.read_bytes())
    for place, byte in changes:
        octets[128 + int(place * (len(octets) - 129))] = byte
    whole.write_bytes(octets if cut > 0.3 else octets[: int(cut * 3 * len(octets))])
    try:
        list(prepared(stacked(read_images([whole]).instances)))
    except UnreadableImage as why:
        assert "A^B" not in str(why)
