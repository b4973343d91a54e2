"""Finds messages and titles in the packages without Qt, which are plain English strings, for Qt Linguist.

A message becomes a template: what an f-string fills in is {0}, {1} and so on, in the order of appearance.
Errors and notices pass through names, returns and helpers on their way to the user, so what counts is not
where a string goes but what it is: any text of words that is no docstring, title, query or line of the log.
A message that quotes others, ``f"{error} This part begins anew."``, is one template, its parts are others.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_SOURCES = (
    "core/faceparse_core/*.py",
    "core/faceparse_core/[!m]*/*.py",
    "core/faceparse_core/model_files/*.py",
    "faceparse_gui/project/**/*.py",
    "faceparse_gui/formats/**/*.py",
    "faceparse_gui/exchange/*.py",
    "training/faceparse_training/finetune/crops.py",
    "training/faceparse_training/data/datasets.py",
    "training/faceparse_training/finetune/run.py",
    "training/faceparse_training/finetune/gate.py",
    "training/faceparse_training/finetune/learner.py",
    "training/faceparse_training/finetune/phase.py",
    "training/faceparse_training/finetune/manifest.py",
)
"""Of ``training`` what the window's fine-tuning runs through."""
_COMMAND_LINE = frozenset(
    {
        "core/faceparse_core/durations.py",
        "core/faceparse_core/metrics.py",
        "core/faceparse_core/model_files/onnx_export.py",
        *(f"core/faceparse_core/trainer/{name}.py" for name in ("distributed", "ewc", "loop", "state")),
    }
)
"""Says nothing in the window."""
_UNSEEN_CALLS = frozenset(
    {"debug", "info", "warning", "error", "exception", "execute", "executemany", "fullmatch", "removeprefix"}
)
"""Methods whose arguments nobody reads: of loggers, databases, patterns and strings."""
_UNSEEN_METHODS = frozenset({"__repr__"})
"""What they say is for programmers."""

_HEAD = '''"""Messages of the packages without Qt; made by translations/update.py, not by hand."""

# ruff: noqa: E501
# fmt: off
from PySide6.QtCore import QT_TRANSLATE_NOOP

'''


def templates(root: Path) -> list[str]:
    """The templates of all messages in the packages under ``root``, sorted; their own braces are doubled."""
    found: set[str] = set()
    for pattern in _SOURCES:
        for file in root.glob(pattern):
            if file.relative_to(root).as_posix() not in _COMMAND_LINE:
                found |= messages(file.read_text("utf-8"))
    return sorted(found | _steps(root))


def _steps(root: Path) -> set[str]:
    """What ``tell_failure`` is told to have failed, as "read": single words, filled into messages."""
    found: set[str] = set()
    for file in root.glob("faceparse_gui/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="tell_failure"), args=[_, ast.Constant(value=str(step)), _]):
                    found.add(step)
    return found


def titles(root: Path) -> list[str]:
    """What the formats and the class orders under ``root`` are called, sorted."""
    found: set[str] = set()
    for file in (*root.glob("faceparse_gui/formats/**/*.py"), root / "core/faceparse_core/class_orders.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Assign(targets=[ast.Name(id="title")], value=ast.Constant(value=str(title))):
                    found.add(title)
                case ast.Call(func=ast.Name(id="ClassOrder"), args=[_, ast.Constant(value=str(title)), *_]):
                    found.add(title)
    return sorted(found)


def messages(source: str) -> set[str]:
    """The templates of a module's messages, and of its constants that these quote."""
    finder = _Finder()
    finder.visit(ast.parse(source))
    quoted = [value for name, value in finder.constants.items() if name in finder.quoted]
    return set(filter(_has_words, [*finder.found, *quoted]))


def module(found: Iterable[str], called: Iterable[str] = ()) -> str:
    """The Python module that lists the templates and titles for Qt Linguist."""
    return (
        f"{_HEAD}TEMPLATES: tuple[str, ...] = {_tuple('Messages', found)}\n"
        f"TITLES: tuple[str, ...] = {_tuple('Formats', called)}"
    )


def _tuple(context: str, texts: Iterable[str]) -> str:
    lines = (f'    QT_TRANSLATE_NOOP("{context}", {_literal(text)}),\n' for text in texts)
    return f"tuple(map(str, (\n{''.join(lines)})))\n"


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[str] = []
        self.quoted: set[str] = set()
        """Names that stand in the f-strings."""
        self.constants: dict[str, str] = {}
        """The module's own strings by their names."""

    def visit_Module(self, node: ast.Module) -> None:
        for statement in node.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                    self.constants[name] = _escaped(text)
                case ast.Assign() | ast.AnnAssign():
                    pass
                case _:
                    self.visit(statement)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            if not isinstance(statement, ast.Assign | ast.AnnAssign):
                self.visit(statement)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name not in _UNSEEN_METHODS:
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        pass

    def visit_Call(self, node: ast.Call) -> None:
        if not (isinstance(node.func, ast.Attribute) and node.func.attr in _UNSEEN_CALLS):
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.found.append(_escaped(node.value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.found.append("".join(_parts(node)))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.quoted |= {name.id for name in ast.walk(part.value) if isinstance(name, ast.Name)}
                self.visit(part.value)


def _parts(node: ast.JoinedStr) -> Iterator[str]:
    number = 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            yield _escaped(str(part.value))
        else:
            yield f"{{{number}}}"
            number += 1


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _has_words(template: str) -> bool:
    """Whether there is something to translate: two words, or a longer one beside what is filled in."""
    words = re.findall(r"[A-Za-z]{2,}", template)
    has_space = re.search(r"[\w.,;:)}] [\w({]", template)
    return has_space is not None and (len(words) > 1 or any(len(word) > 3 for word in words))


def _literal(text: str) -> str:
    """``text`` between double quotes, which lupdate reads in Python and in C alike."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
