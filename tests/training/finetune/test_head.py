"""The last layers learn another rule in seconds, and nothing before them moves."""

import numpy as np
import pytest
import torch

from faceparse_core.labels import NUM_CLASSES
from faceparse_core.losses import IGNORE
from faceparse_core.model import MicroSegFormer, ModelConfig, build, normalise
from faceparse_core.trainer.step import TrainingError
from faceparse_training.finetune.head import HeadFit, pixels
from faceparse_training.finetune.norm_statistics import adapted
from tests.training.faces import draw

SHAPE = {"dims": (8, 8, 16, 16), "depths": (1, 1, 1, 1), "decoder_width": 16}


@pytest.fixture(params=[0, 8], ids=["plain", "with a detail path"])
def start(request) -> MicroSegFormer:
    torch.manual_seed(3)
    network = build(ModelConfig(**SHAPE, detail_width=request.param))
    if network.detail is not None:
        torch.nn.init.normal_(network.detail.classify.weight, std=0.1)
    return adapted(network.eval(), [draw(seed)[0] for seed in range(4)], 1.0)


def labels_of(network: MicroSegFormer, photo: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return network(normalise(torch.from_numpy(photo[None])))[0].argmax(0).numpy()


def fitted(start: MicroSegFormer, steps: int = 300) -> HeadFit:
    fit = HeadFit(start, [pixels(start, *draw(seed), 4096, seed) for seed in range(6)], 2e-2, 0)
    for step in range(steps):
        fit.step(step / steps)
    return fit


def test_a_face_not_seen_is_labelled_better(start):
    photo, truth = draw(9)
    fit = fitted(start)
    before, after = (float((labels_of(network, photo) == truth).mean()) for network in (start, fit.network()))
    assert after > 0.6
    assert after > before + 0.2


def test_nothing_before_the_last_layers_moves(start):
    learned = dict(fitted(start, 5).network().named_parameters())
    moved = {name for name, p in start.named_parameters() if not torch.equal(p, learned[name])}
    assert moved <= {"decoder.classify.weight", "decoder.classify.bias", "detail.classify.weight"}
    assert moved


def test_no_share_is_the_start_and_half_lies_between(start):
    fit = fitted(start, 20)
    photo = normalise(torch.from_numpy(draw(1)[0][None]))
    with torch.no_grad():
        own = start(photo)
        none, half, whole = (fit.network(share)(photo) for share in (0.0, 0.5, 1.0))
    torch.testing.assert_close(none, own, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(half, (own + whole) / 2, rtol=1e-4, atol=1e-4)


def test_unknown_pixels_are_no_evidence(start):
    photo, labels = draw(0)
    labels[:40] = IGNORE
    seen = pixels(start, photo, labels, 10_000, 0)
    assert len(seen.labels) == len(seen.features)
    assert 0 < len(seen.labels) <= (64 * 64 - 40 * 64)
    assert int(seen.labels.max()) < NUM_CLASSES


def test_statistics_move_to_the_users_photos_by_the_share(start):
    dark = [(draw(seed)[0] // 4).astype(np.uint8) for seed in range(4)]
    whole, half = adapted(start, dark, 1.0), adapted(start, dark, 0.5)
    for name, value in start.named_buffers():
        if "running" in name:
            middle = (value + whole.get_buffer(name)) / 2
            torch.testing.assert_close(half.get_buffer(name), middle)
    assert any(not torch.equal(value, whole.get_buffer(name)) for name, value in start.named_buffers())
    parameters = zip(start.parameters(), whole.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in parameters)


def test_without_photos_statistics_stay(start):
    same = adapted(start, [], 0.5)
    assert all(torch.equal(value, same.get_buffer(name)) for name, value in start.named_buffers())


def test_where_nothing_was_changed_nothing_moves(start):
    fit = HeadFit(start, [pixels(start, *draw(0), 4096, 0)], 2e-2, 0, classes=[])
    fit.step(0)
    learned = fit.network().state_dict()
    assert all(torch.allclose(value, learned[name], atol=1e-6) for name, value in start.state_dict().items())


def test_what_was_only_confirmed_keeps_the_start(start):
    def agrees(taught: np.ndarray | None) -> float:
        fit = HeadFit(start, [pixels(start, *draw(seed), 4096, 0, taught) for seed in range(4)], 2e-3, 0)
        for step in range(60):
            fit.step(step / 60)
        photo = draw(9)[0]
        return float((labels_of(fit.network(), photo) == labels_of(start, photo)).mean())

    assert agrees(np.zeros((64, 64), np.uint8)) > 0.95
    assert agrees(None) < 0.8


def test_a_rule_holds_in_photos_that_nobody_touched(start):
    photo, nothing = draw(9)[0], np.zeros((64, 64), np.uint8)
    said = labels_of(start, photo).astype(np.uint8)
    was, now = np.bincount(said.flatten()).argsort()[::-1][:2].tolist()
    seen = pixels(start, photo, said, 4096, 0, nothing)
    fit = HeadFit(start, [seen], 2e-2, 0, turns={was: now}, untouched=[seen])
    for step in range(300):
        fit.step(step / 300)
    after = labels_of(fit.network(), photo)
    assert (after[said == was] == now).mean() > 0.9
    assert (after[said == now] == now).mean() > 0.9


def test_a_loss_that_is_no_number_is_an_error(start):
    seen = pixels(start, *draw(0), 4096, 0)
    seen.features[:] = torch.nan
    with pytest.raises(TrainingError, match="no longer a number"):
        HeadFit(start, [seen], 2e-2, 0).step(0)
