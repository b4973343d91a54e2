"""What other readers make of an export, one check a format: for ``report.py``.

Each check reads an export by means that know nothing of this program, and gives the label maps that it saw,
by stem; or, of pictures for the eye, a sentence. Orders and layouts are written here a second time, on
purpose.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.labels import ID_OF, NAMES, PALETTE, LabelMap
from tests.formats.readers import PYTHON, ask

Maps = dict[str, LabelMap]
_BISENET = [
    "background", "skin", "l_brow", "r_brow", "l_eye", "r_eye", "eye_g", "l_ear", "r_ear", "ear_r", "nose",
    "mouth", "u_lip", "l_lip", "neck", "neck_l", "cloth", "hair", "hat",
]  # fmt: skip
_LAPA = [
    "background", "skin", "r_brow", "l_brow", "r_eye", "l_eye", "nose", "u_lip", "mouth", "l_lip", "hair",
]  # fmt: skip


@dataclass(frozen=True)
class Exported:
    """One export: where it is, and what the photos are."""

    target: Path
    photos: Mapping[str, npt.NDArray[np.uint8]]
    """Stem → RGB ``uint8 (H, W, 3)``."""
    labels: Mapping[str, LabelMap]
    """Stem → what was exported, for checks of pictures for the eye."""
    scratch: Path
    """An empty folder."""


@dataclass(frozen=True)
class Check:
    """How one format, exported with ``arguments``, is read by others."""

    format: str
    reader: str
    """In words."""
    read: Callable[[Exported], Maps | str]
    """AssertionError where something is not as the format says."""
    arguments: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    """Of ``faceparse convert``, to read it back."""
    elsewhere: bool = False
    """Whether it needs the environment of ``make readers``."""

    @property
    def can_run(self) -> bool:
        return not self.elsewhere or PYTHON.exists()


# -- with Pillow and NumPy ---------------------------------------------------------------------------------


def _pixels(path: Path, mode: str) -> npt.NDArray[np.uint8]:
    with Image.open(path) as image:
        assert image.mode == mode, f"{path.name} has mode {image.mode}"
        return np.array(image)


def _by_name(ids: npt.NDArray[np.uint8], names: list[str]) -> LabelMap:
    return np.array([ID_OF[name] for name in names], np.uint8)[ids]


def _indexed(mode: str, names: list[str], folder: str, exported: Exported) -> Maps:
    files = (exported.target / folder).glob("*.png")
    return {file.stem: _by_name(_pixels(file, mode), names) for file in files}


def _color(exported: Exported) -> Maps:
    ids = {tuple(color): id_ for id_, color in enumerate(PALETTE.tolist())}
    maps = {}
    for file in exported.target.glob("*_color.png"):
        colors, places = np.unique(_pixels(file, "RGB").reshape(-1, 3), axis=0, return_inverse=True)
        found = np.array([ids[tuple(color)] for color in colors.tolist()], np.uint8)[places]
        maps[file.stem.removesuffix("_color")] = found.reshape(exported.labels[file.stem[:-6]].shape)
    return maps


def _overlay(exported: Exported) -> str:
    for stem, labels in exported.labels.items():
        picture = _pixels(exported.target / f"{stem}_overlay.png", "RGB")
        background = labels == 0
        assert np.array_equal(picture[background], exported.photos[stem][background]), "background changed"
        assert (picture[~background] != exported.photos[stem][~background]).any(), "nothing laid over"
    return "the photo's size; its background unchanged"


def _layers(exported: Exported) -> Maps:
    maps = {}
    for stem, photo in exported.photos.items():
        labels = np.zeros(photo.shape[:2], np.uint8)
        for file in (exported.target / f"{stem}_layers").glob("*.png"):
            mask = _pixels(file, "L")
            assert set(np.unique(mask)) <= {0, 255}
            assert not labels[mask > 0].any(), "two classes at one pixel"
            labels[mask > 0] = ID_OF[file.stem.removeprefix(f"{stem}_")]
        maps[stem] = labels
    return maps


def _celebamask(exported: Exported) -> Maps:
    """As training code reads it: folder ``id // 2000``, ``convert("P") == 225``."""
    stems = json.loads((exported.target / "CelebA-HQ-to-stem.json").read_text("utf-8"))
    maps = {}
    for number, stem in stems.items():
        labels = np.zeros(exported.photos[stem].shape[:2], np.uint8)
        for id_, name in enumerate(NAMES[1:], 1):
            folder = exported.target / "CelebAMask-HQ-mask-anno" / str(int(number) // 2000)
            file = folder / f"{int(number):05d}_{name}.png"
            if file.exists():
                with Image.open(file) as image:
                    labels[np.array(image.convert("P")) == 225] = id_
        maps[stem] = labels
    return maps


def _npz(exported: Exported) -> Maps:
    maps = {}
    for file in exported.target.glob("*.npz"):
        with np.load(file, allow_pickle=False) as arrays:
            maps[file.stem] = _by_name(arrays["labels"], arrays["classes"].tolist())
    return maps


def _ora(exported: Exported) -> Maps:
    """The layers from the lowest to the uppermost, as the specification stacks them."""
    maps = {}
    for file in exported.target.glob("*.ora"):
        with zipfile.ZipFile(file) as archive:
            first = archive.infolist()[0]
            assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
            assert archive.read("mimetype") == b"image/openraster"
            image = ElementTree.fromstring(archive.read("stack.xml"))
            labels = np.zeros((int(image.get("h", 0)), int(image.get("w", 0))), np.uint8)
            for layer in reversed(image.findall("./stack/layer")):
                if layer.get("name") in ID_OF:
                    x, y = int(layer.get("x", 0)), int(layer.get("y", 0))
                    with archive.open(layer.get("src", "")) as data, Image.open(data) as picture:
                        inside = np.array(picture.convert("RGBA"))[..., 3] > 127
                    part = labels[y : y + inside.shape[0], x : x + inside.shape[1]]
                    part[inside] = ID_OF[layer.get("name", "")]
        maps[file.stem] = labels
    return maps


def _cutouts(exported: Exported) -> str:
    for stem, labels in exported.labels.items():
        picture = _pixels(exported.target / f"{stem}_cutouts" / f"{stem}_person.png", "RGBA")
        assert np.array_equal(picture[..., 3], np.where(labels > 0, 255, 0)), "alpha is not the classes'"
        assert np.array_equal(picture[labels > 0][:, :3], exported.photos[stem][labels > 0])
    return "alpha is 255 in the classes and 0 elsewhere; the colours are the photo's"


def _contact_sheet(exported: Exported) -> str:
    data = exported.target.read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"%%EOF" in data[-32:]
    return "a PDF; to look at"


# -- with other tools --------------------------------------------------------------------------------------


def _coco(exported: Exported) -> Maps:
    from pycocotools.coco import COCO

    coco = COCO(exported.target / "annotations" / "instances_default.json")
    maps = {}
    for image in coco.dataset["images"]:
        labels = np.zeros((image["height"], image["width"]), np.uint8)
        for annotation in coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]])):
            mask = coco.annToMask(annotation).astype(bool)
            assert not labels[mask].any(), "two objects at one pixel"
            labels[mask] = ID_OF[coco.loadCats([annotation["category_id"]])[0]["name"]]
        maps[Path(image["file_name"]).stem] = labels
    return maps


_DATUMARO = """
import zipfile
import numpy as np, datumaro
from datumaro.components.annotation import AnnotationType
path, kind, names, out = sys.argv[1:]
if path.endswith(".zip"):
    zipfile.ZipFile(path).extractall(out + ".d")
    path = out + ".d"
names = json.loads(names)
dataset = datumaro.Dataset.import_from(path, format=kind)
classes = [label.name for label in dataset.categories()[AnnotationType.label]]
maps = {}
for item in dataset:
    for each in item.annotations:
        if each.type == AnnotationType.mask:
            mask = each.image.astype(bool)
            labels = maps.setdefault(item.id, np.zeros(mask.shape, np.uint8))
            labels[mask] = names.index(classes[each.label])
np.savez(out, **maps)
answer(None)
"""
_LABELME = """
import numpy as np
from pathlib import Path
from labelme import utils
from labelme._label_file import LabelFile
folder, names, out = sys.argv[1:]
ids = {name: id for id, name in enumerate(json.loads(names))}
maps = {}
for path in Path(folder).glob("*.json"):
    file = LabelFile(str(path))
    shape = utils.img_data_to_arr(file.image_data).shape
    maps[path.stem] = utils.shapes_to_label(shape, file.shapes, ids)[0].astype(np.uint8)
np.savez(out, **maps)
answer(None)
"""
_HUGGING_FACE = """
import numpy as np
from datasets import load_dataset
folder, names, out = sys.argv[1:]
rows = load_dataset("imagefolder", data_dir=folder, split="train", cache_dir=out + ".d")
stems = [json.loads(line)["file_name"] for line in open(folder + "/train/metadata.jsonl", encoding="utf-8")]
np.savez(out, **{stem[7:-4]: np.array(row["mask"]) for stem, row in zip(stems, rows)})
answer(None)
"""


def _asked(script: str, *arguments: str, exported: Exported) -> Maps:
    """``script`` gets the target, ``arguments``, the names of the classes, and where its label maps go."""
    out = exported.scratch / "maps.npz"
    ask(script, exported.target, *arguments, json.dumps(NAMES), out)
    with np.load(out, allow_pickle=False) as maps:
        return dict(maps)


def _other(script: str, *arguments: str) -> Callable[[Exported], Maps]:
    return lambda exported: _asked(script, *arguments, exported=exported)


_ours = list(NAMES)
CHECKS = (
    Check("indexed", "Pillow, mode P", partial(_indexed, "P", _ours, "")),
    Check("indexed", "Pillow, mode L", partial(_indexed, "L", _ours, ""), ("--grey",)),
    Check(
        "indexed",
        "Pillow, BiSeNet's ids",
        partial(_indexed, "P", _BISENET, ""),
        ("--order", "bisenet"),
        ("--from-order", "bisenet"),
    ),
    Check("color", "Pillow", _color),
    Check("overlay", "Pillow", _overlay),
    Check("layers", "Pillow", _layers),
    Check("celebamask", 'the training code\'s rule, `convert("P") == 225`', _celebamask),
    Check("lapa", "Pillow, LaPa's ids", partial(_indexed, "L", _LAPA, "train/labels")),
    Check("coco", "pycocotools, `annToMask`", _coco),
    Check("panoptic", "Datumaro, `coco_panoptic`", _other(_DATUMARO, "coco_panoptic"), elsewhere=True),
    Check("labelme", "labelme's own loader", _other(_LABELME), ("--photos", "png"), elsewhere=True),
    Check("huggingface", '`datasets.load_dataset("imagefolder")`', _other(_HUGGING_FACE), elsewhere=True),
    Check("cvat", "Datumaro, `voc_segmentation`", _other(_DATUMARO, "voc_segmentation"), elsewhere=True),
    Check("voc", "Datumaro, `voc_segmentation`", _other(_DATUMARO, "voc_segmentation"), elsewhere=True),
    Check(
        "datumaro",
        "Datumaro, `common_semantic_segmentation`",
        _other(_DATUMARO, "common_semantic_segmentation"),
        elsewhere=True,
    ),
    Check("npz", "`numpy.load`", _npz),
    Check("ora", "zipfile and Pillow, layer by layer", _ora),
    Check("cutouts", "Pillow, mode RGBA", _cutouts, ("--part", "person")),
    Check("contact-sheet", "eyes", _contact_sheet),
)
"""One or more a format; a format without one appears in the table without another reader."""
