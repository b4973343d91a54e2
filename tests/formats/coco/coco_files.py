"""COCO files of others, made for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from pycocotools import mask as coco_mask

from faceparse_gui.formats import FORMATS, ReadOptions

COCO_FORMAT = FORMATS["coco"]
IMAGE = {"id": 7, "file_name": "a.jpg", "width": 6, "height": 4}


def content(*annotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A file for a photo of 6 × 4 pixels with skin, nose and hair."""
    return {
        "images": [{"id": 7, "file_name": "a.jpg", "width": 6, "height": 4}],
        "categories": [{"id": 3, "name": "skin"}, {"id": 5, "name": "nose"}, {"id": 9, "name": "hair"}],
        "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "iscrowd": 0, **a} for a in annotations],
        **more,
    }


def load(folder: Path, value: dict[str, Any], **options: Any) -> dict[str, np.ndarray]:
    path = folder / "set.json"
    path.write_text(json.dumps(value))
    return {each.name: each.load() for each in COCO_FORMAT.read(path, ReadOptions(**options))}


def rle(mask: np.ndarray) -> dict[str, Any]:
    made = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": made["size"], "counts": made["counts"].decode()}
