"""The worker process of one ruleset, as its parent sees it: started when needed, ended when late, replaced when worn.

The worker runs as a file of its own, isolated from this project (`durable_worker.py`): a crash of the library ends
the worker and nothing else.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Literal

SECONDS_TO_START = 20.0
SECONDS_PER_ANSWER = 5.0
CASES_PER_PROCESS = 5_000
WORKER = Path(__file__).with_name("durable_worker.py")
_CHUNK = 1 << 16
_KEPT_BYTES = str(1 << 30)


class WorkerFailed(Exception):
    """The worker gave no answer that may be believed: it crashed, hung or found a fault in itself."""

    def __init__(self, how: Literal["crash", "hang", "fault"], detail: str) -> None:
        self.how, self.detail = how, detail
        super().__init__(f"{how}: {detail}")


def installed() -> bool:
    """Whether durable-rules is there, without loading it: only the worker does. Python 3.13 and newer can't load it."""
    if sys.version_info >= (3, 13):
        return False
    return all(importlib.util.find_spec(name) is not None for name in ("durable", "durable_rules_engine"))


class Worker:
    """One process for one ruleset. Safe to use from several threads, one case at a time, and after a fork."""

    def __init__(
        self,
        definition: dict[str, Any],
        *,
        seconds: float = SECONDS_PER_ANSWER,
        cases: int = CASES_PER_PROCESS,
        program: Path = WORKER,
    ) -> None:
        self.lock = threading.Lock()
        self.version = ""
        self.starts = 0
        """How often a process was started."""
        self._definition = json.dumps(definition).encode() + b"\n"
        self._seconds, self._most, self._program = seconds, cases, program
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._cases = 0

    def ask(self, message: dict[str, Any]) -> list[list[str]]:
        """The notes on some steps of a case.

        Raises `WorkerFailed`: the process is ended then, and the next case has a new one.
        """
        if message.get("begin"):
            self._ready()
            self._cases += 1
        elif self._process is None:
            raise WorkerFailed("fault", "no process has this case")
        answer = self._exchange(json.dumps(message).encode() + b"\n", self._seconds)
        notes: list[list[str]] = answer["notes"]
        return notes

    def stop(self) -> None:
        """Ends the process, whatever it is doing."""
        process, owner = self._process, self._owner
        self._process = None
        if process is None or owner != os.getpid():
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return None if self._process is None else self._process.pid

    def _ready(self) -> None:
        process = self._process
        if process is not None and self._owner == os.getpid() and process.poll() is None and self._cases < self._most:
            return
        self.stop()
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", str(self._program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                close_fds=True,
                # Every session takes and gives back tens of megabytes: kept, they are not cleared each time.
                env={
                    "LC_ALL": "C.UTF-8",
                    "PATH": os.defpath,
                    "MALLOC_MMAP_THRESHOLD_": _KEPT_BYTES,
                    "MALLOC_TRIM_THRESHOLD_": _KEPT_BYTES,
                },
            )
        except OSError as fault:
            raise WorkerFailed("crash", str(fault)) from None
        self._process, self._owner, self._cases = process, os.getpid(), 0
        self.starts += 1
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
        self.version = str(self._exchange(self._definition, SECONDS_TO_START)["version"])

    def _exchange(self, line: bytes, seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        try:
            answer = json.loads(self._answer(line, deadline))
        except TimeoutError:
            self.stop()
            raise WorkerFailed("hang", f"no answer in {seconds:g} s") from None
        except (EOFError, OSError, ValueError):
            raise WorkerFailed("crash", self._how_it_ended()) from None
        if not isinstance(answer, dict) or "fault" in answer:
            self.stop()
            raise WorkerFailed("fault", str(answer["fault"] if isinstance(answer, dict) else answer))
        return answer

    def _answer(self, line: bytes, deadline: float) -> bytes:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        writes, reads = process.stdin.fileno(), process.stdout.fileno()
        view, got = memoryview(line), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(reads, selectors.EVENT_READ)
            selector.register(writes, selectors.EVENT_WRITE)
            while not got.endswith(b"\n"):
                left = deadline - time.monotonic()
                ready = selector.select(left) if left > 0 else []
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
                    if key.fd == writes:
                        view = view[os.write(writes, view[:_CHUNK]) :]
                        if not view:
                            selector.unregister(writes)
                    else:
                        piece = os.read(reads, _CHUNK)
                        if not piece:
                            raise EOFError
                        got += piece
        return bytes(got)

    def _how_it_ended(self) -> str:
        process = self._process
        if process is None:
            return "the process was gone"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        code = process.returncode
        self.stop()
        return "the process was ended" if code is None else f"the process ended with status {code}"
