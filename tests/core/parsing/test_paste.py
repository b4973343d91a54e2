"""Crops' logits pasted into the photo, against a pixel-by-pixel computation."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

import faceparse_core.parsing.paste as module
from faceparse_core.parsing.faces import whole_frame, widen
from faceparse_core.parsing.paste import CropLogits, confidence, paste


def blobs(seed: int, size: int = 32) -> torch.Tensor:
    noise = torch.randn(1, 19, 8, 8, generator=torch.Generator().manual_seed(seed)) * 3
    return F.interpolate(noise, size=(size, size), mode="bicubic")[0]


def plain(class_id: int) -> torch.Tensor:
    logits = torch.full((19, 16, 16), -10.0)
    logits[class_id] = 10.0
    return logits


@pytest.mark.parametrize("shape", [(128, 128), (200, 333), (31, 17)])
def test_a_whole_photo_takes_the_bilinearly_upsampled_answer(shape):
    logits = blobs(1)
    expected = F.interpolate(logits[None], size=shape, mode="bilinear", align_corners=False)[0]
    crops = [CropLogits(whole_frame(shape[1], shape[0]), logits)]
    labels = paste(shape, crops)
    assert (labels == expected.argmax(0).numpy()).mean() > 0.999
    sure = expected.softmax(0).max(0).values.numpy() * 255
    assert np.abs(confidence(shape, crops, 1.0) - sure).max() <= 1


@pytest.mark.parametrize("size", [2, 9, 32])
@pytest.mark.parametrize("unit", [0.03, 0.11, 0.25, 1.7])
def test_an_upright_frame_gives_what_looking_pixel_by_pixel_gives(unit, size, monkeypatch):
    """Photos finer and coarser than the answer, the frame partly outside, in one band and in several."""
    crops = [CropLogits(np.array([[unit, 0, -7.3], [0, unit * 1.2, 5.6]]), blobs(6, size))]
    by_cell = paste((97, 131), crops)
    monkeypatch.setattr(module, "CPU_BAND_PIXELS", 500)
    assert (paste((97, 131), crops) == by_cell).all()
    look = module._classes
    monkeypatch.setattr(module, "_classes", lambda crop, u, v: look(crop, *torch.broadcast_tensors(u, v)))
    assert (paste((97, 131), crops) == by_cell).all()


def test_temperature_lowers_the_confidence():
    crops = [CropLogits(whole_frame(64, 64), blobs(2))]
    assert confidence((64, 64), crops, 2.0).mean() < confidence((64, 64), crops, 1.0).mean()


def test_bands_do_not_show(monkeypatch):
    shape, crops = (220, 240), [CropLogits(np.array([[0.3, -0.1, 40.0], [0.1, 0.3, 10.0]]), blobs(3))]
    whole = paste(shape, crops), confidence(shape, crops, 1.0)
    monkeypatch.setattr(module, "CPU_BAND_PIXELS", 700)
    bands = paste(shape, crops), confidence(shape, crops, 1.0)
    assert (whole[0] == bands[0]).all()
    assert (whole[1] == bands[1]).all()


def test_a_turned_frame_lays_each_class_where_it_belongs():
    """The crop's left half is class 1, its right half class 2; turned by 90° they lie above one another."""
    logits = torch.full((19, 32, 32), -10.0)
    logits[1, :, :16], logits[2, :, 16:] = 10.0, 10.0
    frame = np.array([[0.0, -0.25, 164.0], [0.25, 0.0, 36.0]])  # crop x runs down, crop y runs left
    labels = paste((200, 200), [CropLogits(frame, logits)])
    assert (labels[40:96, 40:160] == 1).all()
    assert (labels[104:160, 40:160] == 2).all()
    assert not labels[:, :35].any()
    assert not labels[:35].any()
    assert (confidence((200, 200), [CropLogits(frame, logits)], 1.0)[:35] == 255).all()


def test_where_two_faces_overlap_the_nearer_decides_and_background_gives_way():
    left, right = (np.array([[0.25, 0, x], [0, 0.25, 0.0]]) for x in (0.0, 64.0))
    for order in (1, -1):
        labels = paste((128, 192), [CropLogits(left, plain(1)), CropLogits(right, plain(13))][::order])
        assert (labels[:, :94] == 1).all()
        assert (labels[:, 98:] == 13).all()
        labels = paste((128, 192), [CropLogits(left, plain(1)), CropLogits(right, plain(0))][::order])
        assert (labels[:, :127] == 1).all()
        assert not labels[:, 129:].any()


def test_a_wide_crop_shows_only_beside_the_others():
    small, wide = np.array([[0.25, 0, 64], [0, 0.25, 64]]), np.array([[0.5, 0, 0], [0, 0.5, 0]])
    for inner in (0, 1):
        crops = [CropLogits(wide, plain(13), 2.0, 1.0), CropLogits(small, plain(inner))]
        labels = paste((256, 256), crops)
        expected = np.full((256, 256), 13)
        expected[64:192, 64:192] = inner
        assert (labels == expected).all()


@pytest.mark.parametrize("place", [0.0, 0.13, 0.37])
def test_no_wide_crop_shows_anything_within_a_narrower_one_of_its_face(place):
    """Wherever the pixels lie beside the border between the two."""
    frame = np.array([[0.11, 0, 40 + place], [0, 0.11, 40 + place]])
    crops = [
        CropLogits(frame, plain(1)),
        CropLogits(widen(frame, 1.35), plain(0), 1.35, 1.0),
        CropLogits(widen(frame, 2.0), plain(13), 2.0, 1.35),
    ]
    for order in (1, -1):
        labels = paste((140, 140), crops[::order])
        middle, half = 40 + place + 28.16, 28.16 * np.array([1.0, 1.35, 2.0])
        far = np.abs(np.arange(140) + 0.5 - middle)
        far = np.maximum(far, far[:, None])
        assert np.array_equal(labels, np.select(list(far <= half[:, None, None]), [1, 0, 13], 0))


def test_surroundings_are_shared_out_by_the_nearer_face_however_wide_its_crop():
    """Both see something there; the nearer one in a wider crop than the other."""
    near, far = np.array([[0.25, 0, 100], [0, 0.25, 100]]), np.array([[0.25, 0, 340], [0, 0.25, 100]])
    crops = [
        CropLogits(near, plain(1)),
        CropLogits(widen(near, 1.2), plain(1), 1.2, 1.0),
        CropLogits(widen(near, 2.0), plain(13), 2.0, 1.2),
        CropLogits(far, plain(1)),
        CropLogits(widen(far, 2.0), plain(17), 2.0, 1.0),
    ]
    for order in (1, -1):
        labels = paste((320, 600), crops[::order])
        assert (labels[110:220, 244:282] == 13).all()
        assert (labels[110:220, 286:338] == 17).all()
        assert not paste((320, 600), [*crops[:4], CropLogits(widen(far, 2.0), plain(0), 2.0, 1.0)][::order])[
            110:220, 286:338
        ].any()


def test_a_frame_beyond_the_photo_changes_nothing():
    crops = [CropLogits(np.array([[1.0, 0, 500], [0, 1.0, 500]]), blobs(4))]
    assert not paste((20, 30), crops).any()
    assert (confidence((20, 30), crops, 1.0) == 255).all()


@pytest.mark.parametrize("temperature", [0.01, 0.7, 1.0, 30.0])
def test_confidence_is_the_probability_of_the_class_shown_also_where_faces_overlap(temperature):
    """One crop and two go different ways; a frame's own pixels must not differ."""
    frame, far = np.array([[0.25, 0, 0], [0, 0.25, 0.0]]), np.array([[0.25, 0, 4000], [0, 0.25, 4000]])
    logits = blobs(4) * 3
    up = F.interpolate(logits[None], size=(128, 128), mode="bilinear", align_corners=False)[0]
    expected = (up.double() / temperature).softmax(0).max(0).values.numpy() * 255
    for crops in ([CropLogits(frame, logits)], [CropLogits(frame, logits), CropLogits(far, blobs(5))]):
        sure = confidence((128, 128), crops, temperature)
        assert np.abs(sure - expected).max() <= 1
