"""However a file is written, and however its frames are cut up, its levels are the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gdcm
import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate, encapsulate_extended, get_frame
from pydicom.uid import (
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from chartside.models.imaging import Frame, read_images

Write = Callable[..., Path]
Prepare = Callable[..., list[Frame]]
RANDOM = np.random.default_rng(11)


def smooth(shape: tuple[int, ...], low: int, high: int, kind: str) -> np.ndarray:
    """Something like tissue: ramps with a little noise."""
    ramp = np.linspace(low, high, int(np.prod(shape))).reshape(shape)
    return (ramp + RANDOM.integers(-3, 4, shape)).clip(low, high).astype(kind)


def same(one: list[Frame], other: list[Frame]) -> None:
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a.rgb, b.rgb)


@pytest.mark.parametrize("syntax", [RLELossless, JPEGLSLossless, JPEG2000Lossless])
@pytest.mark.parametrize("stored", [("u2", 0, 12), ("i2", -1000, 16), ("u2", 0, 16)])
def test_lossless_compression_changes_no_level(
    syntax: Any, stored: tuple[str, int, int], dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    kind, low, bits = stored
    plain = dicom("a", smooth((3, 40, 50), low, 2**12 - 1, kind), "MR", BitsStored=bits)
    held = pydicom.dcmread(plain)
    held.compress(syntax)
    held.save_as(tmp_path / "b")
    same(prepare(plain), prepare(tmp_path / "b"))


@pytest.mark.parametrize(
    "syntax",
    [gdcm.TransferSyntax.JPEGLosslessProcess14_1, gdcm.TransferSyntax.JPEGLosslessProcess14],
)
@pytest.mark.parametrize(("kind", "low"), [("u2", 0), ("i2", -1000)])
def test_lossless_jpeg_changes_no_hounsfield_unit(
    syntax: Any, kind: str, low: int, dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    plain = dicom(
        "a", smooth((60, 50), low, 3000, kind), "CT", RescaleSlope=1, RescaleIntercept=-1024
    )
    reader, change, writer = (
        gdcm.ImageReader(),
        gdcm.ImageChangeTransferSyntax(),
        gdcm.ImageWriter(),
    )
    reader.SetFileName(str(plain))
    assert reader.Read()
    change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer.SetFileName(str(tmp_path / "b"))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    same(prepare(plain), prepare(tmp_path / "b"))


@pytest.mark.parametrize("has_table", [True, False])
@pytest.mark.parametrize("fragments", [1, 3])
def test_frames_are_found_with_and_without_a_table_and_in_any_number_of_pieces(
    has_table: bool, fragments: int, dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    plain, held, frames = packed(dicom)
    held.PixelData = encapsulate(frames, fragments, has_bot=has_table)
    held.save_as(tmp_path / "b")
    same(prepare(plain), prepare(tmp_path / "b"))


def test_frames_are_found_by_an_extended_table(
    dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    plain, held, frames = packed(dicom)
    held.PixelData, held.ExtendedOffsetTable, held.ExtendedOffsetTableLengths = (
        encapsulate_extended(frames)
    )
    held.save_as(tmp_path / "b")
    same(prepare(plain), prepare(tmp_path / "b"))


def packed(dicom: Write) -> tuple[Path, Any, list[bytes]]:
    """A file of four frames, the same in JPEG 2000, and those frames."""
    plain = dicom("a", smooth((4, 60, 50), 0, 4000, "u2"), "MR")
    held = pydicom.dcmread(plain)
    held.compress(JPEG2000Lossless)
    return plain, held, [get_frame(held.PixelData, n, number_of_frames=4) for n in range(4)]


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, None])
def test_a_file_that_begins_with_its_first_element_is_read(
    syntax: Any, dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    stored = smooth((30, 40), 0, 1000, "u2")
    plain = dicom("a", stored, "CR")
    written = plain
    if syntax is not None:
        octets = stored.byteswap() if syntax == ExplicitVRBigEndian else stored
        written = dicom("b", octets, "CR", syntax=syntax)
    raw = written.read_bytes()
    length = int.from_bytes(raw[140:144], "little")
    (tmp_path / "bare").write_bytes(raw[144 + length :])
    same(prepare(plain), prepare(tmp_path / "bare"))


def test_a_file_with_meta_elements_and_no_preamble_is_read(
    dicom: Write, prepare: Prepare, tmp_path: Path
) -> None:
    plain = dicom("a", smooth((30, 40), 0, 1000, "u2"), "CR")
    (tmp_path / "b").write_bytes(plain.read_bytes()[132:])
    same(prepare(plain), prepare(tmp_path / "b"))


@pytest.mark.parametrize("name", ["JPEG-lossy.dcm", "JPGExtended.dcm"])
def test_lossy_jpeg_of_twelve_bits_is_decoded_to_the_published_values(
    name: str, shared_data: Path
) -> None:
    """Two pixels of this file as pydicom's own tests have them, from another decoder."""
    (instance,) = read_images([shared_data / "dicom/pydicom_mit" / name]).instances
    stored = instance.pixels.stored(0)
    assert (stored[420, 140], stored[230, 120]) == (244, 95)
