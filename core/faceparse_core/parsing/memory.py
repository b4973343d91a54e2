"""Whether the C library keeps freed blocks or hands them back to the kernel."""

from __future__ import annotations

import ctypes
import platform

# From glibc's malloc.h.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_MMAP_MAX = -4
_LARGEST = 2**31 - 1

LARGE = 4 * 2**20
"""Bytes of a block that is returned by itself, after ``return_large_blocks``."""


def keep_freed_memory() -> bool:
    """Have glibc's ``malloc`` reuse large blocks for the rest of the process; whether it agreed.

    A training step frees and takes again gigabytes of activations. By default each block above 32 MB is a
    mapping of its own, returned when freed and faulted in page by page at the next step: half a million page
    faults a step at 512 px and batch 8, and 1.4 to 1.8 times the processor time (2.5 s against 1.8 s a step,
    measured on two busy cores), for a third less memory. The process keeps what it once needed, so call it
    only where the same sizes come again and again. Elsewhere than on glibc nothing happens.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return bool(mallopt(_M_MMAP_MAX, 0) and mallopt(_M_TRIM_THRESHOLD, _LARGEST))


def return_large_blocks() -> bool:
    """Have glibc's ``malloc`` hand back each block of ``LARGE`` bytes or more when freed; whether it agreed.

    By default that size grows to 32 MB with what is freed, and each thread keeps up to 64 MB at the end of
    its heap, which ``return_freed_memory`` cannot reach: 35 MB after a photo of 4096 × 4096. A copy of its
    label map takes 1.8 ms so, and 0.7 ms into memory that was kept.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    return bool(ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE))


def return_freed_memory() -> None:
    """Have glibc's ``malloc`` hand back what is free now; elsewhere nothing happens."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)
