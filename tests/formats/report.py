"""Export, have it read by others, read it back: one table, format by format.

    python tests/formats/report.py --report docs/formats.md [--only FORMAT …]

Two photos go through the real command line: the sample portrait as the shipped network parses it, and two
drawn faces of odd size with all classes. Exits with 1 where anything came out other than it went in.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

import faceparse_resources
from faceparse_core.labels import ID_OF, LabelMap
from faceparse_core.parsing.faces import whole_frame
from faceparse_core.photos.imaging import read_label_map
from faceparse_gui import api
from faceparse_gui.formats import FORMATS
from faceparse_gui.project import Prediction, Project
from faceparse_training.studies.report import write_section
from tests import ROOT
from tests.formats.reader_checks import CHECKS, Check, Exported, Maps

SECTION = "formats"
DRAWN = "two faces"
SAME = "the same in every pixel"


@dataclass(frozen=True)
class Row:
    """One export and what was made of it. ``fault``: something came out other than it went in."""

    format: str
    command: str
    reader: str
    read: str
    back: str
    fault: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--report", type=Path, help="the page that gets the table")
    parser.add_argument("--only", action="append", metavar="FORMAT", help="may be given several times")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(measure(Path(folder), arguments.only or [n for n, f in FORMATS.items() if f.writes]))
    text = table(rows)
    print(text)
    if arguments.report:
        write_section(arguments.report, SECTION, text)
    return int(any(row.fault for row in rows))


def measure(folder: Path, names: list[str]) -> Iterator[Row]:
    """A row for each check of each format, and one for a format without any."""
    project = folder / "photos"
    truth = make_project(project)
    photos = {path.stem: api.read_photo(path) for path in project.iterdir() if path.is_file()}
    for name in names:
        of_format = [check for check in CHECKS if check.format == name]
        for number, check in enumerate(of_format or [Check(name, "–", lambda exported: "–")]):
            work = folder / f"{name}-{number}"
            work.mkdir()
            yield try_out(check, project, truth, photos, work)
            shutil.rmtree(work)


def make_project(folder: Path) -> Maps:
    """The two photos with accepted labels; return these."""
    folder.mkdir()
    shutil.copy(faceparse_resources.path("sample/portrait.jpg"), folder)
    labels, photo = drawn()
    photo.save(folder / f"{DRAWN}.png")
    with api.open_project(folder) as project:
        project.parse(["portrait.jpg"], api.load_parser("default", "cpu"))
        project.set_status("portrait.jpg", "accepted")
        portrait = project.labels("portrait.jpg")
    assert portrait is not None
    store = Project.open(folder)
    record = store.find(folder / f"{DRAWN}.png")
    assert record is not None
    left, right = whole_frame(100, 133), whole_frame(101, 133)
    right[0, 2] = 100
    sure = np.full(labels.shape, 255, np.uint8)
    store.save_prediction(record.key, Prediction(labels, sure, "drawn", (left, right)))
    store.save_labels(record.key, labels, "accepted")
    store.close()
    return {"portrait": portrait, DRAWN: labels}


def drawn() -> tuple[LabelMap, Image.Image]:
    """Two faces, 201 × 133 pixels, all classes: holes, parts that touch, single pixels."""
    labels = Image.new("L", (201, 133), 0)
    photo = Image.new("RGB", labels.size, (190, 200, 210))
    shapes = (
        ("cloth", (15, 112, 85, 140), "navy"), ("neck", (38, 90, 62, 118), "peru"),
        ("neck_l", (38, 112, 62, 114), "gold"), ("hair", (14, 6, 86, 90), "sienna"),
        ("hat", (20, 2, 80, 20), "darkred"), ("l_ear", (78, 52, 86, 70), "peru"),
        ("r_ear", (14, 52, 22, 70), "peru"), ("skin", (20, 16, 80, 108), "burlywood"),
        ("l_brow", (56, 40, 70, 43), "saddlebrown"), ("r_brow", (30, 40, 44, 43), "saddlebrown"),
        ("eye_g", (26, 46, 74, 60), "black"), ("l_eye", (57, 49, 69, 56), "white"),
        ("r_eye", (31, 49, 43, 56), "white"), ("nose", (45, 58, 55, 76), "tan"),
        ("u_lip", (38, 82, 62, 87), "crimson"), ("mouth", (40, 86, 60, 90), "maroon"),
        ("l_lip", (38, 89, 62, 95), "crimson"),
    )  # fmt: skip
    for shift in (0, 101):
        for name, (x0, y0, x1, y1), color in shapes:
            if shift and name in ("hat", "eye_g"):
                continue
            box = (x0 + shift, y0, x1 + shift, y1)
            ImageDraw.Draw(labels).ellipse(box, fill=ID_OF[name])
            ImageDraw.Draw(photo).ellipse(box, fill=color)
        labels.putpixel((82 + shift, 72), ID_OF["ear_r"])
    labels.putpixel((200, 132), ID_OF["cloth"])
    return np.array(labels), photo


def try_out(check: Check, project: Path, truth: Maps, photos: Mapping[str, np.ndarray], work: Path) -> Row:
    format_ = FORMATS[check.format]
    target = work / f"{check.format}{format_.extension}"
    command = ("export", "--format", check.format, *check.arguments)
    failure = faceparse(*command, "--project", project, "--out", target)
    shown = f"`faceparse {' '.join(command)} --project DIR --out {target.name}`"
    if failure:
        return Row(check.format, shown, check.reader, failure, "–", True)
    expected = without(truth, lost(target))
    read, is_read = by_others(check, Exported(target, photos, expected, work / "scratch"), truth)
    back, is_back = by_us(check, target, truth, expected, work / "back") if format_.reads else ("–", True)
    return Row(check.format, shown, check.reader, read, back, not (is_read and is_back))


def by_others(check: Check, exported: Exported, truth: Maps) -> tuple[str, bool]:
    if not check.can_run:
        return "not tried: `make readers` installs it", True
    exported.scratch.mkdir()
    try:
        found = check.read(exported)
    except Exception as error:
        return f"refused: {type(error).__name__}: {' '.join(str(error).split())[:200]}", False
    return (found, True) if isinstance(found, str) else compare(found, truth, exported.labels)


def by_us(check: Check, target: Path, truth: Maps, expected: Maps, back: Path) -> tuple[str, bool]:
    """By what the format looks like, without being told."""
    failure = faceparse("convert", target, back, "--to", "indexed", *check.back)
    if failure:
        return failure, False
    return compare({path.stem: read_label_map(path) for path in back.glob("*.png")}, truth, expected)


def faceparse(*arguments: str | Path) -> str | None:
    """Run the command line; what it said where it failed."""
    command = [sys.executable, "-m", "faceparse_gui.cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return " ".join(done.stderr.split())[-300:] if done.returncode else None


def lost(target: Path) -> list[str]:
    """The classes that the format has not, as the manifest says."""
    manifest = target / "faceparse-export.jsonl"
    if not target.is_dir():
        manifest = target.with_name(f"{target.name}.manifest.jsonl")
    return list(json.loads(manifest.read_text("utf-8").splitlines()[-1])["lost"])


def without(maps: Maps, names: list[str]) -> Maps:
    gone = [ID_OF[name] for name in names]
    return {stem: np.where(np.isin(labels, gone), np.uint8(0), labels) for stem, labels in maps.items()}


def compare(found: Mapping[str, LabelMap], truth: Maps, expected: Maps) -> tuple[str, bool]:
    """How ``found`` differs from what was exported, and whether that is as it must be."""
    found = {Path(stem).stem: labels for stem, labels in found.items()}
    if set(found) != set(expected):
        return f"found {', '.join(sorted(found)) or 'nothing'}", False
    for stem, labels in expected.items():
        if found[stem].shape != labels.shape:
            return f"{stem}: another size", False
        if count := int((found[stem] != labels).sum()):
            return f"{stem}: {count:,} pixels differ", False
    gone = [name for name in ID_OF if any((truth[s] == ID_OF[name]).any() for s in truth)]
    gone = [name for name in gone if not any((expected[s] == ID_OF[name]).any() for s in expected)]
    return (f"{SAME}, but for {', '.join(gone)}, which it has not" if gone else SAME), True


def table(rows: list[Row]) -> str:
    lines = [
        "| format | command | read by | what it read | back by `faceparse convert` |",
        "|---|---|---|---|---|",
    ]
    cells = [(row.format, row.command, row.reader, row.read, row.back) for row in rows]
    return "\n".join(lines + [f"| {' | '.join(c.replace('|', '/') for c in row)} |" for row in cells])


if __name__ == "__main__":
    sys.exit(main())
