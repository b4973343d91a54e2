"""What reading one large picture takes in memory at its peak, beside what is reckoned from its header.

    python tests/bench/bench_reading_memory.py [--side 5000] [--report docs/editor.md]
    python tests/bench/bench_reading_memory.py --window 13600

Each kind is read whole, and as a thumbnail, in a process of its own; figures are bytes a pixel above the
process's start. ``--window``: the peak of a whole window and of its parse process with a folder of three
PNGs of that side (RGBA, 16 bits), each shown and parsed, thumbnails made meanwhile.
"""

from __future__ import annotations

import argparse
import os
import shlex
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from faceparse_core.photos.imaging import read_photo, read_thumbnail
from faceparse_core.photos.memory import MOST_BYTES, needed_bytes, reading_bytes
from faceparse_core.photos.picture_file import open_picture
from faceparse_training.studies.report import write_section

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


def peak(process: int | str = "self") -> int:
    """Bytes that were resident at most, by a process since it began; ``getrusage`` counts its parent's."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


def rgba_16(path: Path, side: int) -> None:
    """A PNG of very few bytes that takes eight a pixel when it is unpacked."""
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


def measure(path: Path, way: str) -> None:
    """Prints the peak above the start."""
    before = peak()
    read_photo(path) if way == "photo" else read_thumbnail(path, 112)
    print("found", peak() - before)


def ask(*arguments: str | Path) -> list[str]:
    command = [sys.executable, __file__, *map(str, arguments)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return next(line for line in ran.stdout.splitlines() if line.startswith("found")).split()[1:]


def window(side: int) -> None:
    """Prints the peaks of the window's process and of its parse process."""
    import psutil

    from tests.bench.bench_memory import Bench

    with tempfile.TemporaryDirectory() as home:
        places = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        os.environ.update(places | {"XDG_CACHE_HOME": f"{home}/cache"})
        photos = Path(home, "photos")
        photos.mkdir()
        for number in range(3):
            rgba_16(photos / f"{number}.png", side)
        bench = Bench()
        session, parser_peak, done = bench.window.session, 0, []
        bench.window.opener.open([photos])
        bench.wait(lambda: session.image, 300)
        bench.window.service.finished.connect(lambda parsed: done.append(parsed.key))
        bench.window.service.failed.connect(lambda key, why: done.append(why))
        for key in list(session.keys):
            session.select(key)
            bench.wait(lambda key=key: session.image is not None and session.image.key == key, 300)
            bench.window.parsing.parse_open()
        while len(done) < 3:
            bench.pause(0.2)
            for child in psutil.Process().children():
                parser_peak = max(parser_peak, peak(child.pid))
        print(f"window {peak() / 1e9:.2f} GB, parser {parser_peak / 1e9:.2f} GB, {done}")
        bench.window.close()


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--side", type=int, default=5000)
    options.add_argument("--window", type=int, metavar="SIDE")
    options.add_argument("--report", type=Path, metavar="PAGE", help="write the section reading-memory there")
    options.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.measure:
        measure(Path(args.measure[0]), args.measure[1])
        return
    if args.window:
        window(args.window)
        return
    pixels = args.side**2
    lines = ["| picture | photo | reckoned | thumbnail | most, million pixels |", "|---|---:|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        for path in make(Path(folder), args.side):
            with open_picture(path) as image:
                reckoned, needed = reading_bytes(image) / pixels, needed_bytes(image) / pixels
            photo, thumbnail = (int(*ask("--measure", path, way)) / pixels for way in ("photo", "thumbnail"))
            most = min(200, int(MOST_BYTES / needed / 1e6))
            lines.append(f"| {path.name} | {photo:.1f} | {reckoned:.1f} | {thumbnail:.1f} | {most} |")
    print("\n".join(lines))
    if args.report:
        command = shlex.join(["python", "tests/bench/bench_reading_memory.py", *sys.argv[1:]])
        write_section(args.report, "reading-memory", "\n".join([f"`{command}`", "", *lines]))


if __name__ == "__main__":
    main()
