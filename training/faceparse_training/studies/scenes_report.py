"""The section of the results page on composed scenes."""

from __future__ import annotations

from pathlib import Path

from faceparse_training.evaluation.scenes import SceneFigures
from faceparse_training.studies.report import write_section

SECTION = "composed"
CROP_HEADINGS = ("crops", "per-image F", "below clean", "wrong pixels")
PHOTO_HEADINGS = (
    "photos",
    "faces",
    "missed",
    "invented",
    "F, frame known",
    "F, faces found",
    "kept",
    "wrong beyond",
    "running on",
    "cut (by chance)",
    "long cut (by chance)",
    "ended",
)
_TITLES = {
    "clean": "clean",
    "background": "another background",
    "clothes": "other clothes",
    "beyond": "seen smaller, body and hair past the crop",
    "turned": "turned by 25° to 75° or squeezed",
    "neighbours": "another person beside",
    "dark": "dark",
    "tiny": "face of 16 to 40 pixels",
    "hand": "a hand over the face",
    "thing": "a thing over the face",
    "border": "something at the border",
    "face_mask": "a mask over mouth and nose",
}


def write_report(page: Path, name: str, result: SceneFigures) -> None:
    """Write ``page``'s section; ``faceparse_core.files.writing.FileError`` if it cannot be written."""
    write_section(page, SECTION, markdown(name, result))


def crop_rows(result: SceneFigures) -> list[tuple[str, ...]]:
    """The table of the crops, in the order of ``CROP_HEADINGS``."""
    clean = result.clean
    return [
        (
            _TITLES.get(row.name, row.name),
            f"{row.per_image_f:.4f}",
            "" if row is clean else f"{clean.per_image_f - row.per_image_f:.4f}".replace("-", "−"),
            f"{row.wrong:.1%}",
        )
        for row in (clean, *result.crops)
    ]


def photo_rows(result: SceneFigures) -> list[tuple[str, ...]]:
    """The table of the photos, in the order of ``PHOTO_HEADINGS``."""
    return [
        (
            row.title,
            str(row.faces),
            str(row.missed),
            str(row.invented),
            f"{row.known_f:.4f}",
            f"{row.found_f:.4f}",
            f"{row.kept:.3f}",
            f"{row.wrong_beyond:.1%}",
            str(row.running),
            f"{row.cut_share:.0%} ({row.by_chance / max(row.running, 1):.0%})",
            f"{row.long_share:.0%} ({row.long_by_chance / max(row.running, 1):.0%})",
            f"{row.ended_share:.0%}",
        )
        for row in result.photos
    ]


def markdown(name: str, result: SceneFigures) -> str:
    """The section's text."""
    text = f"""### Composed scenes, {name}

`faceparse research scenes {name} --data DATA --images {result.images} --report PAGE`: {result.images}
validation faces, mirrored label maps put right, made over with what others of them lend
([how](training.md#composed-samples)). Aligned crops, one forward pass each:

{_table(CROP_HEADINGS, crop_rows(result))}"""
    if not result.photos:
        return text
    return f"""{text}

Photos of which a face takes a part, through the whole parser. *F*: per-image F in the frame, parsed at the
true frame, and with faces found, in which those missed count. *Wrong beyond*: of the pixels around the frame,
up to three frames a side. *Running on*: faces found whose hair, hat, neck or clothes go on past the frame;
*cut*: the share of them with a straight cut that an eye sees: an eye's width (45 crop units) or more along
the frame's directions, where a class changes and neither the truth nor, on most of it, the photo does.
*long cut*: of 75 crop units or more. *By chance*: the same along directions turned by 45°, in which no crop
ends: so often a line lies so anyway.
*ended*: of them, those of which something ends within 4 crop units of a crop's border, straight or not.

{_table(PHOTO_HEADINGS, photo_rows(result))}"""


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headings, ("---", *("---:" for _ in headings[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
