"""How processes that are forked from one that is loaded share its memory, and give their own back.

A page of memory is shared until somebody writes to it, and then it is copied for him: 4 kB for a single byte. The C
library and Python both put new things into the gaps between old ones. Only glibc needs to be told, and can be.
"""

import ctypes
import sys

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # of glibc's <malloc.h>
LARGEST, SMALLEST = 1 << 16, 1 << 5  # bytes of a gap


class Heap(ctypes.Structure):
    """What `mallinfo2` tells of the heap, in bytes."""

    _fields_ = (("others", ctypes.c_size_t * 9), ("free_at_its_end", ctypes.c_size_t))


def give_back() -> None:
    """Have what is freed given back, in this process and those forked from it.

    After four photos of 12 million pixels at once a process kept 289 MB, and keeps 80 when each large block is mapped
    for itself. Two heaps for all threads instead of one for each save 7 MB a web worker under load.
    """
    if libc := glibc():
        libc.mallopt(M_MMAP_THRESHOLD, 1 << 17)
        libc.mallopt(M_ARENA_MAX, 2)


def fill_gaps() -> None:
    """Fill the gaps that loading left, for good, so that processes forked later put nothing there.

    The gaps are half a megabyte on so many pages that each web worker copied 3 MB, and the one for tasks 2.
    """
    if not (libc := glibc()):
        return
    libc.malloc_trim(0)  # 2 MB that reading the templates took
    libc.malloc.argtypes, libc.mallinfo2.restype = [ctypes.c_size_t], Heap
    size = LARGEST
    while size >= SMALLEST:
        before = libc.mallinfo2().free_at_its_end
        libc.malloc(size)
        if libc.mallinfo2().free_at_its_end != before:  # no gap was so large, and it came from there
            size //= 2


def glibc() -> ctypes.CDLL | None:
    """Give the C library when it is glibc 2.33 or later."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "mallinfo2") else None
