"""What stands behind people: drawn textures, patches of other photos, other photos' backgrounds."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF
from faceparse_training.data.copy_paste import Mask, Photo, Sample

_COARSE = 48  # pixels a side at which holes are filled
_FEATURES = [ID_OF[n] for n in ("l_eye", "r_eye", "l_brow", "r_brow", "nose", "mouth", "u_lip", "l_lip")]
_PATCH_TRIES = 6


def surroundings(shape: tuple[int, int], other: Sample, rng: np.random.Generator) -> Photo:
    """A photo of nobody, ``uint8 (H, W, 3)``.

    Half of them are ``other``'s background with its person painted out, the rest are textures, drawn or from
    a patch of ``other``; clutter is drawn over some of each.
    """
    kind = rng.random()
    if kind < 0.5:
        photo = _background_of(shape, other, rng)
    elif kind < 0.75:
        photo = patch_of(shape, other, rng)
    else:
        photo = texture(shape, rng)
    if rng.random() < 0.4:
        draw_clutter(photo, rng)
    return photo


def texture(shape: tuple[int, int], rng: np.random.Generator) -> Photo:
    """A drawn texture, ``uint8 (H, W, 3)``: clouds of colour, stripes or checks, or strands as of hair."""
    height, width = shape
    clouds = _noise(shape, rng, int(rng.integers(2, 6)), colours=True)
    kind = rng.integers(4)
    if kind == 0:  # clouds in clouds
        fine = _noise(shape, rng, int(rng.integers(8, 64)), colours=False)
        return cv2.addWeighted(clouds, 0.6, fine, 0.4, 0).astype(np.uint8, copy=False)
    if kind == 1:  # strands: noise drawn out in one direction
        across = rng.integers(0, 256, (1, max(width // int(rng.integers(2, 6)), 2)), dtype=np.uint8)
        lines = cv2.resize(np.repeat(across, 2, 0), (width * 2, height * 2), interpolation=cv2.INTER_LINEAR)
        turn = cv2.getRotationMatrix2D((width, height), float(rng.uniform(0, 180)), 1.0)
        turn[:, 2] -= np.array([width / 2, height / 2])
        lines = cv2.warpAffine(lines, turn, (width, height), borderMode=cv2.BORDER_REFLECT)
        colour = rng.integers(10, 200, 3) * rng.uniform(0.3, 1)
        strands: Photo = np.outer(np.linspace(0.3, 1.2, 256), colour).clip(0, 255).astype(np.uint8)
        return strands.take(lines.astype(np.uint8, copy=False), 0)
    if kind == 2:  # stripes or checks
        x, y = np.arange(width), np.arange(height)[:, None]
        period = rng.uniform(0.02, 0.2, 2) * width
        angle = rng.uniform(0, np.pi)
        u = (np.cos(angle) * x + np.sin(angle) * y) % period[0] < period[0] / 2
        if rng.random() < 0.5:
            u = u ^ ((np.cos(angle) * y - np.sin(angle) * x) % period[1] < period[1] / 2)
        return _two_colours(u, clouds, rng)
    spots = _noise(shape, rng, int(rng.integers(6, 40)), colours=False)[..., 0]
    return _two_colours(spots > rng.integers(90, 166), clouds, rng)


def patch_of(shape: tuple[int, int], other: Sample, rng: np.random.Generator) -> Photo:
    """A small piece of ``other`` without eyes, nose or mouth, enlarged or reflected to ``(H, W, 3)``."""
    photo, labels = other
    size = len(labels)
    for _ in range(_PATCH_TRIES):
        side = max(4, int(size * rng.uniform(0.06, 0.25)))
        y, x = rng.integers(0, size - side + 1, 2)
        if not np.isin(labels[y : y + side : 2, x : x + side : 2], _FEATURES).any():
            break
    else:
        return texture(shape, rng)
    piece = photo[y : y + side, x : x + side]
    enlarge = max(1.0, rng.uniform(0.1, 1.0) * max(shape) / side)
    larger = cv2.resize(piece, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_CUBIC)
    return reflected(larger.astype(np.uint8, copy=False), shape)


def reflected(piece: Photo, shape: tuple[int, int]) -> Photo:
    """``piece`` repeated, each time mirrored, until it fills ``shape``."""
    rows, columns = (_there_and_back(n, m) for n, m in zip(shape, piece.shape[:2], strict=True))
    return piece.take(rows, 0).take(columns, 1)


def draw_clutter(photo: Photo, rng: np.random.Generator) -> None:
    """Draw lines, boxes, discs and letters over ``photo``, in place."""
    height, width = photo.shape[:2]
    for _ in range(rng.integers(3, 30)):
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        a, b = ((int(rng.integers(0, width)), int(rng.integers(0, height))) for _ in range(2))
        kind, size = rng.integers(4), max(2, int(rng.uniform(0.01, 0.12) * width))
        if kind == 0:
            cv2.line(photo, a, b, colour, max(1, size // 6), cv2.LINE_AA)
        elif kind == 1:
            cv2.rectangle(photo, a, (a[0] + size, a[1] + int(size * rng.uniform(0.3, 3))), colour, -1)
        elif kind == 2:
            cv2.circle(photo, a, size, colour, int(rng.choice([-1, 3])), cv2.LINE_AA)
        else:
            text = "".join(chr(c) for c in rng.integers(65, 91, 4))
            cv2.putText(photo, text, a, cv2.FONT_HERSHEY_SIMPLEX, size / 25, colour, 2, cv2.LINE_AA)


def _background_of(shape: tuple[int, int], other: Sample, rng: np.random.Generator) -> Photo:
    """``other``'s background; its person is filled with the colours around it, and a little texture."""
    photo, labels = other
    person = labels != BACKGROUND
    if person.mean() > 0.9:  # too little to go by
        return patch_of(shape, other, rng)
    size = labels.shape[::-1]
    known = (~person).astype(np.float32)
    small = cv2.resize(photo * known[..., None], (_COARSE, _COARSE), interpolation=cv2.INTER_AREA)
    share = cv2.resize(known, (_COARSE, _COARSE), interpolation=cv2.INTER_AREA)
    near, far = (
        cv2.GaussianBlur(np.dstack([small, share]), (0, 0), _COARSE * reach) for reach in (0.04, 0.3)
    )
    mean = near + 1e-3 * far
    colour = (mean[..., :3] / (mean[..., 3:] + 1e-6)).clip(0, 255).astype(np.uint8)
    fill = cv2.resize(colour, size, interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.5:
        fill = cv2.addWeighted(fill, 0.8, texture(labels.shape, rng), 0.2, 0)
    edge = max(1.0, len(labels) / 128)
    wide = cv2.dilate(person.view(np.uint8), np.ones((3, 3), np.uint8), iterations=max(1, round(edge)))
    out = blend(
        photo, fill.astype(np.uint8, copy=False), cv2.GaussianBlur(wide * np.float32(1), (0, 0), edge)
    )
    if rng.random() < 0.5:
        out = out[:, ::-1]
    zoom = rng.uniform(1.0, 1.6) * max(shape) / len(labels)
    larger = cv2.resize(out, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    y, x = (int(rng.integers(0, n - m + 1)) for n, m in zip(larger.shape[:2], shape, strict=True))
    return np.ascontiguousarray(larger[y : y + shape[0], x : x + shape[1]])


def blend(under: Photo, over: Photo, alpha: npt.NDArray[Any]) -> Photo:
    """``over`` over ``under``, both ``uint8 (H, W, 3)``; it weighs ``alpha``, ``float32 (H, W)``."""
    mixed = cv2.blendLinear(np.ascontiguousarray(over), np.ascontiguousarray(under), alpha, 1 - alpha)
    return mixed.astype(np.uint8, copy=False)


def _noise(shape: tuple[int, int], rng: np.random.Generator, cells: int, *, colours: bool) -> Photo:
    """Smooth noise of ``cells`` knots a side, ``uint8 (H, W, 3)``."""
    knots = rng.integers(0, 256, (cells, cells, 3 if colours else 1), dtype=np.uint8)
    out = cv2.resize(knots, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return out.astype(np.uint8) if colours else np.repeat(out.reshape(*shape, 1).astype(np.uint8), 3, 2)


def _two_colours(where: Mask, clouds: Photo, rng: np.random.Generator) -> Photo:
    pair = rng.integers(0, 256, (2, 3), dtype=np.uint8)
    flat = pair[where.astype(np.intp)]
    return cv2.addWeighted(flat, 0.8, clouds, 0.2, 0).astype(np.uint8, copy=False)


def _there_and_back(length: int, period: int) -> npt.NDArray[np.intp]:
    at = np.arange(length) % (2 * period)
    return np.where(at < period, at, 2 * period - 1 - at)
