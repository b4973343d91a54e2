"""Changes of a class table: pixels, names and networks stay together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.classes import changes
from faceparse_core.classes.changes import Change, ClassesError
from faceparse_core.classes.class_file import preset, read_table, table_data
from faceparse_core.classes.table import ClassTable

NONE = Change(preset(), np.arange(256, dtype=np.uint8))
names = st.sampled_from(["skin", "nose", "l_eye", "r_eye", "hair", "hat", "beard", "Shadow", "cloth"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), names, names),
        st.tuples(st.just("delete"), names),
        st.tuples(st.just("rename"), names, st.sampled_from(["Fur", "hair 2", "SKIN"]), st.just("Title")),
        st.tuples(st.just("recolor"), names, st.just((1, 2, 3))),
        st.tuples(st.just("pair"), names, names),
        st.tuples(st.just("pair"), names),
        st.tuples(st.just("set_parent"), names, names),
    ),
    max_size=12,
)


def carried_out(table: ClassTable, steps: list[tuple]) -> Change:
    """All steps that the table allows, in one."""
    done = Change(table, np.arange(256, dtype=np.uint8))
    for kind, *arguments in steps:
        try:
            done = done.then(getattr(changes, kind)(done.table, *arguments))
        except ClassesError:
            continue
    return done


@given(steps, st.booleans())
def test_names_say_what_the_pixels_do(steps, has_beard):
    before = preset("retouching" if has_beard else "celebamask-hq")
    done = carried_out(before, steps)
    ids = [each.id for each in before]
    assert np.array_equal(done.table.lut_from(before)[ids], done.lut[ids])
    assert set(done.lut[ids]) == {each.id for each in done.table}
    assert read_table(table_data(done.table), "x") == done.table
    lut = done.table.mirror_lut
    assert np.array_equal(lut[lut], np.arange(256))


def test_a_new_class_takes_the_lowest_id_that_is_free():
    fewer = changes.delete(preset(), "nose").table
    more = changes.add(fewer, "beard", "Beard", (9, 9, 9), "skin")
    assert more.table.id_of["beard"] == 2
    assert more.table.classes[-1].name == "beard"
    assert np.array_equal(more.lut, NONE.lut)
    assert more.table.lut_from(preset())[2] == 0, "what a network calls a nose is no beard"


def test_a_class_that_is_made_anew_is_found_by_its_name_again():
    merged = changes.merge(preset(), "l_ear", "r_ear").table
    assert merged.find("l_ear") is merged.find("r_ear")
    again = changes.add(merged, "l_ear", "Left ear", (9, 9, 9)).table
    assert again.find("l_ear").name == "l_ear"
    assert again.lut_from(preset())[preset().id_of["l_ear"]] == again.id_of["l_ear"]


def test_deleted_pixels_go_to_the_parent_or_where_one_says():
    table = preset("retouching")
    assert changes.delete(table, "beard").lut[table.id_of["beard"]] == table.id_of["skin"]
    assert changes.delete(table, "occluder").lut[table.id_of["occluder"]] == 0
    assert changes.delete(table, "beard", "hair").lut[table.id_of["beard"]] == table.id_of["hair"]


def test_children_of_what_is_merged_go_with_it():
    table = changes.set_parent(preset("retouching"), "skin", "neck").table
    into_child = changes.merge(table, "skin", "beard").table
    assert into_child.by_id[into_child.id_of["beard"]].parent == "neck"
    into_other = changes.merge(table, "skin", "nose").table
    assert into_other.by_id[into_other.id_of["beard"]].parent == "nose"


def test_another_order_leaves_the_ids():
    turned = changes.reorder(preset(), [*reversed(preset().id_of)]).table
    assert turned.classes[0].name == "cloth"
    assert turned.id_of == preset().id_of
    assert np.array_equal(turned.palette, preset().palette)


def full() -> ClassTable:
    table = preset()
    while len(table) < 64:
        table = changes.add(table, f"class {len(table)}", "x", (1, 1, 1)).table
    return table


@pytest.mark.parametrize(
    ("change", "arguments", "why"),
    [
        ("add", ("Skin", "x", (1, 1, 1)), "the same name"),
        ("add", ("", "x", (1, 1, 1)), "needs a name"),
        ("add", ("beard", "x", (1, 1, 1), "fur"), "no class fur. There are background, skin"),
        ("add", ("beard", "x", (1, 1, 256)), "255"),
        ("rename", ("hair", "hat", "x"), "the same name"),
        ("rename", ("fur", "hat", "x"), "no class fur"),
        ("merge", ("hair", "hair"), "into itself"),
        ("merge", ("background", "hair"), "cannot be merged"),
        ("delete", ("background",), "background"),
        ("pair", ("hair", "hair"), "its own"),
        ("pair", ("hair", "background"), "background"),
        ("set_parent", ("hair", "hair"), "parent of itself"),
        ("reorder", (["hair", "hat"],), "every class"),
    ],
)
def test_what_a_table_does_not_allow_is_said(change, arguments, why):
    with pytest.raises(ClassesError, match=why):
        getattr(changes, change)(preset(), *arguments)


def test_a_full_table_takes_no_more():
    with pytest.raises(ClassesError, match="64 classes at most"):
        changes.add(full(), "one more", "x", (1, 1, 1))
    assert len(read_table(table_data(full()), "x")) == 64
