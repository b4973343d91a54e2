"""What the C library does with freed blocks, seen from the system, in processes of their own."""

import platform
import subprocess
import sys

import pytest

# Two hundred megabytes in blocks small enough to be kept by malloc when they are freed; the last one, at the
# top of the heap, stays, so that nothing is handed back by itself.
RETURNED = """
import psutil
from faceparse_core.parsing.memory import return_freed_memory
resident = lambda: psutil.Process().memory_info().rss // 2**20
blocks = [b"x" * 100_000 for _ in range(2000)]
last = blocks.pop()
del blocks
kept = resident()
return_freed_memory()
print(kept - resident())
"""

# glibc's threshold grows with the first block that is freed; the others then stay at the end of their heap.
LARGE_BLOCKS = """
import threading, sys
import psutil
from faceparse_core.parsing.memory import return_freed_memory, return_large_blocks
if sys.argv[1] == "yes":
    assert return_large_blocks()
resident = lambda: psutil.Process().memory_info().rss // 2**20
go_on, done = threading.Event(), threading.Event()
def work():
    block = b"x" * 24_000_000
    del block
    blocks = [b"x" * 12_000_000 for _ in range(3)]
    del blocks
    done.set()
    go_on.wait()
before = resident()
threading.Thread(target=work).start()
done.wait()
return_freed_memory()
print(resident() - before)
go_on.set()
"""

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's malloc alone is asked")


def test_freed_memory_goes_back_to_the_system():
    done = subprocess.run([sys.executable, "-c", RETURNED], capture_output=True, text=True, check=True)

    assert int(done.stdout) > 150


def test_large_blocks_go_back_as_they_are_freed_and_not_by_themselves():
    kept = {
        reported: int(subprocess.check_output([sys.executable, "-c", LARGE_BLOCKS, reported]))
        for reported in ("no", "yes")
    }
    assert kept["no"] > 20
    assert kept["yes"] < 5
