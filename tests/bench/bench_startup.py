"""Time from the start of the process to the window's first paint.

Each run is a new process with a home folder of its own. Without a screen Qt's offscreen platform is used.
The first run, in which files may come from the disk, is shown apart. CPU is the process's own time until
then, which does not change when other programs are busy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from tests.bench.harness import Bench, Times, scratch_home, table

CHILD = """
import json, os, sys, time
from faceparse_gui.app import build

app, window = build()

from PySide6.QtCore import QEvent, QObject, QTimer

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, report)  # once the whole window is painted
        return False

def report():
    heavy = [name for name in ("torch", "albumentations", "scipy") if name in sys.modules]
    print(json.dumps({"at": time.time(), "cpu": time.process_time(), "heavy": heavy}), flush=True)
    window.close()

watch = FirstPaint()
window.installEventFilter(watch)
window.show()
app.exec()
"""


def main() -> None:
    bench = Bench(__doc__, "startup", "docs/editor.md", repeat=8, of="starts after the first")
    options = bench.parse()
    first, *others = [measure() for _ in range(1 + options.repeat)]
    walls, cpus = (Times(tuple(each[clock] for each in others)) for clock in (0, 1))
    spread = f"{walls.median:.2f} s ({min(walls.values):.2f} to {walls.longest:.2f})"
    rows = [
        ["first start", f"{first[0]:.2f} s"],
        [f"median of {len(others)} more", spread],
        ["CPU time until the first paint", f"{cpus.median:.2f} s"],
        ["heavy modules loaded", ", ".join(first[2]) or "none"],
    ]
    bench.write(table("what | figure", rows), f"{walls.median:.2f} s")


def measure() -> tuple[float, float, list[str]]:
    """Return seconds to the first paint, CPU seconds to it, and heavy modules that were loaded."""
    with scratch_home():
        environment = dict(os.environ)
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        start = time.time()
        done = subprocess.run(
            [sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True
        )
    found = json.loads(done.stdout)
    return found["at"] - start, found["cpu"], found["heavy"]


if __name__ == "__main__":
    main()
