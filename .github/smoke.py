"""What an installed wheel must do on every system: help, imports, the sample photo parsed."""

import importlib
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path

from PIL import Image

PACKAGES = ("faceparse_core", "faceparse_training", "faceparse_gui", "faceparse_resources")


def main() -> None:
    """Raise an error if one of them fails."""
    for package in PACKAGES:
        file = Path(importlib.import_module(package).__file__ or "")
        assert file.is_relative_to(sysconfig.get_path("purelib")), f"{file} is not the installed package"
    from faceparse_gui import api
    from faceparse_resources import path

    command = shutil.which("faceparse", path=sysconfig.get_path("scripts"))
    assert command is not None
    subprocess.run([command, "--help"], check=True, stdout=subprocess.DEVNULL)
    photo = path("sample/portrait.jpg")
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([command, "parse", photo, "--out", out], check=True)
        with Image.open(Path(out, "portrait.png")) as mask:
            classes = {api.NAMES[class_id] for _, class_id in mask.getcolors() or []}
            assert mask.size == (512, 512), mask.size
    assert {"background", "skin", "hair", "nose", "l_eye", "r_eye", "u_lip", "l_lip"} <= classes, classes
    print(f"parsed: {', '.join(sorted(classes))}")


if __name__ == "__main__":
    main()
