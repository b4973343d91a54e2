"""A folder of photos, and folders on disks of another kind."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with face1.jpg, face2.jpg, face10.jpg and a subfolder with another face1.jpg."""
    folder = tmp_path / "photos"
    for name in ("face1.jpg", "face2.jpg", "face10.jpg", "more/face1.jpg"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (60, 40), "grey").save(path)
    return folder


@pytest.fixture
def labels() -> np.ndarray:
    """A label map of 40 × 60 with all classes."""
    return np.random.default_rng(0).integers(0, 19, (40, 60), dtype=np.uint8)


def _mount(target: Path, *options: str) -> None:
    done = subprocess.run(["mount", *options, str(target)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only root may mount a disk for this test")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 1 MB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a disk for this test")
    disk = tmp_path / "disk"
    disk.mkdir()
    _mount(disk, "-t", "tmpfs", "-o", "size=1m", "tmpfs")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def read_only_photos(photos: Path) -> Iterator[Path]:
    """The folder of photos, in which nothing can be written."""
    if os.geteuid() != 0:
        photos.chmod(0o555)
        yield photos
        photos.chmod(0o755)
        return
    _mount(photos, "--bind", str(photos))
    _mount(photos, "-o", "remount,bind,ro")
    yield photos
    subprocess.run(["umount", str(photos)], check=True)
