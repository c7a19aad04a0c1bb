"""What decodes compressed frames, in a process of its own.

Decoders are written in C, C++ and Rust, and files are damaged: GDCM aborts over some, and others
panic, print, or take gigabytes. One process serves frame after frame, with so much memory and time
and no more. A frame that it does not survive is refused, and the next one gets a new process.
"""

import atexit
import json
import os
import struct
import subprocess
import sys
from io import BytesIO
from threading import Lock, Timer
from typing import Any, BinaryIO, Final

import numpy as np
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import JPEGBaseline8Bit, JPEGExtended12Bit

from chartside.errors import UnreadableImage

try:
    import resource
except ImportError:  # Windows: there the time is bounded, and the memory is not
    resource = None  # type: ignore[assignment]  # as above

MEMORY: Final = 3 * 2**30
"""Bytes of address space; the largest frame takes a third of it."""
SECONDS: Final = 20.0
"""Of waiting for one frame; a mammogram takes one."""
_PLUGINS: Final = ("pylibjpeg", "pyjpegls", "pillow", "pydicom", "gdcm")
"""pydicom's plug-ins in the order in which they are tried: the one that may abort is the last."""
_BYTE: Final = 8
_LENGTH: Final = struct.Struct("<Q")
_REFUSED: Final = "pixels that are damaged, cut off, or cannot be decoded"


class DecoderProcess:
    """The process, started when a frame needs it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._lock = Lock()
        atexit.register(self.close)

    def decoded(self, syntax: str, options: dict[str, Any], frame: bytes) -> Any:
        """One frame, as pydicom gives it.

        Args:
            syntax: The UID of its transfer syntax.
            options: What pydicom's decoders are told, for a file of one frame.
            frame: The compressed bytes.

        Raises:
            UnreadableImage: It cannot be decoded.
        """
        with self._lock:
            process = self._started()
            late = Timer(SECONDS, process.kill)
            late.start()
            try:
                answer = _asked(process, json.dumps([syntax, options]).encode(), frame)
            except (OSError, EOFError, ValueError):
                process.kill()
                self._ended(process)
                raise UnreadableImage(_REFUSED) from None
            finally:
                late.cancel()
        if not answer:
            raise UnreadableImage(_REFUSED)
        return np.load(BytesIO(answer), allow_pickle=False)

    def close(self) -> None:
        """End the process; a later frame starts another."""
        with self._lock:
            if self._process is not None and self._owner == os.getpid():
                self._ended(self._process)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # after a fork its pipes are the parent's
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was still to be written has nobody to read it
                    continue
        process.wait()
        self._process = None


DECODERS: Final = DecoderProcess()
"""The one process of this program."""


def _asked(process: subprocess.Popen[bytes], *parts: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    for part in parts:
        _put(process.stdin, part)
    process.stdin.flush()
    return _taken(process.stdout)


def _put(stream: Any, part: bytes) -> None:
    stream.write(_LENGTH.pack(len(part)))
    stream.write(part)


def _taken(stream: Any) -> bytes:
    """The next part; EOFError where there is none, or not all of it."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    part: bytes = stream.read(length)
    if len(part) < length:
        raise EOFError
    return part


def _decoded(job: bytes, frame: bytes) -> bytes:
    """The frame as an `.npy` file; empty where it cannot be decoded."""
    syntax, options = json.loads(job)
    for uid, name in _ways(syntax, options["bits_stored"]):
        try:
            frames = get_decoder(uid).iter_array(
                encapsulate([frame]), indices=[0], decoding_plugin=name, **options
            )
            found, _ = next(frames)
        except Exception:  # noqa: BLE001, S112 - each raises its own kinds, and another may do better
            continue
        out = BytesIO()
        np.save(out, np.ascontiguousarray(found), allow_pickle=False)
        return out.getvalue()
    return b""


def _ways(syntax: str, bits: int) -> list[tuple[str, str]]:
    """Transfer syntaxes and plug-ins by which a frame may be decoded, in the order to try.

    pydicom keeps 12 bits of lossy JPEG from GDCM, which decodes them; under the name of the
    baseline, which is the same but for the bits, it hands them over.
    """
    there = get_decoder(syntax).available_plugins
    ways: list[tuple[str, str]] = [(syntax, name) for name in _PLUGINS if name in there]
    if syntax == JPEGExtended12Bit and bits > _BYTE and "gdcm" in there:
        ways.append((JPEGBaseline8Bit, "gdcm"))
    return ways


def _serve(asked: BinaryIO, answers: BinaryIO) -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of its memory would hold pixels
    while True:
        try:
            job, frame = _taken(asked), _taken(asked)
        except EOFError:
            return
        _put(answers, _decoded(job, frame))
        answers.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
