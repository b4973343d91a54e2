"""What reading one large picture takes in memory at its peak, beside the estimate from its header.

Each kind is read whole, and as a thumbnail, in a process of its own; figures are bytes a pixel above the
process's start, medians. ``--window SIDE``: instead the peak of a whole window and of its parse process
with a folder of three PNGs of that side (RGBA, 16 bits), each shown and parsed, thumbnails made meanwhile.
"""

from __future__ import annotations

import statistics
import struct
import tempfile
import zlib
from pathlib import Path

from PIL import Image

from faceparse_core.photos.imaging import read_photo, read_thumbnail
from faceparse_core.photos.memory import MOST_BYTES, needed_bytes, reading_bytes
from faceparse_core.photos.picture_file import open_picture
from tests.bench.harness import Bench, in_new_process, peak_memory, scratch_home, table

KINDS: dict[str, dict[str, object]] = {
    "baseline.jpg": {},
    "progressive.jpg": {"progressive": True, "subsampling": 0},
    "rgb.png": {"compress_level": 1},
    "lossy.webp": {"method": 0},
    "lossless.webp": {"method": 0, "lossless": True, "quality": 0},
    "picture.avif": {"speed": 10},
    "strips.tif": {"compression": "tiff_lzw"},
    "raw.tif": {},
    "picture.bmp": {},
    "picture.heic": {"quality": 50},
}


def main() -> None:
    bench = Bench(__doc__, "reading-memory", "docs/editor.md", repeat=1, of="readings of each file")
    bench.option("--side", type=int, default=5000, quick=600, help="of the square pictures, in pixels")
    bench.option("--window", type=int, metavar="SIDE", help="measure a window with pictures of this side")
    options = bench.parse()
    if options.window:
        print(window(options.window))
        return
    pixels = options.side**2
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for path in make(Path(folder), options.side):
            with open_picture(path) as image:
                estimate, needed = reading_bytes(image) / pixels, needed_bytes(image) / pixels
            row = [path.name]
            for as_thumbnail in (False, True):
                runs = [in_new_process(measure, path, as_thumbnail) for _ in range(options.repeat)]
                row.append(f"{statistics.median(runs) / pixels:.1f}")
            largest = min(200, int(MOST_BYTES / needed / 1e6))
            rows.append([row[0], row[1], f"{estimate:.1f}", row[2], str(largest)])
    bench.write(table("picture | photo | estimate | thumbnail | largest, million pixels", rows))


def rgba_16(path: Path, side: int) -> None:
    """Write a PNG of very few bytes that decodes to eight bytes a pixel."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side * 8)
    packed = b"".join([packer.compress(row) for _ in range(side)]) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def make(folder: Path, side: int) -> list[Path]:
    picture = Image.new("RGB", (side, side), (200, 100, 50))
    made = [folder / "rgba16.png"]
    rgba_16(made[0], side)
    for name, how in KINDS.items():
        if name.endswith(".heic"):
            try:
                import pillow_heif
            except ImportError:
                continue
            pillow_heif.register_heif_opener()
        picture.save(folder / name, **how)
        made.append(folder / name)
    return made


def measure(path: Path, as_thumbnail: bool) -> int:
    """Return by how many bytes reading raises the peak of this process."""
    before = peak_memory()
    read_thumbnail(path, 112) if as_thumbnail else read_photo(path)
    return peak_memory() - before


def window(side: int) -> str:
    """Return the peaks of the window's process and of its parse process, in words."""
    import psutil

    from tests.bench.support.window import BenchWindow

    with scratch_home() as home:
        photos = home / "photos"
        photos.mkdir()
        for number in range(3):
            rgba_16(photos / f"{number}.png", side)
        bench = BenchWindow()
        session, parser_peak, done = bench.window.session, 0, []
        bench.window.open_commands.open([photos])
        bench.wait(lambda: session.open_photo, 300)
        bench.window.service.finished.connect(lambda parsed: done.append(parsed.key))
        bench.window.service.failed.connect(lambda key, why: done.append(why))
        for key in list(session.photos.keys):
            session.current.select(key)
            bench.wait(lambda key=key: session.open_photo is not None and session.open_photo.key == key, 300)
            bench.window.parsing.parse_open()
        while len(done) < 3:
            bench.pause(0.2)
            for child in psutil.Process().children():
                parser_peak = max(parser_peak, peak_memory(child.pid))
        bench.window.close()
        return f"window {peak_memory() / 1e9:.2f} GB, parser {parser_peak / 1e9:.2f} GB, {done}"


if __name__ == "__main__":
    main()
