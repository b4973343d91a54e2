"""The network's last layers, two 1×1 ones, re-fitted to corrections on features that are computed once.

Nothing before them moves, so a picture passes the network once; what is fitted is a linear classifier of a
pixel's features, which takes seconds. A rule (a hat is hair) is of this kind: what is where is known, and
only has another name.

What a person changed and what he only confirmed are different evidence. Changed pixels teach their class.
All others, those of photos he has not touched too, keep the start's probabilities, with classes that a rule
has turned into another counted for that one (learning without forgetting: Li and Hoiem, ECCV 2016).
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.labels import LabelMap
from faceparse_core.losses import IGNORE
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.model.blocks import affine, pointwise
from faceparse_core.model.microsegformer import upsample
from faceparse_core.photos.imaging import Photo
from faceparse_core.work import Mask
from faceparse_training.finetune.learner import not_a_number
from faceparse_training.finetune.pixel_loss import exclude, pixel_loss


@dataclass(frozen=True)
class Pixels:
    """Pixels of a picture: what the last layers see, ``float16 (N, C)``, and class ids ``int64 (N,)``.

    ``taught``: which of the class ids a person has put there, ``bool (N,)``. ``excluded``: the classes that
    ``OTHER`` is not in it, ``bool (19,)``.
    """

    features: Tensor
    labels: Tensor
    taught: Tensor
    excluded: Tensor = field(default_factory=lambda: exclude(()))


@torch.no_grad()
def pixels(
    network: MicroSegFormer,
    photo: Photo,
    labels: LabelMap,
    count: int,
    seed: int,
    taught: Mask | None = None,
) -> Pixels:
    """At most ``count`` known pixels, at the resolution of the network's logits, drawn at random.

    Args:
        taught: where the labels are a person's, ``bool (H, W)``; ``None``: everywhere.
    """
    device = next(network.parameters()).device
    features, shape = _features(network, photo, device)

    def small(mask: npt.NDArray[np.generic]) -> Tensor:
        whole = torch.from_numpy(mask[None, None]).float()
        return F.interpolate(whole, size=shape, mode="nearest-exact").flatten().long()

    known = small(labels)
    by_hand = torch.ones_like(known) if taught is None else small(taught)
    chosen = (known != IGNORE).nonzero()[:, 0].numpy()
    if len(chosen) > count:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, count, replace=False))
    places = torch.from_numpy(chosen)
    return Pixels(
        features[places.to(device)].half(), known[places].to(device), by_hand[places].bool().to(device)
    )


def _features(network: MicroSegFormer, photo: Photo, device: torch.device) -> tuple[Tensor, torch.Size]:
    """``float32 (H * W, C)``, the decoder's normalised features and the detail path's; and ``(H, W)``."""
    picture = normalise(torch.from_numpy(photo[None]).to(device))
    decoder, detail = network.decoder, network.detail
    x, _ = decoder(network.encoder(picture))
    scale, shift = affine(decoder.norm)
    parts = [x * scale + shift]
    if detail is not None:
        fine = detail.features(picture, x)
        parts = [upsample(parts[0], fine.shape[1:3]), fine]
    whole = torch.cat(parts, -1)
    return whole.flatten(0, 2), whole.shape[1:3]


class HeadFit:
    """The last layers of ``start``, fitted to ``seen``, a step at a time.

    Args:
        classes: those whose weights are fitted; those of others stay.
        turns: what a rule has turned classes into.
        untouched: pixels of photos that no person has touched; their labels say nothing.
        batch: pixels a step; of the untouched as many on top.
    """

    def __init__(
        self,
        start: MicroSegFormer,
        seen: Sequence[Pixels],
        lr: float,
        seed: int,
        classes: Collection[int] | None = None,
        turns: Mapping[int, int] | None = None,
        untouched: Sequence[Pixels] = (),
        batch: int = 16_384,
    ) -> None:
        self._start = start
        self._x = torch.cat([each.features for each in seen])
        self._y = torch.cat([each.labels for each in seen])
        self._taught = torch.cat([each.taught for each in seen])
        excluded = [each.excluded.to(self._y.device).expand(len(each.labels), -1) for each in seen]
        self._excluded = torch.cat(excluded)
        self._untouched = torch.cat([each.features for each in untouched]) if untouched else self._x[:0]
        self._generator = torch.Generator().manual_seed(seed)
        self._batch = min(batch, len(self._y))
        self._lr = lr
        layers = [start.decoder.classify, *([] if start.detail is None else [start.detail.classify])]
        weight = torch.cat([pointwise(layer)[0] for layer in layers], 1)
        bias = torch.stack([pointwise(layer)[1] for layer in layers]).sum(0)
        self._weight = weight.detach().clone().requires_grad_(True)
        self._bias = bias.detach().clone().requires_grad_(True)
        self._before = weight.detach().clone(), bias.detach().clone()
        self._turned = torch.eye(len(bias), device=bias.device)
        for was, now in (turns or {}).items():
            self._turned[was] = self._turned[now]
        self._fixed = torch.ones(len(bias), dtype=torch.bool, device=bias.device)
        self._fixed[list(range(len(bias)) if classes is None else classes)] = False
        self._optimizer = torch.optim.AdamW([self._weight, self._bias], lr=lr, weight_decay=0.0)

    def step(self, done: float) -> float:
        """One step, ``done`` (0 to 1) into the run; the loss before it.

        Raises:
            faceparse_core.trainer.step.TrainingError: if the loss is not finite.
        """
        for group in self._optimizer.param_groups:
            group["lr"] = self._lr * (0.5 + 0.5 * float(np.cos(np.pi * done)))
        drawn = self._draw(len(self._y))
        x, y, taught = self._x[drawn].float(), self._y[drawn], self._taught[drawn]
        log_p = self._log_p(x)
        own, _ = pixel_loss(log_p, y, self._excluded[drawn])
        loss = torch.where(taught, own, self._kept(x, log_p)).mean()
        if len(self._untouched):
            x = self._untouched[self._draw(len(self._untouched))].float()
            loss = loss + self._kept(x, self._log_p(x)).mean()
        if not torch.isfinite(loss):
            raise not_a_number()
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        for parameter in (self._weight, self._bias):
            if parameter.grad is not None:
                parameter.grad[self._fixed] = 0
        self._optimizer.step()
        return float(loss.detach())

    def _draw(self, count: int) -> Tensor:
        return torch.randint(count, (self._batch,), generator=self._generator).to(self._y.device)

    def _log_p(self, x: Tensor) -> Tensor:
        return F.log_softmax(F.linear(x, self._weight, self._bias), 1)

    def _kept(self, x: Tensor, log_p: Tensor) -> Tensor:
        """The cross-entropy of each pixel to the start's probabilities, under the rules."""
        before = F.softmax(F.linear(x, *self._before), 1) @ self._turned
        return -(before * log_p).sum(1)

    @torch.no_grad()
    def network(self, share: float = 1.0) -> MicroSegFormer:
        """``start`` with the fitted layers, ``share`` of the way from its own."""
        network = copy.deepcopy(self._start)
        weight = torch.lerp(self._before[0], self._weight, share)
        bias = torch.lerp(self._before[1], self._bias, share)
        layer = network.decoder.classify
        layer.weight.copy_(weight[:, : layer.in_channels, None, None])
        if network.detail is not None:
            network.detail.classify.weight.copy_(weight[:, layer.in_channels :, None, None])
            bias = bias - network.detail.classify.get_parameter("bias")
        layer.get_parameter("bias").copy_(bias)
        return network.eval().requires_grad_(False)
