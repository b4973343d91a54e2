"""What every format is, and what their writers share."""

from __future__ import annotations

import errno
import zlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from faceparse_core.class_orders import ORDERS, ClassOrder
from faceparse_core.files.results import STAMP
from faceparse_core.files.writing import FileError, atomic_write, check_may_change, explain_write
from faceparse_core.messages import message
from faceparse_gui.formats.options import DEFAULT_ORDER, ExportOptions, ReadOptions

if TYPE_CHECKING:
    from faceparse_gui.formats.sample import Found, Sample

if TYPE_CHECKING:
    from faceparse_gui.formats.writing.stage import Stage


class FormatError(FileError):
    """An export or a file to read that was refused. ``str()`` names the file and the remedy."""


class Writer(ABC):
    """One export under way. Files are written whole or not at all; what is there already is written over.

    Whether it may be is for the caller to ask: ``files`` and ``shared`` name what will be written.
    """

    def __init__(self, target: Path, options: ExportOptions) -> None:
        self.target = target
        self.options = options
        self.lost: Counter[str] = Counter()
        """Class name → samples in which it became background, because the format has no such class."""

    def begin(self, stems: Sequence[str]) -> None:  # noqa: B027
        """Receive the stems of all samples, in the export's order: called before all else.

        A resumed export, and a preview of the files that it would write, begin with the same stems.
        """

    @abstractmethod
    def files(self, stem: str) -> Sequence[str]:
        """What ``add`` may write for a sample of that stem: paths with ``/``, inside the target."""

    def shared(self) -> Sequence[str]:
        """What ``finish`` writes, as ``files``."""
        return ()

    @abstractmethod
    def write(self, sample: Sample) -> Sequence[str]:
        """Write one sample; return which of ``files`` it has. For ``add`` to call."""

    def add(self, sample: Sample) -> Sequence[str]:
        """Write one sample, and remove what an earlier export left in its place; return its files.

        May be called for the samples in any order, and for one twice: the later counts. Not from two threads.

        Raises:
            FileError: if a file cannot be written or removed.
        """
        written = self.write(sample)
        for name in set(self.files(sample.stem)).difference(written):
            remove(self.target / name)
        return written

    def stages(self) -> Sequence[Stage]:
        """Where pieces of each sample are kept until ``finish``."""
        return ()

    def finish(self) -> None:  # noqa: B027
        """Write what needs all samples: once, at the end. Without it a single file is not there at all.

        Raises:
            FileError: if a file cannot be written.
        """

    def discard(self) -> None:  # noqa: B027
        """Remove what was kept to go on with after a stop."""

    def path(self, name: str) -> Path:
        """The place of one of ``files`` in a target that is a folder; its folder is made."""
        path = self.target / name
        make_folder(path.parent)
        return path


class Format(ABC):
    """A way to write label maps, to read them, or both. One instance serves every export."""

    name: ClassVar[str]
    """As on the command line: lower case, one word."""
    title: ClassVar[str]
    """As on screen, in English."""
    extension: ClassVar[str] = ""
    """Of the one file that is written, with its dot; empty where the target is a folder."""
    suffix: ClassVar[str] = ""
    """What follows the stem in the name of the one file or folder that holds all of a photo's; empty where
    photos share files. ``faceparse parse`` writes formats that have one."""
    folder_a_photo: ClassVar[bool] = False
    """The one of a photo is a folder: its files belong together."""
    writes: ClassVar[bool] = True
    reads: ClassVar[bool] = False
    uses: ClassVar[frozenset[str]] = frozenset()
    """The fields of ``ExportOptions`` that it uses, beside crop, size, classes and naming, which all do."""
    read_uses: ClassVar[frozenset[str]] = frozenset()
    """The fields of ``ReadOptions`` that it uses."""
    orders: ClassVar[tuple[str, ...]] = tuple(ORDERS)
    """The class orders that a format with ``order`` among its options may have, the usual one first."""

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """Begin an export into ``target``, a folder or a file after ``extension``; nothing is written yet.

        Raises:
            FormatError: if the format is for reading only, or ``options`` cannot be followed.
        """
        raise FormatError(
            target, message("{title} can be read, but not written. Choose another format.", title=self.title)
        )

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """What ``source`` holds, one after another, in constant memory.

        Raises:
            FormatError: at the first step, if ``source`` is not of this format; later for what concerns all
                of it. What is wrong with one label map is reported when that is loaded.
        """
        raise FormatError(
            source, message("{title} can be written, but not read. Choose another format.", title=self.title)
        )

    def order(self, asked: str, path: Path) -> ClassOrder:
        """The order that the options ask for; the format's usual one where they hold the default.

        Raises:
            FormatError: naming ``path``, where the format cannot have the order.
        """
        if asked in self.orders:
            return ORDERS[asked]
        if asked != DEFAULT_ORDER:
            orders = " or ".join(self.orders)
            raise FormatError(
                path,
                message(
                    "{name}: {title} has no order {order}. Choose {orders}.",
                    name=path.name,
                    title=self.title,
                    order=asked,
                    orders=orders,
                ),
            )
        return ORDERS[self.orders[0]]

    def recognises(self, source: Path) -> bool:
        """Whether ``source`` looks like this format: by names and one file at most. Never raises."""
        return False


def make_folder(folder: Path) -> None:
    """Make ``folder`` and those above it.

    Raises:
        FormatError: if that is not possible; it names ``folder`` and the remedy.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FormatError(folder, explain_write(folder, error)) from error


def remove(path: Path) -> None:
    """Remove a file of an earlier export, if it is there; ``ProtectedError`` if it is a project's photo.

    Raises:
        FormatError: if it is there and cannot be removed.
    """
    check_may_change(path)
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:  # the target is a file
        pass
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:  # then nothing has that name
            return
        raise FormatError(
            path, message("{name} is out of date and could not be removed. Delete it.", name=path.name)
        ) from error


def save_png(path: Path, image: Image.Image, level: int = 6, is_photo: bool = False) -> None:
    """Write ``image`` as PNG, whole or not at all; ``level`` is zlib's, 0 to 9.

    A picture in colours is stamped, to be known again from a photo, unless it is one.
    """
    with atomic_write(path) as file:
        _save_png(file, image, level, is_photo)


def encode_png(image: Image.Image, level: int = 6) -> bytes:
    """``image`` as the bytes of a PNG file; as ``save_png``."""
    buffer = BytesIO()
    _save_png(buffer, image, level)
    return buffer.getvalue()


def _save_png(file: BinaryIO, image: Image.Image, level: int, is_photo: bool = False) -> None:
    """A label map or mask (mode P or L) is packed by runs, as by ``imaging.encode_indexed_png``.

    A picture in colours says that they are sRGB's (PNG specification, chunk sRGB: perceptual intent).
    """
    is_mask = image.mode in {"P", "L"}
    strategy = zlib.Z_RLE if is_mask else zlib.Z_DEFAULT_STRATEGY
    stamp = PngInfo()
    if not is_mask:
        stamp.add(b"sRGB", b"\0")
    if not (is_mask or is_photo):
        stamp.add_text(*STAMP)
    image.save(file, "PNG", compress_level=level, compress_type=strategy, pnginfo=stamp)


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data``, whole or not at all."""
    with atomic_write(path) as file:
        file.write(data)
