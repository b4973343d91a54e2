"""Samples to write, and the files that a writer makes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from faceparse_gui.formats import ExportOptions, Format, Sample


def make_sample(labels: np.ndarray, stem: str = "face", index: int = 0, **more: object) -> Sample:
    """A sample with a photo of noise, which lies nowhere on disk."""

    def photo() -> np.ndarray:
        return np.random.default_rng(index).integers(0, 256, (*labels.shape, 3), dtype=np.uint8)

    given: dict = {
        "photo_name": f"{stem}.png",
        "photo_path": Path(f"{stem}.png"),
        "load_photo": photo,
        "as_in_file": False,
        **more,
    }
    return Sample(stem, index, labels, **given)


def target_of(folder: Path, format_: Format) -> Path:
    """Where an export into ``folder`` goes: into it, or to a file in it."""
    return folder / f"export{format_.extension}" if format_.extension else folder


def export(format_: Format, folder: Path, *samples: Sample, options: ExportOptions | None = None) -> Path:
    """Write ``samples``; return the target."""
    target = target_of(folder, format_)
    writer = format_.writer(target, options or ExportOptions())
    writer.begin([sample.stem for sample in samples])
    for sample in samples:
        writer.add(sample)
    writer.finish()
    return target


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
