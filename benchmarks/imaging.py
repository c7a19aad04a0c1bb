"""Preparing CT slices beside a plain loop of pydicom and numpy, and the memory of a long series.

Both sides read the same files and end with the same frames, which is checked. Memory is that of a
process of its own: a series of 1,000 slices may need no more than one of 100.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
from material import Material
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from timing import Row, in_turns, ratio

from chartside.models.imaging import Failure, Frame, prepared, read_images, stacked

SLICES = 85
SHORT, LONG = 100, 1000
"""Slices of the two series whose memory is compared."""
GROWTH = 16
"""MiB that nine hundred more slices may add: their headers."""
TARGET = 1.0
_SIDE = 512
_WINDOWS = ((-1024, 1024), (-135, 215), (0, 80))
_STATUS = Path("/proc/self/status")


def measure(_material: Material, scratch: Path) -> list[Row]:
    """CT, slice by slice, and a long series."""
    folder = _series(scratch / "ct", SLICES)
    assert all(np.array_equal(a, b) for a, b in zip(_ours(folder), _plain(folder), strict=True))  # noqa: S101 - the figures mean nothing otherwise
    ours, plain = in_turns(lambda: list(_ours(folder)), lambda: list(_plain(folder)))
    return [
        ratio(
            f"preparing CT, {1000 * ours.process / SLICES:.1f} ms a slice, against plain numpy",
            f"{SLICES} slices of {_SIDE} x {_SIDE}",
            ours,
            plain,
            TARGET,
        ),
        _memory("CT", scratch),
        _memory("MR", scratch),
    ]


def _ours(folder: Path) -> list[np.ndarray]:
    frames = prepared(stacked(read_images([folder]).instances))
    return [one.rgb for one in frames if isinstance(one, Frame)]


def _plain(folder: Path) -> list[np.ndarray]:
    """What one writes without a library of one's own."""
    held = [dcmread(path) for path in folder.iterdir()]
    held.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    made = []
    for one in held:
        hu = one.pixel_array * float(one.RescaleSlope) + float(one.RescaleIntercept)
        channels = [
            np.rint(np.clip(255 * (hu - low) / (high - low), 0, 255)) for low, high in _WINDOWS
        ]
        made.append(np.stack(channels, axis=-1).astype(np.uint8))
    return made


def _series(folder: Path, count: int, modality: str = "CT") -> Path:
    """Slices of noise around soft tissue."""
    folder.mkdir()
    noise = np.random.default_rng(1).normal(1060, 120, (_SIDE, _SIDE))
    for n in range(count):
        _write(folder / f"{n}.dcm", np.roll(noise, n, axis=0).astype(np.int16), modality, n)
    return folder


def _write(path: Path, pixels: np.ndarray, modality: str, number: int) -> None:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.SOPInstanceUID = generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID, made.Modality = "1.2", "1.2.3", modality
    made.InstanceNumber = number
    made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    made.ImagePositionPatient = [-180, -180, number]
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows, made.Columns = pixels.shape
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 1
    made.RescaleSlope, made.RescaleIntercept = 1, -1024
    made.PixelData = pixels.tobytes()
    made.save_as(path, enforce_file_format=True)


def _memory(modality: str, scratch: Path) -> Row:
    peaks = []
    for count in (SHORT, LONG):
        folder = _series(scratch / f"{modality}-{count}", count, modality)
        command = (sys.executable, str(Path(__file__)), str(folder))
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
        peaks.append(int(done.stdout))
        for path in folder.iterdir():
            path.unlink()
    more = peaks[1] - peaks[0]
    return Row(
        f"memory while preparing {modality}, highest use",
        f"{LONG:,} slices of {_SIDE} x {_SIDE}",
        f"{peaks[1]} MiB; of {SHORT} slices {peaks[0]} MiB",
        f"<= {GROWTH} MiB more",
        met=more <= GROWTH,
    )


def main(folder: str) -> None:
    """Prepare a series, keep nothing, and write the highest use in MiB."""
    for one in prepared(stacked(read_images([Path(folder)]).instances)):
        if isinstance(one, Failure):
            raise SystemExit(one.reason)
        one.for_model()
    status = _STATUS.read_text(encoding="utf-8").splitlines()
    line = next(one for one in status if one.startswith("VmHWM"))
    sys.stdout.write(str(int(line.split()[1]) // 2**10))


if __name__ == "__main__":
    main(*sys.argv[1:])
