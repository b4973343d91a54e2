"""What a shell offers after Tab: names that are known without loading the network's library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, get_args

if TYPE_CHECKING:
    from faceparse_gui.formats import Format

Complete = Callable[[str], list[str]]


def _starting_with(names: Callable[[], Iterable[str]]) -> Complete:
    def complete(incomplete: str) -> list[str]:
        return [name for name in names() if name.startswith(incomplete)]

    return complete


def _models() -> Iterable[str]:
    from faceparse_core.model_files.locations import DEFAULT, files

    return (DEFAULT, *files())


def _recipes() -> Iterable[str]:
    from faceparse_training.fit.shipped import shipped_recipes

    return shipped_recipes()


def _studies() -> Iterable[str]:
    from faceparse_training.fit.shipped import shipped_studies

    return shipped_studies()


def _formats(fits: Callable[[Format], bool]) -> Callable[[], Iterable[str]]:
    def names() -> Iterable[str]:
        from faceparse_gui.formats import FORMATS

        return [name for name, each in FORMATS.items() if fits(each)]

    return names


def _classes() -> Iterable[str]:
    from faceparse_core.labels import NAMES

    return NAMES


def _orders() -> Iterable[str]:
    from faceparse_core.class_orders import ORDERS

    return ORDERS


def _parts() -> Iterable[str]:
    from faceparse_gui.formats.options import CutOut

    return get_args(CutOut)


models = _starting_with(_models)
recipes = _starting_with(_recipes)
studies = _starting_with(_studies)
classes = _starting_with(_classes)
orders = _starting_with(_orders)
parts = _starting_with(_parts)
written = _starting_with(_formats(lambda each: each.writes))
read = _starting_with(_formats(lambda each: each.reads))
photo_by_photo = _starting_with(_formats(lambda each: bool(each.suffix)))
