"""``kill -9`` at any moment of a session in the real window, and what was on disk afterwards.

    python tests/e2e/kill_rounds.py [--rounds 200] [--seed 0] [--report docs/editor.md]

In each round ``kill_session.py`` opens the folder, paints, undoes, parses, accepts and goes from photo to
photo, and is killed: in one round of five while it starts, else up to three seconds after it shows a photo.
Then the project must open without a word of damage, every file in it must be whole, every photo as it was,
and what is saved of each photo must be what some finished change left, none older than ``LIMIT`` missing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from faceparse_gui.project import Prediction, Project
from faceparse_training.studies.report import write_section
from tests.e2e.kill_session import digest

LIMIT = 1.0
"""Seconds: a change older than this is on disk."""
SIZES = ((640, 480), (300, 420), (2000, 1500), (800, 800), (512, 512))
ROUNDS_A_FOLDER = 25
SESSION = Path(__file__).with_name("kill_session.py")

Saved = tuple[str, str]
"""Of one photo: its labels' digest and its status."""


@dataclass
class Figures:
    rounds: int = 0
    starting: int = 0
    changes: int = 0
    due: int = 0
    lost: list[float] = field(default_factory=list)
    """Seconds that the oldest change missing of a photo was old when the window was killed."""
    events: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        cells = {
            "rounds": self.rounds,
            "killed while starting": self.starting,
            "finished changes": self.changes,
            f"older than {LIMIT:.0f} s when killed": self.due,
            "of these lost": 0,  # or there were no figures
            "rounds that lost a newer one": len(self.lost),
            "the oldest of them": f"{max(self.lost, default=0):.2f} s",
        }
        return [
            f"| {' | '.join(cells)} |",
            f"|{'---:|' * len(cells)}",
            f"| {' | '.join(map(str, cells.values()))} |",
            "",
            "Every project opened, no file was half-written, no photo was touched.",
        ]


class Rounds:
    """Kills over one folder of drawn photos, one after another: each session finds what the last one left."""

    def __init__(self, folder: Path, seed: int, figures: Figures) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._figures = figures
        self._log = folder.parent / f"{folder.name}.log"
        folder.mkdir()
        draw_photos(folder, seed)
        self._photos = hashes(folder)
        self._saved = self._read_saved()

    def kill_once(self) -> None:
        """Raise ``AssertionError`` where something was lost, damaged or half-written."""
        killed = self._session()
        lines = self._log.read_text().splitlines(keepends=True) if self._log.exists() else []
        reported = [json.loads(line) for line in lines if line.endswith("\n")]
        found = self._read_saved()
        for key, saved in found.items():
            self._check(saved, self._saved[key], [line for line in reported if line["key"] == key], killed)
        self._saved = found
        self._figures.rounds += 1

    def _session(self) -> float:
        """Run a window and kill it; return when, on the monotonic clock."""
        self._log.unlink(missing_ok=True)
        command = [sys.executable, SESSION, self._folder, self._log, str(self._chance.getrandbits(32))]
        home = {"HOME": str(self._folder.parent), "XDG_CONFIG_HOME": str(self._folder.parent / "config")}
        window = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | home)
        try:
            if self._chance.random() < 0.2:
                self._figures.starting += 1
                time.sleep(self._chance.uniform(0, 2.0))
            else:
                until = time.monotonic() + 60
                while not self._log.exists():
                    assert window.poll() is None, window.stderr.read()
                    assert time.monotonic() < until, "no photo was shown within a minute"
                    time.sleep(0.01)
                time.sleep(self._chance.uniform(0, 3.0))
            assert window.poll() is None, f"the window ended by itself: {window.stderr.read()}"
        finally:
            window.kill()
            killed = time.monotonic()
            errors = window.communicate()[1]
        assert "Traceback" not in errors, errors
        return killed

    def _read_saved(self) -> dict[str, Saved]:
        """Open the project and read all that is in it."""
        project = Project.open(self._folder)
        try:
            reported = [text for text in project.notices if not text.startswith("Saved label maps")]
            assert not reported, reported
            leftovers = list(project.store.rglob("*.tmp"))
            assert not leftovers, f"half-written: {leftovers}"
            for path in project.store.rglob("*.png"):
                with Image.open(path) as picture:
                    picture.load()
            assert hashes(self._folder) == self._photos, "a photo was written to"
            found = {}
            for record in project.records():
                with Image.open(record.path) as photo:
                    width, height = photo.size
                labels = project.load_labels(record.key, (width, height))
                project.load_prediction(record.key)
                blank = np.zeros((height, width), np.uint8)
                found[record.key] = digest(blank if labels is None else labels), record.status
            return found
        finally:
            project.close()

    def _check(self, saved: Saved, before: Saved, reported: list[dict], killed: float) -> None:
        states = [(before, -np.inf)] + [((line["digest"], line["status"]), line["at"]) for line in reported]
        if reported:
            assert reported[0]["event"] == "opened"
            assert states[1][0] == before, "the window showed something else than what was saved"
        due = max(number for number, (_, at) in enumerate(states) if killed - at > LIMIT)
        found = [number for number, ((labels, _), _) in enumerate(states) if labels == saved[0]]
        story = f"{saved} is on disk, killed at {killed:.3f}\n{before}\n" + "\n".join(
            map(json.dumps, reported)
        )
        assert found, f"the labels are as no change left them: {story}"
        assert found[-1] >= due, f"change {due} is lost: {story}"
        # killed between two files, a photo may be held for edited until it is saved again, never for less
        statuses = {state[1] for state, _ in states[due:]}
        assert saved[1] in {*statuses, "edited"}, f"the status is lost: {story}"
        if reported and reported[found[-1] - 1]["status"] == "edited" and found[-1] > 0:
            assert saved[1] in ("edited", "accepted"), f"a parse could replace corrections: {story}"
        changes = [number for number, line in enumerate(reported, 1) if line["event"] != "opened"]
        self._figures.changes += len(changes)
        self._figures.due += sum(number <= due for number in changes)
        missing = [states[number][1] for number in changes if number > found[-1]]
        if missing:
            self._figures.lost.append(killed - min(missing))
        self._figures.events.update(line["event"] for line in reported)


def draw_photos(folder: Path, seed: int) -> None:
    """Drawn faces of several sizes; every second one has a stored parse."""
    rng = np.random.default_rng(seed)
    for number, (width, height) in enumerate(SIZES):
        image = Image.new("RGB", (width, height), tuple(rng.integers(60, 200, 3)))
        face = ImageDraw.Draw(image)
        face.ellipse((width * 0.25, height * 0.1, width * 0.75, height * 0.9), fill=(224, 180, 150))
        image.save(folder / f"{number}.jpg")
    project = Project.open(folder)
    for record, (width, height) in list(zip(project.records(), SIZES, strict=True))[::2]:
        labels = np.zeros((height, width), np.uint8)
        labels[height // 4 : height // 2, width // 4 : width // 2] = 1
        project.save_prediction(record.key, Prediction(labels, labels, "drawn"))
        project.save_labels(record.key, labels, "parsed")
    project.close()


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.jpg")}


def kill(folder: Path, rounds: int, seed: int, tell: bool = False) -> Figures:
    """Do all rounds, in new folders within ``folder``."""
    figures = Figures()
    for first in range(0, rounds, ROUNDS_A_FOLDER):
        group = Rounds(folder / f"photos-{first}", seed + first, figures)
        for number in range(first, min(first + ROUNDS_A_FOLDER, rounds)):
            group.kill_once()
            if tell:
                print(f"round {number + 1}: {figures.changes} changes, {len(figures.lost)} lost", flush=True)
    return figures


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--report", type=Path, metavar="PAGE", help="write the section kill-test there")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = kill(Path(folder), args.rounds, args.seed, tell=True)
    lines = figures.lines()
    print("\n".join(lines))
    if args.report:
        command = shlex.join(["python", "tests/e2e/kill_rounds.py", *sys.argv[1:]])
        write_section(args.report, "kill-test", "\n".join([f"`{command}`", "", *lines]))


if __name__ == "__main__":
    main()
