"""``kill -9`` at any moment: the store opens, every picture is whole, nothing older than two seconds is lost.

``FACEPARSE_KILL_ROUNDS`` sets the number of kills.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from faceparse_core.photos.imaging import read_label_map
from faceparse_gui.project import Project

SIDE = 600
PAINTER = f"""
import sys, time
import numpy as np
from faceparse_gui.document import Brush, Document
from faceparse_gui.project import Autosave, Project

project = Project.open(sys.argv[1])
key = project.records()[0].key
labels = project.load_labels(key)
document = Document(np.zeros(({SIDE}, {SIDE}), np.uint8) if labels is None else labels)
autosave = Autosave(project)
count = int(sys.argv[2])
while True:
    # stroke number n puts class n % 19 on a row of its own and so can be found again in the map
    row, class_id = count // 18 + 0.5, 1 + count % 18
    document.begin_stroke(0, row, class_id, Brush(1))
    document.stroke_to({SIDE}, row)
    document.end_stroke()
    autosave.submit(key, document.labels, "edited", document.revision)
    print(count, time.monotonic(), flush=True)
    count += 1
    time.sleep(0.02)
"""


def paint_and_kill(folder: Path, first: int, seconds: float) -> list[tuple[int, float]]:
    """Draw in another process from stroke ``first`` on; return what it drew, and (-1, when it was killed)."""
    command = [sys.executable, "-c", PAINTER, str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as painter:
        assert painter.stdout is not None
        lines = [painter.stdout.readline()]
        time.sleep(seconds)
        painter.kill()
        killed = time.monotonic()
        lines += painter.stdout.readlines()
    strokes = [line.split() for line in lines if line.endswith("\n")]
    return [(int(count), float(when)) for count, when in strokes] + [(-1, killed)]


def strokes_in(labels: np.ndarray | None, upto: int) -> int:
    """Return the last stroke that the map holds, -1 for none; the map must be as that stroke left it."""
    if labels is None:
        return -1
    assert (labels == labels[:, :1]).all(), "half a stroke was saved"
    column = labels[:, 0].astype(int)
    for count in range(upto, -1, -1):
        expected = np.zeros(SIDE, int)
        rows = count // 18
        expected[:rows] = 18
        expected[rows] = 1 + count % 18
        if np.array_equal(column, expected):
            return count
    raise AssertionError("the map is as no stroke left it")


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_killed_at_any_moment_nothing_older_than_two_seconds_is_lost(photos, disk):
    photos = shutil.copytree(photos, disk / "photos")
    rounds = int(os.environ.get("FACEPARSE_KILL_ROUNDS", "10"))
    chance = random.Random(int(os.environ.get("FACEPARSE_KILL_SEED", "0")))
    saved, proven = -1, 0
    for _ in range(rounds):
        seconds = chance.choice([chance.uniform(0, 0.8), chance.uniform(2.2, 3.0)])
        *strokes, (_, killed) = paint_and_kill(photos, saved + 1, seconds)
        project = Project.open(photos)
        try:
            assert "damaged" not in " ".join(project.notices)
            key = project.records()[0].key
            found = strokes_in(project.load_labels(key), max(saved, strokes[-1][0] + 1))
            assert found >= saved, "what the former round had on disk is gone"
            old = [count for count, when in strokes if killed - when > 2.0]
            assert found >= max(old, default=-1)
            assert project.record(key).status == ("edited" if found >= 0 else "new")
            proven += bool(old)
            saved = found
            for path in (photos / ".faceparse" / "labels").glob("*.png"):
                assert read_label_map(path).shape == (SIDE, SIDE)
        finally:
            project.close()
    assert proven or rounds < 10
