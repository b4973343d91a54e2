"""Large pictures are converted some rows at a time, in bounded memory, one after the other."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.ExifTags import Base as ExifTag

from faceparse_core.photos import picture_rows
from faceparse_core.photos.imaging import ImageError, photo_size, read_photo, read_thumbnail
from faceparse_core.photos.memory import MemoryBudget


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_rows_give_the_same_as_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, orientation: int, mode: str
) -> None:
    path = tmp_path / "a.png"
    exif = Image.Exif()
    exif[ExifTag.Orientation] = orientation
    pixels = np.random.default_rng(0).integers(0, 256, (53, 37, 4), dtype=np.uint8)
    Image.fromarray(pixels).convert(mode).save(path, exif=exif)
    whole, small = read_photo(path), read_thumbnail(path, 9)
    monkeypatch.setattr(picture_rows, "STRIP_PIXELS", 37 * 7)
    assert np.array_equal(read_photo(path), whole)
    assert np.array_equal(read_thumbnail(path, 9), small)


def bomb(side: int, bits: int = 16, mode: int = 6) -> bytes:
    """A PNG of ``side`` squared, all zeros: RGBA of 16 bits unless told otherwise, in very few bytes."""
    channels = {0: 1, 2: 3, 6: 4}[mode]
    packer = zlib.compressobj(9)
    row = bytes(1 + side * channels * bits // 8)
    packed = b"".join([packer.compress(row) for _ in range(side)]) + packer.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, bits, mode, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_what_takes_too_much_memory_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(bomb(16)[:16] + struct.pack(">II", 14142, 14142) + b"\x10\x06\0\0\0")
    header = path.read_bytes()[12:29]
    path.write_bytes(path.read_bytes() + struct.pack(">I", zlib.crc32(header)) + bomb(16)[33:])
    assert photo_size(path) == (14142, 14142)
    with pytest.raises(ImageError, match=r"bomb\.png takes 2\.6 GB of memory, more.*at most 10190 × 10190"):
        read_photo(path)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory was in use")
@pytest.mark.parametrize("read", ["read_photo(sys.argv[1])", "read_thumbnail(sys.argv[1], 112)"])
def test_reading_takes_what_is_reckoned_and_no_more(tmp_path: Path, read: str) -> None:
    """36 million pixels of RGBA in 16 bits; 7 bytes for each, where 25 were taken."""
    path = tmp_path / "large.png"
    path.write_bytes(bomb(6000))
    script = f"""
import sys
from pathlib import Path
from faceparse_core.photos.imaging import read_photo, read_thumbnail
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
before = peak()
{read}
print(peak() - before)
"""
    ran = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert 36e6 < int(ran.stdout) < 36e6 * 7 + 100e6


def test_large_ones_wait_for_each_other_and_small_ones_do_not() -> None:
    room, running, seen = MemoryBudget(100, large=40), [], []
    lock = threading.Lock()

    def work(size: int) -> None:
        with room.take(size):
            with lock:
                running.append(size)
                seen.append(list(running))
            time.sleep(0.01)
            with lock:
                running.remove(size)

    sizes = (90, 45, 5, 5, 45, 300, 5, 30)
    threads = [threading.Thread(target=work, args=(size,)) for size in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == len(sizes)
    for together in seen:
        assert sum(together) <= 100 or together == [300]  # more than there is, alone
        assert sum(size >= 40 for size in together) <= 1
