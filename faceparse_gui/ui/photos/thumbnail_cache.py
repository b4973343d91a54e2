"""Thumbnails that took long to make, on disk in the user's cache folder, whichever project shows them."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import platformdirs
from PIL import Image

from faceparse_core.files.writing import atomic_write, remove_leftovers
from faceparse_core.photos.imaging import ImageError, Photo, read_thumbnail

_SLOW = 0.02
"""Seconds: a thumbnail that is made faster is made anew each time."""
_MOST_BYTES = 64 * 2**20
"""About 15,000 thumbnails."""


class ThumbnailCache:
    """From any thread. A disk that refuses is none of the user's business: thumbnails are then made anew."""

    def __init__(
        self, folder: Path | None = None, most_bytes: int = _MOST_BYTES, slow: float = _SLOW
    ) -> None:
        caches = platformdirs.user_cache_path("faceparse-gui", appauthor=False)
        self.folder = caches / "thumbnails" if folder is None else folder
        self._most_bytes = most_bytes
        self._slow = slow

    def read(self, photo: Path, side: int) -> Photo:
        """As ``faceparse_core.photos.imaging.read_thumbnail``. A changed photo has another name here."""
        try:
            state = photo.stat()
        except OSError:
            return read_thumbnail(photo, side)
        name = f"{photo}\0{state.st_size}\0{state.st_mtime_ns}\0{side}\0sRGB"
        kept = self.folder / f"{hashlib.sha256(name.encode(errors='surrogateescape')).hexdigest()}.jpg"
        if kept.exists():
            with suppress(ImageError):  # of a machine that went down meanwhile: made anew
                return read_thumbnail(kept, side)
        begun = time.monotonic()
        pixels = read_thumbnail(photo, side)
        if time.monotonic() - begun > self._slow:
            self._keep(kept, pixels)
        return pixels

    def _keep(self, path: Path, pixels: Photo) -> None:
        packed = BytesIO()
        Image.fromarray(pixels).save(packed, "JPEG", quality=88)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with atomic_write(path) as file:
                file.write(packed.getvalue())

    def tidy(self) -> None:
        """Remove the oldest until three quarters of what may be kept are left, if it is more than that."""
        with suppress(OSError):
            remove_leftovers(self.folder)
            found = sorted(
                (file.stat().st_mtime, file.stat().st_size, file) for file in self.folder.glob("*.jpg")
            )
            held = sum(size for _, size, _ in found)
            if held <= self._most_bytes:
                return
            for _, size, file in found:
                if held <= 0.75 * self._most_bytes:
                    break
                file.unlink()
                held -= size
