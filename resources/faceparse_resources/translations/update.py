"""Brings the translations up to the program's texts.

    python resources/faceparse_resources/translations/update.py

Lists the messages of the packages without Qt, collects all texts with lupdate, compiles them with lrelease.
Ends with 1 if a text waits for its translation; these are named, and unfinished in the .ts file.
"""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[2]
MODULE = Path("faceparse_gui", "ui", "i18n", "message_templates.py")
"""What lists the messages, relative to the checkout."""


def main() -> int:
    """Update the translations; 0 if none is missing."""
    from faceparse_resources.translations import extract

    (_ROOT / MODULE).write_text(extract.module(extract.templates(_ROOT), extract.titles(_ROOT)), "utf-8")
    files = [str(file.relative_to(_ROOT)) for file in sorted(_ROOT.glob("faceparse_gui/**/*.py"))]
    waiting = 0
    for source in sorted(_HERE.glob("*.ts")):
        _run("lupdate", "-no-obsolete", "-locations", "none", *files, "-ts", str(source))
        _run("lrelease", str(source), "-qm", str(source.with_suffix(".qm")))
        for message in ET.parse(source).getroot().iter("message"):
            if message.find("translation[@type='unfinished']") is not None:
                waiting += 1
                print(f"{source.name}: {message.findtext('source')!r} is not translated yet")
    return 1 if waiting else 0


def _run(tool: str, *arguments: str) -> None:
    """Start Qt Linguist's tool that came with this Python, which need not be on the PATH."""
    command = [str(Path(sys.executable).with_name(f"pyside6-{tool}")), *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=_ROOT)


if __name__ == "__main__":
    sys.exit(main())
