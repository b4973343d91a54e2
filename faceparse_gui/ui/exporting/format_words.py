"""What the formats are called and what each is for, in the user's language."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from faceparse_core.class_orders import ORDERS
from faceparse_gui.formats import Format
from faceparse_gui.ui.i18n.messages import localise


@dataclass(frozen=True, slots=True)
class FormatText:
    """``group``: the heading that a format stands under; ``purpose``: what it is for, in a line."""

    group: str
    purpose: str


MASKS = str(QT_TRANSLATE_NOOP("Formats", "Masks"))
SETS = str(QT_TRANSLATE_NOOP("Formats", "Data sets"))
EDITORS = str(QT_TRANSLATE_NOOP("Formats", "Editors"))
PICTURES = str(QT_TRANSLATE_NOOP("Formats", "Pictures"))
OTHERS = str(QT_TRANSLATE_NOOP("Formats", "From installed packages"))
GROUPS = (MASKS, SETS, EDITORS, PICTURES, OTHERS)

ABOUT: dict[str, FormatText] = {
    "indexed": FormatText(
        MASKS, str(QT_TRANSLATE_NOOP("Formats", "One class id per pixel, for training code"))
    ),
    "layers": FormatText(MASKS, str(QT_TRANSLATE_NOOP("Formats", "Binary masks, for tools without classes"))),
    "npz": FormatText(
        MASKS, str(QT_TRANSLATE_NOOP("Formats", "Labels and confidence as arrays, for Python"))
    ),
    "celebamask": FormatText(
        SETS, str(QT_TRANSLATE_NOOP("Formats", "CelebAMask-HQ's layout, for its training scripts"))
    ),
    "lapa": FormatText(SETS, str(QT_TRANSLATE_NOOP("Formats", "LaPa's folders and its 11 classes"))),
    "coco": FormatText(
        SETS, str(QT_TRANSLATE_NOOP("Formats", "Objects in one JSON file, for detectors and pycocotools"))
    ),
    "panoptic": FormatText(
        SETS, str(QT_TRANSLATE_NOOP("Formats", "Segments as PNG and JSON, for COCO's panoptic API"))
    ),
    "voc": FormatText(
        SETS, str(QT_TRANSLATE_NOOP("Formats", "Pascal VOC's folders, for older segmentation code"))
    ),
    "datumaro": FormatText(
        SETS, str(QT_TRANSLATE_NOOP("Formats", "For Datumaro, which converts to many other formats"))
    ),
    "huggingface": FormatText(
        SETS, str(QT_TRANSLATE_NOOP("Formats", "Image folder for the datasets library"))
    ),
    "labelme": FormatText(
        EDITORS, str(QT_TRANSLATE_NOOP("Formats", "One JSON file per photo, to edit in labelme"))
    ),
    "cvat": FormatText(EDITORS, str(QT_TRANSLATE_NOOP("Formats", "Zip file to upload to a CVAT task"))),
    "ora": FormatText(EDITORS, str(QT_TRANSLATE_NOOP("Formats", "One layer per class, to edit in Krita"))),
    "color": FormatText(PICTURES, str(QT_TRANSLATE_NOOP("Formats", "Classes in colour, for viewing"))),
    "overlay": FormatText(
        PICTURES, str(QT_TRANSLATE_NOOP("Formats", "Photo with class overlay, for presentation"))
    ),
    "cutouts": FormatText(
        PICTURES, str(QT_TRANSLATE_NOOP("Formats", "Hair, face or person on a transparent background"))
    ),
    "contact-sheet": FormatText(
        PICTURES, str(QT_TRANSLATE_NOOP("Formats", "Thumbnails of all photos, for printing"))
    ),
}
"""By the name of the format. What a package brings is not among them."""


def format_title(format_: Format) -> str:
    """The format's title in the user's language; a package's own as that package has it."""
    return localise(format_.title)


def order_title(order: str) -> str:
    """The title of a class order, a key of ``ORDERS``, in the user's language."""
    return localise(ORDERS[order].title)


def group_of(format_: Format) -> str:
    """One of ``GROUPS``."""
    about = ABOUT.get(format_.name)
    return OTHERS if about is None else about.group


def purpose(format_: Format) -> str:
    """A line; of a format that a package brings, what it writes."""
    about = ABOUT.get(format_.name)
    if about is not None:
        return translated(about.purpose)
    if format_.extension:
        return QCoreApplication.translate("Formats", "One {0} file").format(format_.extension)
    if format_.suffix:
        return QCoreApplication.translate("Formats", "{0} for each photo").format(format_.suffix)
    return QCoreApplication.translate("Formats", "A folder")


def translated(text: str) -> str:
    """A text of this module in the user's language."""
    return QCoreApplication.translate("Formats", text)
