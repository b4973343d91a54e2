"""The choices of the last export are kept with the project, and a broken file harms nothing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from faceparse_core.files.writing import FileError
from faceparse_gui.exchange import LastExport
from faceparse_gui.exchange.last_export import (
    FILE_NAME,
    load_choices,
    save_choices,
    supported,
    supported_for_reading,
)
from faceparse_gui.formats import FORMATS, ExportOptions, ReadOptions


def test_choices_come_back_as_they_were(tmp_path: Path) -> None:
    choices = LastExport(
        scope="all",
        format="layers",
        target=str(tmp_path / "out"),
        options=ExportOptions(
            crop="face", size=256, classes=("skin", "nose"), naming="{n:04}", background=True
        ),
    )

    save_choices(tmp_path, choices)

    assert load_choices(tmp_path) == choices


def test_a_copied_project_offers_its_own_folder(tmp_path: Path) -> None:
    """Not the original's, into which an export would write over that one's; in files of before, none."""
    one, two = tmp_path / "one" / ".faceparse", tmp_path / "two" / ".faceparse"
    one.mkdir(parents=True)
    save_choices(one, LastExport(target=str(tmp_path / "one" / "labels")))
    shutil.copytree(one.parent, two.parent)
    assert load_choices(one).target == str(tmp_path / "one" / "labels")
    assert load_choices(two).target == str(tmp_path / "two" / "labels")
    (two / FILE_NAME).write_text(json.dumps({"target": str(tmp_path / "one" / "labels")}))
    assert load_choices(two).target == ""


def test_a_copied_project_does_not_offer_a_folder_beside_the_original(tmp_path: Path) -> None:
    one, two = tmp_path / "one" / ".faceparse", tmp_path / "two" / ".faceparse"
    one.mkdir(parents=True)
    save_choices(one, LastExport(scope="all", target=str(tmp_path / "exports")))
    (tmp_path / "exports").mkdir()
    shutil.copytree(one.parent, two.parent)
    assert load_choices(one) == LastExport(scope="all", target=str(tmp_path / "exports"))
    assert load_choices(two) == LastExport(scope="all")


def test_names_that_are_no_text_harm_nothing(tmp_path: Path) -> None:
    store = tmp_path / os.fsdecode(b"m\xfcller") / ".faceparse"
    store.mkdir(parents=True)
    save_choices(store, LastExport(scope="all", target=str(store.parent / "labels")))
    assert load_choices(store).target == str(store.parent / "labels")
    save_choices(store, LastExport(scope="all", target=str(tmp_path / os.fsdecode(b"\xe9"))))
    assert load_choices(store) == LastExport(scope="all")


@pytest.mark.parametrize("target", ["/nowhere/out", "../out", "\0"])
def test_a_target_that_is_not_there_is_not_offered(target: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps({"scope": "all", "target": target}))
    assert load_choices(tmp_path) == LastExport(scope="all")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"scope": "none"}', '{"options": {"classes": ["beard"]}}', '{"options": {"colour": 1}}'],
)
def test_a_broken_file_means_the_usual_choices(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)

    assert load_choices(tmp_path) == LastExport()


def test_no_file_and_what_a_later_version_added(tmp_path: Path) -> None:
    assert load_choices(tmp_path) == LastExport()
    (tmp_path / FILE_NAME).write_text('{"scope": "all", "sent_to": "the moon"}')
    assert load_choices(tmp_path).scope == "all"


def test_what_cannot_be_kept_is_reported_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=FILE_NAME):
        save_choices(tmp_path / "gone", LastExport())


def test_what_a_format_does_not_use_has_its_default() -> None:
    chosen = ExportOptions(size=64, grey=True, background=True, photos="png", probabilities=True)

    assert supported(chosen, FORMATS["indexed"]) == ExportOptions(size=64, grey=True)
    assert supported(chosen, FORMATS["layers"]) == ExportOptions(size=64, background=True)
    assert (
        supported_for_reading(ReadOptions(class_map={"Haare": "hair"}), FORMATS["indexed"]) == ReadOptions()
    )
