"""What may be chosen about an export and about reading what another tool made; checked, and kept as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from faceparse_core.class_orders import ORDERS
from faceparse_core.errors import InputError
from faceparse_core.labels import BACKGROUND, ID_OF, NAMES
from faceparse_core.messages import message
from faceparse_gui.formats.writing.naming import check_template

Crop = Literal["photo", "face", "instance"]
Photos = Literal["none", "jpg", "png"]
Ids = Literal["auto", "palette", "colors"]
CutOut = Literal["hair", "face", "head", "person"]

MIN_SIZE, MAX_SIZE = 16, 8192
DEFAULT_ORDER = "celebamask"


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExportOptions(_Options):
    """The choices for every format; ``Format.uses`` says which of them one uses beside the first four."""

    crop: Crop = "photo"
    """The whole photo; a square around each face, upright as the network sees it; or the whole photo once for
    each face. In the last two everything that another face owns is background.
    """
    size: Annotated[int, Field(ge=MIN_SIZE, le=MAX_SIZE)] | None = None
    """Pixels of the photo's longer side, or of a face's square; None: the photo's own, 512."""
    classes: tuple[str, ...] = NAMES
    """Names of the classes to export; the others become background."""
    naming: str = "{stem}"
    """File names without suffix: ``{stem}``, ``{folder}``, ``{n}`` (from 1; ``{n:05}``), ``{i}`` (from 0)."""
    photos: Photos = "none"
    """The photos beside the masks. Formats that need photos take ``none`` for ``jpg``."""
    background: bool = False
    """The background as a class of its own, where a format lists classes or lays them out one by one."""
    order: str = DEFAULT_ORDER
    """A key of ``faceparse_core.class_orders.ORDERS``: whose class ids an index mask holds."""
    grey: bool = False
    """Index masks as greyscale PNG, without a palette."""
    objects: Literal["face", "photo"] = "face"
    """One object a class for each face, or for the whole photo."""
    parts: tuple[CutOut, ...] = ("hair", "face", "person")
    """Which cut-outs."""
    probabilities: bool = False
    """The network is run again for the probability of every class; only where one is at hand."""

    @field_validator("classes")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in ID_OF:
                raise InputError(
                    message(
                        "there is no class {name}; the classes are {names}", name=name, names=", ".join(NAMES)
                    )
                )
        chosen = tuple(name for name in NAMES if name in names)
        if chosen in ((), (NAMES[BACKGROUND],)):
            raise InputError(message("choose at least one class beside the background"))
        return chosen

    @field_validator("order")
    @classmethod
    def _is_order(cls, order: str) -> str:
        return check_order(order)

    @field_validator("naming")
    @classmethod
    def _is_pattern(cls, naming: str) -> str:
        return check_template(naming)

    @property
    def class_ids(self) -> tuple[int, ...]:
        """The chosen ids in order, the background only if it is wanted as a class."""
        return tuple(ID_OF[name] for name in self.classes if ID_OF[name] != BACKGROUND or self.background)


class ReadOptions(_Options):
    """What must be said about files that do not say it themselves."""

    order: str = DEFAULT_ORDER
    """Whose class ids an index mask holds."""
    class_map: dict[str, str] = {}
    """Class name in the files → our name, for names that are not ours."""
    ids: Ids = "auto"
    """What counts in an index mask with a palette: its ids, its colours, or what it seems to have."""

    @field_validator("order")
    @classmethod
    def _is_order(cls, order: str) -> str:
        return check_order(order)

    @field_validator("class_map")
    @classmethod
    def _leads_to_ours(cls, names: dict[str, str]) -> dict[str, str]:
        for name in names.values():
            if name not in ID_OF:
                raise InputError(
                    message(
                        "there is no class {name}; the classes are {names}", name=name, names=", ".join(NAMES)
                    )
                )
        return names


def check_order(order: str) -> str:
    """``order`` if it is known; ``InputError`` otherwise."""
    if order not in ORDERS:
        raise InputError(
            message("there is no class order {order}; choose {orders}", order=order, orders=", ".join(ORDERS))
        )
    return order
