"""What Datumaro makes of a data set: a script for ``readers.ask``, and the samples that it is asked about."""

from __future__ import annotations

import hashlib

import numpy as np

from faceparse_core.labels import ID_OF, NAMES
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.formats import Sample
from tests.formats.samples import make_sample

IMPORT = """
import hashlib, zipfile
import numpy as np, datumaro
from datumaro.components.annotation import AnnotationType

path, kind = sys.argv[1:3]
if path.endswith(".zip"):
    zipfile.ZipFile(path).extractall(path + ".d")
    path += ".d"
dataset = datumaro.Dataset.import_from(path, format=kind)
names = [label.name for label in dataset.categories()[AnnotationType.label]]
items = {}
for item in dataset:
    masks, objects = {}, {}
    for each in item.annotations:
        assert each.type == AnnotationType.mask
        mask = each.image.astype(bool)
        name = names[each.label]
        masks[name] = masks.get(name, np.zeros_like(mask)) | mask
        objects[name] = objects.get(name, 0) + 1
    items[item.id] = {
        "masks": {name: hashlib.sha256(np.packbits(m).tobytes()).hexdigest() for name, m in masks.items()},
        "shapes": {name: list(m.shape) for name, m in masks.items()},
        "objects": objects,
        "photo": list(item.media.size) if item.media else None,
    }
answer({"classes": names, "items": items})
"""
"""Path, format → the classes; by item, a hash of each class's mask, how many objects, the photo's size."""


def views_of(labels: np.ndarray, background: bool = False) -> dict[str, str]:
    """What ``IMPORT`` tells of a label map's masks."""
    return {
        NAMES[id_]: hashlib.sha256(np.packbits(labels == id_).tobytes()).hexdigest()
        for id_ in np.unique(labels).tolist()
        if id_ or background
    }


def samples() -> list[Sample]:
    """Odd sizes, every class, two faces, nothing, a pixel, and names that are not plain."""
    rng = np.random.default_rng(5)
    two = np.zeros((41, 83), np.uint8)
    two[5:35, 5:35] = two[5:35, 45:75] = ID_OF["skin"]
    two[10, 10] = two[12, 50] = ID_OF["nose"]
    two[38:, 40] = ID_OF["cloth"]
    left, right = whole_frame(40, 40), whole_frame(40, 40)
    right[0, 2] = 40
    return [
        make_sample(rng.integers(0, 19, (17, 31), dtype=np.uint8), "all.classes", 0),
        make_sample(two, "two faces", 1, frames=(left, right)),
        make_sample(np.zeros((7, 5), np.uint8), "nothing", 2),
        make_sample(np.array([[ID_OF["ear_r"]]], np.uint8), "Größe 😀", 3),
        make_sample(rng.integers(0, 2, (1, 97), dtype=np.uint8) * np.uint8(13), "a_row", 4),
    ]


EXPORT_VOC = """
import numpy as np, datumaro
from datumaro.components.annotation import AnnotationType, LabelCategories, Mask, MaskCategories
from datumaro.components.dataset_base import DatasetItem
from datumaro.components.media import Image

source, target, how, names = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4].split(",")
colors = {i: (i * 7, 255 - i, i) if i else (0, 0, 0) for i in range(len(names))}
items = []
for stem, labels in np.load(source).items():
    photo = np.full((*labels.shape, 3), 90, np.uint8)
    masks = [Mask(image=labels == i, label=i, group=int(i)) for i in np.unique(labels) if i]
    items.append(DatasetItem(id=stem, subset="default", media=Image.from_numpy(photo), annotations=masks))
categories = {AnnotationType.label: LabelCategories.from_iterable(names)}
more = {}
if how == "colours":
    categories[AnnotationType.mask] = MaskCategories(colors)
elif how == "cvat":
    more["label_map"] = {name: [colors[i], [], []] for i, name in enumerate(names)}
elif how == "meta":
    more["save_dataset_meta"] = True
dataset = datumaro.Dataset.from_iterable(items, categories=categories)
dataset.export(target, "voc_segmentation", save_media=True, **more)
answer(True)
"""
"""An .npz of label maps, where to, how, class names: a VOC data set as Datumaro writes it."""

WRITE_COMMON = """
import os
import numpy as np
from datumaro.components.annotation import AnnotationType, LabelCategories, MaskCategories
from datumaro.util.image import save_image
from datumaro.util.mask_tools import paint_mask
from datumaro.util.meta_file_util import save_meta_file

source, target, names = sys.argv[1], sys.argv[2], sys.argv[3].split(",")
colors = {i: (i * 7, 255 - i, i) if i else (0, 0, 0) for i in range(len(names))}
categories = {
    AnnotationType.label: LabelCategories.from_iterable(names),
    AnnotationType.mask: MaskCategories(colors),
}
os.makedirs(target)
save_meta_file(target, categories)
for stem, labels in np.load(source).items():
    save_image(os.path.join(target, "masks", stem + ".png"), paint_mask(labels, colors), create_dir=True)
answer(True)
"""
"""An .npz of label maps, where to, class names: what Datumaro's own functions write for its format."""
