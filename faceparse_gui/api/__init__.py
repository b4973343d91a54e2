"""``faceparse`` for programs: parse photos, read and write projects, read, write and convert masks.

``from faceparse_gui import api``. What is named in ``__all__`` is public and stays; docs/api.md shows it at
work. Importing it loads neither torch nor Qt: torch comes with the first parser.

Label maps are ``uint8 (H, W)`` with class ids 0 to 18, photos RGB ``uint8 (H, W, 3)``, upright. What cannot
be done is a ``FaceparseError``, what should not have been asked a ``ValueError``.
"""

from faceparse_core.errors import FaceparseError
from faceparse_core.files.writing import FileError
from faceparse_core.labels import CLASSES, NAMES, PALETTE, LabelClass, LabelMap
from faceparse_core.parsing.faces import Face, frame_around
from faceparse_core.photos.imaging import ImageError, Photo, read_photo
from faceparse_gui.api.export_options import ExportChoices
from faceparse_gui.api.finetuning import FinetuneReport, finetune
from faceparse_gui.api.masks import FormatInfo, convert, formats, read_masks, write_masks
from faceparse_gui.api.parsing import Parsed, PhotoParser, load_parser, parse
from faceparse_gui.api.pictures import overlay
from faceparse_gui.api.projects import Project, ProjectPhoto, open_project
from faceparse_gui.api.reports import ExportReport, ImportReport, ParseReport
from faceparse_gui.api.scoring import Evaluation, evaluate
from faceparse_gui.formats import FormatError
from faceparse_gui.project import Prediction, ProjectError

__all__ = [
    "CLASSES",
    "NAMES",
    "PALETTE",
    "Evaluation",
    "ExportChoices",
    "ExportReport",
    "Face",
    "FaceparseError",
    "FileError",
    "FinetuneReport",
    "FormatError",
    "FormatInfo",
    "ImageError",
    "ImportReport",
    "LabelClass",
    "LabelMap",
    "ParseReport",
    "Parsed",
    "Photo",
    "PhotoParser",
    "Prediction",
    "Project",
    "ProjectError",
    "ProjectPhoto",
    "convert",
    "evaluate",
    "finetune",
    "formats",
    "frame_around",
    "load_parser",
    "open_project",
    "overlay",
    "parse",
    "read_masks",
    "read_photo",
    "write_masks",
]
