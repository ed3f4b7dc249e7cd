"""Documents that a command reads and writes: bounded, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from adjudicator.commands.errors import stopped

MAX_BYTES = 8 * 1024 * 1024
"""A document of more is refused (SEMANTICS 27); one byte more is read so that it is seen to be over."""


def read_document(path: Path) -> bytes:
    """The bytes of a document; ``-`` is standard input. Raises `Refused` (``DOCUMENT_…``)."""
    if str(path) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    name = str(path)
    try:
        # Not blocking, so that a named pipe without a writer cannot hold us.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise stopped("DOCUMENT_IS_DIRECTORY", name, name=name)
            return file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise stopped("DOCUMENT_IS_DIRECTORY", name, name=name) from None
    except (FileNotFoundError, NotADirectoryError):
        raise stopped("DOCUMENT_MISSING", name, name=name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise stopped("DOCUMENT_UNREADABLE", name, name=name, reason=reason) from None


def write_document(path: Path, text: str) -> None:
    """Writes a document whole: to a file beside it that then takes its name. Raises `Refused` (``CANNOT_WRITE``)."""
    made = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            made = Path(file.name)
            file.write(text)
        made.chmod(0o644)
        made.replace(path)
    except OSError as error:
        if made is not None:
            with contextlib.suppress(OSError):
                made.unlink()
        raise stopped("CANNOT_WRITE", str(path), name=str(path), reason=error.strerror or str(error)) from None
