"""Composed photos: aligned portraits scaled, turned and pasted onto a busy drawn background."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Pasted:
    """One portrait of a scene: its index, crop-to-scene transform (pixel centres), height share and angle."""

    index: int
    matrix: npt.NDArray[np.float64]
    share: float
    angle: float


def busy_background(rng: np.random.Generator, width: int, height: int) -> Array:
    """Smooth colour noise under random lines, boxes, discs and letters."""
    base = rng.integers(0, 256, (rng.integers(3, 12), rng.integers(3, 12), 3), dtype=np.uint8)
    scene = cv2.resize(base, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(120):
        color = tuple(int(c) for c in rng.integers(0, 256, 3))
        a, b = ((int(rng.integers(0, width)), int(rng.integers(0, height))) for _ in range(2))
        kind = rng.integers(0, 4)
        if kind == 0:
            cv2.line(scene, a, b, color, int(rng.integers(1, 9)), cv2.LINE_AA)
        elif kind == 1:
            side = rng.integers(8, 160, 2)
            cv2.rectangle(scene, a, (a[0] + int(side[0]), a[1] + int(side[1])), color, -1)
        elif kind == 2:
            cv2.circle(scene, a, int(rng.integers(4, 80)), color, int(rng.choice([-1, 3])), cv2.LINE_AA)
        else:
            text = "".join(chr(c) for c in rng.integers(65, 91, 5))
            cv2.putText(
                scene, text, a, cv2.FONT_HERSHEY_SIMPLEX, float(rng.uniform(0.5, 3)), color, 2, cv2.LINE_AA
            )
    noisy = scene.astype(np.int16) + rng.normal(0, 6, scene.shape).astype(np.int16)
    return noisy.clip(0, 255).astype(np.uint8)


def compose(
    rng: np.random.Generator, portraits: list[Array], width: int = 1600, height: int = 1200
) -> tuple[Array, list[Pasted]]:
    """Lay ``portraits``, ``(512, 512, 3)`` each, on one background without overlap of their frames.

    Heights are 15 to 80 % of the scene's, angles within ±30°; portraits that find no room are left out.
    """
    scene = busy_background(rng, width, height)
    placed: list[Pasted] = []
    circles: list[tuple[float, float, float]] = []
    for index, portrait in enumerate(portraits):
        for attempt in range(60):
            share = float(rng.uniform(0.15, 0.8 if attempt < 20 else 0.3))
            angle = float(rng.uniform(-30, 30))
            scale = share * height / 512
            reach = 256 * scale * (abs(np.cos(np.deg2rad(angle))) + abs(np.sin(np.deg2rad(abs(angle)))))
            if 2 * reach >= min(width, height):
                continue
            x, y = rng.uniform(reach, width - reach), rng.uniform(reach, height - reach)
            if all(np.hypot(x - cx, y - cy) > 1.2 * (reach + r) * 0.85 for cx, cy, r in circles):
                break
        else:
            continue
        matrix = cv2.getRotationMatrix2D((255.5, 255.5), angle, scale)
        matrix[:, 2] += np.array([x, y]) - 255.5
        small = portrait
        if scale < 1:  # shrink by area first: no aliasing
            side = max(8, round(512 * scale))
            small = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
        unit = 512 / len(small)
        step = matrix * np.array([unit, unit, 1.0])
        step[:, 2] += matrix[:, :2] @ np.full(2, (unit - 1) / 2)
        cover = cv2.warpAffine(
            np.full(small.shape[:2], 255, np.uint8), step, (width, height), flags=cv2.INTER_LINEAR
        )
        pasted = cv2.warpAffine(
            small, step, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        alpha = cover[..., None] / 255.0
        scene = (pasted * alpha + scene * (1 - alpha)).round().astype(np.uint8)
        circles.append((x, y, reach))
        placed.append(Pasted(index, matrix, share, angle))
    return scene, placed


def truth_in_scene(labels: Array, pasted: Pasted, width: int, height: int) -> Array:
    """The portrait's label map where it lies in the scene, ``(height, width)``; 255 elsewhere."""
    return cv2.warpAffine(
        labels,
        pasted.matrix,
        (width, height),
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    ).astype(np.uint8)
