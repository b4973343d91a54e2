"""Exports of photos of any name, size and content, with faces anywhere: none fails, and masks come back."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faceparse_core.class_orders import ORDERS
from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import Export, ExportPlan, items_in
from faceparse_gui.exchange.items import Item, SavedWork
from faceparse_gui.formats import FORMATS, ExportOptions

every_format = pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.writes])

COMMON = np.array([ID_OF[name] for name in ORDERS["lapa"].names], np.uint8)

SIZES = st.one_of(
    st.sampled_from([(1, 1), (1, 70), (70, 1), (8, 900), (900, 8), (2, 3)]),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
)
NAMES = st.one_of(
    st.text(min_size=1, max_size=60),
    st.binary(min_size=1, max_size=60).map(os.fsdecode),
    st.sampled_from(["-", "#x", " x ", "CON", "x" * 250, "\u202egpj", "a.b", "%E9", "0", "00", "{n}"]),
).map(lambda name: name.replace("/", "_").replace("\0", "_") + ".png")
FRAMES = st.lists(
    st.tuples(st.floats(0.001, 30), st.floats(-4, 4), st.floats(-2000, 2000), st.floats(-2000, 2000)).map(
        lambda four: _frame(*four)
    ),
    max_size=3,
)


def _frame(scale: float, turn: float, x: float, y: float) -> np.ndarray:
    """Of a face of any size, turned and placed anywhere, the outside of the photo included."""
    c, s = scale * np.cos(turn), scale * np.sin(turn)
    return np.array([[c, -s, x], [s, c, y]])


@st.composite
def items(draw: st.DrawFn) -> Item:
    height, width = draw(SIZES)
    random = np.random.default_rng(draw(st.integers(0, 99)))
    classes = draw(st.lists(st.sampled_from(COMMON.tolist()), min_size=1, max_size=4))
    labels = random.choice(np.array(classes, np.uint8), (height, width))
    photo = random.integers(0, 256, (height, width, 3), np.uint8)
    frames, name = tuple(draw(FRAMES)), draw(NAMES)
    sure = random.integers(0, 256, (height, width), np.uint8)
    return Item(
        name, Path(name), lambda: SavedWork(labels, None, sure), lambda: photo, lambda: frames, in_file=False
    )


@every_format
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.name), st.data())
def test_any_photo_is_exported(name: str, photos: list[Item], data: st.DataObject) -> None:
    format_ = FORMATS[name]
    options = ExportOptions(
        crop=data.draw(st.sampled_from(["photo", "photo", "face"])),
        size=data.draw(st.sampled_from([None, None, 16, 33])),
        naming=data.draw(st.sampled_from(["{stem}", "{n:03}", "{folder}-{stem}"])),
        photos=data.draw(st.sampled_from(["none", "jpg", "png"])),
    )
    with tempfile.TemporaryDirectory() as folder:
        plan = ExportPlan.make(format_, Path(folder) / f"out{format_.extension}", photos, options)
        export = Export(plan)
        failures = [outcome.failure for outcome in export.run() if outcome.failure]
        assert all("has no place in a VOC list" in failure for failure in failures)
        if not format_.reads or not export.report.written or options.crop == "face" or options.size:
            return
        back = [item.load().labels for item in items_in(plan.target, format_)]
        assert len(back) == export.report.written
        for photo in photos:
            labels = photo.load().labels
            assert failures or any(np.array_equal(labels, each) for each in back)
