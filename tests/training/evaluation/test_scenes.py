"""The figures on composed scenes say what the parser does with them."""

import json
from functools import partial

import cv2
import numpy as np
import pytest

from faceparse_core.metrics import confusion, mean_f
from faceparse_core.parsing.faces import cut
from faceparse_core.parsing.parser import Parser
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.data.scenes.photos import PHOTO_KINDS, ComposedPhoto, PhotoKind
from faceparse_training.evaluation.scenes import measure
from faceparse_training.studies.scenes_report import markdown
from tests.core.parsing.frames import similarity
from tests.training.data.scenes.drawn import portrait as draw


@pytest.fixture
def portrait(shipped_parser: Parser, astronaut) -> HeldOutPhoto:
    """A portrait whose truth is the network's own prediction for it."""
    photo = cv2.resize(astronaut[5:205, 125:325], (512, 512), interpolation=cv2.INTER_CUBIC)
    return HeldOutPhoto("portrait", photo, shipped_parser.parse(photo, "whole").labels)


def test_crops_and_photos_have_their_rows(shipped_parser, portrait):
    blank = {"blank": lambda sample, other, rng: (np.zeros_like(sample[0]), sample[1])}
    done = []
    photos = {"alone": PHOTO_KINDS["alone"]}
    found = measure(shipped_parser, [portrait], blank, photos, on_done=lambda: done.append(1))
    assert (found.images, done) == (1, [1])
    assert (found.clean.per_image_f, found.clean.wrong) == (1, 0)
    expected = shipped_parser.parse(np.zeros_like(portrait.photo), "whole").labels
    assert found.crops[0].per_image_f == mean_f(confusion(portrait.truth, expected))
    assert found.crops[0].wrong == (expected != portrait.truth).mean()
    (alone,) = found.photos
    assert (alone.faces, alone.missed, alone.running) == (1, 0, 1)
    assert 0.5 < alone.known_f <= 1
    assert alone.kept == pytest.approx(alone.found_f / alone.known_f)
    assert 0 < alone.wrong_beyond < 1
    assert alone.owned is None
    data = json.loads(json.dumps(found.as_data()))
    assert data["photos"][0]["cut_share"] == alone.cut_share
    text = markdown("lmsa", found)
    assert f"| {alone.title} | 1 | 0 |" in text
    assert "| clean | 1.0000 |" in text


def test_of_several_people_it_is_scored_whether_each_owns_what_is_theirs(shipped_parser, portrait):
    """Two far apart, where it is plain; and with both exchanged nothing is right."""

    def apart(sample, other, rng, exchanged=False):
        side = 360
        photo, labels = (np.full((400, 800, *each.shape[2:]), 0, np.uint8) for each in sample)
        owner = np.zeros(labels.shape, np.uint8)
        frames = []
        for number, x in enumerate((20, 420), 1):
            place = np.s_[20 : 20 + side, x : x + side]
            photo[place] = cv2.resize(sample[0], (side, side), interpolation=cv2.INTER_AREA)
            labels[place] = cv2.resize(sample[1], (side, side), interpolation=cv2.INTER_NEAREST)
            owner[place] = 3 - number if exchanged else number
            frames.append(similarity(0, side / 512, x, 20))
        return ComposedPhoto(photo, labels, owner, tuple(frames))

    kinds = {
        "right": PhotoKind("right", apart, people=2),
        "wrong": PhotoKind("wrong", partial(apart, exchanged=True), people=2),
    }
    right, wrong = measure(shipped_parser, [portrait], {}, kinds).photos
    assert right.missed == 0
    assert right.owned == 1
    assert wrong.owned == 0


def test_without_an_image_there_is_no_figure(shipped_parser):
    with pytest.raises(ValueError, match="no image"):
        measure(shipped_parser, [])


@pytest.mark.parametrize("name", PHOTO_KINDS)
def test_in_the_frame_of_a_composed_photo_lies_the_aligned_face(name):
    sample, other = draw(0, 512), draw(1, 512)
    kind = PHOTO_KINDS[name]
    scene = kind.compose(sample, other, np.random.default_rng(5))
    again = kind.compose(sample, other, np.random.default_rng(5))
    np.testing.assert_array_equal(scene.photo, again.photo)
    assert scene.photo.shape == (*scene.labels.shape, 3)
    assert set(np.unique(scene.owner)) == {*range(len(scene.frames) + 1)}
    assert len(scene.frames) == kind.people
    front = int(scene.owner[-1].max()) if kind.people > 1 else 1
    labels = cut(np.repeat(scene.labels_of(front)[..., None], 3, 2), scene.frames[front - 1], 64)[..., 0]
    truth = (sample, other)[front - 1][1][4::8, 4::8]
    seen = (truth == 1) & (labels > 0)
    assert (labels[seen] == 1).mean() > 0.8
    if name not in {"hand", "face_mask"}:
        assert seen.sum() > 0.9 * (truth == 1).sum()
