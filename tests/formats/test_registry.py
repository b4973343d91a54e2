"""The registry: which formats there are, which one a folder is, and what a plug-in cannot break."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from faceparse_gui.formats import FORMATS, Format, FormatError, registry
from tests.formats.samples import export, make_sample

BEGINNING = "from faceparse_gui.formats import Format\nclass X(Format):\n    title = 'X'\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """``install(module, source, entry)``: a package whose entry point ``entry`` is ``module:X``."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before = set(sys.modules)

    def install(module: str, source: str, entry: str = "x") -> None:
        (site / f"{module}.py").write_text(source)
        about = site / f"{module}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[faceparse.formats]\n{entry} = {module}:X\n")
        registry._plug_ins.cache_clear()

    yield install
    registry._plug_ins.cache_clear()
    for module in set(sys.modules) - before:
        if module.startswith("plug_"):
            del sys.modules[module]


def test_every_format_has_the_name_that_it_is_found_by() -> None:
    assert next(iter(FORMATS)) == "indexed"
    assert len(FORMATS) == len(list(FORMATS)) == len(set(FORMATS))
    for name, format_ in FORMATS.items():
        assert isinstance(format_, Format)
        assert format_.name == name
        assert FORMATS[name] is format_
        assert FORMATS.named(name) is format_
        assert name in FORMATS


def test_a_format_that_there_is_not() -> None:
    assert "gif" not in FORMATS
    assert FORMATS.get("gif") is None
    with pytest.raises(KeyError):
        FORMATS["gif"]
    with pytest.raises(ValueError, match=r"There is no format gif\. Choose one of indexed, color, "):
        FORMATS.named("gif")


def test_formats_are_loaded_when_they_are_asked_for() -> None:
    program = (
        "import sys; from faceparse_gui.formats import FORMATS; list(FORMATS); "
        "print('faceparse_gui.formats.overlay' in sys.modules); FORMATS['overlay']; "
        "print('faceparse_gui.formats.overlay' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]


def test_a_folder_is_recognised_by_its_look(labels: np.ndarray, tmp_path: Path) -> None:
    target = export(FORMATS["indexed"], tmp_path / "masks", make_sample(labels))
    assert FORMATS.recognise(target).name == "indexed"
    (tmp_path / "site").mkdir()
    with pytest.raises(FormatError, match=r"There is no file in .*site"):
        FORMATS.recognise(tmp_path / "site")
    (tmp_path / "site" / "index.html").touch()
    with pytest.raises(FormatError, match=r"site is in no format that is known by its look\. Say which"):
        FORMATS.recognise(tmp_path / "site")


def test_data_sets_are_asked_before_files_a_photo(
    install: Callable[..., None], labels: np.ndarray, tmp_path: Path
) -> None:
    target = export(FORMATS["indexed"], tmp_path / "masks", make_sample(labels))
    takes_all = "    name = 'all'\n    reads = True\n    def recognises(self, source):\n        return True\n"
    install("plug_file", BEGINNING + takes_all + "    suffix = '.png'\n")
    assert FORMATS.recognise(target).name == "indexed"
    install("plug_set", BEGINNING + takes_all.replace("'all'", "'set'"))
    assert FORMATS.recognise(target).name == "set"


def test_a_plug_in_comes_after_ours_as_a_class_or_an_instance(install: Callable[..., None]) -> None:
    ours = list(FORMATS)
    install("plug_class", BEGINNING + "    name = 'one'\n")
    install("plug_object", BEGINNING + "    name = 'two'\nX = X()\n")
    assert list(FORMATS) == [*ours, "one", "two"]
    assert FORMATS.named("two").title == "X"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import nothing_like_this", "No module named 'nothing_like_this'"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit('no licence')", "no licence"),
        ("X = 3", "plug_bad:X is no Format"),
        ("Y = 3", "has no attribute 'X'"),
        (BEGINNING, "has no attribute 'name'"),
        (BEGINNING + "    name = 'indexed'\n", "there is a format indexed already"),
        (BEGINNING + "    name = 'good'\n", "there is a format good already"),
        (BEGINNING + "    name = 'My Format'\n", "'My Format' is no name for the command line"),
        (BEGINNING + "    def __init__(self):\n        raise OSError('no disk')\n", "no disk"),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_left_out_and_reported(
    source: str, why: str, install: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    ours = list(FORMATS)
    install("plug_a", BEGINNING + "    name = 'good'\n", "good")
    install("plug_bad", source, "bad")
    with caplog.at_level(logging.ERROR):
        assert list(FORMATS) == [*ours, "good"]
    (record,) = caplog.records
    assert "The format bad of the package plug_bad cannot be used and is left out." in record.getMessage()
    assert why in caplog.text
    assert FORMATS.named("indexed").title == "Indexed PNG (class ids)"


@pytest.mark.parametrize("fault", ["1 / 0", "raise SystemExit"])
def test_a_plug_in_that_fails_at_a_folder_does_not_hide_the_others(
    fault: str,
    install: Callable[..., None],
    labels: np.ndarray,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fails = f"    name = 'fails'\n    reads = True\n    def recognises(self, source):\n        {fault}\n"
    install("plug_fails", BEGINNING + fails)
    target = export(FORMATS["indexed"], tmp_path / "masks", make_sample(labels))
    assert FORMATS.recognise(target).name == "indexed"
    assert "The format fails failed at" in caplog.text
