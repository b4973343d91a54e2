"""The documentation: its site builds from files alone, and what the pages name is there."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from faceparse_gui import api
from tests import ROOT

SOURCES = ("core", "training", "resources", ".")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("resources/**/*.md")])
IDENTIFIERS = re.compile(r"^::: (\S+)", re.MULTILINE)
BUILD = """
import json, socket, sys
def refuse(*_): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
from mkdocs.__main__ import cli
cli(["build", "--strict", "--quiet", "--site-dir", sys.argv[1]], standalone_mode=False)
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps(sorted(loaded & {"torch", "PySide6", "faceparse_core", "faceparse_gui"})))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The site, and which of our packages, torch and Qt its build imported."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, folder], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout.splitlines()[-1])


def _pages_with(pattern: str, folder: Path) -> dict[str, list[str]]:
    found = {
        page.name: re.findall(pattern, page.read_text(encoding="utf-8")) for page in folder.rglob("*.html")
    }
    return {name: hits for name, hits in found.items() if hits}


@pytest.mark.slow
def test_the_site_builds_without_network_and_without_importing_the_program(
    site: tuple[Path, list[str]],
) -> None:
    assert site[1] == []


@pytest.mark.slow
def test_the_pages_load_nothing_from_elsewhere(site: tuple[Path, list[str]]) -> None:
    folder, _ = site
    assert (folder / "index.html").is_file()
    assert _pages_with(r"<(?:link|script|img|iframe)[^>]*(?:src|href)=\"?(?:https?:)?//[^>]*", folder) == {}


@pytest.mark.slow
def test_the_reference_has_all_that_is_public(site: tuple[Path, list[str]]) -> None:
    page = (site[0] / "reference" / "api.html").read_text(encoding="utf-8")
    assert [name for name in api.__all__ if f'id="faceparse_gui.api.{name}"' not in page] == []
    assert 'id="faceparse_gui.api.Project.import_masks"' in page


def test_every_package_has_its_page_in_the_reference() -> None:
    documented = {
        name
        for page in (ROOT / "docs" / "reference").glob("*.md")
        for name in IDENTIFIERS.findall(page.read_text(encoding="utf-8"))
    }
    application = ROOT / "faceparse_gui"
    rooms = {f"faceparse_gui.{file.parent.name}" for file in application.glob("*/__init__.py")}
    modules = {f"faceparse_gui.{file.stem}" for file in application.glob("*.py")} - {"faceparse_gui.__init__"}
    others = {"faceparse_core", "faceparse_training", "faceparse_resources"}
    assert documented == rooms | modules | others


def test_contributing_says_where_every_folder_is() -> None:
    named = set(re.findall(r"`([\w/]+)/`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    rooms = {
        module.parent.relative_to(ROOT).as_posix()
        for source in ("core", "training", "resources", "faceparse_gui")
        for module in (ROOT / source).rglob("*.py")
        if module.name != "__init__.py"
    }
    assert rooms - named == {"faceparse_gui"}
    assert [name for name in sorted(named) if not (ROOT / name).is_dir()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / unquote(link)).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_source_files_and_modules_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    files = set(re.findall(r"(?<![\w/.<>*-])(?!path/to/)((?:[\w.-]+/)+[\w-]+\.py)\b", text))
    assert sorted(name for name in files if not _is_source(name)) == []
    modules = set(re.findall(r"(?<![\w/.])(faceparse_(?:core|gui|training|resources)(?:\.\w+)+)", text))
    assert sorted(name for name in modules if not _is_name(name)) == []


def _is_source(name: str) -> bool:
    """Whether there is such a file, from the checkout's root or from within a package."""
    packages = ("faceparse_gui", "core/faceparse_core", "training/faceparse_training")
    return any((ROOT / folder / name).is_file() for folder in (*SOURCES, *packages))


def _is_name(name: str) -> bool:
    """Whether a dotted name is a module, or its last part stands in one."""
    *parents, last = name.split(".")
    for source in SOURCES:
        path = ROOT.joinpath(source, *parents)
        if (path / last).is_dir() or (path / f"{last}.py").is_file():
            return True
        for module in (path.with_suffix(".py"), path / "__init__.py"):
            if module.is_file() and re.search(rf"\b{last}\b", module.read_text(encoding="utf-8")):
                return True
    return name.endswith((".py", ".safetensors"))
