"""What cannot be read is refused with a message that names the file and the mend."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from faceparse_core.photos import picture_file
from faceparse_core.photos.imaging import (
    ImageError,
    find_photos,
    photo_size,
    read_label_map,
    read_photo,
    read_thumbnail,
)

READERS: list[Callable[[Path], object]] = [
    read_photo,
    photo_size,
    read_label_map,
    lambda path: read_thumbnail(path, 64),
]
readers = pytest.mark.parametrize("read", READERS, ids=["photo", "size", "label map", "thumbnail"])


def refusal(path: Path, read: Callable[[Path], object] = read_photo) -> str:
    """The message with which ``path`` is refused; two sentences at least, the first naming the file."""
    with pytest.raises(ImageError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path.name} ")
    assert message.count(". ") >= 1
    assert caught.value.path == path
    return message


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *extra: bytes, idat: bytes = b"", mode: int = 2, bits: int = 8) -> bytes:
    """A PNG as an attacker would write it: the header may promise anything."""
    header = struct.pack(">IIBBBBB", width, height, bits, mode, 0, 0, 0)
    body = b"".join(extra) + chunk(b"IDAT", idat or zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def noise(suffix: str) -> bytes:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, {"jpg": "jpeg", "tif": "tiff"}.get(suffix, suffix))
    return buffer.getvalue()


@readers
def test_a_file_that_is_gone(tmp_path: Path, read: Callable[[Path], object]) -> None:
    assert "is not there" in refusal(tmp_path / "gone.jpg", read)


@readers
def test_an_empty_file(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "empty.jpg"
    path.touch()
    assert "is empty" in refusal(path, read)


@readers
def test_a_text_file_named_jpg(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "notes.jpg"
    path.write_text("Dear diary, today I renamed a file.\n" * 50)
    assert "is not a picture" in refusal(path, read)


@readers
def test_a_folder(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "folder.jpg"
    path.mkdir()
    assert "is a folder" in refusal(path, read)


@pytest.mark.timeout(20)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.jpg"
    os.mkfifo(path)
    assert "is not a file" in refusal(path)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket may be 100 bytes long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.jpg")
        assert "is not a file" in refusal(Path("socket.jpg"))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "bmp", "gif", "avif"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_photo_cut_short_anywhere_is_refused_or_read(tmp_path: Path, suffix: str) -> None:
    whole = noise(suffix)
    path = tmp_path / f"cut.{suffix}"
    refused = 0
    lengths = {*range(1, 64), *range(64, len(whole), max(1, len(whole) // 60))}
    for length in lengths:
        path.write_bytes(whole[:length])
        for read in READERS[:2]:
            try:
                read(path)
            except ImageError:
                refused += read is read_photo
    assert refused >= 0.95 * len(lengths)  # what comes behind the pixels may be missing


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "bmp", "gif", "avif"])
def test_half_a_photo_is_called_cut_short_with_the_remedy(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"half.{suffix}"
    whole = noise(suffix)
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(path) == (
        f"half.{suffix} is cut short or damaged: the picture in it cannot be read whole. "
        "Copy the file again from its source."
    )


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "bmp", "gif", "avif"])
@pytest.mark.filterwarnings("ignore")
def test_flipped_bytes_never_escape_as_another_error(tmp_path: Path, suffix: str) -> None:
    whole = noise(suffix)
    path = tmp_path / f"bad.{suffix}"
    random = np.random.default_rng(1)
    for _ in range(150):
        data = bytearray(whole)
        places = random.integers(0, min(len(data), random.choice([64, 4096])), 3)
        for place in places:
            data[place] = random.integers(0, 256)
        path.write_bytes(data)
        for read in READERS:
            with suppress(ImageError):
                read(path)


@readers
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(png(30_000, 30_000), id="png"),
        pytest.param(png(2**31 - 1, 2**31 - 1), id="largest png"),
        pytest.param(
            b"GIF89a" + struct.pack("<HHBBB", 30_000, 30_000, 0, 0, 0)
            + b"," + struct.pack("<HHHHBB", 0, 0, 30_000, 30_000, 0, 2) + bytes(40),
            id="gif",
        ),
        pytest.param(
            struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54, 0, 0, 54, 40, 30_000, 30_000, 1, 24, *[0] * 6),
            id="bmp",
        ),
        pytest.param(
            b"\xff\xd8\xff\xc0\0\x11\x08" + struct.pack(">HH", 30_000, 30_000)
            + b"\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\x3f\0" + bytes(99),
            id="jpeg",
        ),
        pytest.param(
            b"II*\0\x08\0\0\0\x05\0"
            + b"".join(
                struct.pack("<HHII", tag, 4, 1, value)
                for tag, value in ((256, 30_000), (257, 30_000), (258, 8), (262, 1), (273, 80))
            )
            + bytes(40),
            id="tiff",
        ),
    ],
)  # fmt: skip
def test_30000_by_30000_pixels_are_refused_by_the_header(
    tmp_path: Path, read: Callable[[Path], object], content: bytes
) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(content)
    assert "more than 200 million pixels" in refusal(path, read)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory is in use")
def test_bombs_take_little_memory(tmp_path: Path) -> None:
    """Files below 1 MB that unpack to 250 MB or more, read by a process that may take only 100 MB more."""
    nothing = zlib.compress(bytes(250_000_000), 9)
    bombs = {
        "canvas.webp": b"RIFF\x64\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\xff\0\xff\xff\0" + bytes(80),
        "more.png": png(2, 2, idat=nothing),
        "pixels.png": png(16_000, 16_000, idat=nothing),
        "profile.png": png(8, 8, chunk(b"iCCP", b"icc\0\0" + nothing)),
        "text.png": png(8, 8, chunk(b"zTXt", b"Comment\0\0" + nothing)),
    }
    for name, content in bombs.items():
        assert len(content) < 1e6
        (tmp_path / name).write_bytes(content)
    script = """
import resource, sys
from pathlib import Path
from faceparse_core.photos.imaging import ImageError, read_photo
in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (in_use + 100_000_000,) * 2)
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        print(path.name, read_photo(path).tolist())
    except ImageError as error:
        print(error)
"""
    result = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    canvas, more, pixels, profile, text = result.stdout.splitlines()
    assert canvas.startswith("canvas.webp has more than 200 million pixels")
    assert more == "more.png [[[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]]"
    assert pixels.startswith("pixels.png has more than 200 million pixels")
    assert profile.startswith("profile.png holds oversized text or colour-profile data. Save it again")
    assert text.startswith("text.png holds oversized text or colour-profile data. Save it again")


def test_a_text_chunk_of_ordinary_size_is_no_bomb(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "a long remark " * 1000, zip=True)
    Image.new("RGB", (4, 4)).save(tmp_path / "talk.png", pnginfo=info)
    assert read_photo(tmp_path / "talk.png").shape == (4, 4, 3)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_heic_names_the_kind_and_the_remedy(
    tmp_path: Path, brand: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_file, "CAN_READ_HEIC", False)
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(500))
    assert refusal(path) == (
        "IMG_0001.HEIC is a HEIC picture, which is read where pillow-heif is installed (pip install "
        "'faceparse-gui[heic]'). Install that, or convert it to JPEG, PNG, TIFF or WebP."
    )


def test_a_raw_camera_file_is_not_read_as_its_thumbnail(tmp_path: Path) -> None:
    path = tmp_path / "DSC_0001.NEF"
    Image.new("RGB", (160, 120)).save(path, "TIFF")
    assert "is a raw camera file" in refusal(path)


def test_postscript_never_starts_a_program(tmp_path: Path) -> None:
    path = tmp_path / "drawing.jpg"
    Image.new("RGB", (8, 8)).save(path, "EPS")
    assert "is not a picture of a known kind" in refusal(path)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.full((4, 4), 0.5, dtype=np.float32), "floating-point"),
        (np.full((4, 4), 100_000, dtype=np.int32), "32-bit"),
    ],
)
def test_samples_without_a_fixed_white(tmp_path: Path, values: np.ndarray, words: str) -> None:
    path = tmp_path / "science.tif"
    Image.fromarray(values).save(path)
    assert words in refusal(path)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that everyone may enter; pytest's own are closed to all but their owner."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def no_rights() -> Iterator[Callable[[Path], None]]:
    """Takes the right to read a path away; a test run by root gives up being root meanwhile."""
    taken: list[Path] = []

    def take(path: Path) -> None:
        path.chmod(0)
        taken.append(path)
        if os.geteuid() == 0:
            os.seteuid(65534)

    root = os.geteuid() == 0
    yield take
    if root:
        os.seteuid(0)
    for path in taken:
        path.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system has other rights")
@readers
def test_a_file_that_may_not_be_read(
    public_folder: Path, read: Callable[[Path], object], no_rights: Callable[[Path], None]
) -> None:
    path = public_folder / "private.png"
    Image.new("P", (4, 4)).save(path)
    no_rights(path)
    assert "may not be read. Give yourself the right" in refusal(path, read)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system has other rights")
def test_a_folder_that_may_not_be_listed_is_reported_by_reading_it(
    public_folder: Path, no_rights: Callable[[Path], None]
) -> None:
    folder = public_folder / "private"
    folder.mkdir()
    Image.new("RGB", (4, 4)).save(folder / "a.png")
    no_rights(folder)
    (found,) = find_photos([folder])
    assert "may not be read. Give yourself the right" in refusal(found)


def test_a_read_error_of_the_disk_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scratched.png"
    Image.new("RGB", (4, 4)).save(path)

    def broken_disk(self: Image.Image) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", broken_disk)
    assert refusal(path) == (
        "scratched.png cannot be read: Input/output error. Copy the file again from its source."
    )
