"""What a stroke covers newly is painted as all of it would be, and told once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from faceparse_gui.document import Brush, Document, stroke_painter
from faceparse_gui.document.changes import Change
from faceparse_gui.document.tiles import union


@settings(max_examples=60)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.integers(0, 4)),
    st.lists(
        st.tuples(st.floats(-10, 50), st.floats(-10, 50), st.integers(1, 30), st.booleans(), st.booleans()),
        min_size=2,
        max_size=6,
    ),
)
def test_painting_what_a_move_newly_covers_is_painting_all_of_it(labels, moves):
    """Tips of changing size and shape, and a class that is locked and free again meanwhile."""
    results = []
    for wide in (0, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stroke_painter, "_WIDE", wide)
            document = Document(labels)
            boxes = []
            for number, (x, y, size, round_, locked) in enumerate(moves):
                tip = Brush(size, "round" if round_ else "square")
                document.locked = {2} if locked else set()
                if number == 0:
                    boxes.append(document.begin_stroke(x, y, 3, tip))
                else:
                    boxes.append(document.stroke_to(x, y, tip))
            document.end_stroke()
            results.append((document.labels.copy(), document.areas().tolist(), boxes))
            document.undo()
            assert np.array_equal(document.labels, labels)
    (first, areas, boxes), (second, other_areas, other_boxes) = results
    assert np.array_equal(first, second)
    assert areas == other_areas
    for box, other in zip(boxes, other_boxes, strict=True):
        assert union(box, other) == box, "the box of rows is around what changed, if not as close"
        assert (box is None) == (other is None)


@given(
    arrays(np.uint8, (40, 50), elements=st.integers(0, 4)),
    st.lists(st.tuples(st.floats(-10, 60), st.floats(-10, 50)), min_size=1, max_size=6),
    st.builds(Brush, st.integers(1, 20), st.sampled_from(["round", "square"])),
    st.sampled_from([0, 10_000]),
)
def test_a_stroke_along_points_is_one_to_each_of_them_and_reported_once(labels, points, tip, wide):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stroke_painter, "_WIDE", wide)
        along, step_by_step = Document(labels), Document(labels)
        for document in (along, step_by_step):
            document.begin_stroke(25, 20, 3, tip)
        reported: list[Change] = []
        along.listeners.append(reported.append)
        box = along.stroke_along(points)
        for point in points:
            step_by_step.stroke_to(*point)
    assert np.array_equal(along.labels, step_by_step.labels)
    assert along.areas().tolist() == step_by_step.areas().tolist()
    assert [change.box for change in reported] == ([box] if box else [])
