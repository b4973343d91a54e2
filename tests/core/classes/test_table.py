"""Class tables: what is one, and how one is read with another."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from pydantic import ValidationError

from faceparse_core import class_orders, labels
from faceparse_core.classes.class_file import (
    ClassFileError,
    load_table,
    preset,
    presets,
    read_table,
    table_data,
)
from faceparse_core.classes.table import ClassTable
from faceparse_core.errors import FaceparseError
from faceparse_core.validation import first_fault


def rows(*classes: dict) -> dict:
    """A table with the background and these classes, in numbers from 1."""
    base = {"id": 0, "name": "background", "title": "Background", "color": "#000000"}
    more = [
        {"id": n, "title": each["name"] or "x", "color": "#aa0000"} | each
        for n, each in enumerate(classes, 1)
    ]
    return {"name": "a table", "classes": [base, *more]}


def test_the_presets_are_what_their_names_say():
    assert presets() == ["celebamask-hq", "joined", "lapa", "retouching"]
    assert tuple(preset().id_of) == labels.NAMES
    assert tuple(preset("lapa").id_of) == class_orders.ORDERS["lapa"].names
    more = preset("retouching")
    assert [each.name for each in more.missing_in(preset())] == ["beard", "teeth", "occluder"]
    assert len(preset("joined")) == 17
    with pytest.raises(ClassFileError, match="There are celebamask-hq, joined"):
        preset("no-such")


def test_flipped_pixels_change_sides():
    assert np.array_equal(preset().mirror_lut[:19], labels.MIRROR_LUT)
    joined = preset("joined")
    assert joined.mirror_lut[joined.id_of["ear"]] == joined.id_of["ear"]


@pytest.mark.parametrize(
    ("name", "of", "place"),
    [
        ("joined", "r_ear", "ear"),
        ("joined", "l_brow", "brow"),
        ("lapa", "hair", "hair"),
        ("lapa", "cloth", "background"),
        ("retouching", "skin", "skin"),
    ],
)
def test_what_the_shipped_networks_say_has_its_place_in_each_preset(name, of, place):
    table = preset(name)
    assert table.lut_from(preset())[preset().id_of[of]] == table.id_of[place]


def test_a_class_that_a_table_lacks_belongs_to_its_parent_there():
    more, plain = preset("retouching"), preset()
    lut = plain.lut_from(more)
    assert lut[more.id_of["beard"]] == plain.id_of["skin"]
    assert lut[more.id_of["teeth"]] == plain.id_of["mouth"]
    assert lut[more.id_of["occluder"]] == 0
    assert lut[255] == 255


def test_names_are_found_in_whatever_spelling():
    table = preset()
    for name in ("L_Eye", "l eye", "ｌ_eye", "l-eye"):
        assert table.find(name) is table.by_id[4]
    assert table.find("beard") is None


@pytest.mark.parametrize(
    ("classes", "why"),
    [
        ([{"name": "Beard"}, {"name": "be\u0061rd"}], "the same name"),
        ([{"name": "ch\u00edn"}, {"name": "chi\u0301n"}], "the same name"),
        ([{"name": "left eye"}, {"name": "left_eye"}], "the same name"),
        ([{"name": "a"}, {"name": "b", "aliases": ["A"]}], "the same name"),
        ([{"name": "a", "mirror": "a"}], "its own mirrored class"),
        ([{"name": "a", "mirror": "b"}], "not in the table"),
        ([{"name": "a", "mirror": "b"}, {"name": "b"}], "is not mirrored to it"),
        ([{"name": "a", "parent": "b"}, {"name": "b", "parent": "a"}], "a parent of itself"),
        ([{"name": "a", "parent": "c"}], "not in the table"),
        ([{"name": "a", "id": 0}], "the id 0"),
        ([{"name": "a", "id": 64}], "less than 64"),
        ([{"name": ""}], "needs a name"),
        ([{"name": " _ "}], "needs a name"),
        ([{"name": "../../etc"}], "cannot"),
        ([{"name": "a/b"}], "cannot contain /"),
        ([{"name": "a\u202eb"}], "not shown"),
        ([{"name": "x" * 65}], "64 characters"),
        ([{"name": "a", "color": "red"}], "#rrggbb"),
        ([{"name": "a", "color": "#12345"}], "#rrggbb"),
        ([{"name": "a", "color": [1, 2, 300]}], "less than or equal to 255"),
        ([{"name": "a", "extra": 1}], "Extra inputs"),
        ([{"name": f"c{n}", "id": n % 64} for n in range(1, 65)], "64 items"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused_with_the_reason(classes, why):
    with pytest.raises(ValidationError) as error:
        ClassTable.model_validate(rows(*classes))
    assert why in first_fault(error.value)[1]


def test_without_a_background_there_is_no_table():
    data = rows({"name": "a"})
    del data["classes"][0]
    with pytest.raises(ValidationError, match="no class with id 0"):
        ClassTable.model_validate(data)


def test_a_file_comes_back_as_it_went(tmp_path):
    for name in presets():
        (tmp_path / "a.json").write_bytes(table_data(preset(name)))
        assert load_table(tmp_path / "a.json") == preset(name)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        (b"[]", "should be an object"),
        (b'{"format": "another", "version": 1}', "format"),
        (b'{"format": "faceparse-gui classes", "version": 1}', "table: Field required"),
        (b'{"format": "faceparse-gui classes", "version": 2, "more": 1}', "newer program"),
        (
            json.dumps(
                {"format": "faceparse-gui classes", "version": 1, "table": rows({"name": ""})}
            ).encode(),
            "name",
        ),
    ],
)
def test_a_file_that_is_none_is_named(data, why):
    with pytest.raises(ClassFileError) as error:
        read_table(data, "mine.json")
    assert why in str(error.value)
    assert str(error.value).startswith("mine.json")
    assert re.search(r"[^.]\. Use a ", str(error.value)), "one full stop"


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    (tmp_path / "a.json").write_bytes(b" " * (1 << 20) + b"{}")
    with pytest.raises(FaceparseError, match=r"a\.json has more than"):
        load_table(tmp_path / "a.json")
