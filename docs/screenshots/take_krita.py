"""Take ora-krita.png anew, and see what an edit in Krita does: ``python docs/screenshots/take_krita.py``.

The sample portrait is parsed, exported as OpenRaster and opened in a real window of Krita on a screen of its
own. A stroke is painted on the layer ``cloth`` by mouse, the file saved by Ctrl+S, and read back here: the
stroke must be there and all else as it was. Needs krita (5.1: the places to click are its), Xvfb, openbox,
xdotool and ImageMagick.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from take import FOLDER, reduce

import faceparse_resources
from faceparse_core.labels import ID_OF, NAMES, LabelMap
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.formats import FORMATS, ExportOptions, ReadOptions, Sample
from faceparse_gui.formats.openraster import FROM_TOP

WINDOW = (1280, 860)
TITLE = 20
"""Of the window, and all places are below it: the height of openbox's title bar."""
CLOSE_DOCKERS = [(1270, 112), (1270, 86), (1270, 496)]
"""The crosses of the dockers that leave no room for the layers: colours, tool options, presets."""
FIRST_ROW, ROW_HEIGHT, ROW_X = 175, 27, 1150
"""Of the layers, once these are closed."""
PHOTO_AT, ZOOM = (173, 110), 724 / 512
"""The left top corner of the photo in the window, and its scale."""
ON_CLOTH = (118, 196)
STROKE = [(110, 350), (135, 325), (165, 308), (200, 305), (235, 318), (262, 345), (280, 380)]
"""Photo pixels."""


def export(folder: Path) -> tuple[Path, LabelMap]:
    path = faceparse_resources.path("sample/portrait.jpg")
    photo = read_photo(path)
    labels = Parser.load(device="cpu").parse(photo).labels
    writer = FORMATS["ora"].writer(folder, ExportOptions())
    (name,) = writer.add(Sample("portrait", 0, labels, path.name, path, lambda: photo))
    return folder / name, labels


@contextmanager
def running(*command: str, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=_fds(command)
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _fds(command: Sequence[str]) -> tuple[int, ...]:
    return (int(command[command.index("-displayfd") + 1]),) if "-displayfd" in command else ()


@contextmanager
def screen(home: str) -> Iterator[dict[str, str]]:
    """A screen with a window manager; the environment for programs on it."""
    reading, writing = os.pipe()
    env = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
    size = f"{WINDOW[0]}x{WINDOW[1] + TITLE}x24"
    with running("Xvfb", "-screen", "0", size, "-displayfd", str(writing), env=env):
        os.close(writing)
        with os.fdopen(reading) as told:
            env["DISPLAY"] = f":{told.readline().strip()}"
        with running("openbox", env=env):
            yield env


class Hand:
    """Mouse and keyboard."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env = env

    def do(self, *words: object, pause: float = 0.3) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=self._env, capture_output=True, text=True, check=False
        )
        time.sleep(pause)
        return done.stdout

    def click(self, x: int, y: int) -> None:
        self.do("mousemove", x, y, "click", 1, pause=1.5)

    def window(self, seconds: float = 120) -> str:
        """The number of Krita's main window, once it shows the photo."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for number in self.do("search", "--onlyvisible", "--class", "krita", pause=1).split():
                if "portrait" in self.do("getwindowname", number):
                    return number
        raise TimeoutError("Krita did not show the photo")

    def see(self) -> Image.Image:
        picture = subprocess.run(
            ["import", "-window", "root", "png:-"], env=self._env, capture_output=True, check=True
        ).stdout
        with tempfile.TemporaryFile() as file:
            file.write(picture)
            return Image.open(file).convert("RGB")


def on_screen(point: tuple[int, int]) -> tuple[int, int]:
    return round(PHOTO_AT[0] + point[0] * ZOOM), round(PHOTO_AT[1] + point[1] * ZOOM)


def layers_of(labels: LabelMap) -> list[str]:
    """As they lie in the docker."""
    return [name for name in FROM_TOP if name != "background" and (labels == ID_OF[name]).any()]


def edit(file: Path, labels: LabelMap, home: str) -> Image.Image:
    """Paint the stroke and save, as a user does; what the window then shows."""
    with screen(home) as env, running("krita", "--nosplash", str(file), env=env):
        hand = Hand(env)
        window = hand.window()
        hand.do("windowmove", window, 0, TITLE, "windowsize", window, *WINDOW, pause=5)
        for place in CLOSE_DOCKERS:
            hand.click(*place)
        hand.click(ROW_X, FIRST_ROW + ROW_HEIGHT * layers_of(labels).index("cloth"))
        hand.do("mousemove", *on_screen(ON_CLOTH), pause=1)
        hand.do("keydown", "ctrl", pause=1)  # takes the colour from the canvas
        hand.do("click", 1, pause=1)
        hand.do("keyup", "ctrl", pause=1)
        hand.do("mousemove", *on_screen(STROKE[0]), "mousedown", 1)
        for point in STROKE[1:]:
            hand.do("mousemove", *on_screen(point), pause=0.1)
        hand.do("mouseup", 1, pause=3)
        picture = hand.see()
        before = file.stat().st_mtime_ns
        hand.do("key", "ctrl+s", pause=2)
        until = time.monotonic() + 60
        while file.stat().st_mtime_ns == before:
            if time.monotonic() > until:
                raise TimeoutError("Krita did not save")
            time.sleep(0.2)
        time.sleep(2)
        return picture


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, labels = export(Path(folder))
        (found,) = FORMATS["ora"].read(file, ReadOptions())
        assert np.array_equal(found.load(), labels)
        picture = edit(file, labels, folder)
        (found,) = FORMATS["ora"].read(file, ReadOptions())
        after = found.load()
    changed = after != labels
    assert set(np.unique(after[changed])) == {ID_OF["cloth"]}
    assert all(after[y, x] == ID_OF["cloth"] for x, y in STROKE)
    was = ", ".join(NAMES[id_] for id_ in np.unique(labels[changed]))
    rows, columns = np.nonzero(changed)
    print(
        f"{changed.sum():,} pixels became cloth, which were {was}, within x {columns.min()} to "
        f"{columns.max()}, y {rows.min()} to {rows.max()}; the other {(~changed).sum():,} are as they were."
    )
    reduce(picture).save(FOLDER / "ora-krita.png", optimize=True)


if __name__ == "__main__":
    main()
