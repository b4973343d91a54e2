"""What a gesture may mean: what the network doubted, what a person has corrected, no crumbs."""

import cv2
import numpy as np
import pytest

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.click import around_click
from faceparse_gui.document.selecting.doubted import Doubted, Said
from faceparse_gui.document.selecting.flood import similar
from faceparse_gui.document.selecting.proposals import of_outline, of_strokes
from faceparse_gui.document.selecting.smart_outline import painted_whole

WHOLE = 0, 0, 200, 200


def _fragments(labels: np.ndarray) -> int:
    """Parts of less than 40 pixels."""
    return sum(
        int((cv2.connectedComponentsWithStats((labels == i).astype(np.uint8))[2][1:, 4] < 40).sum())
        for i in np.unique(labels)
    )


def _scarf() -> tuple[np.ndarray, np.ndarray, Said, np.ndarray]:
    """Clothes, of which the network doubted a part: photo, labels, what it said, and that part."""
    part = np.zeros((200, 200), bool)
    part[60:140, 60:150] = True
    labels = np.full((200, 200), 18, np.uint8)
    confidence = np.where(part, 130, 250).astype(np.uint8)
    photo = np.random.default_rng(0).integers(90, 160, (200, 200, 3)).astype(np.uint8)
    return photo, labels, Said(PackedMap(labels.copy()), PackedMap(confidence)), part


def _stroke() -> np.ndarray:
    yes = np.zeros((200, 200), bool)
    yes[98:104, 80:130] = True
    return yes


def _after(labels, proposal):
    (x0, y0, x1, y1), new = proposal
    after = labels.copy()
    after[y0:y1, x0:x1] = new
    return after


def test_what_the_network_doubted_around_a_stroke_is_among_the_proposals():
    photo, labels, said, part = _scarf()
    found = list(of_strokes(photo, labels, said, _stroke(), np.zeros_like(part), 17))
    shares = [((_after(labels, each) == 17) & part).sum() / part.sum() for each in found]
    extra = [((_after(labels, each) == 17) & ~part).sum() for each in found]
    assert any(share == 1 and more == 0 for share, more in zip(shares, extra, strict=True))
    assert len(found) == len({_after(labels, each).tobytes() for each in found})
    assert len(list(of_strokes(photo, labels, None, _stroke(), np.zeros_like(part), 17))) == 1


def test_what_a_person_corrected_is_not_doubted():
    _, labels, said, _ = _scarf()
    labels[60:140, 120:150] = 4
    labels[60:140, 110:120] = 18
    yes = _stroke()
    doubted = Doubted(labels, said, yes, np.zeros_like(yes), 17)
    after = _after(labels, (doubted.box, doubted.below(200)))
    assert (after[60:140, 60:120] == 17).all()
    assert (after[60:98, 120:150] == 4).all()
    corrected = Said(PackedMap(np.full((200, 200), 13, np.uint8)), said.confidence)
    doubted = Doubted(labels, corrected, yes, np.zeros_like(yes), 17)
    assert (_after(labels, (doubted.box, doubted.below(200))) == 17).sum() == yes.sum()


def test_a_stroke_against_a_class_takes_away_what_was_doubted():
    _, labels, said, part = _scarf()
    labels[:40] = 13
    no = _stroke()
    doubted = Doubted(labels, said, np.zeros_like(no), no, 18)
    assert ((_after(labels, (doubted.box, doubted.below(200))) != 18)[40:] == part[40:]).all()


def test_strokes_that_agree_with_the_labels_find_the_edge_alone():
    photo, labels, said, part = _scarf()
    assert len(list(of_strokes(photo, labels, said, _stroke(), np.zeros_like(part), 18))) == 1
    assert Doubted(labels, said, _stroke(), np.zeros_like(part), 18).below(255) is None


@pytest.mark.parametrize("takes_away", [False, True])
def test_no_proposal_of_any_gesture_leaves_fragments(takes_away):
    """Noise of the photo and of the confidence would make hundreds."""
    rng = np.random.default_rng(5)
    labels = np.full((200, 200), 18, np.uint8)
    labels[:, 100:] = 17 if takes_away else 13
    photo = rng.integers(60, 200, (200, 200, 3)).astype(np.uint8)
    said = Said(PackedMap(labels.copy()), PackedMap(rng.integers(60, 255, (200, 200)).astype(np.uint8)))
    drawn, nothing = _stroke(), np.zeros((200, 200), bool)
    marks = (nothing, drawn) if takes_away else (drawn, nothing)
    class_id = 18 if takes_away else 17
    mask = np.zeros((140, 140), bool)
    mask[5:135, 10:130] = True
    click = around_click(95, 100, 5, labels.shape)
    clicks = (nothing, click) if takes_away else (click, nothing)
    filled, box = similar(photo, labels, (60, 60), 90)
    proposals = [
        *of_strokes(photo, labels, said, *marks, class_id),
        *of_strokes(photo, labels, said, *clicks, class_id),
        *of_outline(photo, labels, mask, (30, 30, 170, 170), class_id, takes_away),
        (box, painted_whole(labels, filled, box, class_id, takes_away)),
    ]
    assert len(proposals) >= 5
    assert [_fragments(_after(labels, each)) for each in proposals] == [0] * len(proposals)


def test_a_small_thing_that_was_meant_holds():
    labels = np.zeros((200, 200), np.uint8)
    mask = np.zeros((200, 200), bool)
    mask[50:55, 50:56] = True
    assert (painted_whole(labels, mask, WHOLE, 15) == 15).sum() == 30


def test_what_runs_on_beyond_what_was_looked_at_is_no_proposal():
    labels = np.zeros((400, 400), np.uint8)
    said = Said(PackedMap(labels), PackedMap(np.full((400, 400), 100, np.uint8)))
    yes = around_click(200, 200, 6, labels.shape)
    assert Doubted(labels, said, yes, np.zeros_like(yes), 13).below(200) is None
