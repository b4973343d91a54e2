"""Brings the translations up to the program's texts.

    python resources/faceparse_resources/translations/update.py

Collects all texts with lupdate, those that :func:`faceparse_core.messages.message` builds included, and
compiles them with lrelease. Ends with 1 if a text waits for its translation; these are named, and unfinished
in the .ts file.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[2]
_PACKAGES = ("core", "training", "faceparse_gui")


def main() -> int:
    """Update the translations; 0 if none is missing."""
    waiting = 0
    for source in sorted(_HERE.glob("*.ts")):
        collect(source)
        run_tool("lrelease", str(source), "-qm", str(source.with_suffix(".qm")))
        for message in ET.parse(source).getroot().iter("message"):
            if message.find("translation[@type='unfinished']") is not None:
                waiting += 1
                print(f"{source.name}: {message.findtext('source')!r} is not translated yet")
    return 1 if waiting else 0


def collect(source: Path) -> None:
    """Write all texts of the program into the .ts file ``source``, which keeps its translations."""
    files = sorted(_ROOT.glob("faceparse_gui/**/*.py"))
    with tempfile.TemporaryDirectory() as folder:
        messages = Path(folder, "messages.cpp")  # lupdate knows plurals outside of classes in C++ alone
        messages.write_text("".join(map(_call, sorted(templates(_ROOT).items()))), "utf-8")
        run_tool(
            "lupdate", "-no-obsolete", "-locations", "none", *map(str, [*files, messages]), "-ts", str(source)
        )


def templates(root: Path) -> dict[str, bool]:
    """The templates of all messages in the checkout ``root``, and whether each has a plural."""
    return {
        template: has_plural
        for package in _PACKAGES
        for file in sorted(root.glob(f"{package}/**/*.py"))
        for template, has_plural in messages_in(file.read_text("utf-8"))
    }


def messages_in(source: str) -> Iterator[tuple[str, bool]]:
    """The templates of the messages that a module builds, and whether each has a plural.

    Raises:
        ValueError: If a template is no literal.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="message"), args=[ast.Constant(value=str(template))]):
                yield template, any(keyword.arg == "plural" for keyword in node.keywords)
            case ast.Call(func=ast.Name(id="message")):
                raise ValueError(f"the template of a message is no literal: {ast.unparse(node)}")


def _call(entry: tuple[str, bool]) -> str:
    """The C++ call by which lupdate finds a template."""
    template, has_plural = entry
    text = template.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    plural = ', "", n' if has_plural else ""
    return f'QCoreApplication::translate("Messages", "{text}"{plural});\n'


def run_tool(tool: str, *arguments: str) -> None:
    """Start Qt Linguist's tool that came with this Python, which need not be on the PATH."""
    command = [str(Path(sys.executable).with_name(f"pyside6-{tool}")), *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=_ROOT)


if __name__ == "__main__":
    sys.exit(main())
