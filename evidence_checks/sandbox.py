"""Confines this process so that a decoder that was taken over can do nothing but compute and answer.

Three layers, each used where the system has it:

- **rlimits** (Linux, macOS): address space, no core files, no new files, CPU seconds per picture.
- **landlock** (Linux 5.13 and newer): no path of the file system can be opened, no TCP port bound or reached.
- **seccomp** (Linux on x86_64 and aarch64): a list of allowed system calls; everything else fails with ``EPERM``.

The wall clock is kept by the parent (`decode.py`), which kills a worker that is late. Nothing here needs root or a
compiler.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys

MEMORY_BYTES = 700 * 1024 * 1024
"""Address space of a worker: a bomb that gets past the pixel cap meets ``MemoryError`` here."""
DOCUMENT_MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space of the worker for PDF: pdfium took 2.3 GB for a bomb of a few kilobytes."""
CPU_SECONDS_PER_PICTURE = 10

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
_LANDLOCK_VERSION_FLAG = 1
_LANDLOCK_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
"""ABI version to the number of file-system rights it knows; 5 and newer know 16."""

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE_THREAD = 0x00010000

# Names with their numbers on (x86_64, aarch64); -1 where the system has no such call.
_ALLOWED: dict[str, tuple[int, int]] = {
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "poll": (7, -1),
    "ppoll": (271, 73),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "brk": (12, 214),
    "madvise": (28, 233),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "setrlimit": (160, 164),
    "prlimit64": (302, 261),
    "getrandom": (318, 278),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435


def confine(memory_bytes: int = MEMORY_BYTES) -> str:
    """Confines the calling process for good and says what took effect, such as ``landlock+seccomp+rlimits``.

    Everything the process will need (imports, data files) must be loaded before. Threads started earlier stay free.
    """
    layers = []
    if sys.platform.startswith("linux") and _no_new_privileges():
        # Landlock first: seccomp does not list the calls that set it up.
        if _landlock():
            layers.append("landlock")
        _rlimits(memory_bytes)
        if _seccomp():
            layers.append("seccomp")
    else:
        _rlimits(memory_bytes)
    layers.append("rlimits")
    return "+".join(layers)


def grant_cpu_for_one_picture() -> None:
    """Moves the CPU limit ahead of what was already used: a worker that spins is ended even if its parent is gone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + CPU_SECONDS_PER_PICTURE
    _lower(resource.RLIMIT_CPU, soft, keep_hard=True)


def _rlimits(memory_bytes: int) -> None:
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NOFILE, 16)
    _lower(resource.RLIMIT_AS, memory_bytes)


def _lower(limit: int, value: int, *, keep_hard: bool = False) -> None:
    """Sets a limit where the system lets us; macOS refuses some (address space), and the wall clock remains."""
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(limit, (value, hard if keep_hard else value))
    except (ValueError, OSError):
        return


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _no_new_privileges() -> bool:
    return bool(_libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)


def _landlock() -> bool:
    """Denies every path and every TCP port: a ruleset that handles all rights and grants none."""
    libc = _libc()
    syscall = libc.syscall
    syscall.restype = ctypes.c_long
    abi = syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_VERSION_FLAG)
    if abi < 1:
        return False
    fs = (1 << _LANDLOCK_FS_BITS.get(abi, 16)) - 1
    fields = [fs]
    if abi >= 4:
        fields.append(0b11)  # bind and connect
    if abi >= 6:
        fields.append(0b11)  # abstract sockets and signals outside of this process
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    descriptor = syscall(
        _LANDLOCK_CREATE_RULESET, ctypes.c_char_p(attributes), ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)
    )
    if descriptor < 0:
        return False
    restricted = syscall(_LANDLOCK_RESTRICT_SELF, ctypes.c_int(descriptor), ctypes.c_uint(0))
    os.close(descriptor)
    return bool(restricted == 0)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _seccomp() -> bool:
    """Installs the filter of allowed calls; False where the architecture is not known to it or the kernel refuses."""
    machine = platform.machine().replace("arm64", "aarch64")
    if machine not in _AUDIT_ARCH:
        return False
    code = _filter(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return bool(_libc().prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0) == 0)


def _filter(machine: str) -> bytes:
    """The filter as classic BPF: listed calls pass, threads may start, the rest fails; foreign calls kill."""
    load, equal, any_bit, give = 0x20, 0x15, 0x45, 0x06
    allow, kill = 0x7FFF0000, 0x80000000
    refuse, absent = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    column = 0 if machine == "x86_64" else 1
    steps = [step(load, 4), step(equal, _AUDIT_ARCH[machine], 1, 0), step(give, kill), step(load, 0)]
    for numbers in _ALLOWED.values():
        if numbers[column] >= 0:
            steps += [step(equal, numbers[column], 0, 1), step(give, allow)]
    # glibc falls back from clone3, whose flags a filter cannot see, to clone when the first is absent.
    steps += [step(equal, _CLONE3, 0, 1), step(give, absent)]
    # libwebp decodes with a second thread; a new process is refused.
    steps += [step(equal, _CLONE[machine], 0, 3), step(load, 16), step(any_bit, _CLONE_THREAD, 0, 1), step(give, allow)]
    steps.append(step(give, refuse))
    return b"".join(steps)
