"""The page of the public API: it names what there is, and its examples run."""

import ast
import doctest
import inspect
import re
import subprocess
import sys
import typing
from importlib.resources import files
from pathlib import Path

import pytest

from faceparse_gui import api
from tests import ROOT

PAGE = ROOT / "docs" / "api.md"
PACKAGES = ("faceparse_core", "faceparse_training", "faceparse_gui", "faceparse_resources")
CLASSES = [getattr(api, name) for name in api.__all__ if inspect.isclass(getattr(api, name))]
FUNCTIONS = [getattr(api, name) for name in api.__all__ if inspect.isfunction(getattr(api, name))]


def own_methods(class_: type) -> list[tuple[str, object]]:
    """Public methods and properties that the class itself defines."""
    members = inspect.getmembers_static(class_)
    return [
        (f"{class_.__name__}.{name}", member)
        for name, member in members
        if not name.startswith("_")
        and name in vars(class_)
        and (inspect.isfunction(member) or isinstance(member, property | classmethod))
    ]


METHODS = [method for class_ in CLASSES for method in own_methods(class_)]


@pytest.mark.slow
def test_the_examples_of_the_page_run() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried > 20
    assert not failed


def test_the_page_names_what_is_public_and_nothing_else() -> None:
    on_the_page = set(re.findall(r"\bapi\.(\w+)", PAGE.read_text(encoding="utf-8"))) - {"md"}
    assert on_the_page == set(api.__all__)
    assert len(api.__all__) == len(set(api.__all__))


@pytest.mark.parametrize(
    ("name", "object_"),
    [(each.__name__, each) for each in (*CLASSES, *FUNCTIONS)] + METHODS,
    ids=[each.__name__ for each in (*CLASSES, *FUNCTIONS)] + [name for name, _ in METHODS],
)
def test_everything_public_is_described_and_typed(name: str, object_: object) -> None:
    assert inspect.getdoc(object_), f"{name} has no docstring"
    function = object_.fget if isinstance(object_, property) else inspect.unwrap(object_)
    if inspect.isfunction(function):
        arguments = set(inspect.signature(function).parameters) - {"self"}
        assert arguments | {"return"} <= set(function.__annotations__), name


def test_the_choices_are_those_of_the_formats() -> None:
    from faceparse_gui.formats import ExportOptions

    assert set(typing.get_type_hints(api.ExportChoices)) == set(ExportOptions.model_fields)


def test_importing_it_loads_neither_torch_nor_qt() -> None:
    program = (
        "import sys; from faceparse_gui import api; api.formats(); "
        "print([name for name in ('torch', 'PySide6', 'typer') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_the_packages_say_that_they_are_typed() -> None:
    assert all((files(package) / "py.typed").is_file() for package in PACKAGES)


@pytest.mark.slow
def test_a_program_that_uses_it_passes_a_strict_type_check(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from faceparse_gui import api\n"
        "def good() -> int:\n"
        "    with api.open_project('photos') as project:\n"
        "        return project.export('indexed', 'out', order='bisenet', classes=['skin']).written\n"
        "def bad() -> None:\n"
        "    api.convert('a', 'b', to='indexed', ordr='bisenet')\n"
    )
    cache = pytestconfig.cache.mkdir("mypy") if hasattr(pytestconfig, "cache") else tmp_path
    options = ["--strict", "--follow-imports=silent", "--config-file=", "--cache-dir", cache]
    command = [sys.executable, "-m", "mypy", *options, program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert re.findall(r"program\.py:(\d+): error: (.*?)  ", done.stdout) == [
        ("6", 'Unexpected keyword argument "ordr" for "convert"; did you mean "order"?')
    ], done.stdout + done.stderr


def test_the_examples_are_all_run() -> None:
    """A block that is no doctest may only show the import."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [ast.unparse(ast.parse(block)) for block in blocks] == ["from faceparse_gui import api"]
