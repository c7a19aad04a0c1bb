"""Fetching a study from a real Orthanc, beside the whole answer taken apart by requests-toolbelt.

Both sides end with the same files, which is checked. Memory is that of a process of its own: 400
images may need no more than 50. Without Orthanc on this machine nothing is measured.
"""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
from material import Material
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian
from requests_toolbelt import MultipartDecoder
from timing import Row, in_turns, ratio

from chartside.fhir.dicomweb.client import DicomWeb

FEW, MANY = 50, 400
"""Images of the two studies."""
GROWTH = 16
"""MiB that the larger study may add."""
TARGET = 0.8
"""Both mostly wait and copy: what streaming gains is memory, and it may not cost much time."""
_SIDE = 512
_PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
_ACCEPT = 'multipart/related; type="application/dicom"; transfer-syntax=*'
_TRIES = 300
_STATUS = Path("/proc/self/status")


def measure(_material: Material, scratch: Path) -> list[Row]:
    """One study of few images by both ways, and the memory of one of many."""
    with _orthanc(scratch) as url:
        if url is None:
            return [
                Row("fetching a study", "no Orthanc is installed", "not measured", "", met=True)
            ]
        _store(url, "1.2.50", FEW)
        _store(url, "1.2.400", MANY)
        assert _ours(url, scratch) == _plain(url, scratch)  # noqa: S101 - the figures mean nothing otherwise
        ours, plain = in_turns(lambda: _ours(url, scratch), lambda: _plain(url, scratch))
        on = f"{FEW} images of {_SIDE} x {_SIDE}, {FEW * _SIDE * _SIDE * 2 / 2**20:.0f} MiB"
        what = "fetching a study from Orthanc, against httpx and requests-toolbelt"
        return [ratio(what, on, ours, plain, TARGET), _memory(url)]


def _ours(url: str, scratch: Path, study: str = "1.2.50") -> set[bytes]:
    async def fetched(folder: Path) -> tuple[Path, ...]:
        async with DicomWeb(f"{url}/dicom-web") as archive:
            return await archive.retrieve(folder, study)

    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        return {path.read_bytes()[-99:] for path in asyncio.run(fetched(Path(folder)))}


def _plain(url: str, scratch: Path) -> set[bytes]:
    """What one writes without a parser that streams."""
    asked = {"Accept": _ACCEPT}
    answer = httpx.get(
        f"{url}/dicom-web/studies/1.2.50", headers=asked, timeout=60, trust_env=False
    )
    held = MultipartDecoder(answer.content, answer.headers["content-type"])
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        paths = []
        for number, part in enumerate(held.parts):
            paths.append(Path(folder) / f"{number}.dcm")
            paths[-1].write_bytes(part.content)
        return {path.read_bytes()[-99:] for path in paths}


def _memory(url: str) -> Row:
    peaks = []
    for study in ("1.2.50", "1.2.400"):
        words = (sys.executable, str(Path(__file__)), url, study)
        done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
        peaks.append(int(done.stdout))
    return Row(
        "memory while fetching, highest use",
        f"{MANY} images of {_SIDE} x {_SIDE}",
        f"{peaks[1]} MiB; of {FEW} images {peaks[0]} MiB",
        f"<= {GROWTH} MiB more",
        met=peaks[1] - peaks[0] <= GROWTH,
    )


@contextmanager
def _orthanc(scratch: Path) -> Iterator[str | None]:
    """The URL of a server in a folder of its own; None where none is installed."""
    program = shutil.which("Orthanc") or shutil.which("Orthanc", path="/usr/sbin")
    if program is None or not _PLUGIN.exists():
        yield None
        return
    folder = scratch / "orthanc"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = {
        "StorageDirectory": str(folder),
        "IndexDirectory": str(folder),
        "Plugins": [str(_PLUGIN)],
        "HttpPort": port,
        "DicomServerEnabled": False,
        "RemoteAccessAllowed": False,
    }
    (folder / "orthanc.json").write_text(json.dumps(said), encoding="utf-8")
    words = [program, str(folder / "orthanc.json")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(words, cwd=folder, **quiet)  # noqa: S603 - the system's own program
    try:
        yield _started(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()


def _started(url: str) -> str:
    for _ in range(_TRIES):
        try:
            httpx.get(f"{url}/system", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            break
    return url


def _store(url: str, study: str, count: int) -> None:
    noise = np.random.default_rng(1).integers(0, 2**12, (_SIDE, _SIDE), np.uint16)
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.PatientID, made.Modality = "1", "CT"
    made.StudyInstanceUID, made.SeriesInstanceUID = study, f"{study}.1"
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows = made.Columns = _SIDE
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 0
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        for number in range(count):
            made.SOPInstanceUID = f"{study}.1.{number}"
            made.PixelData = np.roll(noise, number, axis=0).tobytes()
            with tempfile.TemporaryFile() as file:
                made.save_as(file, enforce_file_format=True)
                file.seek(0)
                client.post("/instances", content=file.read()).raise_for_status()


def main(url: str, study: str) -> None:
    """Fetch a study, and write the highest use of memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:

        async def fetched() -> None:
            async with DicomWeb(f"{url}/dicom-web") as archive:
                await archive.retrieve(Path(folder), study)

        asyncio.run(fetched())
    peak = next(
        line for line in _STATUS.read_text(encoding="utf-8").splitlines() if "VmHWM" in line
    )
    print(int(peak.split()[1]) // 1024)


if __name__ == "__main__":
    main(*sys.argv[1:])
