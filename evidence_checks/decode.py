"""Hostile bytes to upright pixels.

``read_file`` takes the bytes of an ordinary file, ``decode`` gives them to a confined worker process
(`decode_worker.py`, `sandbox.py`) and returns upright RGB pixels. Only JPEG, PNG and WebP are accepted, told by their
first bytes, never by name. Everything that goes wrong is an ``EvidenceFault`` within ten seconds: caps on bytes,
pixels and scans come before decoding, the address space of the worker is limited, and a worker that is late is
killed. The next picture gets a new worker.

OpenCV never sees uploaded bytes: its decoders crashed on 47 of 19,030 mutated files.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.metadata
import json
import os
import selectors
import stat
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_checks.decode_worker import MAX_PIXELS
from evidence_checks.errors import WORDING, EvidenceFault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_FILE_BYTES = 30_000_000
SECONDS_PER_PICTURE = 8.0
"""Wall clock from sending the bytes to the last pixel."""
_SECONDS_TO_START = 8.0
_PICTURES_PER_WORKER = 2_000
_GROWTH_BYTES = 100 * 1024 * 1024
_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from evidence_checks.decode_worker import serve; serve()"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """One upright picture: RGB ``uint8`` pixels of shape ``(height, width, 3)`` and what the file said of itself."""

    pixels: NDArray[np.uint8] = field(repr=False)
    media_type: str
    facts: dict[str, str]
    """``format``; ``software`` where the file names it; ``exif_orientation`` where it was not 1."""


def decoder_version() -> str:
    """What decodes, for ``made_by`` and for the key of cached readings."""
    return f"pillow {importlib.metadata.version('pillow')}"


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file, at most ``MAX_FILE_BYTES``. Raises ``FILE_…`` faults."""
    name = path.name or str(path)
    try:
        # Not blocking, so that a named pipe cannot hold us; what is not an ordinary file is refused below.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise EvidenceFault("FILE_MISSING", name=name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EvidenceFault("FILE_UNREADABLE", name=name, reason=reason) from None
    try:
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise EvidenceFault("FILE_IS_DIRECTORY", name=name)
        if not stat.S_ISREG(state.st_mode):
            raise EvidenceFault("FILE_UNREADABLE", name=name, reason="not an ordinary file")
        if state.st_size > MAX_FILE_BYTES:
            raise _too_large(name, state.st_size)
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise EvidenceFault("FILE_UNREADABLE", name=name, reason=error.strerror or "input error") from None
    finally:
        os.close(descriptor)


def decode(data: bytes, name: str) -> Decoded:
    """Upright pixels of one picture. ``name`` is only for the words of a fault.

    Raises ``FILE_EMPTY``, ``FILE_TOO_LARGE``, ``FILE_NOT_PICTURE``, ``PICTURE_…`` and ``DECODE_…`` faults.
    """
    if not data:
        raise EvidenceFault("FILE_EMPTY", name=name)
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(name, len(data))
    media_type = _media_type(data)
    if media_type is None:
        raise EvidenceFault("FILE_NOT_PICTURE", name=name, detected=_detected(data))
    pixels, facts, orientation = _WORKER.decode(data, name)
    if orientation != 1:
        facts["exif_orientation"] = str(orientation)
    return Decoded(_upright(pixels, orientation), media_type, facts)


def sandbox_level() -> str:
    """What confines the decoder on this system, such as ``landlock+seccomp+rlimits+wall clock``."""
    return _WORKER.level()


def _too_large(name: str, size: int) -> EvidenceFault:
    return EvidenceFault(
        "FILE_TOO_LARGE", name=name, megabytes=f"{size / 1e6:.1f}", limit_megabytes=str(MAX_FILE_BYTES // 1_000_000)
    )


def _media_type(data: bytes) -> str | None:
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _detected(data: bytes) -> str:
    """What a file that is no accepted picture seems to be, for the person who sent it."""
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
            return "HEIC"
        return "AVIF" if brand in (b"avif", b"avis") else "MP4/MOV"
    for start, kind in (
        (b"GIF8", "GIF"),
        (b"%PDF", "PDF"),
        (b"BM", "BMP"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"PK\x03\x04", "ZIP/Office"),
        (b"<svg", "SVG"),
    ):
        if data.startswith(start):
            return kind
    sample = data[:512]
    # Three bytes less than the sample: a character may be cut at its end.
    readable = sample.decode(errors="ignore").encode()
    return "text" if len(readable) >= len(sample) - 3 and min(sample) >= 9 else "unknown"


def _upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Applies the EXIF orientation (1 to 8) to pixels as they lie in the file."""
    import numpy as np

    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


class _LateError(Exception):
    """The worker did not answer in time."""


class _GoneError(Exception):
    """The worker ended in the middle of an exchange."""


class _Worker:
    """The one confined process of this process: started when needed, replaced when it crashed, is late or has grown.

    Safe to use from several threads (one picture at a time) and after a fork (the child starts its own).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._level = ""
        self._pictures = 0
        self._resident_at_start = 0

    def level(self) -> str:
        with self._lock:
            self._ready("")
            return f"{self._level}+wall clock"

    def decode(self, data: bytes, name: str) -> tuple[NDArray[np.uint8], dict[str, str], int]:
        """Pixels as they lie in the file, its facts, and the EXIF orientation."""
        with self._lock:
            self._ready(name)
            deadline = time.monotonic() + SECONDS_PER_PICTURE
            try:
                self._send(struct.pack(">Q", len(data)), deadline)
                self._send(data, deadline)
                answer = self._answer(deadline)
                if "code" in answer:
                    self._pictures += 1
                    raise _fault(answer, name)
                pixels = self._pixels(answer, deadline)
            except _LateError:
                self.stop()
                raise EvidenceFault("DECODE_TIMEOUT", name=name, seconds=int(SECONDS_PER_PICTURE)) from None
            except (_GoneError, OSError, ValueError, KeyError, TypeError):
                # A worker that was taken over may also answer nonsense: it is ended like one that crashed.
                self.stop()
                raise EvidenceFault("DECODE_CRASHED", name=name) from None
            self._pictures += 1
            return pixels, {str(key): str(value) for key, value in answer["facts"].items()}, int(answer["orientation"])

    def stop(self) -> None:
        """Ends the worker, whatever it is doing."""
        process, owner = self._process, self._owner
        self._forget()
        if process is None or owner != os.getpid():
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _ready(self, name: str) -> None:
        """A running worker of this process that is neither worn out nor grown."""
        process = self._process
        if process is not None and self._owner == os.getpid() and process.poll() is None:
            worn = self._pictures >= _PICTURES_PER_WORKER
            if not worn and _resident(process.pid) <= self._resident_at_start + _GROWTH_BYTES:
                return
        self.stop()
        self._start(name)

    def _start(self, name: str) -> None:
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BOOT, json.dumps([str(Path(entry).resolve()) for entry in sys.path])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                close_fds=True,
                cwd="/",
                # One arena: the address space counts, and each arena reserves much of it.
                env={"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            )
        except OSError:
            raise EvidenceFault("DECODE_CRASHED", name=name) from None
        self._process, self._owner = process, os.getpid()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                _widen(stream.fileno())
        try:
            self._level = str(self._answer(time.monotonic() + _SECONDS_TO_START)["level"])
        except (_LateError, _GoneError, OSError, ValueError, KeyError):
            self.stop()
            raise EvidenceFault("DECODE_CRASHED", name=name) from None
        self._resident_at_start = _resident(process.pid)

    def _send(self, data: bytes, deadline: float) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        descriptor = self._process.stdin.fileno()
        view = memoryview(data)
        while view:
            _await(descriptor, selectors.EVENT_WRITE, deadline)
            with contextlib.suppress(BlockingIOError):
                view = view[os.write(descriptor, view) :]

    def _fill(self, view: memoryview, deadline: float) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while view:
            _await(descriptor, selectors.EVENT_READ, deadline)
            with contextlib.suppress(BlockingIOError):
                got = os.readv(descriptor, [view])
                if not got:
                    raise _GoneError
                view = view[got:]

    def _answer(self, deadline: float) -> dict[str, Any]:
        head = bytearray(4)
        self._fill(memoryview(head), deadline)
        length = int.from_bytes(head, "big")
        if length > 1 << 16:
            raise ValueError("a header is never this long")
        body = bytearray(length)
        self._fill(memoryview(body), deadline)
        parsed = json.loads(body)
        if not isinstance(parsed, dict):
            raise TypeError("a header is an object")
        return parsed

    def _pixels(self, answer: dict[str, Any], deadline: float) -> NDArray[np.uint8]:
        import numpy as np

        width, height = int(answer["width"]), int(answer["height"])
        if width < 1 or height < 1 or width * height > MAX_PIXELS:
            raise ValueError("the caps were checked before")
        pixels: NDArray[np.uint8] = np.empty((height, width, 3), dtype=np.uint8)
        self._fill(pixels.data.cast("B"), deadline)
        return pixels


def _fault(answer: dict[str, Any], name: str) -> EvidenceFault:
    code = str(answer["code"])
    if code not in WORDING:
        raise ValueError("a code that is not on the list")
    return EvidenceFault(code, name=name, **dict(answer.get("facts", {})))


def _await(descriptor: int, event: int, deadline: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not selector.select(left):
            raise _LateError


def _widen(descriptor: int) -> None:
    """A pipe of 1 MiB where the system has it: pixels come in fewer pieces."""
    import fcntl

    size = getattr(fcntl, "F_SETPIPE_SZ", None)
    if size is not None:
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, size, 1 << 20)


def _resident(process_id: int) -> int:
    """Resident memory of a process in bytes; 0 where the system does not tell (the count decides then)."""
    try:
        pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


_WORKER = _Worker()
atexit.register(_WORKER.stop)
