"""The confined processes that decode, as their parent sees them: started when needed, ended when late, replaced.

One exchange: the parent sends ``>Q`` length and the bytes of a file. The worker answers with JSON headers (``>I``
length before each): ``{"code", "facts"}`` of a fault ends the exchange; ``{"pages": n}`` says how many pictures
follow, and without it one does; each picture is a header with ``width``, ``height``, ``orientation`` and ``facts``,
and then its RGB.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence_checks.decode_worker import MAX_PIXELS
from evidence_checks.document_worker import MAX_PAGES
from evidence_checks.errors import WORDING, EvidenceFault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SECONDS_TO_START = 8.0
_FILES_PER_WORKER = 2_000
_GROWTH_BYTES = 100 * 1024 * 1024
_BOOT = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from evidence_checks.{module} import serve; serve()"


@dataclass(frozen=True, slots=True)
class RawPage:
    """One picture as it lies in the file: RGB ``uint8`` pixels ``(height, width, 3)`` before the EXIF turn."""

    pixels: NDArray[np.uint8] = field(repr=False)
    facts: dict[str, str]
    orientation: int


class _LateError(Exception):
    """The worker did not answer in time."""


class _GoneError(Exception):
    """The worker ended in the middle of an exchange."""


class Worker:
    """One confined process of this process: started when needed, replaced when it crashed, is late or has grown.

    ``module`` of this package is what it runs. Safe to use from several threads (one file at a time) and after a fork
    (the child starts its own).
    """

    def __init__(self, module: str) -> None:
        self._boot = _BOOT.format(module=module)
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._level = ""
        self._files = 0
        self._resident_at_start = 0

    def level(self) -> str:
        with self._lock:
            self._ready("")
            return f"{self._level}+wall clock"

    def decode(self, data: bytes, name: str, seconds: float) -> list[RawPage]:
        """The pictures in a file, within ``seconds`` for all. Raises ``PICTURE_…``, ``DOCUMENT_…``, ``DECODE_…``."""
        with self._lock:
            self._ready(name)
            deadline = time.monotonic() + seconds
            try:
                self._send(struct.pack(">Q", len(data)), deadline)
                self._send(data, deadline)
                pages = self._pages(deadline, name)
            except _LateError:
                self.stop()
                raise EvidenceFault("DECODE_TIMEOUT", name=name, seconds=int(seconds)) from None
            except (_GoneError, OSError, ValueError, KeyError, TypeError, AttributeError):
                # A worker that was taken over may also answer nonsense: it is ended like one that crashed.
                self.stop()
                raise EvidenceFault("DECODE_CRASHED", name=name) from None
            self._files += 1
            return pages

    def _pages(self, deadline: float, name: str) -> list[RawPage]:
        answer, count = self._answer(deadline), 1
        if "pages" in answer:
            count = int(answer["pages"])
            if not 1 <= count <= MAX_PAGES:
                raise ValueError("the cap was checked before")
            answer = self._answer(deadline)
        out: list[RawPage] = []
        while True:
            if "code" in answer:
                self._files += 1
                raise _fault(answer, name)
            pixels = self._pixels(answer, deadline)
            facts = {str(key): str(value) for key, value in answer["facts"].items()}
            out.append(RawPage(pixels, facts, int(answer["orientation"])))
            if len(out) == count:
                return out
            answer = self._answer(deadline)

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
            worn = self._files >= _FILES_PER_WORKER
            if not worn and _resident(process.pid) <= self._resident_at_start + _GROWTH_BYTES:
                return
        self.stop()
        self._start(name)

    def _start(self, name: str) -> None:
        try:
            path = json.dumps([str(Path(entry).resolve()) for entry in sys.path])
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", self._boot, path],
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
