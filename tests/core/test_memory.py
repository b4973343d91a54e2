import platform
import subprocess
import sys

import pytest

# Two hundred megabytes in blocks small enough to be kept by malloc when they are freed; the last one, at the
# top of the heap, stays, so that nothing is handed back by itself.
SCRIPT = """
import psutil
from core.memory import return_freed_memory
resident = lambda: psutil.Process().memory_info().rss // 2**20
blocks = [b"x" * 100_000 for _ in range(2000)]
last = blocks.pop()
del blocks
kept = resident()
return_freed_memory()
print(kept - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's malloc alone is asked")
def test_freed_memory_goes_back_to_the_system():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)

    assert int(done.stdout) > 150
