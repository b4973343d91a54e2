"""Time from the start of the process to the window's first paint.

    python tests/bench/bench_startup.py

Each run is a new process with a home folder of its own. Without a screen Qt's offscreen platform stands in.
The first run, in which files may come from the disk, is shown apart. CPU is the process's own time until
then: it does not change when other programs are busy.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 9

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


def measure() -> tuple[float, float, list[str]]:
    """Seconds to the first paint, CPU seconds to it, and heavy modules that were loaded."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        begun = time.time()
        done = subprocess.run(
            [sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True
        )
    told = json.loads(done.stdout)
    return told["at"] - begun, told["cpu"], told["heavy"]


def main() -> None:
    first, *others = [measure() for _ in range(RUNS)]
    walls, cpus = [each[0] for each in others], [each[1] for each in others]
    print(f"first run                {first[0]:.2f} s")
    spread = f"least {min(walls):.2f}, most {max(walls):.2f}"
    print(f"median of {len(others)} more          {statistics.median(walls):.2f} s   ({spread})")
    print(f"CPU until the first paint {statistics.median(cpus):.2f} s")
    print(f"heavy modules loaded      {', '.join(first[2]) or 'none'}")


if __name__ == "__main__":
    main()
