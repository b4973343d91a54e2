"""Run cases, one after another: read `TARGET NUMBER` a line on stdin, print what came of each as a JSON line.

The good files of every target are read first, so that all code is loaded; a line says what came of that.

Started by fuzz.py, which watches over time and memory.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path
from random import Random

from tests.fuzz.fuzz_targets import TARGETS, allowed
from tests.fuzz.mutators import mutated, put_something_else

SECRET = b"what the reader has no business with"


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["HOME"] = os.environ["XDG_DATA_HOME"] = str(Path(scratch) / "home")
        Path(os.environ["HOME"]).mkdir()
        said = {name: _read_good(name, Path(scratch)) for name in sys.argv[1:]}
        print(json.dumps({name: text for name, text in said.items() if text}), flush=True)
        for line in sys.stdin:
            name, number = line.split()
            print(json.dumps(run(name, int(number), Path(scratch))), flush=True)


def run(name: str, number: int, scratch: Path) -> dict[str, str | None]:
    """Damage good files of the target ``name`` and read them.

    Returns:
        ``said``: what a user was told, None where nothing was wrong; ``fault``: what went wrong in a way that
        it may not, None where nothing did.
    """
    random = Random(f"{name} {number}")
    folder = scratch / "case"
    outside = scratch / "outside"
    for each in (folder, outside):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(_good(name, scratch), folder, symlinks=True)
    outside.mkdir()
    (outside / "secret").write_bytes(SECRET)
    photos = _photos(folder, name)
    files = sorted(path for path in (folder / "in").rglob("*") if path.is_file() and path not in photos)
    contents = [path.read_bytes() for path in files]
    for path in random.sample(files, min(len(files), random.choice((1, 1, 2, 4)))):
        if random.random() < 0.15:
            put_something_else(path, outside, random)
        else:
            path.write_bytes(mutated(path.read_bytes(), random.choice(contents), random))
    said = fault = None
    try:
        said = TARGETS[name].read(folder)
    except allowed() as error:
        said = str(error)
        if not said:
            fault = f"an error without a word: {error!r}"
    except BaseException:
        fault = traceback.format_exc(limit=-6)
    if (outside / "secret").read_bytes() != SECRET or len(list(outside.iterdir())) != 1:
        fault = "something was written through a link"
    for path, content in photos.items():
        if path.read_bytes() != content:
            fault = f"the photo {path.name} was changed"
    return {"said": said, "fault": fault}


def _read_good(name: str, scratch: Path) -> str | None:
    folder = scratch / "case"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_good(name, scratch), folder)
    return TARGETS[name].read(folder)


@cache
def _good(name: str, scratch: Path) -> Path:
    folder = scratch / "good" / name
    folder.mkdir(parents=True)
    TARGETS[name].make(folder)
    return folder


def _photos(folder: Path, name: str) -> dict[Path, bytes]:
    """The user's own photos and their bytes: they are not damaged, and must be the same afterwards."""
    place = {"store": folder / "in", "photos": folder / "none"}.get(name, folder / "project")
    return {path: path.read_bytes() for path in place.glob("*.png")}


if __name__ == "__main__":
    main()
