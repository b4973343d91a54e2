"""All photos of an export at a glance: small, with their overlays, many to a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from faceparse_core.files.writing import atomic_write, explain_write
from faceparse_core.labels import CLASSES
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, FormatError, Writer, encode_png
from faceparse_gui.formats.options import ExportOptions
from faceparse_gui.formats.overlay import blend
from faceparse_gui.formats.sample import Sample
from faceparse_gui.formats.writing.naming import spelled
from faceparse_gui.formats.writing.stage import Stage, piece_name

DPI = 150
PAGE = (1240, 1754)
"""A4 in pixels."""
COLUMNS, ROWS = 4, 5
THUMBNAIL_SIDE = 270
CELL = (THUMBNAIL_SIDE, THUMBNAIL_SIDE + 30)
MARGIN, GAP = 50, 20
PAGES_AT_ONCE = 8
"""Pages in memory together, 6.5 MB each."""
SYSTEM_FONTS = (
    "NotoSansCJK-Regular.ttc", "msyh.ttc", "PingFang.ttc", "Arial Unicode.ttf", "segoeui.ttf",
    "DejaVuSans.ttf",
)  # fmt: skip
"""File names of fonts with many letters, on Linux, Windows and macOS; Pillow knows where to look."""
INK, FAINT = (40, 40, 40), (120, 120, 120)


class ContactSheet(Format):
    """One PDF of A4 pages, 4 × 5 photos each with their overlays and names, the colours' meaning below.

    Names are drawn with the font that comes with Pillow, and where they are not plain ASCII with one of the
    system's: letters that this has not are boxes.
    """

    name = "contact-sheet"
    title = message("Contact sheet (PDF)")
    extension = ".pdf"

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of the file ``target``. Each sample's cell waits as a PNG until ``finish`` draws the
        pages.
        """
        return _Writer(target, options)


class _Writer(Writer):
    def __init__(self, target: Path, options: ExportOptions) -> None:
        super().__init__(target, options)
        self._stage = Stage(target)

    def files(self, stem: str) -> Sequence[str]:
        return ()

    def write(self, sample: Sample) -> Sequence[str]:
        self._stage.put(piece_name(sample.index, ".png"), encode_png(_draw_cell(sample), level=1))
        return ()

    def stages(self) -> Sequence[Stage]:
        return (self._stage,)

    def finish(self) -> None:
        cells = list(self._stage.pieces(".png"))
        pdf = self._stage.put("sheet.pdf", b"")
        try:
            pages = _draw_pages(cells)
            begun = False
            while some := list(islice(pages, PAGES_AT_ONCE)):
                some[0].save(
                    pdf, "PDF", append=begun, save_all=True, append_images=some[1:], resolution=DPI,
                    quality=90, title=spelled(self.target.stem), creationDate=None, modDate=None,
                )  # fmt: skip
                begun = True
                for page in some:
                    page.close()  # saving leaves them in a circle, which is long in being collected
        except OSError as error:
            raise FormatError(self.target, explain_write(self.target, error)) from error
        with pdf.open("rb") as source, atomic_write(self.target) as file:
            shutil.copyfileobj(source, file)
        self._stage.clear()

    def discard(self) -> None:
        self._stage.clear()


def _draw_cell(sample: Sample) -> Image.Image:
    """A photo with its overlay, and its name below."""
    height, width = sample.labels.shape
    scale = THUMBNAIL_SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    photo = Image.fromarray(sample.photo).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    labels = Image.fromarray(sample.labels).resize(size, Image.Resampling.NEAREST)
    picture = Image.fromarray(blend(np.array(photo), np.array(labels)))
    cell = Image.new("RGB", CELL, "white")
    cell.paste(picture, ((THUMBNAIL_SIDE - size[0]) // 2, THUMBNAIL_SIDE - size[1]))
    name = shorten(sample.stem, THUMBNAIL_SIDE)
    middle = (THUMBNAIL_SIDE // 2, (THUMBNAIL_SIDE + CELL[1]) // 2)
    ImageDraw.Draw(cell).text(middle, name, fill=INK, font=_font_for(name), anchor="mm")
    return cell


def shorten(name: str, width: float) -> str:
    """``name`` without its middle, where it would be drawn wider than ``width`` pixels."""
    font = _font_for(name)
    kept = len(name)
    shown = name
    while font.getlength(shown) > width and kept > 2:
        kept -= 1
        shown = f"{name[: kept - kept // 2]}…{name[len(name) - kept // 2 :]}"
    return shown


def _draw_pages(cells: Sequence[Path]) -> Iterator[Image.Image]:
    """The pages one after another, one with nothing on it where there is no cell."""
    a_page = COLUMNS * ROWS
    count = max(1, -(-len(cells) // a_page))
    for number in range(count):
        page = Image.new("RGB", PAGE, "white")
        for place, path in enumerate(cells[number * a_page : (number + 1) * a_page]):
            row, column = divmod(place, COLUMNS)
            with Image.open(path, formats=["PNG"]) as cell:
                page.paste(cell, (MARGIN + column * (CELL[0] + GAP), MARGIN + row * (CELL[1] + GAP)))
        _draw_legend(page)
        at = PAGE[0] - MARGIN, PAGE[1] - MARGIN // 2
        ImageDraw.Draw(page).text(at, f"{number + 1} / {count}", fill=FAINT, font=_font(16), anchor="rm")
        yield page


def _draw_legend(page: Image.Image) -> None:
    """What the colours mean, in two rows."""
    draw = ImageDraw.Draw(page)
    in_a_row = len(CLASSES) // 2
    step = (PAGE[0] - 2 * MARGIN) / in_a_row
    for place, each in enumerate(CLASSES[1:]):
        row, column = divmod(place, in_a_row)
        x, y = MARGIN + column * step, PAGE[1] - 76 + row * 26
        draw.rectangle((x, y - 6, x + 12, y + 6), fill=each.color)
        draw.text((x + 19, y), each.title, fill=FAINT, font=_font(14), anchor="lm")


def _font_for(name: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return _font(16) if name.replace("…", "").isascii() else _system_font(16)


@cache
def _system_font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in SYSTEM_FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    return _font(size)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
